"""The picture that an edit starts from or an upscale enlarges, as a chat names it.

A chat is written by strangers and by language models: it may name an earlier picture of its own or an address in the
public net, and neither a file of this computer nor a machine of its network.
"""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from composer.decoding import media_type_of
from composer.errors import PictureError
from composer.models import Model
from composer.pictures import ReferencePicture
from composer.references.assets import Assets, read_picture
from composer.references.preparing import prepare
from composer.types import Reference

if TYPE_CHECKING:
    import httpx

#: The largest picture that is fetched, in bytes.
FETCH_LIMIT = 32 * 1024 * 1024
#: The longer side of a source picture at most, in pixels; a larger one is made smaller before it is sent.
SOURCE_EDGE = 4096
#: How long one picture may take altogether, in seconds.
FETCH_SECONDS = 60.0
_TIMEOUTS = {"connect": 10.0, "read": 20.0, "write": 10.0, "pool": 10.0}
_LONGEST_NAME = 200
_LAST_PORT = 65535
_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
#: IPv6 addresses that stand for IPv4 ones in networks without them (RFC 6052).
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")

#: Finds the addresses of a host and port.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


async def prepared_source(
    source: str, folder: Path | None, model: Model, client: "httpx.AsyncClient | None" = None
) -> ReferencePicture:
    """Return the picture that a request names as its source, ready to be sent to a model.

    Args:
        source, folder: see `earlier_picture`. client: asks the net; None opens one.

    Raises:
        PictureError: it is not to be had, or broken.
    """
    import httpx

    async with contextlib.nullcontext(client) if client else httpx.AsyncClient() as asked:
        data = await load_source(source, folder, asked)
    return await asyncio.to_thread(prepare, Reference("", "source", source), data, model, SOURCE_EDGE)


async def prepared_own(reference: Reference, assets: Assets, model: Model) -> ReferencePicture:
    """Return the user's own picture that an edit starts from, ready to be sent; PictureError when it is broken."""
    return await asyncio.to_thread(prepare, reference, assets.get(reference.asset), model, SOURCE_EDGE)


async def load_source(source: str, folder: Path | None, client: "httpx.AsyncClient") -> bytes:
    """Return the picture that a request names as its source, from the net or from the chat's own pictures.

    Raises:
        PictureError: it is neither, or not to be had; the message says what may be named.
    """
    if is_address(source):
        return await fetch_source(source, client)
    return await asyncio.to_thread(earlier_picture, source, folder)


def picture_name(source: str) -> str:
    """Return the last part of the path that a chat names an earlier picture by."""
    return unquote(source.removeprefix("picture:").partition("?")[0]).replace("\\", "/").rpartition("/")[2]


def is_address(source: str) -> bool:
    """Say whether a source picture is to be had from the net."""
    return urlsplit(source).scheme.lower() in ("http", "https")


def earlier_picture(source: str, folder: Path | None) -> bytes:
    """Return a picture that was drawn for this chat before.

    Args:
        source: its address as it stands in the chat, its file's name, or ``picture:`` and its id; only the last part
            of a path counts, so that none leads out of the folder.
        folder: where the chat's pictures lie; None when there are none.

    Raises:
        PictureError: there is no such picture.
    """
    name = picture_name(source)
    plain = bool(name) and not name.startswith(".") and "\0" not in name and len(name) < _LONGEST_NAME
    if folder is not None and plain:
        for path in (folder / name, *(folder / f"{name}{suffix}" for suffix in _SUFFIXES)):
            if path.suffix.lower() in _SUFFIXES and path.is_file() and not path.is_symlink():
                return read_picture(path)
    raise PictureError(
        f"the source picture {source!r:.200} is none of this chat; name one that was drawn in it, or an http(s) address"
    )


async def fetch_source(url: str, client: "httpx.AsyncClient", resolve: Resolve | None = None) -> bytes:
    """Fetch a picture that a chat names by its address.

    Only public addresses are asked, and exactly those that were looked at: the host's name is not resolved again.
    Redirects are not followed, no key or cookie is sent, and nothing above `FETCH_LIMIT` is read.

    Args:
        client: sends the request. resolve: finds the host's addresses; None asks the system.

    Raises:
        PictureError: the address is not allowed or does not answer with a picture.
    """
    import httpx

    try:
        async with asyncio.timeout(FETCH_SECONDS):
            request = await _request(url, resolve or _addresses)
            response = await client.send(request, stream=True, auth=None, follow_redirects=False)
            try:
                return await _body(response, url)
            finally:
                await response.aclose()
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError, UnicodeError, ValueError) as error:
        cause = str(error) or type(error).__name__
        raise PictureError(f"the source picture {url!r:.200} could not be fetched: {cause}") from error


async def _request(url: str, resolve: Resolve) -> "httpx.Request":
    """Return the request to the first public address of the host, under the host's own name."""
    import httpx

    parsed = httpx.URL(url)
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo or port > _LAST_PORT:
        raise PictureError(f"the source picture {url!r:.200} is no plain http(s) address")
    addresses = await resolve(parsed.host, port)
    hidden = ", ".join(address for address in addresses if not is_public(address))
    if hidden or not addresses:
        raise PictureError(
            f"the source picture {url!r:.200} is not in the public net: {parsed.host} is {hidden or 'unknown'}"
        )
    headers = {"Host": parsed.netloc.decode("ascii"), "Accept": "image/*", "Accept-Encoding": "identity"}
    extensions = {"sni_hostname": parsed.host, "timeout": _TIMEOUTS}
    return httpx.Request("GET", parsed.copy_with(host=addresses[0]), headers=headers, extensions=extensions)


async def _body(response: "httpx.Response", url: str) -> bytes:
    if response.status_code != 200:
        hint = "; name the address it leads to" if response.is_redirect else ""
        raise PictureError(f"the source picture {url!r:.200} answered with status {response.status_code}{hint}")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise PictureError(f"the source picture {url!r:.200} came packed, which was not asked for")
    data = bytearray()
    async for chunk in response.aiter_bytes():
        data += chunk
        if len(data) > FETCH_LIMIT:
            raise PictureError(f"the source picture {url!r:.200} has more than {FETCH_LIMIT} bytes")
    if not media_type_of(bytes(data[:32])):
        raise PictureError(f"the source picture {url!r:.200} is no PNG, JPEG, WebP or GIF")
    return bytes(data)


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the public net, through all forms that stand for another address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped or ip in _TRANSLATED:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip.sixtofour or ip.teredo:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


async def _addresses(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
