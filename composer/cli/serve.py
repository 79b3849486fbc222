"""``rp-composer serve``: the server for chat frontends."""

import secrets
from pathlib import Path

import click

from composer.cli.story import profile_option
from composer.cli.terminal import printable
from composer.folders import data_folder
from composer.profiles import Profile, load_profile, route_of

_MEGABYTE = 1024 * 1024


@click.command(
    "serve",
    epilog="\b\nExamples: rp-composer serve --profile gemini\n"
    "          rp-composer serve --host 0.0.0.0 --allow-origin http://192.168.1.5:8000",
)
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 for any free one.")
@click.option("--allow-host", "hosts", metavar="NAME", multiple=True, help="A further name the server is called by.")
@click.option("--allow-origin", "origins", metavar="ORIGIN", multiple=True, help="Whose pages may ask, beside "
              "SillyTavern's usual address on this machine.")  # fmt: skip
@click.option("--token", envvar="RP_COMPOSER_TOKEN", show_envvar=True, help="What others than this machine send; made "
              "and printed where it is needed and not given.")  # fmt: skip
@profile_option
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="The folder of jobs and pictures.")
@click.option("--grace", type=click.FloatRange(0, 3600), default=30.0, show_default=True, help="Seconds for running "
              "jobs to finish when the server is stopped.")  # fmt: skip
@click.option("--body-limit", type=click.IntRange(1, 1024), default=32, show_default=True, help="The largest request, "
              "in MiB.")  # fmt: skip
def command(
    host: str, port: int, hosts: tuple[str, ...], origins: tuple[str, ...], token: str | None, profile: str,
    data: Path | None, grace: float, body_limit: int,
) -> None:  # fmt: skip
    """Serve chat frontends: find requests, compose prompts, draw pictures as jobs.

    Only this machine may ask, unless --host or --allow-host says otherwise; others need the token. Ctrl-C lets running
    jobs finish; a second one leaves them to the next start.
    """
    from composer.server import running
    from composer.server.app import create_app
    from composer.server.security import Policy
    from composer.server.service import Options

    loaded = load_profile(profile)
    policy = Policy(host, _names(hosts), _origins(origins))
    made = secrets.token_urlsafe(24) if policy.open and not token else ""
    policy = Policy(host, policy.hosts, policy.origins, (token or made) if policy.open else "")
    options = Options(
        profile=profile,
        data=data or data_folder(),
        policy=policy,
        grace=grace,
        body_bytes=body_limit * _MEGABYTE,
    )
    app = create_app(options)
    with running.bound(host, port) as listening:
        address = f"http://{_shown(host)}:{listening.getsockname()[1]}"
        for line in _greeting(address, loaded, options.data, policy.origins, made):
            click.echo(printable(line))
        running.run(app, listening)
    click.echo("stopped; what was not finished goes on at the next start")


def _names(hosts: tuple[str, ...]) -> tuple[str, ...]:
    from composer.server.security import host_name

    names = [(text, host_name(text)) for text in hosts]
    for text, name in names:
        if name is None:
            raise click.BadParameter(f"{text!r} is no host name", param_hint="--allow-host")
    return tuple(name for _, name in names if name)


def _origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    from composer.server.security import ORIGINS, normal_origin

    try:
        own = [normal_origin(text) for text in origins]
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--allow-origin") from error
    return tuple(dict.fromkeys((*ORIGINS, *own)))


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _greeting(address: str, profile: Profile, data: Path, origins: tuple[str, ...], token: str) -> list[str]:
    backends = ", then ".join(dict.fromkeys(one.backend for one in route_of(profile)))
    return [
        f"address   {address}",
        f"profile   {profile.name}, drawn by {backends}",
        f"library   {data}",
        f"pages     {' '.join(origins)}",
        *([f"token     {token}   (shown once; set RP_COMPOSER_TOKEN to keep one)"] if token else []),
        f"docs      {address}/api/docs",
        _next_step(backends),
    ]


def _next_step(backends: str) -> str:
    if backends == "sketch":
        return "next      for more than sketches choose a --profile: see `rp-composer profiles`"
    return "next      `rp-composer doctor` checks the backends"
