"""What a proxy on this machine passes on does not come from this machine."""

from pathlib import Path

import httpx
import pytest

from composer.server.security import Policy
from tests.serving import options, serve

TOKEN = "a-token-for-tests"
PASSED_ON = [
    ("x-forwarded-for", "203.0.113.5"), ("forwarded", "for=203.0.113.5"), ("x-real-ip", "203.0.113.5"),
    ("cf-connecting-ip", "203.0.113.5"),
]  # fmt: skip


def status(folder: Path, headers: dict[str, str], policy: Policy) -> tuple[int, str]:
    async def talk(client: httpx.AsyncClient) -> httpx.Response:
        return await client.get("/api/health", headers=headers)

    answer = serve(options(folder, policy=policy), talk)
    return answer.status_code, answer.text


@pytest.mark.parametrize(("name", "value"), PASSED_ON)
def test_what_a_proxy_passes_on_as_local_needs_the_token(tmp_path: Path, name: str, value: str) -> None:
    behind = Policy(hosts=("home.test",), token=TOKEN)
    local = {"host": "127.0.0.1:8765", name: value}
    assert status(tmp_path, local, behind)[0] == 401
    assert status(tmp_path, local | {"authorization": f"Bearer {TOKEN}"}, behind)[0] == 200


@pytest.mark.parametrize(("name", "value"), PASSED_ON)
def test_a_server_without_a_token_answers_nothing_that_is_passed_on(tmp_path: Path, name: str, value: str) -> None:
    code, text = status(tmp_path, {"host": "127.0.0.1:8765", name: value}, Policy())
    assert code == 401
    assert "--allow-host" in text
