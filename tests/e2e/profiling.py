"""How long a page's main thread is in our code, by the browser's own profiler."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Microseconds between two looks.
_INTERVAL = 500


class Times:
    """What the main thread did meanwhile.

    Attributes:
        ours: milliseconds in our code and in all that it called. busy: in any code.
        places: milliseconds by the function of ours that was called from outside, the longest first.
    """

    def __init__(self) -> None:
        self.ours = self.busy = 0.0
        self.places: list[tuple[str, float]] = []

    def __str__(self) -> str:
        return f"{self.ours:.0f} ms of {self.busy:.0f} ms; {self.places[:6]}"


@contextmanager
def profiled(page: "Page", folder: str = "third-party/rp-composer") -> Iterator[Times]:
    """Measure what the page does meanwhile; `folder` is part of the address of our scripts."""
    times = Times()
    session = page.context.new_cdp_session(page)
    session.send("Profiler.enable")
    session.send("Profiler.setSamplingInterval", {"interval": _INTERVAL})
    session.send("Profiler.start")
    try:
        yield times
    finally:
        _read(session.send("Profiler.stop")["profile"], folder, times)
        session.detach()


def _read(profile: dict[str, Any], folder: str, times: Times) -> None:
    nodes = {node["id"]: node for node in profile["nodes"]}
    parents = {child: node["id"] for node in profile["nodes"] for child in node.get("children", [])}
    spent: dict[str, float] = {}
    for number, microseconds in zip(profile["samples"], profile["timeDeltas"], strict=True):
        node: int | None = number
        if nodes[number]["callFrame"]["functionName"] in ("(idle)", "(program)", "(root)"):
            continue
        times.busy += microseconds / 1000
        outermost = ""
        while node is not None:
            frame = nodes[node]["callFrame"]
            if folder in frame["url"]:
                outermost = f"{frame['url'].rsplit('/src/', 1)[-1]}:{frame['functionName']}"
            node = parents.get(node)
        if outermost:
            times.ours += microseconds / 1000
            spent[outermost] = spent.get(outermost, 0) + microseconds / 1000
    times.places = sorted(((name, round(time, 1)) for name, time in spent.items()), key=lambda one: -one[1])
