"""The model catalogue: one file of models for each backend, and the user's own beside it.

``data/models/<backend>.yaml`` comes with rp-composer; a file of the same name in the folder ``models`` of the user's
configuration adds models to it and changes single facts of those that are there. Only the file of the backend that is
asked for is read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NoReturn

from pydantic import BaseModel, ConfigDict, ValidationError

from composer.documents import check, check_builtin, line_of, read_text
from composer.errors import ProfileError
from composer.folders import config_folder
from composer.models.facts import Model, Text, listed_sizes
from composer.models.sampler_names import Named, SamplerNames
from composer.models.sizes import is_legal, nearest_legal, ratio_value, read_size
from composer.nearest import nearest_spelling
from composer.types import Change

# What is a model's own and does not pass to those that extend it.
_OWN = ("name", "patterns", "aliases", "default", "family", "extends", "label", "retires")
#: How alike two ids must be, of 100, for one to be suggested for the other.
ALIKE = 80


class Gone(BaseModel):
    """What became of a model that is switched off: who draws instead, and since when (ISO 8601, "" for not known)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    successor: Text
    since: str = ""


class ModelFile(BaseModel):
    """One file of the catalogue.

    Attributes:
        models: its models; gone: the ids (or patterns) of models that are switched off.
        unknown: the model whose limits an id gets that nobody knows; "" for the default.
        samplers, schedulers: their names at this backend, and what else people call them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    models: tuple[Model, ...] = ()
    gone: dict[str, Gone] = {}
    unknown: str = ""
    samplers: tuple[Named, ...] = ()
    schedulers: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelCatalogue:
    """The models of one backend, the first one that fits an id counts; see `ModelFile`."""

    backend: str
    models: tuple[Model, ...] = ()
    gone: Mapping[str, Gone] = field(default_factory=dict, hash=False)
    unknown: str = ""
    names: SamplerNames = field(default_factory=SamplerNames)

    @property
    def default(self) -> Model:
        """The model of a profile that names only the backend; one that promises nothing where the file names none."""
        chosen = next((model for model in self.models if model.default), None)
        return chosen or Model(name="default", backend=self.backend)

    def known(self, name: str) -> Model | None:
        """Return the model with this id, by name, by what people call it or by pattern; None when nobody knows it.

        An id may have a provider in front (``openai/gpt-image-2``), and a checkpoint the folder it lies in.
        """
        for spelling in dict.fromkeys((name, name.replace("\\", "/").rpartition("/")[2])):
            exact = next((model for model in self.models if model.name == spelling), None)
            called = next((model for model in self.models if _is_called(model, spelling)), None)
            if called and not exact:
                return called
            alike = exact or next((model for model in self.models if _stands_for(model, spelling)), None)
            if alike:
                return alike if alike.name == name else _named(alike, name)
        return None

    def find(self, name: str, elsewhere: bool = False) -> tuple[Model, tuple[Change, ...]]:
        """Return what is known of a model, and a notice where that is little; see `find_model`."""
        if not name:
            return self.default, ()
        gone = None if elsewhere else self.gone_to(name)
        if gone:
            return gone[0], (gone[1],)
        model = self.known(name)
        return (model, ()) if model else self._stranger(name)

    def gone_to(self, name: str) -> tuple[Model, Change] | None:
        """Return who draws instead of a model that is switched off, and the notice; None for any other."""
        if any(model.name == name for model in self.models):
            return None
        patterns = (pattern for pattern in self.gone if fnmatchcase(name.casefold(), pattern.casefold()))
        pattern = next(patterns, None)
        if pattern is None:
            return None
        model, since = self._get(self.gone[pattern].successor), self.gone[pattern].since
        why = (
            f"{name} of {self.backend} is switched off{f' since {since}' if since else ''}; {model.name} draws instead"
        )
        return model, Change("replaced", "model", why)

    def _stranger(self, name: str) -> tuple[Model, tuple[Change, ...]]:
        """Return a model nobody knows, with limits that are likely to do and no promise about its price."""
        pattern = self._get(self.unknown)
        model = _named(pattern, name)
        if any(price.usd for price in pattern.prices):  # what is free stays free
            model = model.model_copy(update={"prices": (), "reference_usd": 0.0})
        why = f"the catalogue does not know {name!r} of {self.backend}{self._nearest(name)}"
        return model, (Change("replaced", "model", f"{why}; it gets the limits of {pattern.name!r}"),)

    def _get(self, name: str) -> Model:
        return next((model for model in self.models if model.name == name), self.default)

    def _nearest(self, name: str) -> str:
        found = nearest_spelling(name, (model.name for model in self.models), ALIKE)
        return f", the nearest it knows is {found!r}" if found else ""


def _is_called(model: Model, name: str) -> bool:
    return name.casefold() in (alias.casefold() for alias in model.aliases)


def _stands_for(model: Model, name: str) -> bool:
    return any(fnmatchcase(name.casefold(), pattern.casefold()) for pattern in model.patterns)


def _named(model: Model, name: str) -> Model:
    """Return a model under the id it was asked for by."""
    return model.model_copy(update={"name": name, "default": False, "family": False})


def find_model(
    name: str, backend: str, folder: Path | None = None, elsewhere: bool = False
) -> tuple[Model, tuple[Change, ...]]:
    """Return what is known of a backend's model, and a notice where that is little.

    The exact id counts first, then a model that is switched off (its successor draws instead), then what people call
    it, then a pattern. An id that nobody knows gets the limits of a model of that backend, and no price. "" asks for
    the default. A backend without a file in the catalogue gets a model that promises nothing.

    Args:
        name: the id; backend: who draws. folder: the user's own files, None for the usual place.
        elsewhere: it is asked of another service than the provider's own, where what the provider has switched off
            may live on.

    Raises:
        ProfileError: a file of the user with an unknown key, a wrong value or facts that do not fit together.
    """
    return catalogue(backend, folder).find(name, elsewhere)


def catalogue(backend: str, folder: Path | None = None) -> ModelCatalogue:
    """Return the models of one backend with what the user's own file adds; arguments and errors as for `find_model`."""
    if backend != Path(backend).name:
        return ModelCatalogue(backend)
    path = (config_folder() / "models" if folder is None else folder) / f"{backend}.yaml"
    try:
        stat = path.stat()
    except OSError:
        return _builtin(backend)
    return _with_own(backend, path, (stat.st_mtime_ns, stat.st_size))


