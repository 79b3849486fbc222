"""rp-composer: pictures for roleplay chats, from the request in a message to the picture in it.

``Composer`` is the way in. What is where, by the way a picture goes:

* what can be taught: `hookspecs` (begin here), `contracts`, `plugins`; what flows: `types`, `errors`
* out of a message: `requests`, `reading`, `consulting`, `readers`, `carriers`, `cards`, `lore`, `story`, `speakers`,
  `scenes`, `details`, `corrections`, `wardrobe_data`
* what the user and the models say: `profiles`, `models`, `settings`, `targets`
* into a prompt: `pipeline`, `draft`, `enhancing`, `translating`, `fragments`, `overriding`, `references`, `guard`;
  for dialects: `writing`, `neutral`; as data: `prompt_data`, `card_data`
* into a picture: `pictures`, `keys`, `routing`, `answers`, `decoding`, `picture_parts`
* kept, and paid once: `jobs`, `store`, `database`, `spending`
* for whom it is done: `app`, `chats`, `sillytavern`, `illustration`, `new_texts`, `samples`,
  `diagnosis`, `cli`, `server`
* what all stand on: `documents` (YAML), `encodings`, `files`, `folders`, `nearest`
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
