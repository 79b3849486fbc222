"""The server as a program: what it prints, what comes over a real socket, and how it ends."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from composer.server.running import bound
from tests.command_line import CommandLine
from tests.painting import DROP_IN, Painter, tag
from tests.serving import listening, options, wanted

PROGRAM = [sys.executable, "-c", "from composer.cli import main; main()", "serve", "--port", "0"]


class Program:
    """``rp-composer serve`` in a process of its own; `lines` are what it printed until it listened."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        plugins = folder / "plugins"
        plugins.mkdir(exist_ok=True)
        (plugins / "painter.py").write_text(DROP_IN, encoding="utf-8")
        profile = folder / "painted.yaml"
        profile.write_text("name: painted\nbackend: painter\n", encoding="utf-8")
        own = {"RP_COMPOSER_PLUGINS": str(plugins), "PAINTED": str(folder / "painted.log")}
        self.process = subprocess.Popen(
            [*PROGRAM, "--profile", str(profile), "--data", str(folder / "library"), *arguments],
            env={**os.environ, **own, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert self.process.stdout is not None
        self.lines = []
        for line in self.process.stdout:
            self.lines.append(line)
            if line.startswith("next"):
                break
        self.address = next(line.split()[1] for line in self.lines if line.startswith("address"))
        assert httpx.get(f"{self.address}/api/health", timeout=60).status_code == 200

    def submit(self, words: str = "a lighthouse") -> str:
        """Have a picture drawn; return the id of its job."""
        answer = httpx.post(f"{self.address}/api/jobs", json=wanted(tag(words)), timeout=30)
        return str(answer.json()["requests"][0]["id"])

    def status(self, job_id: str, wait: float = 0) -> str:
        """Return the status of a job."""
        answer = httpx.get(f"{self.address}/api/jobs/{job_id}", params={"wait": wait}, timeout=60)
        return str(answer.json()["status"])

    def signal(self, number: int = signal.SIGINT) -> None:
        self.process.send_signal(number)

    def ended(self) -> tuple[int, str, str]:
        """Wait until it has ended; return its exit code and what else it printed on both streams."""
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


Start = Callable[..., Program]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts servers, each of which has ended afterwards."""
    programs: list[Program] = []

    def made(*arguments: str, **environment: str) -> Program:
        programs.append(Program(tmp_path, *arguments, **environment))
        return programs[-1]

    yield made
    for program in programs:
        if program.process.poll() is None:
            program.process.kill()
        program.process.communicate()


def at_work(folder: Path) -> None:
    """Wait until the painter says that it has begun."""
    stopped = folder / "painted.stopped"
    for _ in range(600):
        if stopped.exists():
            return
        threading.Event().wait(0.05)
    raise AssertionError("the painter never began")


# ── what it prints ──


def test_it_says_where_it_is_who_draws_and_what_to_do_next(start: Start, tmp_path: Path) -> None:
    program = start()
    printed = "".join(program.lines)
    assert "http://127.0.0.1:" in printed
    assert "painted, drawn by painter" in printed
    assert str(tmp_path / "library") in printed
    assert "/api/docs" in printed
    assert "token" not in printed


def test_a_token_is_made_and_printed_where_others_may_ask(start: Start) -> None:
    program = start("--allow-host", "home.test")
    token = next(line for line in program.lines if line.startswith("token")).split()[1]
    assert len(token) >= 24
    headers = {"host": "home.test", "authorization": f"Bearer {token}"}
    assert httpx.get(f"{program.address}/api/health", headers=headers).status_code == 200


def test_a_token_of_the_users_own_is_not_printed(start: Start) -> None:
    program = start("--allow-host", "home.test", RP_COMPOSER_TOKEN="my-own-token")
    headers = {"host": "home.test"}
    assert httpx.get(f"{program.address}/api/health", headers=headers).status_code == 401
    headers["authorization"] = "Bearer my-own-token"
    assert httpx.get(f"{program.address}/api/health", headers=headers).status_code == 200
    program.signal()
    assert "my-own-token" not in "".join(program.lines) + "".join(program.ended()[1:])


def test_a_port_that_is_taken_is_said_in_one_line(command_line: CommandLine) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = command_line("serve", "--port", str(taken.getsockname()[1]))
    assert result.code == 2
    assert "choose another --port" in result.err
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--profile", "nobody"), "nobody"),
        (("--allow-origin", "localhost"), "is no origin"),
        (("--allow-host", "a b"), "is no host name"),
        (("--host", "192.0.2.1"), "address of this machine"),
        (("--data", "/dev/null/library"), "/dev/null/library"),
    ],
)
def test_what_it_cannot_serve_is_said_at_once(command_line: CommandLine, arguments: tuple[str, ...], says: str) -> None:
    result = command_line("serve", "--port", "0", *arguments)
    assert (result.code, says in result.err) == (2, True), result.err


# ── how it ends ──


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_quietly(start: Start, number: int) -> None:
    program = start()
    program.signal(number)
    code, out, err = program.ended()
    assert (code, err) == (0, "")
    assert "stopped" in out


def test_a_running_job_is_finished_before_it_ends(start: Start, tmp_path: Path) -> None:
    program = start(PAINTER_STOPS_AT="1", PAINTER_WAITS="1")
    job = program.submit()
    at_work(tmp_path)
    program.signal()
    assert program.ended()[0] == 0
    assert start().status(job) == "finished"
    assert (tmp_path / "painted.log").read_text(encoding="utf-8").split("\n") == ["a lighthouse", ""]


def test_what_takes_longer_than_the_grace_goes_on_at_the_next_start(start: Start, tmp_path: Path) -> None:
    program = start("--grace", "0.2", PAINTER_STOPS_AT="1")
    job = program.submit()
    at_work(tmp_path)
    waiting = program.submit("a pier")
    program.signal()
    assert program.ended()[0] == 0
    again = start()
    assert (again.status(job, 30), again.status(waiting, 30)) == ("finished", "finished")


def test_a_second_signal_ends_it_at_once_and_nothing_is_lost(start: Start, tmp_path: Path) -> None:
    program = start("--grace", "3600", PAINTER_STOPS_AT="1")
    job = program.submit()
    at_work(tmp_path)
    program.signal()
    for _ in range(200):
        try:
            httpx.get(f"{program.address}/api/health")
        except httpx.HTTPError:
            break
        threading.Event().wait(0.05)
    program.signal()
    assert program.ended()[0] == 0
    assert start().status(job, 30) == "finished"


def test_whoever_follows_or_waits_for_a_job_hears_the_end_of_the_server(tmp_path: Path) -> None:
    painter, go = Painter(), threading.Event()
    painter.before = lambda _: go.wait(30)
    with listening(options(tmp_path, painter)) as (address, server):
        [one] = httpx.post(f"{address}/api/jobs", json=wanted()).json()["requests"]
        with httpx.stream("GET", f"{address}/api/jobs/{one['id']}/events", timeout=30) as answer:
            lines = answer.iter_lines()
            assert next(lines) == "event: state"
            waited: list[int] = []
            waiting = threading.Thread(
                target=lambda: waited.append(
                    httpx.get(f"{address}/api/jobs/{one['id']}", params={"wait": 60}, timeout=90).status_code
                )
            )
            waiting.start()
            threading.Event().wait(0.3)
            server.stop()
            assert "" in list(lines)
            waiting.join(20)
            assert waited == [200]
        go.set()


# ── what comes over a socket ──


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """Yield host and port of a server that takes bodies of at most 1,000 bytes within half a second."""
    made = options(tmp_path_factory.mktemp("server"), Painter(), body_bytes=1000, body_seconds=0.5)
    with listening(made) as (address, _):
        host, _, port = address.removeprefix("http://").partition(":")
        yield host, int(port)


def said(server: tuple[str, int], *pieces: bytes) -> bytes:
    """Send bytes as they are; return everything that is answered until the connection ends or nothing more comes."""
    with socket.create_connection(server, timeout=10) as connection:
        received = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
            while True:
                data = connection.recv(65536)
                if not data:
                    break
                received += data
        except (TimeoutError, ConnectionError):
            pass
        return received


def post(*headers: str, path: str = "/api/find") -> bytes:
    """Return the head of a request for JSON that ends the connection."""
    lines = (
        f"POST {path} HTTP/1.1",
        "host: localhost",
        "content-type: application/json",
        "connection: close",
        *headers,
    )
    return "\r\n".join((*lines, "", "")).encode()


def test_a_body_announced_too_large_is_refused_before_it_comes(server: tuple[str, int]) -> None:
    answer = said(server, post("content-length: 99999999999999"))
    assert b" 413 " in answer.splitlines()[0]
    assert b"too_large" in answer


def test_a_body_in_chunks_is_refused_when_it_becomes_too_large(server: tuple[str, int]) -> None:
    chunk = b"200\r\n" + b"x" * 0x200 + b"\r\n"
    answer = said(server, post("transfer-encoding: chunked"), *[chunk] * 4, b"0\r\n\r\n")
    assert b" 413 " in answer.splitlines()[0]


def test_who_sends_too_much_without_asking_still_hears_why(server: tuple[str, int]) -> None:
    answer = said(server, post("content-length: 3500"), *[b"x" * 500] * 7)
    assert b" 413 " in answer.splitlines()[0]


def test_who_asks_before_sending_too_much_hears_at_once(server: tuple[str, int]) -> None:
    answer = said(server, post("content-length: 3500", "expect: 100-continue"))
    assert b" 413 " in answer.splitlines()[0]


def test_a_body_shorter_than_announced_is_not_waited_for_for_ever(server: tuple[str, int]) -> None:
    answer = said(server, post("content-length: 500"), b'{"text":')
    assert b" 408 " in answer.splitlines()[0]


def test_a_body_longer_than_announced_is_cut_there(server: tuple[str, int]) -> None:
    answer = said(server, post("content-length: 13"), b'{"text": "x"}' + b"x" * 5000)
    assert answer.splitlines()[0].endswith(b"200 OK")
    assert answer.count(b"HTTP/1.1") == 1


def test_two_lengths_are_refused(server: tuple[str, int]) -> None:
    answer = said(server, post("content-length: 13", "content-length: 2"), b'{"text": "x"}')
    assert b" 400 " in answer.splitlines()[0]


def test_a_head_without_end_is_refused(server: tuple[str, int]) -> None:
    answer = said(server, b"GET / HTTP/1.1\r\nhost: localhost\r\n", *[b"x: " + b"y" * 60_000 + b"\r\n"] * 4)
    assert answer == b"" or b" 4" in answer.splitlines()[0]


@pytest.mark.parametrize("version", [b"HTTP/1.0", b"HTTP/1.1"])
def test_a_request_without_a_host_is_refused(server: tuple[str, int], version: bytes) -> None:
    answer = said(server, b"GET /api/health " + version + b"\r\nconnection: close\r\n\r\n")
    assert answer.splitlines()[0].split()[1] in (b"400", b"403")


@pytest.mark.parametrize(
    "path", [b"/pictures/../jobs.sqlite3", b"/pictures/%2e%2e/x", b"//api/health", b"/api/%00", b"/a\\b", b"/%c0%ae/"]
)
def test_a_path_trick_leads_nowhere(server: tuple[str, int], path: bytes) -> None:
    answer = said(server, b"GET " + path + b" HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
    assert answer.splitlines()[0].split()[1] in (b"400", b"404")
    assert b"Traceback" not in answer


def test_an_answer_does_not_say_what_serves_it(server: tuple[str, int]) -> None:
    answer = said(server, b"GET /api/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
    assert b"uvicorn" not in answer.lower()


def test_a_web_socket_is_not_opened(server: tuple[str, int]) -> None:
    head = b"GET /api/health HTTP/1.1\r\nhost: evil.test\r\nconnection: close, upgrade\r\nupgrade: websocket\r\n"
    answer = said(server, head + b"sec-websocket-version: 13\r\nsec-websocket-key: eHh4eHh4eHh4eHh4eHh4eA==\r\n\r\n")
    assert b" 101 " not in answer.splitlines()[0]


def test_small_answers_go_out_at_once() -> None:
    """Else each of them waits 40 ms for the client's system to confirm what came before (Nagle's algorithm)."""
    delayed = []

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        delayed.append(not writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async def talk() -> None:
        with bound("127.0.0.1", 0) as bound_socket:
            server = await asyncio.start_server(answer, sock=bound_socket)
            async with server:
                reader, writer = await asyncio.open_connection(*bound_socket.getsockname())
                assert await reader.read() == b""
                writer.close()

    asyncio.run(talk())
    assert delayed == [False]
