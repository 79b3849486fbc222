"""Sending one request: time-outs, a ceiling on the answer, the key where it belongs, and what a fault means.

Connections are kept for two seconds only. A server that closes a kept connection just when a request is written to it
cannot be told from one that died at work on it, so what cannot be told apart is made rare: servers keep idle
connections for five seconds and more, and one that is seen closed is never used again.
"""

import base64
import contextlib
import ssl
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING

from composer.contracts import Service
from composer.errors import BackendError
from composer.keys import Secret, origin_of
from composer.profiles import Drawing, Timeouts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import httpx

#: The largest answer that is taken, in bytes.
LARGEST_ANSWER = 96 * 1024 * 1024
_KEPT_SECONDS = 2.0
#: How an answer may be packed though that was not asked for: these grow a thousandfold at most, others and those that
#: are packed twice without bound.
_UNPACKED = ("", "identity", "gzip", "x-gzip", "deflate")
#: What a request to somebody else than the service may not carry.
_PERSONAL = ("authorization", "cookie", "proxy-authorization")


class NotSentError(Exception):
    """Nothing of the request has left this machine."""


class LostError(Exception):
    """The request was sent, at least in part, and no whole answer came."""


class TooLargeError(Exception):
    """An answer came and is too large to be taken, or may grow to be, which it would be once more."""


@dataclass(frozen=True, slots=True)
class Wire:
    """The way to one service.

    Attributes:
        client: returns the HTTP client, which is opened when it is first wanted.
        timeouts: for connecting and between two pieces.
        origin: the service's, the only one that gets the key; key: the header that carries it, None for none.
    """

    client: "Callable[[], httpx.AsyncClient]"
    timeouts: Timeouts
    origin: str = ""
    key: tuple[str, str] | None = field(default=None, repr=False)

    async def send(self, request: "httpx.Request") -> "httpx.Response":
        """Send a request as it is, with the key if it goes to the service; return the whole answer.

        Redirects are answers like others, and no cookie is kept.

        Raises:
            NotSentError, LostError: it did not get through. TooLargeError: the answer is too large. BackendError: the
            request cannot be sent at all.
        """
        import httpx

        try:
            answer = await self.client().send(self._outgoing(request), stream=True, auth=None, follow_redirects=False)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            raise NotSentError(f"no connection to {request.url.netloc.decode()}: {_words(error)}") from error
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
            raise BackendError(f"nothing can be sent to {request.url.host!r}: {_words(error)}") from error
        except httpx.RequestError as error:
            raise LostError(f"{request.url.host} gave no answer: {_words(error)}") from error
        try:
            content = await _content(answer)
        finally:
            await answer.aclose()
        return _whole(answer, content, request)

    def _outgoing(self, request: "httpx.Request") -> "httpx.Request":
        """Return a copy to be sent, so that the backend, which keeps the original, never sees the key."""
        import httpx

        headers = request.headers.copy()
        headers.setdefault("User-Agent", _user_agent())
        headers.setdefault("Accept", "*/*")
        headers["Accept-Encoding"] = "identity"  # pictures do not get smaller, and a small answer cannot blow up
        if origin_of(str(request.url)) != self.origin:
            for name in _PERSONAL:
                headers.pop(name, None)
        elif self.key is not None:
            headers[self.key[0]] = self.key[1]
        timeout = httpx.Timeout(self.timeouts.read, connect=self.timeouts.connect, pool=self.timeouts.connect)
        extensions = {**request.extensions, "timeout": timeout.as_dict()}
        return httpx.Request(request.method, request.url, headers=headers, stream=request.stream, extensions=extensions)


def key_header(drawing: Drawing, service: Service, secret: Secret) -> tuple[str, str]:
    """Return the name and the text of the header that carries a key."""
    name, _, text = (drawing.key_header or service.key_header).partition(": ")
    key = secret.reveal()
    return name, text.replace("{basic}", base64.b64encode(key.encode()).decode()).replace("{key}", key)


def open_client() -> "httpx.AsyncClient":
    """Return an HTTP client as the driver wants it, to be shared by the runs of one event loop and closed at its end.

    It has httpx's own pool of connections. `httpx-aiohttp` was measured beside it and made no picture come sooner; and
    it reports a server that hangs up during a call as a connection that was never made, so that a call which may be
    billed would be made again.

    It keeps no cookies, follows no redirects, keeps connections only shortly, and never asks a proxy for what is on
    this machine.
    """
    import http.cookiejar

    import httpx

    client = httpx.AsyncClient(
        verify=_certificates(),
        follow_redirects=False,
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=20, keepalive_expiry=_KEPT_SECONDS),
        mounts={f"all://{host}": None for host in ("localhost", "127.0.0.1", "[::1]")},
    )
    client.cookies.jar.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
    return client


@contextlib.asynccontextmanager
async def client_when_wanted(given: "httpx.AsyncClient | None") -> "AsyncIterator[Callable[[], httpx.AsyncClient]]":
    """Yield what returns the given client, or one that is opened when first asked for and closed at the end."""
    opened: list[httpx.AsyncClient] = []

    def client() -> "httpx.AsyncClient":
        if given is not None:
            return given
        if not opened:
            opened.append(open_client())
        return opened[0]

    try:
        yield client
    finally:
        for one in opened:
            await one.aclose()


@cache
def _certificates() -> ssl.SSLContext:
    """Return the system's trust, which takes longer to load than a local answer takes to come."""
    import httpx

    return httpx.create_ssl_context()


@cache
def _user_agent() -> str:
    return f"rp-composer/{metadata.version('rp-composer')}"


async def _content(answer: "httpx.Response") -> bytes:
    import httpx

    pieces, size = [], 0
    packing = answer.headers.get("content-encoding", "").strip().lower()
    if packing not in _UNPACKED:
        if answer.is_error:
            return b""
        raise TooLargeError(f"{answer.url.host} answers packed as {packing[:40]!r}, which was not asked for; not taken")
    try:
        async for piece in answer.aiter_bytes():
            size += len(piece)
            if size > LARGEST_ANSWER:
                if answer.is_error:
                    break
                raise TooLargeError(f"{answer.url.host} answers with more than {LARGEST_ANSWER // 2**20} MB; not taken")
            pieces.append(piece)
    except httpx.RequestError as error:
        if answer.is_success or answer.is_informational:
            raise LostError(f"{answer.url.host} broke off its answer: {_words(error)}") from error
        # The status of an error says what there is to know; of its words some may be lost.
    return b"".join(pieces)


def _whole(answer: "httpx.Response", content: bytes, request: "httpx.Request") -> "httpx.Response":
    """Return the answer with its content, as if it had come in one piece to the request as the backend wrote it."""
    import httpx

    headers = answer.headers.copy()
    for name in ("content-encoding", "content-length", "transfer-encoding"):
        headers.pop(name, None)
    return httpx.Response(
        answer.status_code, headers=headers, content=content, request=request, extensions=_phrase(answer)
    )


def _phrase(answer: "httpx.Response") -> dict[str, bytes]:
    return {"reason_phrase": answer.reason_phrase.encode("ascii", "replace")}


def _words(error: Exception) -> str:
    """Return what a fault says of itself; time-outs say nothing."""
    said = str(error).rstrip(".") or type(error).__name__
    return f"it took too long ({said}; `timeouts` in the profile)" if "Timeout" in type(error).__name__ else said
