"""What a picture costs with our server beside a bare pass-through: latency and processor time as ratios.

``python -m tests.benchmarks.serving [--pictures N] [--at-once N]``; the goal is a ratio of at most 1.3.
"""

import argparse
import asyncio
import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx

from tests.benchmarks.serving.measuring import REFERENCES, Draw, Figures, free_port, measure, server, stub
from tests.benchmarks.serving.soak import drawn, serving, write_profile
from tests.painting import tag

#: What our server is held against, and the transport of httpx it has; the second where it is installed.
BARE = {"bare, httpx": ""} | ({"bare, aiohttp": "aiohttp"} if find_spec("httpx_aiohttp") else {})
OURS = "rp-composer serve"
_MODEL = "gpt-image-2.5-flare"
_WORDS = "Maren and Luka on the pier, a lighthouse in the fog"
#: A profile draws 16 at once at most; several have room for more.
_PROFILES = 4


@contextlib.contextmanager
def bare(endpoint: str, folder: Path, transport: str) -> Iterator[tuple[Draw, int]]:
    """Run the bare pass-through; yield how to ask it, and its process id."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {"PORT": str(port), "ENDPOINT": endpoint, "FOLDER": str(folder), "TRANSPORT": transport}
    own = {f"BARE_{name}": value for name, value in settings.items()}
    body = {"prompt": _WORDS, "references": REFERENCES}

    async def draw(client: httpx.AsyncClient, number: int) -> None:
        answer = (await client.post(f"{address}/draw", json=body)).raise_for_status()
        await _fetch(client, f"{address}/pictures/{answer.json()['picture']}")

    with server("-m", "tests.benchmarks.serving.bare", check=f"{address}/docs", **own) as process:
        yield draw, process


@contextlib.contextmanager
def ours(endpoint: str, folder: Path) -> Iterator[tuple[Draw, int]]:
    """Run our server; yield how to ask it, and its process id."""
    names = [write_profile(folder, _settings(endpoint, number)) for number in range(_PROFILES)]
    people = [{"name": name, "avatar": data} for name, data in zip(("Maren", "Luka"), REFERENCES, strict=True)]
    message = {"name": "Maren", "text": tag(_WORDS)}

    with serving(folder, names[0]) as (address, process):

        async def draw(client: httpx.AsyncClient, number: int) -> None:
            client.base_url = httpx.URL(address)
            body = {"message": message, "people": people, "profile": names[number % _PROFILES]}
            job = await drawn(client, body)
            assert job["status"] == "finished", job
            if number == 0:
                sent = (await client.get(f"/api/jobs/{job['id']}")).raise_for_status().json()["references"]
                assert len(sent) == len(REFERENCES), sent
            await _fetch(client, address + job["pictures"][0]["url"])

        yield draw, process


def _settings(endpoint: str, number: int) -> dict[str, Any]:
    return {
        "name": f"serving-{number}",
        "backend": "openai",
        "endpoint": endpoint,
        "model": _MODEL,
        "key_variable": "SOAK_KEY",
        "parallel": 16,
    }


async def _fetch(client: httpx.AsyncClient, address: str) -> None:
    picture = (await client.get(address)).raise_for_status().content
    assert len(picture) > 1_000_000, "the picture is smaller than it was drawn"


def figures(name: str, endpoint: str, pictures: int, at_once: int) -> Figures:
    """Start a server, warm it up, measure it, end it."""
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        running = ours(endpoint, folder) if name == OURS else bare(endpoint, folder, BARE[name])
        with running as (draw, process):
            asyncio.run(measure(draw, process, 4, 2))
            return asyncio.run(measure(draw, process, pictures, at_once))


def compare(pictures: int, at_once: int, names: Sequence[str] = (*BARE, OURS), rounds: int = 1) -> dict[str, Figures]:
    """Return the figures of our server and of each bare one, or of some of them: those of the best of some rounds."""
    with stub("openai") as endpoint:
        found = [{name: figures(name, endpoint, pictures, at_once) for name in names} for _ in range(rounds)]
    return {name: min((one[name] for one in found), key=lambda one: one.median) for name in names}


def ratios(found: dict[str, Figures], base: str) -> dict[str, float]:
    """Return how many times as much our server takes as another."""
    mine, other = found[OURS], found[base]
    return {
        "median latency": mine.median / other.median,
        "95th percentile": mine.slow / other.slow,
        "processor": mine.processor / other.processor,
    }


def main() -> None:
    """Print a table of ratios for one picture at a time and for many at once."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.serving", description=__doc__)
    parser.add_argument("--pictures", type=int, default=100)
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=2, help="of which the best counts")
    options = parser.parse_args()
    print(f"processors: {os.cpu_count()}")
    for at_once in (1, options.at_once):
        found = compare(options.pictures, at_once, rounds=options.rounds)
        print(f"{at_once} at once, {options.pictures} pictures")
        for name in BARE:
            told = ", ".join(f"{what} {ratio:.2f}" for what, ratio in ratios(found, name).items())
            print(f"  {OURS} : {name:<14} {told}")
        for name, one in found.items():
            print(
                f"    {name:<18} {one.median * 1000:7.0f} ms {one.slow * 1000:7.0f} ms {one.processor * 1000:6.0f} ms"
            )


if __name__ == "__main__":
    main()
