"""``rp-composer keys``: store the key of a service, see where keys come from, remove one. No key is ever printed."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import click

from composer.app import Composer
from composer.cli.story import open_composer
from composer.cli.terminal import console, new_table, print_json, styled
from composer.contracts import Service
from composer.errors import PluginError
from composer.keys import Keys, is_loopback, origin_of

_LONGEST_INPUT = 4096
_FILE, _KEYRING = "the file", "the system's keyring"

endpoint_option = click.option(
    "--endpoint", metavar="URL", help="The address the key is for, if it is not the service's own."
)


@dataclass(frozen=True, slots=True)
class _Row:
    """Where the key of one backend at one origin comes from, "" for one that is missing."""

    backend: str
    origin: str
    place: str


@click.group("keys", epilog="\b\nExample: rp-composer keys set openai")
def command() -> None:
    """Store the keys of services, each for its own address; see where keys come from; remove them.

    A key in an environment variable counts before a stored one. Stored keys are in the system's keyring if the extra
    'keyring' is installed and there is one, else in a file that only you can read.
    """


@command.command("set", epilog="\b\nExample: rp-composer keys set openai < key.txt")
@click.argument("backend")
@endpoint_option
def store(backend: str, endpoint: str | None) -> None:
    """Store the key of BACKEND.

    It is typed unseen, or read from standard input. The key of a service at another address, a proxy for instance,
    is stored with --endpoint.
    """
    service = _service(open_composer("default"), backend)
    origin = origin_of(endpoint or service.endpoint)
    keys = Keys()
    entry = keys.set(backend, _read_key(backend, origin), origin)
    place = _KEYRING if entry.place == "keyring" else keys.path
    click.echo(f"the key of {backend} for {origin} is in {place}")
    for name in service.key_variables:
        if os.environ.get(name, "").strip() and origin == origin_of(service.endpoint):
            click.echo(f"note: the environment variable {name} is set and counts before it", err=True)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
def show(as_json: bool) -> None:
    """List where the key of each service comes from."""
    rows = list(_rows(open_composer("default"), Keys()))
    if as_json:
        print_json([{"backend": one.backend, "origin": one.origin, "place": one.place} for one in rows])
    else:
        _print_table(rows)


@command.command("remove")
@click.argument("backend")
@endpoint_option
def remove(backend: str, endpoint: str | None) -> int:
    """Remove the stored keys of BACKEND, or the one for an address."""
    gone = Keys().delete(backend, endpoint)
    for entry in gone:
        click.echo(f"removed the key of {backend} for {entry.origin}")
    if not gone:
        click.echo(f"no key of {backend} is stored; see 'rp-composer keys list'", err=True)
    return 0 if gone else 1


def _service(composer: Composer, backend: str) -> Service:
    service = composer.backends.get(backend).service
    if service is None:
        raise PluginError(f"the backend {backend!r} draws by itself and needs no key")
    return service


def _read_key(backend: str, origin: str) -> str:
    if sys.stdin.isatty():
        key: str = click.prompt(f"key of {backend} for {origin}", hide_input=True, err=True)
        return key
    return sys.stdin.read(_LONGEST_INPUT)


def _rows(composer: Composer, keys: Keys) -> Iterator[_Row]:
    stored = keys.list()
    for backend in composer.backends:
        service = backend.service
        names = [name for name in (service.key_variables if service else ()) if os.environ.get(name, "").strip()]
        here = [one for one in stored if one.backend == backend.name]
        if service is not None and service.key_variables and not names and not here:
            yield _Row(backend.name, origin_of(service.endpoint), "")
        if service is not None and names:
            yield _Row(backend.name, origin_of(service.endpoint), f"environment variable {names[0]}")
    for one in stored:
        yield _Row(one.backend, one.origin, _KEYRING if one.place == "keyring" else f"{_FILE} {keys.path}")


def _print_table(rows: list[_Row]) -> None:
    table = new_table()
    for title in ("backend", "for", "key"):
        table.add_column(title, overflow="fold")
    for row in sorted(rows, key=lambda one: (one.backend, one.origin)):
        missing = "none, and none needed by itself" if is_loopback(row.origin) else "none"
        place = styled(row.place, "green") if row.place else styled(missing, "yellow")
        table.add_row(styled(row.backend), styled(row.origin), place)
    console().print(table)
    click.echo("store one with 'rp-composer keys set BACKEND'")
