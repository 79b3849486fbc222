"""Workflows in ComfyUI's API format: nodes, the links between them, and what is found by following those.

A link is ``[node id, number of its output]``. Graphs come from strangers: they may be circular or huge, so that every
walk visits a node once and a bounded number of them.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from composer.server.errors import AnswerError

#: The most nodes of one workflow; the largest that people share have some hundreds.
MOST_NODES = 5_000
#: So many nodes one walk visits, and so far a single value is followed.
_MOST_VISITED = 2_000
_MOST_STEPS = 20
#: The classes whose pictures a client looks for.
_OUTPUTS = ("SaveImage", "PreviewImage")
#: Under these names a node that is only a value keeps it.
_VALUES = ("value", "text", "string", "number", "int", "float", "seed", "noise_seed")

Link = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its id, its class, what goes into it, and what else stands in it."""

    id: str
    kind: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Graph:
    """The nodes of a workflow by id, in its order."""

    nodes: Mapping[str, Node]

    @property
    def output(self) -> Node:
        """The node whose picture the client waits for: one that saves or shows it, else the last."""
        found = (node for kind in _OUTPUTS for node in self.nodes.values() if node.kind == kind)
        return next(found, list(self.nodes.values())[-1])

    def of_kind(self, kind: str) -> Node | None:
        """Return the first node of a class."""
        return next((node for node in self.nodes.values() if node.kind == kind), None)

    def target(self, value: Any) -> Node | None:
        """Return the node that a link leads to; None when the value is none, or it leads nowhere."""
        found = link_in(value)
        return self.nodes.get(found[0]) if found else None

    def value(self, given: Any) -> Any:
        """Return a value, followed to the node that holds it where it is a link; None when there is none."""
        for _ in range(_MOST_STEPS):
            if link_in(given) is None:
                return given
            node = self.target(given)
            inputs = node.inputs if node else {}
            given = next((inputs[name] for name in _VALUES if name in inputs), None)
        return None

    def upstream(self, start: Node, follow: Callable[[str], bool] = lambda _: True) -> Iterator[Node]:
        """Yield a node and those it is made from, the nearest first.

        Args:
            follow: says by its name whether an input is followed.
        """
        waiting, seen = deque([start]), {start.id}
        for _ in range(_MOST_VISITED):
            if not waiting:
                return
            node = waiting.popleft()
            yield node
            for name, value in node.inputs.items():
                found = self.target(value) if follow(name) else None
                if found is not None and found.id not in seen:
                    seen.add(found.id)
                    waiting.append(found)


def link_in(value: Any) -> Link | None:
    """Return the link that a value is, None for any other."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    node, slot = value
    if isinstance(slot, bool) or not isinstance(slot, int) or not isinstance(node, str | int):
        return None
    return str(node), slot


def graph_of(sent: Any) -> Graph:
    """Return the graph that a body brings.

    Raises:
        AnswerError: it is none, has no nodes, or too many.
    """
    if not isinstance(sent, dict):
        raise AnswerError(400, "no_prompt", "No prompt provided: a workflow is an object of nodes, in the API format")
    if not sent:
        raise AnswerError(400, "prompt_no_outputs", "Prompt has no outputs: the workflow is empty")
    if len(sent) > MOST_NODES:
        raise AnswerError(400, "invalid_prompt", f"the workflow has {len(sent)} nodes; at most {MOST_NODES} are read")
    if "nodes" in sent and "links" in sent:
        raise AnswerError(
            400, "invalid_prompt", "this is the editor's file of the workflow; save it in the API format instead"
        )
    return Graph({node_id: _node(node_id, node) for node_id, node in sent.items()})


def _node(node_id: str, sent: Any) -> Node:
    kind = sent.get("class_type") if isinstance(sent, dict) else None
    if not isinstance(kind, str):
        raise AnswerError(400, "invalid_prompt", f"Node ID '#{node_id[:50]}' has no class_type", node_id[:50])
    inputs, meta = sent.get("inputs"), sent.get("_meta")
    return Node(node_id, kind, _mapping(inputs), _mapping(meta))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
