"""The file of an avatar, from the address or path by which a chat names it."""

from urllib.parse import parse_qs, urlsplit

_MOST_PARAMETERS = 20
#: Pictures of SillyTavern's own, which show nobody of the story.
_OWN = ("img/", "/img/")


def avatar_file(address: object) -> str:
    """Return the name of the file, "" for none: of ``/thumbnail?type=persona&file=me.png`` as of ``me.png``."""
    if not isinstance(address, str) or address.startswith((*_OWN, "data:")):
        return ""
    try:
        named = parse_qs(urlsplit(address).query, max_num_fields=_MOST_PARAMETERS).get("file", [""])[0]
    except ValueError:  # too many parameters, or a "[" where an IPv6 address would begin
        return ""
    return (named or address).replace("\\", "/").rpartition("/")[2].replace("\0", "")
