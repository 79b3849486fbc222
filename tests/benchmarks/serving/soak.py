"""A thousand requests, fifty at once, of services that fail at random: what became of each, and what was paid.

``python -m tests.benchmarks.serving.soak [--requests N] [--at-once N] [--seed N] [--through engine|server]``
"""

import argparse
import asyncio
import contextlib
import os
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from composer.app import Composer
from composer.jobs.engine import Jobs
from composer.jobs.job import Submission
from composer.profiles import Profile
from composer.routing import open_client
from composer.spending import Spending
from composer.types import ImageRequest, Scene
from tests.benchmarks.serving.measuring import free_port, server
from tests.painting import tag
from tests.stubs.chance import faults_by_chance
from tests.stubs.server import BILLED, Stub
from tests.stubs.wire import FORMATS

KEY = "soak-key-0123456789"
#: How long a service may be silent, and how long one call may take, in seconds.
_TIMEOUTS = {"connect": 10, "read": 3, "total": 8}
#: ``rp-composer``, wherever it is installed.
_COMMAND = "import sys; from composer.cli import main; sys.exit(main())"
_LOCAL = frozenset({"a1111"})


@dataclass(frozen=True, slots=True)
class End:
    """What became of one request; `kept`: its picture lies on disk, whole."""

    number: int
    status: str
    code: str
    kept: bool

    @property
    def marker(self) -> str:
        """The word in its prompt by which the stubs know it."""
        return marker(self.number)


@dataclass(frozen=True, slots=True)
class Account:
    """What became of all requests.

    Attributes:
        ended: how many ended how, by status and code. calls: how often services were asked for a picture.
        billed: how many pictures they drew for money; twice: the requests of which two of those are.
        kept: how many pictures lie on disk. lost: the requests that have no end, or whose picture was delivered whole
            and is not there, or that say finished without one.
    """

    requests: int
    ended: Mapping[str, int]
    calls: int
    billed: int
    kept: int
    twice: tuple[str, ...]
    lost: tuple[str, ...]

    def __str__(self) -> str:
        rows = [
            ("requests", self.requests), *self.ended.items(), ("calls", self.calls), ("billed", self.billed),
            ("pictures kept", self.kept), ("billed twice", len(self.twice)), ("lost", len(self.lost)),
        ]  # fmt: skip
        return "\n".join(f"{name:<26}{value:>7}" for name, value in rows)


Run = Callable[[Sequence[Stub], int, int, Path], Coroutine[Any, Any, list[End]]]


def marker(number: int) -> str:
    """Return the word by which a request is known; no other holds it."""
    return f"marker-{number:05d}"


@contextlib.contextmanager
def misbehaving(seed: int) -> Iterator[list[Stub]]:
    """Yield a stub of every wire format, each with faults of its own, and another that nobody may ask."""
    with contextlib.ExitStack() as stack:
        nobody = stack.enter_context(Stub("openai"))
        yield [
            stack.enter_context(Stub(name, faults_by_chance(seed + number), nobody.address, keeps=False))
            for number, name in enumerate(sorted(FORMATS))
        ]
        assert not nobody.seen, "somebody was sent elsewhere"


def settings(stub: Stub, parallel: int = 16) -> dict[str, Any]:
    """Return the profile for a stub."""
    return {
        "name": f"soak-{stub.format}",
        "backend": stub.format,
        "endpoint": stub.endpoint,
        "key_variable": "SOAK_KEY",
        "timeouts": _TIMEOUTS,
        "retries": {"times": 2, "wait": 0.02},
        "parallel": parallel,
    }


async def _all(count: int, at_once: int, ask: Callable[[int], Awaitable[End]]) -> list[End]:
    numbers, ends = iter(range(count)), []

    async def client() -> None:
        for number in numbers:
            ends.append(await ask(number))  # noqa: PERF401  (others take from the same numbers)

    await asyncio.gather(*(client() for _ in range(at_once)))
    return ends


async def through_engine(stubs: Sequence[Stub], count: int, at_once: int, folder: Path) -> list[End]:
    """Submit jobs in this process and wait for each."""
    os.environ["SOAK_KEY"] = KEY
    profiles = [Profile.model_validate(settings(stub)) for stub in stubs]
    async with open_client() as client:
        composers = {one.name: Composer(one, client=client) for one in profiles}
        spending = Spending(folder / "spending.sqlite3")
        async with Jobs(folder, lambda profile: composers[profile.name], spending) as jobs:

            async def ask(number: int) -> End:
                scene = Scene(ImageRequest(f"a gull, {marker(number)}"))
                job = await jobs.submit(Submission(marker(number), scene, profiles[number % len(profiles)]))
                job = await jobs.wait(job.id)
                kept = [path for one in job.pictures if (path := folder / one.file).stat().st_size == one.bytes]
                return End(number, job.status, job.code, len(kept) == 1)

            ends = await _all(count, at_once, ask)
        spending.close()
    return ends


