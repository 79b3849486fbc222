"""Files that something went wrong with, for tests that nothing but the right errors escapes."""

from hypothesis import strategies as st

#: What breaks JSON, base64, chunks and lengths, beside bytes by chance.
_INSERTED = [b"null", b'"', b"{", b"[", b"\\ud800", b"\\u0000", b"\xff\xff\xff\xff", b"\0", b"1e999", b"NaN", b"9" * 40]


@st.composite
def damaged(draw: st.DrawFn, good: bytes) -> bytes:
    """Return a good file with a few bytes replaced, removed or inserted, or its end cut off."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.integers(0, 8))
        data[start : start + length] = draw(st.binary(max_size=8) | st.sampled_from(_INSERTED))
    if draw(st.integers(0, 9)) == 0:
        del data[draw(st.integers(0, len(data))) :]
    return bytes(data)