def place_of(key: str, model: Model, folder: Path | None = None) -> str:
    """Return where a fact of a model stands in the user's own file: ``FILE, line 3: models.0.dialect``.

    What does not stand there as the model has it comes with rp-composer, and the file of its backend is named.
    """
    path = (config_folder() / "models" if folder is None else folder) / f"{model.backend}.yaml"
    text = read_text(path) if path.is_file() else ""
    entries = enumerate(check(ModelFile, text, str(path)).models)
    value = getattr(model, key)
    number = next((at for at, one in entries if key in one.model_fields_set and getattr(one, key) == value), None)
    if number is None:
        return f"{model.backend}.yaml: {key} of {model.name!r}"
    return f"{path}, line {line_of(text, ('models', number, key))}: models.{number}.{key}"


def catalogued_backends(folder: Path | None = None) -> tuple[str, ...]:
    """Return the names of all backends that have a file in the catalogue or in the user's folder, in order."""
    own = config_folder() / "models" if folder is None else folder
    files = [*_folder().iterdir(), *(own.iterdir() if own.is_dir() else ())]
    return tuple(sorted({Path(file.name).stem for file in files if file.name.endswith(".yaml")}))


def _folder() -> Traversable:
    return resources.files("composer") / "data" / "models"


@cache
def _builtin(backend: str) -> ModelCatalogue:
    source = _folder() / f"{backend}.yaml"
    if not source.is_file():
        return ModelCatalogue(backend)
    file = check_builtin(ModelFile, source)
    return _Joining(ModelCatalogue(backend), source, source.name).joined(file)


@lru_cache(maxsize=32)
def _with_own(backend: str, path: Path, _: tuple[int, int]) -> ModelCatalogue:
    """Return the models with those of one state of the user's file."""
    file = check(ModelFile, read_text(path), str(path))
    return _Joining(_builtin(backend), path, str(path)).joined(file)


