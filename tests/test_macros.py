"""What every macro stands for, and what stays of a text that holds some."""

import time

import pytest

from composer.reading.macros import after, expand, filled
from composer.reading.text.mapped import MappedText
from composer.types import Macros

VERA = Macros(
    "Vera",
    "Alex",
    "harbour.jsonl",
    "Vera",
    ("Vera",),
    {"description": "{{char}} is tall.", "scenario": "A pier. {{description}}", "persona": "{{user}} is a sailor."},
)
GROUP = Macros("Vera", "Alex", cast=("Vera", "Ida", "Ruth"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{char}} and {{user}}", "Vera and Alex"),
        ("{{CHAR}}, {{ User }}, {{\n  char\n}}", "Vera, Alex, Vera"),
        ("<BOT> <char> <User>", "Vera Vera Alex"),
        ("<group>, <CHARIFNOTGROUP>, {{charIfNotGroup}}", "Vera, Vera, Vera"),
        ("{{group}}, {{groupNotMuted}}, {{notChar}}", "Vera, Vera, Alex"),
        ("{{char} and {{user}, {{char}}'s", "Vera and Alex, Vera's"),
        ("{{вера}} и {{char}}", " и Vera"),
        ("{{头发}}和{{user}}", "和Alex"),
    ],
)
def test_names(text: str, said: str) -> None:
    assert filled(text, VERA) == said


def test_names_of_a_group() -> None:
    assert filled("{{group}} | {{charIfNotGroup}} | {{notChar}}", GROUP) == (
        "Vera, Ida, Ruth | Vera, Ida, Ruth | Ida, Ruth, Alex"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{description}} {{charDescription}}", "Vera is tall. Vera is tall."),
        ("{{scenario}}", "A pier. Vera is tall."),
        ("{{persona}}", "Alex is a sailor."),
        ("[{{personality}}{{mesExamples}}{{charPrompt}}{{lastMessage}}]", "[]"),
        ("[{{original}}{{noop}}]", "[]"),
        ("a{{newline}}b{{newline::2}}c{{space::2}}d", "a\nb\n\nc  d"),
        ("a\n\n{{trim}}\n\nb, {{trim}}  c  {{/trim}}!", "ab, c!"),
        ("{{reverse:abc}} {{reverse::Вера}} {{reverse}} 你好 {{/reverse}}", "cbaареВ 好你".replace("cba", "cba ")),
        ("{{reverse::{{user}}}}", "xelA"),
        ("red{{// her hair}} hair{{comment: long}}{{hidden_key:{{char}}}}.", "red hair."),
        ("a{{// one\ntwo {{char}}}}b{{//}}\nthree\n{{///}}c", "abc"),
        ("a{{weather}}b{{weather::{{char}}}}c{{isotime}}d", "abcd"),
    ],
)
def test_texts_and_words(text: str, said: str) -> None:
    assert filled(text, VERA) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": {"b": "{{char}}"}}', '{"a": {"b": "Vera"}}'),
        ("{{{char}}}", "{Vera}"),
        ("{{{{char}}}}", "Vera"),
        ("{{ hello {{user}}", " hello Alex"),
        ("a }} {{user}} }}", "a }} Alex }}"),
        ("{{Vera's hair}}", "Vera's hair"),
        ("{{char::more}}", ""),
        ("{{getvar{{char}}}}", "getvarVera"),
        ("{ {{noop}}{{{noop}}{", "{ "),
        ("{{user " + "is tall, " * 300 + "}}", "user " + "is tall, " * 300),
    ],
)
def test_braces_that_are_no_macro(text: str, said: str) -> None:
    assert filled(text, VERA) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{if description}}yes{{/if}}", "yes"),
        ("{{if personality}}yes{{/if}}", ""),
        ("{{if !personality}}none{{else}}some{{/if}}", "none"),
        ("{{ if description }}\n  A {{char}}\n{{ else }}\n  B\n{{ /if }}", "A Vera"),
        ("{{if {{getvar::x}}}}yes{{else}}no{{/if}}", "no"),
        ("{{setvar::x::1}}{{if {{getvar::x}}}}yes{{else}}no{{/if}}", "yes"),
        ("{{setvar::x::off}}{{if .x}}yes{{else}}no{{/if}}", "no"),
        ("{{if !{{hasvar::x}}}}new{{/if}}", "new"),
        ("{{if any words}}yes{{/if}} {{if 0}}a{{else if false}}b{{else if 1}}c{{else}}d{{/if}}", "yes c"),
        ("{{if a}}1{{if 0}}2{{else}}3{{/if}}4{{else}}5{{/if}}", "134"),
        ("{{if::description::short}}{{if a}}without an end", "shortwithout an end"),
        ("{{#if a}} kept {{/if}}{{/if}}{{else}}", " kept "),
        ("{{#when {{equal::a::b}}}}unknown{{/when}}{{#each x}}unknown{{/}}", ""),
    ],
)
def test_conditions(text: str, said: str) -> None:
    assert filled(text, VERA) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{setvar::a::red}}{{getvar::a}} {{getvar a}} {{getvar:a}} {{.a}}", "red red red red"),
        ("{{ setvar a }}\n red hair\n{{ /setvar }}{{ getvar :: a }}", "red hair"),
        ("{{addvar::n::2}}{{addvar::n::1.5}}{{getvar::n}}", "3.5"),
        ("{{setvar::a::red}}{{addvar::a:: and gold}}{{getvar::a}}", "redand gold"),
        ("{{incvar::n}}{{incvar::n}}{{decvar::n}}", "121"),
        ("{{hasvar::a}}{{setvar::a::}}{{varexists::a}}{{deletevar::a}}{{hasvar::a}}", "falsetruefalse"),
        ("{{setvar::a::b}}{{setglobalvar::a::c}}{{getvar::a}}{{getglobalvar::a}}{{$a}}", "bcc"),
        ("{{.n = 4}}{{.n += 2}}{{.n++}}{{.n--}}{{.n -= 3}}{{.n}}", "763"),
        ("{{setvar::{{char}}_hair::红色}}{{getvar::Vera_hair}}", "红色"),
        ("[{{getvar::nothing}}{{incvar}}{{setvar::::x}}{{.a == b}}]", "[]"),
        ("{{setvar::a::1}}{{addvar::a::{{setvar::a::5}}{{getvar::a}}}}{{getvar::a}}", "10"),
    ],
)
def test_variables(text: str, said: str) -> None:
    assert filled(text, VERA) == said


