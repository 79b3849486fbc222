"""rp-composer: pictures for roleplay chats, from the request in a message to the picture in it.

``Composer`` is the way in; `composer.types` has what flows through it, `composer.hookspecs` what a plugin can teach it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from composer.app import Composer

__all__ = ["Composer"]


def __getattr__(name: str) -> object:
    # Imported when it is asked for, so that a command or a plugin loads no more of the package than it uses.
    if name == "Composer":
        from composer.app import Composer

        return Composer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
