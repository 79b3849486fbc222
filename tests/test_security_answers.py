"""Answers made to use up memory: what is unpacked or built of them stays in proportion to what was sent."""

import asyncio
import gzip
import json
import tracemalloc
from pathlib import Path

import httpx
import pytest

from composer.answers import json_of
from composer.errors import BackendError, EmptyAnswerError, UnknownOutcomeError
from tests.test_routing_wire import run, whole

ZEROS = gzip.compress(bytes(64 * 1024 * 1024))


@pytest.mark.parametrize("packing", ["gzip, gzip", "gzip,deflate", "br", "zstd", "gzip, identity, gzip"])
@pytest.mark.parametrize("status", ["200 OK", "500 Broken"])
def test_an_answer_packed_in_a_way_that_can_grow_without_bound_is_not_unpacked(
    tmp_path: Path, packing: str, status: str
) -> None:
    async def packed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str) -> None:
        body = whole(gzip.compress(ZEROS), f"Content-Encoding: {packing}")
        writer.write(body.replace(b"200 OK", status.encode(), 1))

    tracemalloc.start()
    with pytest.raises(BackendError) as caught:
        run(tmp_path, packed)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 32 * 1024 * 1024
    if status == "200 OK":
        assert isinstance(caught.value, UnknownOutcomeError)
        assert "packed" in str(caught.value)


@pytest.mark.parametrize("item", [b"{}", b"[]", b"0", b'""'])
def test_json_of_countless_small_things_is_not_built(item: bytes) -> None:
    body = b'{"data":[' + b",".join([item] * 3_000_000) + b"]}"
    response = httpx.Response(200, content=body, request=httpx.Request("POST", "https://service.test"))
    tracemalloc.start()
    with pytest.raises(EmptyAnswerError):
        json_of(response)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1024 * 1024


def test_json_with_a_large_picture_is_read() -> None:
    told = {"data": [{"b64_json": "A" * 20_000_000}], "words": "one, two [three] {four} " * 1000}
    response = httpx.Response(200, json=told, request=httpx.Request("POST", "https://service.test"))
    assert json_of(response) == json.loads(response.content)
