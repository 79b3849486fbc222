"""``rp-composer models``: what the catalogue knows of each image model, and what it costs."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from composer.cli.terminal import console, new_table, print_json, printable, styled
from composer.errors import ProfileError
from composer.folders import config_folder, plugin_folder
from composer.models import Likeness, Limits, Model, Price
from composer.models.catalogue import ModelCatalogue, catalogue, catalogued_backends, place_of
from composer.models.sizes import TIERS, area, read_size
from composer.nearest import nearest
from composer.plugins import PluginManager

if TYPE_CHECKING:
    from rich.table import Table


@click.command("models", epilog="\b\nExamples: rp-composer models --backend openai\n          rp-composer models sdxl")
@click.argument("name", required=False)
@click.option("--backend", metavar="NAME", help="Only the models of this backend.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(name: str | None, backend: str | None, as_json: bool) -> None:
    """List the image models: who writes their prompts, what is asked, references, price; with NAME all about one.

    A file models/BACKEND.yaml in your configuration folder adds models and changes facts.
    """
    catalogues = [catalogue(one) for one in _backends(backend)]
    models = [model for one in catalogues for model in one.models] if name is None else list(_named(catalogues, name))
    if as_json:
        print_json([model.model_dump(mode="json") for model in models])
    elif name is None:
        console().print(_table(models))
        click.echo(f"prices in US dollars, of one picture; your own models belong into {config_folder() / 'models'}")
    else:
        for model in models:
            _print_whole(model)
    if name is not None:
        _warn_of_dialects(models)


def _warn_of_dialects(models: Iterable[Model]) -> None:
    """Say of models whose dialect nobody writes where it stands: no prompt can be written for them."""
    plugins = PluginManager(folder=plugin_folder())
    plugins.load({"dialect"})
    known = sorted(plugins.catalogue("register_dialects", "dialect").items)
    for model in models:
        if model.dialect not in known:
            problem = f"no dialect is called {model.dialect!r}{_nearest(model.dialect, known)}"
            text = f"{place_of('dialect', model)}: {problem}; there are: {', '.join(known)}"
            click.echo(f"warning: {printable(text)}", err=True)


def _backends(wanted: str | None) -> tuple[str, ...]:
    known = catalogued_backends()
    if wanted is None:
        return known
    if wanted not in known:
        raise ProfileError(f"the catalogue has no backend {wanted!r}{_nearest(wanted, known)}; all: {', '.join(known)}")
    return (wanted,)


def _named(catalogues: Sequence[ModelCatalogue], name: str) -> Iterator[Model]:
    """Yield the models of that name, else those that every backend takes the id for; say so of one switched off."""
    models = [model for one in catalogues for model in one.models]
    exact = [model for model in models if model.name == name]
    alike = exact or [model for one in catalogues if (model := _meant(one, name))]
    if not alike and name in catalogued_backends():
        raise ProfileError(f"{name!r} is a backend; its models: 'rp-composer models --backend {name}'")
    if not alike:
        known = [model.name for model in models]
        raise ProfileError(f"the catalogue has no model {name!r}{_nearest(name, known)}; see 'rp-composer models'")
    yield from alike


def _meant(one: ModelCatalogue, name: str) -> Model | None:
    gone = one.gone_to(name)
    if gone is None:
        return one.known(name)
    click.echo(printable(gone[1].why), err=True)
    return gone[0]


def _nearest(wish: str, known: Iterable[str]) -> str:
    found = nearest(wish, known)
    return f"; the nearest is {found!r}" if found else ""


def _table(models: Iterable[Model]) -> "Table":
    table = new_table()
    table.add_column("name", no_wrap=True)
    for title in ("backend", "prompt", "form", "refs", "price", "retires"):
        table.add_column(title, justify="right" if title == "refs" else "left", overflow="fold")
    for model in models:
        name = styled(model.name, "bold" if model.default else "")
        name.append(" *" if model.default else "")
        table.add_row(
            name, styled(model.backend), styled(model.dialect), styled(form_of(model)), str(model.references or "-"),
            prices_of(model.prices), model.retires,
        )  # fmt: skip
    table.caption = "* the default of its backend"
    table.caption_justify = "left"
    return table


def form_of(model: Model) -> str:
    """Return in a few words how the form of a picture is asked for."""
    if model.shape == "pixels":
        return _limits(model.limits)
    if model.shape == "sizes":
        return f"{len(model.sizes)} sizes to {max(model.sizes, key=lambda size: area(read_size(size) or (0, 0)))}"
    ratios = f"{len(model.aspect_ratios)} ratios"
    tiers = sorted(model.resolutions, key=TIERS.__getitem__)
    return f"{ratios}, {' to '.join(dict.fromkeys((tiers[0], tiers[-1])))}" if tiers else ratios


def _limits(limits: Limits) -> str:
    steps = f" by {limits.multiple_of}" if limits.multiple_of > 1 else ""
    return f"any to {min(limits.maximum_pixels, limits.maximum_side**2) / 1e6:.2g} Mpx{steps}"


def prices_of(prices: tuple[Price, ...]) -> str:
    """Return the cheapest and the dearest price, ``"free"`` or ``"not known"``."""
    if not prices:
        return "not known"
    least, most = min(price.usd for price in prices), max(price.usd for price in prices)
    if not most:
        return "free"
    return f"{least:g}" if least == most else f"{least:g}–{most:g}"


def _print_whole(model: Model) -> None:
    table = new_table(show_header=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for key, value in _facts(model):
        table.add_row(key, styled(value))
    console().print(table)
    click.echo()


def _facts(model: Model) -> Iterator[tuple[str, str]]:
    """Yield the keys of a model that say something, as a file of the catalogue would have them."""
    hidden = {"prices", "sampling", "limits", "extends", "likeness"}
    hidden |= set() if model.prompt_limit else {"prompt_unit"}
    hidden |= set() if model.references else {"references_named", "reference_roles", "reference_wording"}
    hidden |= {"long_edge"} if model.sizes or model.shape != "pixels" else set()
    for key, value in model.model_dump(exclude=hidden).items():
        if value not in ("", (), {}, None, False):
            yield key, _text(value)
    if model.shape == "pixels":
        yield "limits", _text(model.limits.model_dump(exclude_defaults=True))
    if model.references and model.likeness:
        yield "likeness", "; ".join(f"{wish}: {_likeness(one)}" for wish, one in model.likeness.items())
    if model.sampling:
        yield "sampling", _text(model.sampling.model_dump())
    yield "prices", "\n".join(_price(price) for price in model.prices) or "not known"


def _likeness(likeness: Likeness) -> str:
    given = likeness.model_dump(exclude_unset=True)
    return _text({**given.pop("fields", {}), **given})


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_text(one)}" for key, one in value.items() if one not in ("", None))
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _price(price: Price) -> str:
    of = [price.quality, price.size, price.resolution, f"for {price.pixels:,} pixels" if price.pixels else ""]
    return " ".join([f"{price.usd:g}", *filter(None, of)])
