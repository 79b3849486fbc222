"""No word of a single language stands in the code that reads: words belong into the lexicons."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from composer.reading.compile import registered_languages
from composer.reading.kinds import all_kinds

READING = Path(__file__).parent.parent / "composer" / "reading"

#: What a word means, as the lexicons of all languages say it in English: rules compare meanings, not spellings.
MEANINGS = """
arm armor beard beauty_mark birthmark boy bracers brand bright breastplate burn_scar buttoned cape cloak cropped
cybernetics dark deep ears foot freckles girl goatee greaves guy hand hood_down robe was were hood_up knee lady laced
leg man markings mismatched mole moustache odd pale palm pauldrons piercing pocket ponytail prosthetic prosthetic_arm
shoulder tattoo tied unbuttoned undone unlaced untied unzipped veil woman zipped_up fog rain snow storm
"""
#: What prompts and reports say, which are English whatever was read.
PRINTED = """
about and en metre s ss tall years_old said_later_in_the_same_text a_label_says_it said_in_a_text_that_counts_more
"""
#: Names in the code: of fields and files, of sorts of marks, events, changes, zones and roles.
NAMES = """
__main__ SLOT_ORDER Phrase TakenOff Wardrobe add adjective against allow announced around arrangement bathe behind bot
break char character charifnotgroup charname clear code comma composer counted dashed data edge entries fallen
features field first_mes fixed forbid gone heading it json key kind known language. last later lead length match
memory.yaml mes_example View degree part message: narration npc open openers opposites.yaml others paradigms persona
phrase piece prefix prose request rb rp_composer seen senses set speech state: step stems swap table.json tag tags
tail texture to under user utf-8 verbatim version with_locks word worn wpp boxed T garment_kinds.yaml kinds.yaml time_
people_ change_ ending_ word_ Path .yaml error: bytes
detail_ angle expression face mood motion posture season source time view weather legs light place camera
"""
#: Patterns that hold words of several languages, because text is cut with them before its language is known.
BEFORE_THE_LANGUAGE = frozenset(
    {"text/segments.py", "text/zones.py", "looks/heights.py", "looks/settling.py", "looks/layout.py"}
)
#: The names of macros are those of SillyTavern in every language.
OTHER_NAMES = "macros"
#: Letters that are looked up as one (`normalise`), and the first letter of a script.
ALIKE = frozenset("ёеЁЕʼ’㐀")

_RANGE = re.compile(r"\[[^\]]*-[^\]]*\]|\\u[0-9a-f]{4}|[㐀-鿿]?-[㐀-鿿]")
_FOREIGN = re.compile(r"[^\W\d_a-zA-ZÀ-ÿ]+")
_WORDS = re.compile(r"[a-z][a-z' -]*", re.IGNORECASE)


def listed(names: str) -> set[str]:
    return {name.replace("_", " ").strip() for name in names.split()} | set(names.split())


def technical() -> set[str]:
    known = listed(MEANINGS) | listed(PRINTED) | listed(NAMES) | set(all_kinds())
    for kind in all_kinds().values():
        known |= kind.features.keys()
    for language in registered_languages():
        for entry in language.lexicon.entries:
            known |= {*entry.features, *entry.features.values()}
        known |= {tag for tags in language.lexicon._tags for tag in tags}
    return known


def unread(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what is no text of the program: docstrings, annotations, messages of errors, parts of f-strings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield from (
                one.value for one in node.body if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
            )
        if isinstance(node, ast.FunctionDef):
            said = [node.returns, *(one.annotation for one in (*node.args.args, *node.args.kwonlyargs))]
            yield from (part for one in said if one for part in ast.walk(one))
        if isinstance(node, ast.AnnAssign):
            yield from ast.walk(node.annotation)
        if isinstance(node, ast.Subscript):
            yield from ast.walk(node.slice) if isinstance(node.value, ast.Name) and node.value.id == "Literal" else ()
        if isinstance(node, ast.Raise | ast.JoinedStr):
            yield from ast.walk(node)


def literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    left_out = {id(node) for node in unread(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.lineno, node.value


def words_of_a_language(source: str, known: set[str]) -> list[str]:
    found = []
    for line, text in literals(ast.parse(source)):
        foreign = set("".join(_FOREIGN.findall(_RANGE.sub("", text)))) - ALIKE
        latin = _WORDS.fullmatch(text) and text not in known and not all(word in known for word in text.split())
        if foreign or latin:
            found.append(f"{line}: {text!r}")
    return found


KNOWN = technical()


@pytest.mark.parametrize("path", sorted(READING.rglob("*.py")), ids=lambda path: str(path.relative_to(READING)))
def test_no_words_of_one_language_in_the_code(path: Path) -> None:
    before = str(path.relative_to(READING)) in BEFORE_THE_LANGUAGE or path.parent.name == OTHER_NAMES
    if before or path.name in ("compile.py", "kinds.py"):
        pytest.skip("it reads before the language is known, or speaks to who writes a lexicon")
    assert words_of_a_language(path.read_text(encoding="utf-8"), KNOWN) == []


@pytest.mark.parametrize("code", ['word == "the"', 'word.endswith("ыми")', 'x = ("but", "но")', 'lead = "你是"'])
def test_words_of_one_language_are_found(code: str) -> None:
    assert words_of_a_language(code, KNOWN)


@pytest.mark.parametrize(
    "code", ['"""The word."""', 'kind = "hair_color"', 'x: "Sentence" = y', 're.compile("[А-ЯЁ]")']
)
def test_technical_names_are_none(code: str) -> None:
    assert words_of_a_language(code, KNOWN) == []
