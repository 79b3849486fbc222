"""Pictures over HTTP: served as what they are, and nothing else of the folder."""

from pathlib import Path

import httpx
import pytest

from tests.painting import Painter
from tests.serving import drawn, options, serve, wanted


def test_a_picture_is_served_as_what_it_is(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        [job] = await drawn(client, wanted())
        url = job["pictures"][0]["url"]
        answer = await client.get(url)
        assert (answer.headers["content-type"], answer.content[:4]) == ("image/png", b"\x89PNG")
        assert answer.headers["cache-control"] == "private, no-cache"  # a deleted one may be drawn again
        assert answer.headers["content-security-policy"].endswith("sandbox")
        assert answer.headers["x-content-type-options"] == "nosniff"
        known = await client.get(url, headers={"if-none-match": answer.headers["etag"]})
        assert (known.status_code, known.content) == (304, b"")
        part = await client.get(url, headers={"range": "bytes=1-3"})
        assert (part.status_code, part.content) == (206, b"PNG")

    serve(options(tmp_path, Painter()), talk)


@pytest.mark.parametrize("picture", ["jobs.sqlite3", "a-0", "a", "nothing-0-0", "-1", "a-0-999", "x" * 84])
def test_no_other_file_is_served(tmp_path: Path, picture: str) -> None:
    async def talk(client: httpx.AsyncClient) -> int:
        return (await client.get(f"/pictures/{picture}")).status_code

    assert serve(options(tmp_path, Painter()), talk) in (404, 422)
