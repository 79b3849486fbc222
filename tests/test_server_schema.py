"""The OpenAPI description is true: requests made from it are answered as it says, and never with a failure of ours."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from composer.server.app import create_app
from composer.server.service import Options
from tests.painting import Painter
from tests.serving import listening, options

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


def without_large_limits(schema: Any) -> Any:
    """Return a schema without limits that only bodies of many megabytes reach; those are tested apart."""
    if isinstance(schema, list):
        return [without_large_limits(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    large = {name for name in ("maxLength", "maxItems") if isinstance(schema.get(name), int) and schema[name] > 100}
    return {name: without_large_limits(one) for name, one in schema.items() if name not in large}


described = schemathesis.openapi.from_dict(without_large_limits(create_app(Options(drop_ins=None)).openapi()))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a server that runs meanwhile, away from the files of whoever runs the test."""
    folder = tmp_path_factory.mktemp("server")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "DATA", "PLUGINS"):
            patch.setenv(f"RP_COMPOSER_{name}", str(folder / name.lower()))
        with listening(options(folder, Painter())) as (found, _):
            yield found


@described.parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_address_does_what_the_description_says(case: Any, address: str) -> None:
    case.call_and_validate(base_url=address, checks=CHECKS, timeout=30)