async def through_server(stubs: Sequence[Stub], count: int, at_once: int, folder: Path) -> list[End]:
    """Post messages to ``rp-composer serve``, wait for the jobs and fetch the pictures."""
    names = [write_profile(folder, settings(stub)) for stub in stubs]
    with serving(folder, names[0]) as (address, _):
        async with httpx.AsyncClient(base_url=address, timeout=120, trust_env=False) as client:

            async def ask(number: int) -> End:
                text = tag(f"a gull, {marker(number)}")
                body = {"message": {"name": "Maren", "text": text}, "profile": names[number % len(names)]}
                job = await drawn(client, body)
                pictures = [(await client.get(one["url"])).raise_for_status() for one in job["pictures"]]
                return End(number, job["status"], job["code"] or "", len(pictures) == 1)

            return await _all(count, at_once, ask)


def write_profile(folder: Path, fields: Mapping[str, Any]) -> str:
    """Write a profile into the configuration of the server that will run in a folder; return its name."""
    profiles = folder / "config" / "profiles"
    profiles.mkdir(parents=True, exist_ok=True)
    (profiles / f"{fields['name']}.yaml").write_text(yaml.safe_dump(dict(fields)), encoding="utf-8")
    return str(fields["name"])


@contextlib.contextmanager
def serving(folder: Path, profile: str) -> Iterator[tuple[str, int]]:
    """Run ``rp-composer serve`` with all its files in a folder; yield its address and process id."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    own = {f"RP_COMPOSER_{name.upper()}": str(folder / name) for name in ("config", "data", "plugins")}
    arguments = ("-c", _COMMAND, "serve", "--port", str(port), "--profile", profile, "--grace", "0")
    with server(*arguments, check=f"{address}/api/health", SOAK_KEY=KEY, **own) as process:
        yield address, process


async def drawn(client: httpx.AsyncClient, body: Mapping[str, Any]) -> dict[str, Any]:
    """Submit the one request of a message and return it once its job has ended."""
    answer = (await client.post("/api/jobs?wait=25", json=body)).raise_for_status()
    (job,) = answer.json()["requests"]
    assert job["id"], job
    while job["status"] in ("queued", "running"):
        job = (await client.get(f"/api/jobs/{job['id']}?wait=25")).raise_for_status().json()
    found: dict[str, Any] = job
    return found


def account(stubs: Sequence[Stub], ends: Sequence[End], count: int) -> Account:
    """Hold what the requests say of themselves against what the services did."""
    paid = {stub.format: stub for stub in stubs if stub.format not in _LOCAL}
    done = {word: faults for stub in stubs for word, faults in stub.done.items()}
    bills = Counter(
        {word: sum(fault in BILLED for fault in faults) for stub in paid.values() for word, faults in stub.done.items()}
    )
    lost = {marker(number) for number in range(count)} - {end.marker for end in ends}
    for end in ends:
        delivered = "" in done.get(end.marker, ())
        finished = end.status == "finished"
        # An answer that was too late for its reader is no loss: the request says that it may be billed.
        if finished != end.kept or (finished and not delivered) or (delivered and end.status == "failed"):
            lost.add(end.marker)
    return Account(
        requests=count,
        ended=dict(sorted(Counter(f"{end.status} {end.code}".strip() for end in ends).items())),
        calls=sum(len(stub.asked) for stub in stubs),
        billed=bills.total(),
        kept=sum(end.kept for end in ends),
        twice=tuple(sorted(word for word, times in bills.items() if times > 1)),
        lost=tuple(sorted(lost)),
    )


RUNS: Mapping[str, Run] = {"engine": through_engine, "server": through_server}


def soak(run: Run, count: int, at_once: int, seed: int, folder: Path) -> Account:
    """Have so many pictures drawn, so many at once, and return what became of them."""
    with misbehaving(seed) as stubs:
        return account(stubs, asyncio.run(run(stubs, count, at_once, folder)), count)


def main() -> None:
    """Print one table for each way to ask."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.serving.soak", description=__doc__)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--through", choices=RUNS, action="append")
    options = parser.parse_args()
    for name in options.through or RUNS:
        with tempfile.TemporaryDirectory() as folder:
            made = soak(RUNS[name], options.requests, options.at_once, options.seed, Path(folder))
        print(f"through the {name}, {options.at_once} at once, seed {options.seed}\n{made}\n", flush=True)
        assert not made.twice, made.twice
        assert not made.lost, made.lost


if __name__ == "__main__":
    main()
