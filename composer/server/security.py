"""Who may ask: the rules on hosts, origins, tokens and content types that hold on every route, as pure functions.

A browser runs pages of strangers beside ours. What it says of itself (Origin, Sec-Fetch-Site, the Host it thinks it
talks to) is therefore judged before anything else is looked at.
"""

import base64
import binascii
import hmac
import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from composer.server.errors import AnswerError

#: The names under which a machine calls itself.
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
#: Where SillyTavern is served from, unless its user changed that.
ORIGINS = tuple(f"http://{host}:8000" for host in LOOPBACK)
#: What a browser may be told of an answer, and what it may send, beside what it always may.
_ALLOWED_METHODS = "GET, HEAD, POST, PUT, DELETE"
_ALLOWED_HEADERS = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Goog-Api-Key"
#: Where clients of Google's API have their key.
_GOOGLE_KEY = "x-goog-api-key"
#: What a page may send unasked counts only on foreign routes, and only from whoever is no browser.
_PLAIN_KINDS = ("text/plain", "multipart/form-data", "application/x-www-form-urlencoded")
_EXPOSED_HEADERS = "Retry-After, ETag"
_PREFLIGHT_SECONDS = "600"
#: Headers by which a proxy says for whom it asks: many call us by our address on loopback, whoever asks them.
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "cf-connecting-ip")
_TOKEN_ADVICE = "send the token that the server printed: Authorization: Bearer TOKEN"
_NO_TOKEN_ADVICE = (
    "only this machine may ask, and this came from elsewhere, perhaps through a proxy; start the server with "
    "--allow-host NAME, and send the token that it prints: Authorization: Bearer TOKEN"
)


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may ask.

    Attributes:
        host: the address the server is bound to.
        hosts: names and addresses, beside the server's own, that a request may be addressed to.
        origins: of pages that may ask, as ``http://localhost:8000``.
        token: what is asked of everybody who is not on this machine; "" refuses them all.
    """

    host: str = "127.0.0.1"
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ORIGINS
    token: str = ""

    @property
    def open(self) -> bool:
        """Whether others than this machine may ask, who need the token."""
        return not is_loopback(self.host) or not all(map(is_loopback, self.hosts))


@dataclass(frozen=True, slots=True)
class Asked:
    """What counts of a request: its method, headers (lower case names; each as often as it was sent), and where to.

    `server` is the address at which the connection came in; `foreign` says that the route speaks a foreign protocol.
    """

    method: str
    headers: Sequence[tuple[str, str]]
    server: str = ""
    foreign: bool = False

    def header(self, name: str) -> str | None:
        """Return a header's value, None without one; AnswerError when it was sent twice."""
        values = [value for key, value in self.headers if key == name]
        if len(values) > 1:
            raise AnswerError(400, "bad_request", f"the header {name} was sent twice", name)
        return values[0] if values else None

    @property
    def preflight(self) -> bool:
        """Whether a browser asks what it may ask."""
        return self.method == "OPTIONS" and self.header("access-control-request-method") is not None


def check(asked: Asked, policy: Policy) -> None:
    """Pass a request, or raise AnswerError saying what to do about it."""
    name = _check_host(asked, policy)
    origin = asked.header("origin")
    _check_origin(asked, origin, policy)
    if not asked.preflight:  # a preflight carries no token and does nothing
        _check_token(asked, name, policy)
        _check_content_type(asked, origin)


def check_socket(asked: Asked, policy: Policy) -> None:
    """Pass a socket that is to be opened, as `check` does a request.

    A browser opens one without asking first and always says for which page, so that the origin decides. Clients that
    are no browser often send the server's own address as theirs, which no page of a stranger can.
    """
    name = _check_host(asked, policy)
    origin = asked.header("origin")
    if origin is None or origin.partition("://")[2].lower() != (asked.header("host") or "").strip().lower():
        _check_origin(asked, origin, policy)
    _check_token(asked, name, policy)


def cors_headers(asked: Asked, policy: Policy) -> dict[str, str]:
    """Return what lets the page that asks read the answer; for others only that answers differ by origin."""
    headers = {"vary": "Origin"}
    origin = next((value for key, value in asked.headers if key == "origin"), None)
    if origin is None or origin not in policy.origins:
        return headers
    return headers | {"access-control-allow-origin": origin, "access-control-expose-headers": _EXPOSED_HEADERS}


def preflight_headers(asked: Asked) -> dict[str, str]:
    """Return what a browser wants to know before it asks."""
    headers = {
        "access-control-allow-methods": _ALLOWED_METHODS,
        "access-control-allow-headers": _ALLOWED_HEADERS,
        "access-control-max-age": _PREFLIGHT_SECONDS,
    }
    if asked.header("access-control-request-private-network") == "true":
        headers["access-control-allow-private-network"] = "true"
    return headers