class _Joining:
    """Adds the models of one file to those that are known, and checks that their facts fit together."""

    def __init__(self, known: ModelCatalogue, source: Traversable, name: str) -> None:
        self.known = known
        self.models = {model.name: model for model in known.models}
        self.source = source
        self.name = name

    def joined(self, file: ModelFile) -> ModelCatalogue:
        """Return all models; raise ProfileError naming file, line and key."""
        for number, entry in enumerate(file.models):
            self._take(number, entry, {model.name for model in file.models[:number]})
        self._choose_default(file)
        for name, gone in file.gone.items():
            if gone.successor not in self.models:
                self._stop(("gone", name, "successor"), f"no model is called {self._unknown(gone.successor)}")
        if file.unknown and file.unknown not in self.models:
            self._stop(("unknown",), f"no model is called {self._unknown(file.unknown)}")
        unknown = file.unknown or self.known.unknown
        return ModelCatalogue(
            self.known.backend,
            tuple(self.models.values()),
            {**self.known.gone, **file.gone},
            unknown,
            self._names(file),
        )

    def _names(self, file: ModelFile) -> SamplerNames:
        """Return the names of samplers with those of the file."""
        own = SamplerNames.model_construct(samplers=file.samplers, schedulers=file.schedulers)
        try:
            return self.known.names.with_more(own)
        except ValidationError as error:
            self._stop(("samplers",), str(error.errors()[0]["ctx"]["error"]))

    def _take(self, number: int, entry: Model, before: set[str]) -> None:
        backend = self.known.backend
        if entry.backend not in ("", backend):
            self._stop(("models", number, "backend"), f"the file is that of {backend!r}; leave this key out")
        if entry.name in before:
            self._stop(("models", number, "name"), f"{entry.name!r} stands in this file twice")
        if entry.extends and entry.extends not in self.models:
            self._stop(("models", number, "extends"), f"no model before it is called {self._unknown(entry.extends)}")
        model = _merged(entry, self.models).model_copy(update={"backend": backend})
        for key, problem in problems(model):
            self._stop(("models", number, key), problem)
        self.models[model.name] = model

    def _choose_default(self, file: ModelFile) -> None:
        """Let the file's default be the only one."""
        chosen = [number for number, entry in enumerate(file.models) if entry.default]
        if len(chosen) > 1:
            self._stop(("models", chosen[1], "default"), "there is another default in this file")
        if chosen:
            default = file.models[chosen[0]].name
            for name, model in self.models.items():
                self.models[name] = model.model_copy(update={"default": name == default})

    def _unknown(self, name: str) -> str:
        found = nearest_spelling(name, self.models, ALIKE)
        return f"{name!r}" + (f"; the nearest is {found!r}" if found else "")

    def _stop(self, path: tuple[str | int, ...], problem: str) -> NoReturn:
        line = line_of(self.source.read_text(encoding="utf-8"), path)
        raise ProfileError(f"{self.name}, line {line}: {'.'.join(map(str, path))}: {problem}")


def _merged(entry: Model, known: Mapping[str, Model]) -> Model:
    """Return an entry with the facts it does not give: those of the model it changes, or of the one it extends."""
    base = known.get(entry.name)
    if base is None and entry.extends:
        fresh = Model(name=entry.name)
        base = known[entry.extends].model_copy(update={key: getattr(fresh, key) for key in _OWN})
    if base is None:
        return entry
    given = {key: getattr(entry, key) for key in entry.model_fields_set}
    return base.model_copy(update={key: _joined(getattr(base, key), value) for key, value in given.items()})


def _joined(base: Any, value: Any) -> Any:
    """Return a section with the facts it does not give; anything else as it is."""
    if not isinstance(base, BaseModel) or not isinstance(value, BaseModel):
        return value
    return base.model_copy(update={key: getattr(value, key) for key in value.model_fields_set})


def problems(model: Model) -> Iterator[tuple[str, str]]:
    """Yield the key and the problem of every fact of a model that does not fit the others."""
    yield from _size_problems(model)
    for old, new in model.quality_snaps.items():
        if new not in model.qualities:
            yield "quality_snaps", f"{old} becomes {new!r}, which is none of its qualities"
    yield from _price_problems(model)
    if model.sampling:
        low, high = model.sampling.steps_range
        least, most = model.sampling.cfg_scale_range
        if not (low <= model.sampling.steps <= high and least <= model.sampling.cfg_scale <= most):
            yield "sampling", "steps and cfg_scale must be within their ranges"


def _price_problems(model: Model) -> Iterator[tuple[str, str]]:
    for price in model.prices:
        for key, value, known in (
            ("quality", price.quality, model.qualities), ("resolution", price.resolution, model.resolutions)
        ):  # fmt: skip
            if value and value not in known:
                yield "prices", f"there is a price for the {key} {value!r}, which the model does not have"
        if price.size and not _draws(model, price.size):
            yield "prices", f"there is a price for the size {price.size!r}, which the model does not draw"


def _size_problems(model: Model) -> Iterator[tuple[str, str]]:
    if model.shape == "sizes" and not model.sizes:
        yield "sizes", "a model of the shape 'sizes' needs a list of them"
    if model.shape == "pixels":
        if nearest_legal((1024, 1024), model.limits) is None:
            yield "limits", "no size keeps to all of them"
        elif any(not is_legal(size, model.limits) for size in listed_sizes(model)):
            yield "sizes", "one of them does not keep to the limits"
        elif any(max(ratio, 1 / ratio) > model.limits.maximum_ratio for ratio in map(ratio_value, model.aspect_ratios)):
            yield "aspect_ratios", "one of them is beyond maximum_ratio"
    for old, new in model.size_snaps.items():
        if not _draws(model, new):
            yield "size_snaps", f"{old} becomes {new}, which the model does not draw"


def _draws(model: Model, text: str) -> bool:
    """Return whether a size may be asked of a model."""
    size = read_size(text)
    if model.shape == "pixels":
        return size is not None and is_legal(size, model.limits)
    return model.shape == "sizes" and text in model.sizes
