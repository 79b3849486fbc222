"""A backend for tests that notes what it draws, and a chat of our own to draw from."""

import json
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from composer.app import Composer
from composer.contracts import Exchange, Register, Service
from composer.hookspecs import hookimpl
from composer.pictures import GenerationJob, Picture
from composer.profiles import Profile
from composer.store import SavedPicture
from composer.types import RenderedPrompt, Scene


class Painter:
    """Draws at once, unless `before` raises or waits; `painted` lists the words of every request it was given."""

    name = "painter"
    operations = frozenset({"generate"})
    service: Service | None = None

    def __init__(self) -> None:
        self.painted: list[str] = []
        self.saved: list[SavedPicture] = []
        self.before: Callable[[str], object] = lambda _: None

    def exchange(self, job: GenerationJob) -> Exchange:
        """Return as many pictures as are wanted, each with bytes of its own."""
        words = job.scene.request.prompt
        self.painted.append(words)
        self.before(words)
        return tuple(
            Picture(b"\x89PNG" + f"{number} {job.prompt.prompt}".encode(), "image/png", 64, 48, number)
            for number in range(job.settings.n)
        )
        yield  # a generator that asks the network for nothing

    @hookimpl
    def register_backends(self, register: Register) -> None:
        """Register this backend."""
        register(self)

    @hookimpl
    def picture_saved(self, scene: Scene, prompt: RenderedPrompt, result: SavedPicture) -> None:
        """Note the announcement, with the proof that the picture and its record are there."""
        assert result.path.is_file()
        assert result.sidecar.is_file()
        self.saved.append(result)


class SlowPainter(Painter):
    """Draws when it is told to: `began` is set as soon as it is asked, and it waits for `go_on`."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.go_on = threading.Event(), threading.Event()
        self.before = self._wait

    def _wait(self, _: str) -> None:
        self.began.set()
        assert self.go_on.wait(20)


def composer_with(painter: Painter, **settings: object) -> Composer:
    """Return a composer whose profile names the painter."""
    profile = Profile.model_validate({"name": "test", "backend": "painter", "parallel": 1, **settings})
    return Composer(profile, plugins={"painter": painter})


def tag(prompt: str, **keys: object) -> str:
    """Return a pending image tag."""
    instruction = json.dumps({"prompt": prompt, **keys})
    return f"<img data-iig-instruction='{instruction}' src=\"[IMG:GEN]\">"


def write_chat(path: Path, texts: Iterable[str], hidden: Iterable[int] = ()) -> Path:
    """Write a chat in SillyTavern's format, user and character in turn; the numbers in `hidden` are system messages."""
    hidden = set(hidden)
    lines: list[dict[str, object]] = [{"user_name": "Alex", "character_name": "Maren", "chat_metadata": {}}]
    for number, text in enumerate(texts):
        name = "Alex" if number % 2 else "Maren"
        message = {"name": name, "is_user": bool(number % 2), "is_system": number in hidden, "mes": text}
        lines.append(message | {"send_date": f"2026-01-05@10h{number:02}m", "swipes": [text], "swipe_id": 0})
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def read_texts(path: Path) -> list[str]:
    """Return the texts of a chat's messages."""
    return [json.loads(line)["mes"] for line in path.read_text(encoding="utf-8").splitlines()[1:]]


#: The same as a drop-in plugin for a process of its own: it notes every request in $PAINTED, and once that holds
#: $PAINTER_STOPS_AT lines it says so by writing $PAINTED.stopped, and waits to be interrupted. Before the file of
#: number $CRASHES_AT is moved to its place, the process ends as if the power had failed.
DROP_IN = '''
import os, pathlib, time
from composer.errors import EmptyAnswerError
from composer.hookspecs import hookimpl
from composer.pictures import Picture

writes = int(os.environ.get("CRASHES_AT", "0"))
if writes:
    move = pathlib.Path.replace

    def replace(self, target):
        global writes
        writes -= 1
        if not writes:
            os._exit(9)
        return move(self, target)

    pathlib.Path.replace = replace

class Painter:
    name = "painter"
    operations = frozenset({"generate"})
    service = None

    def exchange(self, job):
        words = job.scene.request.prompt
        log = pathlib.Path(os.environ["PAINTED"])
        with log.open("a", encoding="utf-8") as file:
            file.write(words + "\\n")
        if words == os.environ.get("PAINTER_FAILS_AT"):
            raise EmptyAnswerError("there was no picture in the answer")
        if len(log.read_text(encoding="utf-8").splitlines()) == int(os.environ.get("PAINTER_STOPS_AT", "0")):
            log.with_suffix(".stopped").touch()
            time.sleep(float(os.environ.get("PAINTER_WAITS", "60")))
        return (Picture(("PNG " + job.prompt.prompt).encode(), "image/png", 64, 48, 7),)
        yield

@hookimpl
def register_backends(register):
    register(Painter())

@hookimpl
def register_commands(cli):
    @cli.command("greet")
    def greet():
        """Say hello."""
        print("hello")
'''
PAINTER_PROFILE = "name: painted\nbackend: painter\nparallel: 1\n"
