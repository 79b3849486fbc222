"""Where an OpenAI-compatible service is asked, however its address was written, and where its pictures may lie.

The rules for `endpoint`:

- A bare origin gets ``/v1``: ``http://localhost:8080`` is asked at ``http://localhost:8080/v1/images/generations``.
- A path is taken as it is: ``https://host/v1``, ``https://host/api``, ``https://host/openai/deployments/name``.
- The full address of a route may be pasted; the route is cut off. One that ends in ``/chat/completions`` means that
  pictures are asked for in a chat, as some proxies want it.
- A query (``?api-version=…``) stays with every request.
"""

import ipaddress
import socket
from dataclasses import dataclass

import httpx

from composer.answers import brief
from composer.errors import BackendError, EmptyAnswerError

GENERATIONS = "/images/generations"
EDITS = "/images/edits"
CHAT = "/chat/completions"
MODELS = "/models"

#: What helps where a service answers with addresses that cannot be fetched.
ASK_FOR_BYTES = "`options: {response_format: b64_json}` in the profile asks many services for the picture itself"

_LONGEST_PATH = 4000
#: Endings of names that stand for machines of one's own network (RFC 6761, RFC 6762, RFC 8375 and common use).
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet", ".corp", ".home")


@dataclass(frozen=True, slots=True)
class Address:
    """The base address of a service; `chat` when its pictures are asked for in a chat."""

    base: httpx.URL
    chat: bool = False

    def route(self, path: str) -> httpx.URL:
        """Return where a route is asked, with the query of the base address."""
        base, mark, query = self.base.raw_path.partition(b"?")
        return self.base.copy_with(raw_path=base.rstrip(b"/") + path.encode() + mark + query)


def read_address(endpoint: str) -> Address:
    """Return the address that an `endpoint` means.

    Raises:
        BackendError: it is no web address.
    """
    url = _web_address(endpoint.strip())
    if url is None:
        raise BackendError(f"`endpoint` {brief(endpoint)!r} is no web address; write it as https://HOST/v1")
    url = url.copy_with(fragment=None)
    written, mark, query = url.raw_path.partition(b"?")
    path, routes = _without_routes(written.decode("ascii"))
    if not path and not routes:
        path = "/v1"
    return Address(url.copy_with(raw_path=(path or "/").encode() + mark + query), routes[:1] == [CHAT])


def _web_address(text: str) -> httpx.URL | None:
    """Return an http or https address that can be connected to, None for anything else."""
    try:
        url = httpx.URL(text)
        able = url.scheme in ("http", "https") and bool(url.host) and (url.port is None or 0 < url.port < 65536)
    except (httpx.InvalidURL, ValueError):  # ValueError: a host that is no valid international name
        return None
    return url if able else None


def _without_routes(path: str) -> tuple[str, list[str]]:
    """Return the path without the routes at its end, and those, the last first."""
    routes = []
    path = path.rstrip("/")
    while route := next((route for route in (GENERATIONS, EDITS, CHAT, MODELS) if path.endswith(route)), ""):
        routes.append(route)
        path = path.removesuffix(route).rstrip("/")
    return path, routes


def is_address(text: str) -> bool:
    """Say whether this is where a picture lies, if only as a path (``/files/1.png``), and not the picture itself."""
    # Of all pictures in base64 only a JPEG begins with a slash.
    return text[:8].lower().startswith(("http://", "https://")) or (text[:1] == "/" and text[:4] != "/9j/")


def picture_address(text: str, address: Address) -> httpx.URL:
    """Return where a picture that an answer names is fetched.

    Answers are foreign text, so they may not send us about our own network: beside the service's own origin only
    https addresses of named public hosts are asked.

    Raises:
        EmptyAnswerError: it lies somewhere else.
    """
    url = _web_address(f"{address.base.join(text)}" if text[:1] == "/" and len(text) <= _LONGEST_PATH else text)
    if url and not url.userinfo and (_origin(url) == _origin(address.base) or _is_public(url)):
        return url
    raise EmptyAnswerError(
        f"the answer says that the picture lies at {brief(text, 2000)!r}; only https addresses of public hosts and "
        f"the service's own are fetched; {ASK_FOR_BYTES}"
    )


def _origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port  # httpx leaves out the default port


def _is_public(url: httpx.URL) -> bool:
    name = url.host.lower().rstrip(".")
    return url.scheme == "https" and "." in name and not name.endswith(_LOCAL_NAMES) and not _is_number(name)


def _is_number(host: str) -> bool:
    """Whether a host is an IP address in any form that is understood when it is connected to (``127.1`` is one)."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        try:
            socket.inet_aton(host)
        except OSError:
            return False
    return True