def is_loopback(host: str) -> bool:
    """Return whether a host's name or address means this machine alone."""
    bare = host.strip("[]").lower()
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return bare == "localhost"


def normal_origin(text: str) -> str:
    """Return an origin as browsers write it; ValueError when it is none."""
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError(f"{text!r} is no origin; write it as http://localhost:8000")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError(f"{text!r} is no origin; write it as http://localhost:8000")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, usual) else "")


def host_name(text: str) -> str | None:
    """Return the name in a Host header without its port, in lower case; None when it is no host."""
    name, colon, port = text.strip().rpartition(":")
    if not colon or text.endswith("]"):
        name, port = text.strip(), ""
    whole = name[1:-1] if name.startswith("[") and name.endswith("]") else name
    fits = whole and not set(whole) & set("@/\\?#[] \t,") and (":" not in whole or name.startswith("["))
    return name.lower() if fits and ((port.isascii() and port.isdigit()) or not port) else None


def _check_host(asked: Asked, policy: Policy) -> str:
    """Against DNS rebinding: a stranger's name that leads to this machine is not answered."""
    name = host_name(asked.header("host") or "")
    bound = f"[{asked.server}]" if ":" in asked.server else asked.server
    allowed = {*LOOPBACK, *(one.lower() for one in policy.hosts)}
    # An address cannot be rebound, so where the server listens on several, the one that was called counts.
    if name is None or (name not in allowed and name != bound.lower()):
        raise AnswerError(
            403, "host_not_allowed", "this host is not on the server's list; start it with --allow-host NAME", "host"
        )
    return name


def _check_origin(asked: Asked, origin: str | None, policy: Policy) -> None:
    if origin is not None and origin not in policy.origins:
        raise AnswerError(
            403, "origin_not_allowed", "pages of this origin may not ask; start the server with --allow-origin ORIGIN",
            "origin",
        )  # fmt: skip
    if (asked.header("sec-fetch-site") or "").strip().lower() == "cross-site" and origin is None:
        raise AnswerError(403, "origin_not_allowed", "a page of another site asks without saying which", "origin")


def _check_token(asked: Asked, name: str, policy: Policy) -> None:
    """On loopback Authorization is ignored, since frontends send junk there; everywhere else the token is needed."""
    passed_on = any(key in _PASSED_ON for key, _ in asked.headers)
    if is_loopback(policy.host) and is_loopback(name) and not passed_on:
        return
    given = token_of(asked.header("authorization") or "") or (asked.header(_GOOGLE_KEY) or "").strip()
    if not policy.token or not hmac.compare_digest(given.encode(), policy.token.encode()):
        raise AnswerError(
            401, "token_needed", _TOKEN_ADVICE if policy.token else _NO_TOKEN_ADVICE, "authorization",
            headers={"www-authenticate": 'Basic realm="rp-composer", charset="UTF-8"'},
        )  # fmt: skip


def token_of(authorization: str) -> str:
    """Return the token of an Authorization header: of Bearer, or the password of Basic; "" when there is none."""
    scheme, _, rest = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        text = base64.b64decode(rest.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    return text.partition(":")[2]


def _check_content_type(asked: Asked, origin: str | None) -> None:
    """Take JSON only: what a page may send without asking first (text/plain, a form) is not carried out."""
    if asked.method in ("GET", "HEAD", "OPTIONS"):
        return
    given = asked.header("content-type")
    kind = (given or "").partition(";")[0].strip().lower()
    if kind == "application/json" or (given is None and _bodyless(asked)):
        return
    if asked.foreign and origin is None and kind in _PLAIN_KINDS:
        return
    raise AnswerError(415, "unsupported_media_type", "send JSON, with Content-Type: application/json", "content-type")


def _bodyless(asked: Asked) -> bool:
    return asked.header("content-length") in (None, "0") and asked.header("transfer-encoding") is None


def path_problem(path: str, raw: bytes) -> str:
    """Return what is wrong with a path that tries to be another one; "" when nothing is.

    Args:
        path: decoded; raw: as sent, without the query.
    """
    if "\\" in path or any(letter < " " or letter == "\x7f" for letter in path):
        return "backslashes and control characters"
    if "//" in path or not path.startswith("/"):
        return "empty segments"
    if any(segment in (".", "..") for segment in path.split("/")):
        return "dot segments"
    if any(code in raw.lower() for code in (b"%2f", b"%5c", b"%2e", b"%25", b"%00")):
        return "encoded separators, dots and percent signs"
    return ""


def headers_of(scope: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return the headers of an ASGI scope as text."""
    raw: Sequence[tuple[bytes, bytes]] = scope["headers"]  # type: ignore[assignment]
    return tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in raw)
