"""Forms with files: read as they were written, by whomever; broken ones are told, and nothing else happens."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.server.errors import AnswerError
from composer_plugins.serving_prompts.multipart import FormPart, parts_of

NAMES = st.text(st.characters(exclude_characters='"\\\r\n', exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


def form(fields: list[tuple[str, bytes, bool]]) -> tuple[bytes, str]:
    """Return a form as httpx writes it, and its content type."""
    files = [(name, (("a.bin" if is_file else None), data)) for name, data, is_file in fields]
    request = httpx.Request("POST", "http://127.0.0.1", files=files)
    return request.read(), request.headers["content-type"]


@given(st.lists(st.tuples(NAMES, st.binary(max_size=200), st.booleans()), min_size=1, max_size=6))
def test_every_field_comes_back(fields: list[tuple[str, bytes, bool]]) -> None:
    read = parts_of(*form(fields))
    assert [one.data for one in read] == [data for _, data, _ in fields]
    assert [one.is_file for one in read] == [is_file for _, _, is_file in fields]
    assert [one.name for one in read] == [name for name, _, _ in fields]


@given(st.binary(max_size=300) | st.text('-\r\nb:="; name', max_size=200).map(str.encode))
def test_no_bytes_make_it_fail_otherwise_than_by_telling(body: bytes) -> None:
    for data in (body, b"--b\r\n" + body, b"--b\r\n" + body + b"\r\n--b--\r\n"):
        try:
            parts = parts_of(data, "multipart/form-data; boundary=b")
        except AnswerError as error:
            assert error.status == 400
        else:
            assert all(isinstance(one, FormPart) for one in parts)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "boundary does not occur"),
        (b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx', "cut off"),
        (b"--b\r\n\r\nx\r\n--b--", "no name"),
        (b'--b\r\nContent-Disposition: form-data; name="a"\r\nx\r\n--b--', "no head"),
        (b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' * 200 + b"--b--", "more than 100 fields"),
    ],
)
def test_what_is_wrong_is_told(body: bytes, why: str) -> None:
    with pytest.raises(AnswerError, match=why):
        parts_of(body, "multipart/form-data; boundary=b")


def test_without_a_boundary_there_is_no_form() -> None:
    with pytest.raises(AnswerError, match="no boundary"):
        parts_of(b"--b--", "multipart/form-data")


def test_what_stands_before_the_first_boundary_does_not_count() -> None:
    body = b"hello\r\n--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--\r\nbye"
    assert parts_of(body, 'multipart/form-data; boundary="b"') == [FormPart("a", b"1", is_file=False)]
