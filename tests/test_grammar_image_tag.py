"""The image tag's canonical form: nothing gets out of it, and nothing in it is lost."""

import html.parser
import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.requests.finding import find, replace
from composer.requests.image_tags import source_status, write_tag
from composer.types import Failed, Illustrated
from tests.grammars import IMAGE_TAG, builtin_grammars

GRAMMARS = builtin_grammars()


class Browser(html.parser.HTMLParser):
    """Reads a tag as a browser does."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.text(max_size=20), st.text(max_size=40) | st.integers() | st.lists(st.text(max_size=9))),
    st.text(max_size=40),
    st.text(max_size=40),
    st.text(max_size=20),
)
def test_a_browser_reads_the_tag_as_one_tag(values: dict[str, object], path: str, reason: str, job_id: str) -> None:
    for outcome in (Illustrated((path,), job_id), Failed(reason, job_id)):
        browser = Browser(write_tag(values, outcome))
        ((name, attributes),) = browser.tags
        assert (name, browser.text) == ("img", "")
        assert set(attributes) <= {"data-iig-instruction", "src", "title", "data-rp-composer"}
        assert json.loads(attributes["data-iig-instruction"] or "") == values


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_only_letters_digits_space_and_four_marks_stand_as_they_are(prompt: str) -> None:
    written = write_tag({"prompt": prompt}, Failed("x")).split('"prompt":"')[1].split("\"}'")[0]
    position = 0
    for letter in prompt:
        if written[position] == letter and letter != "\\":
            category = unicodedata.category(letter)
            assert category[0] == "L" or category == "Nd" or letter in " ,-;/"
            position += 1
        else:
            position += 6 if ord(letter) < 0x10000 else 12
    assert position == len(written)


@pytest.mark.parametrize(
    ("source", "status"),
    [
        (None, "pending"),
        ("", "pending"),
        ("#", "pending"),
        ("[IMG:GEN]", "pending"),
        ("[img : gen", "pending"),
        ("http://127.0.0.1:8000/[IMG:GEN]", "pending"),
        ("%5BIMG%3AGEN%5D", "pending"),
        ("[PICTURE]", "pending"),
        ("[IMG:ERROR]", "failed"),
        ("[IMG:ERROR: too busy]", "failed"),
        ("/scripts/error.svg", "failed"),
        ("/scripts/image-error.svg?v=2", "failed"),
        ("error.png", "failed"),
        ("/user/images/Mara/trial_and_error.png", "done"),
        ("/user/images/fox.png", "done"),
        ("data:image/png;base64,AAAA", "done"),
        ("[IMG:✓:/a.png]", "done"),
    ],
)
def test_src_says_whether_there_is_a_picture(source: str | None, status: str) -> None:
    assert source_status(source)[0] == status


def test_a_reason_is_taken_away_when_the_picture_comes() -> None:
    failed = replace(IMAGE_TAG, find(IMAGE_TAG, GRAMMARS)[0], Failed("no credit", "a"), GRAMMARS)
    assert 'title="no credit"' in failed
    (found,) = find(failed, GRAMMARS)
    assert (found.status, found.job_id) == ("failed", "a")
    done = replace(failed, found, Illustrated(("/p.png",), "b"), GRAMMARS)
    assert "title" not in done
    assert find(done, GRAMMARS)[0].job_id == "b"


def test_a_title_of_its_own_stays_with_the_picture() -> None:
    text = IMAGE_TAG.replace("<img ", '<img title="A fox" ')
    assert 'title="A fox"' in replace(text, find(text, GRAMMARS)[0], Illustrated(("/p.png",)), GRAMMARS)


def test_an_attribute_without_its_closing_quote_gets_it() -> None:
    text = IMAGE_TAG.replace("<img ", '<img class="wide ')
    (found,) = find(text, GRAMMARS)
    (tag,) = Browser(replace(text, found, Illustrated(("/p.png",)), GRAMMARS)).tags
    assert (tag[1]["src"], found.status) == ("/p.png", "pending")


def test_an_instruction_nested_too_deeply_is_an_error() -> None:
    deep = IMAGE_TAG.replace('"}', '","x":' + "[" * 60 + "]" * 60 + "}")
    assert [found.status for found in find(deep, GRAMMARS)] == ["error"]
