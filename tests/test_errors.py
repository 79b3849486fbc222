"""The tree of errors: told as it is, each with a name of its own that programs can rely on."""

import re

from composer import errors
from composer.errors import ComposerError

CLASSES = {one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)}
CODES = {
    "error", "bad_profile", "bad_card", "no_card", "bad_chat", "damaged_chat",
    "chat_changed", "bad_picture", "plugin_failed", "bad_request", "not_found",
    "conflict", "storage", "disk_full", "refused", "backend_failed", "bad_key", "not_permitted", "no_credit",
    "rate_limited", "overloaded", "timed_out", "unknown_outcome", "empty_answer", "unsupported", "over_budget",
}  # fmt: skip


def test_the_tree_names_every_error_below_its_own_kind() -> None:
    told, above = {}, {-1: ""}
    for line in (errors.__doc__ or "").splitlines():
        found = list(re.finditer(r"\b\w+Error\b", line.replace("DiskFullError:", "DiskFull")))
        for one in found:
            told[one[0]] = above[max(depth for depth in above if depth < found[0].start())]
        if found:
            above = {depth: name for depth, name in above.items() if depth < found[0].start()}
            above[found[0].start()] = found[0][0]
    parents = {one.__name__: one.__mro__[1].__name__ for one in CLASSES - {ComposerError, errors.DiskFullError}}
    assert told == {"ComposerError": "", **parents}


def test_every_error_has_a_code_of_its_own_that_stays() -> None:
    codes = [one.code for one in CLASSES if issubclass(one, ComposerError)]
    assert sorted(codes) == sorted(CODES)