def test_variables_hold_in_the_texts_that_follow() -> None:
    told = after(VERA, ["{{setvar::hair::red}}", "{{addvar::n::1}}", "{{addvar::n::1}}"])
    assert filled("{{getvar::hair}} {{getvar::n}}", told) == "red 2"
    assert after(told, ["no macro", "{{char}}"]) is told


# ── chance ──


def rooms(text: str, chats: int = 60) -> set[str]:
    """Return what a text says in many chats."""
    return {filled(text, Macros("Vera", chat=f"chat {number}", card="Vera")) for number in range(chats)}


@pytest.mark.parametrize(
    "text", ["{{random:red,black}}", "{{pick::red::black}}", "{{random red, black}}", "{{random:red::black}}"]
)
def test_one_of_a_list_is_picked_by_chat(text: str) -> None:
    assert rooms(text) == {"red", "black"}


def test_a_pick_is_that_of_its_chat_and_card() -> None:
    words = "::".join(map(str, range(1000)))
    picked = {filled(f"{{{{pick::{words}}}}}", Macros(chat=chat, card=card)) for chat in "ab" for card in "cd"}
    assert len(picked) == 4


def test_a_pick_stays_when_the_text_around_it_changes() -> None:
    words = "{{random:" + ",".join(map(str, range(1000))) + "}}"
    first, changed = filled(f"Hair: {words}", VERA), filled(f"{{{{random:a,b}}}} She has\n{words} hair.", VERA)
    assert first.removeprefix("Hair: ") in changed
    one, another = filled(f"{words} {words}", VERA).split()
    assert one != another


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"{{random:a\,b}}", {"a,b"}),
        (r"{{random: a\,b , c }}", {"a,b", "c"}),
        ("{{pick::a,b}}", {"a", "b"}),
        ("{{pick::a,b::c}}", {"a,b", "c"}),
        ("{{random::{{char}}::{{random:x,y}}}}", {"Vera", "x", "y"}),
        ("{{setvar::list::p,q}}{{random:{{getvar::list}}}}", {"p", "q"}),
        ("{{pick}}红,黑{{/pick}}", {"红", "黑"}),
        ("{{random}}{{random:}}", {""}),
        ("{{roll:2}} {{roll d2}} {{roll::1D2+1}}", {f"{a} {b} {c}" for a in (1, 2) for b in (1, 2) for c in (2, 3)}),
        ("{{roll:nothing}}{{roll:0}}{{roll}}", {""}),
    ],
)
def test_lists_and_dice(text: str, said: set[str]) -> None:
    assert rooms(text) == said


def test_a_chosen_option_and_a_branch_keep_their_place() -> None:
    stored = "{{char}} has {{random:red,black}} hair{{if description}}, green eyes{{/if}} and a {{reverse:tac}}."
    text = expand(MappedText.of("card", stored), VERA).text
    for words in (filled("{{random:red,black}}", VERA), "green eyes", " hair", " and a "):
        evidence = text.evidence(start := text.text.index(words), start + len(words))
        assert evidence.exact
        assert stored[evidence.start : evidence.end] == words
    cat = text.evidence(start := text.text.index("cat"), start + 3)
    assert (stored[cat.start : cat.end], cat.exact) == ("{{reverse:tac}}", False)


# ── hostile texts ──


def test_a_text_is_never_put_into_itself() -> None:
    own = Macros("Vera", texts={"description": "A {{description}} {{scenario}}.", "scenario": "B {{description}}"})
    assert filled("{{description}}", own) == "A  B ."


HOSTILE = (
    "{{setvar::a::{{getvar::a}}{{getvar::a}}x}}", "{{", "}}", "{{reverse::", "{{if x}}", "{{if x}}a{{else}}",
    "{{random:a,", "{{description}}", "{{/if}}", "{{#a}}", "{{char}}", "{", " {{ ", "<char>", "{{a:: :: ", "{{// ",
    "{{trim}}\n", r"\{{random:a\,b}}", "{{.a=b}}", "{{setvar::{{roll:999999}}::b}}", "{{#!?  ", "{{  ", "{{if {{if ",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_texts_cost_no_more_than_their_length_and_never_swell(unit: str) -> None:
    large = Macros("Vera", texts={"description": "x" * 30_000})
    text = (unit * (40_000 // len(unit) + 1))[:40_000]
    begun = time.process_time()
    said = filled(text, large)
    assert time.process_time() - begun < 3
    assert len(said) <= 1_000_000
    assert sum(map(len, after(large, [text]).variables.values())) <= 20_000


def test_macros_nested_too_deeply_are_dropped() -> None:
    assert filled("{{reverse::" * 200 + "abc" + "}}" * 200 + "!", VERA) == "!"
    assert filled("{{if a}}" * 200 + "abc" + "{{/if}}" * 200 + "!", VERA) == "abc!"
