"""Who draws: the targets of a route in turn, each called with patience, each call one conversation with its service.

Read `route` first, then `calls` (one conversation), `wire` (one request) and `patience` (when a call is made again).
"""

from composer.routing.asking import ServiceReader
from composer.routing.route import Prepared, Route, endpoint_of, list_models, list_styles, needs_key
from composer.routing.steps import Listener, Step
from composer.routing.wire import open_client

__all__ = [
    "Listener",
    "Prepared",
    "Route",
    "ServiceReader",
    "Step",
    "endpoint_of",
    "list_models",
    "list_styles",
    "needs_key",
    "open_client",
]
