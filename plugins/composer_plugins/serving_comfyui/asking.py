"""What a workflow asks for: our own node says it all; of any other what its sampler is fed with."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from composer_plugins.serving_comfyui.graph import Graph, Node, link_in

#: The class of our own node.
NODE = "RPComposer"
#: What stands beside a prompt: in our own node, else in ``_meta`` of any or among the inputs of one that saves.
CONTEXT = ("char_avatar", "user_avatar", "chat", "user", "persona", "char", "group", "last_char", "recent")
_SAVING = ("SaveImage", "PreviewImage")
_TEXTS = ("text", "prompt", "positive", "text_g", "text_l", "clip_l", "t5xxl", "clip_g", "string")
_MODELS = ("ckpt_name", "unet_name", "model_name")
_SEEDS = ("seed", "noise_seed")
#: The inputs of a node of conditions that lead to its words.
_CONDITIONS = ("conditioning", "positive", "negative")
_MOST_TEXTS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What a workflow asks for; None and "" are what it leaves open.

    Attributes:
        node: whose fault it is when it cannot be drawn. context: what it says of the story, by `CONTEXT`.
        pictures: names of uploaded pictures it starts from.
    """

    node: Node
    prompt: str = ""
    negative_prompt: str = ""
    width: float | None = None
    height: float | None = None
    seed: float | None = None
    steps: float | None = None
    cfg: float | None = None
    count: float | None = None
    denoise: float | None = None
    sampler: str = ""
    scheduler: str = ""
    model: str = ""
    pictures: tuple[str, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)


def asked_of(graph: Graph) -> Asked:
    """Return what a workflow asks for."""
    own = graph.of_kind(NODE)
    return _asked_of_own(graph, own) if own else _asked_of_plain(graph)


def _asked_of_own(graph: Graph, node: Node) -> Asked:
    said = {name: graph.value(value) for name, value in node.inputs.items()}
    return Asked(
        node,
        _words(said.get("prompt")),
        _words(said.get("negative_prompt")),
        _number(said.get("width")),
        _number(said.get("height")),
        _number(said.get("seed")),
        _number(said.get("steps")),
        _number(said.get("cfg")),
        _number(said.get("batch_size")),
        sampler=_words(said.get("sampler_name")),
        scheduler=_words(said.get("scheduler")),
        model=_words(said.get("model")),
        context=_context([said]),
    )


def _asked_of_plain(graph: Graph) -> Asked:
    made_from = list(graph.upstream(graph.output))
    sampler = next((node for node in made_from if link_in(node.inputs.get("positive"))), None)
    sampler = sampler or next((node for node in made_from if link_in(node.inputs.get("conditioning"))), None)
    sized = [node for node in made_from if "width" in node.inputs and "height" in node.inputs]
    size = next((node for node in sized if "latent" in node.kind.lower()), sized[0] if sized else graph.output)
    number, word = _Numbers(graph, made_from), _Words(graph, made_from)
    return Asked(
        sampler or graph.output,
        _prompt(graph, sampler, made_from),
        _joined(_texts(graph, sampler, "negative")) if sampler else "",
        _number(graph.value(size.inputs.get("width"))),
        _number(graph.value(size.inputs.get("height"))),
        number.first(_SEEDS),
        number.first(("steps",)),
        number.first(("cfg",)),
        number.first(("batch_size",)),
        number.first(("denoise",)),
        word.first(("sampler_name",)),
        word.first(("scheduler",)),
        word.first(_MODELS),
        _pictures(graph, made_from),
        _context(_places(graph)),
    )


def _prompt(graph: Graph, sampler: Node | None, made_from: Iterable[Node]) -> str:
    if sampler is not None:
        return _joined(_texts(graph, sampler, "positive" if "positive" in sampler.inputs else "conditioning"))
    return _joined(text for node in made_from for text in _own_texts(graph, node))


def _texts(graph: Graph, node: Node, role: str) -> Iterator[str]:
    """Yield the words that an input of conditions is made from.

    A node that passes both kinds on has an output for each, so that of its inputs the one of the same role is followed.
    """
    start = graph.target(node.inputs.get(role))
    other = "negative" if role == "positive" else "positive"

    def leads(name: str) -> bool:
        return name != other and name.startswith(_CONDITIONS)

    for found in graph.upstream(start, leads) if start else ():
        yield from _own_texts(graph, found)


def _own_texts(graph: Graph, node: Node) -> Iterator[str]:
    """Yield the words that stand in a node itself, or in a node that only holds them."""
    for name in _TEXTS:
        given = node.inputs.get(name)
        text = graph.value(given) if given is not None else None
        if isinstance(text, str):
            yield text


def _joined(texts: Iterable[str]) -> str:
    """Return texts behind each other, each once: models with two encoders are given the same words twice."""
    found = dict.fromkeys(text.strip() for text in texts if text.strip())
    return ", ".join(list(found)[:_MOST_TEXTS])


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Numbers in the inputs of nodes."""

    graph: Graph
    nodes: list[Node]

    def first(self, names: Iterable[str]) -> float | None:
        """Return the first number of any of these names."""
        return next(
            (found for one in _values(self.graph, self.nodes, names) if (found := _number(one)) is not None), None
        )


@dataclass(frozen=True, slots=True)
class _Words:
    """Words in the inputs of nodes."""

    graph: Graph
    nodes: list[Node]

    def first(self, names: Iterable[str]) -> str:
        """Return the first text of any of these names, "" for none."""
        return next((found for one in _values(self.graph, self.nodes, names) if (found := _words(one))), "")


def _values(graph: Graph, nodes: Iterable[Node], names: Iterable[str]) -> Iterator[Any]:
    wanted = tuple(names)
    return (graph.value(node.inputs[name]) for node in nodes for name in wanted if name in node.inputs)


def _pictures(graph: Graph, made_from: Iterable[Node]) -> tuple[str, ...]:
    """Return the names of uploaded pictures that the output is made from."""
    loading = (node for node in made_from if node.kind.startswith("LoadImage"))
    named = (graph.value(node.inputs.get("image")) for node in loading)
    return tuple(dict.fromkeys(name for name in named if isinstance(name, str) and name))


def _places(graph: Graph) -> Iterator[Mapping[str, Any]]:
    for node in graph.nodes.values():
        yield node.meta
        if node.kind in _SAVING:
            yield node.inputs


def _context(places: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for place in places:
        for name in CONTEXT:
            text = _words(place.get(name))
            if text:
                found.setdefault(name, text)
    return found


def _words(value: Any) -> str:
    """Return a text; "" for anything else, and for a placeholder that nobody has filled in."""
    if not isinstance(value, str):
        return ""
    text = value.strip()
    unfilled = len(text) > 2 and text.startswith("%") and text.endswith("%") and text[1:-1].replace("_", "a").isalnum()
    return "" if unfilled else value


def _number(value: Any) -> float | None:
    """Return a number, also one that was written as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < 1e18 else None
