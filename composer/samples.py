"""The sample chats that come with rp-composer: ``sample:NAME`` on the command line."""

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from composer.errors import ChatError

PREFIX = "sample:"


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample: its chat, the cards of its characters and its persona (None when it has none)."""

    name: str
    chat: Path
    cards: tuple[Path, ...]
    persona: Path | None


def find_sample(name: str) -> Sample:
    """Return a sample by its name; ChatError lists the names."""
    samples = all_samples()
    if name not in samples:
        known = ", ".join(sorted(samples)) or "none in this installation"
        raise ChatError(f"no sample is called {name!r}; there are: {known}")
    return samples[name]


def all_samples() -> dict[str, Sample]:
    """Return the samples by name: the folders of characters that hold a chat."""
    root = _root()
    folders = sorted(root.iterdir()) if root.is_dir() else []
    return {folder.name: _sample(folder) for folder in folders if (folder / "chat.jsonl").is_file()}


def _root() -> Path:
    """Return the folder of characters: in the installed package, else beside it in a checkout."""
    package = Path(str(resources.files("composer")))
    installed = package / "_characters"
    return installed if installed.is_dir() else package.parent / "characters"


def _sample(folder: Path) -> Sample:
    cards = [path for path in (folder / "card.png", folder / "card.json") if path.is_file()]
    persona = folder / "persona.yaml"
    return Sample(folder.name, folder / "chat.jsonl", tuple(cards[:1]), persona if persona.is_file() else None)
