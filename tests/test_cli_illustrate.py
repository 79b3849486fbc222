"""``rp-composer illustrate``: its exit codes, its words, and runs that are interrupted or killed."""

import json
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from composer.samples import all_samples
from tests.command_line import CommandLine
from tests.painting import read_texts, tag, write_chat
from tests.stubs.pictures import picture
from tests.stubs.server import Stub

if TYPE_CHECKING:
    import subprocess

WORDS = ["the harbour at dawn", "a gull on a post", "a coil of rope"]
posix = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")


@pytest.fixture
def chat(command_line: CommandLine) -> Path:
    return write_chat(Path("chat.jsonl"), [f"Look. {tag(words)}" for words in WORDS])


def wait_for(path: Path, process: "subprocess.Popen[str]") -> None:
    """Wait until a file is there; the process must live that long."""
    deadline = time.monotonic() + 60
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def snapshot(folder: Path) -> dict[str, object]:
    """Return every file of a folder by name but the table of jobs, records without their times."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("jobs.sqlite3"))
    return {str(path.relative_to(folder)): _timeless(path) for path in files}


def _timeless(path: Path) -> object:
    if path.suffix != ".json":
        return path.read_bytes()
    return {key: value for key, value in json.loads(path.read_bytes()).items() if key not in ("time", "seconds")}


def test_pictures_are_drawn_and_listed(command_line: CommandLine, chat: Path) -> None:
    answer = command_line("illustrate", chat, "--profile", command_line.profile)
    assert answer.code == 0
    assert command_line.painted == WORDS
    pictures = sorted(path.name for path in Path("chat.jsonl.pictures").glob("*.png"))
    assert len(pictures) == 3
    assert all(name in answer.out for name in pictures)
    assert "3 drawn" in answer.out
    assert "original: chat.jsonl.bak" in answer.out


def test_progress_is_plain_lines_where_nobody_looks(command_line: CommandLine, chat: Path) -> None:
    answer = command_line("illustrate", chat, "--profile", command_line.profile)
    assert answer.err.splitlines() == [f"{n}/3 {n - 1}/1 drawn: {words}" for n, words in enumerate(WORDS, 1)]


def test_a_second_run_says_there_is_nothing_to_do(command_line: CommandLine, chat: Path) -> None:
    command_line("illustrate", chat, "--profile", command_line.profile)
    before = snapshot(Path())
    answer = command_line("illustrate", chat, "--profile", command_line.profile)
    assert (answer.code, "nothing to do" in answer.out) == (0, True)
    assert snapshot(Path()) == before


def test_out_leaves_the_chat_alone(command_line: CommandLine, chat: Path) -> None:
    before = chat.read_bytes()
    assert command_line("illustrate", chat, "--profile", command_line.profile, "--out", "there").code == 0
    assert chat.read_bytes() == before
    assert not Path("chat.jsonl.bak").exists()
    assert len(list(Path("there/chat.jsonl.pictures").glob("*.png"))) == 3


def test_a_failure_gives_code_1_and_a_retry_draws_it(
    command_line: CommandLine, chat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAINTER_FAILS_AT", WORDS[1])
    answer = command_line("illustrate", chat, "--profile", command_line.profile)
    assert answer.code == 1
    assert "there was no picture" in answer.out
    assert "--retry-failed" in answer.out
    assert "[IMG:ERROR]" in read_texts(chat)[1]
    monkeypatch.delenv("PAINTER_FAILS_AT")
    assert command_line("illustrate", chat, "--profile", command_line.profile).code == 0
    assert command_line("illustrate", chat, "--profile", command_line.profile, "--retry-failed").code == 0
    assert command_line.painted == [*WORDS, WORDS[1]]
    assert "[IMG:ERROR]" not in read_texts(chat)[1]


def test_a_dry_run_prints_the_prompts_and_writes_nothing(command_line: CommandLine, chat: Path) -> None:
    before = snapshot(Path())
    answer = command_line("illustrate", chat, "--profile", command_line.profile, "--dry-run", "--out", "there")
    assert answer.code == 0
    assert all(words in answer.out for words in WORDS)
    assert "3 pictures would be drawn" in answer.out
    assert snapshot(Path()) == before
    assert command_line.painted == []


def test_an_unknown_backend_is_an_error_with_the_known_ones(command_line: CommandLine, chat: Path) -> None:
    Path("other.yaml").write_text("backend: crayons\n", encoding="utf-8")
    before = snapshot(Path())
    answer = command_line("illustrate", chat, "--profile", "other.yaml")
    assert answer.code == 2
    assert "error: no backend is called 'crayons'" in answer.err
    assert "painter" in answer.err
    assert snapshot(Path()) == before


@pytest.mark.parametrize("name", sorted(all_samples()))
def test_a_sample_brings_its_own_card_and_goes_to_its_own_folder(command_line: CommandLine, name: str) -> None:
    answer = command_line("illustrate", f"sample:{name}", "--profile", command_line.profile)
    assert answer.code == 0, answer
    assert Path(name, "chat.jsonl").is_file()
    assert list(Path(name, "chat.jsonl.pictures").glob("*.png"))
    assert [path.name for path in Path().iterdir()] == [name]


def test_an_unknown_sample_lists_the_names(command_line: CommandLine) -> None:
    answer = command_line("illustrate", "sample:nobody")
    assert answer.code == 2
    assert answer.err.startswith("error: no sample is called 'nobody'; there are: ")


def test_a_sample_takes_no_out(command_line: CommandLine) -> None:
    name = next(iter(all_samples()))
    answer = command_line("illustrate", f"sample:{name}", "--out", "there")
    assert (answer.code, f"./{name}/" in answer.err) == (2, True)


def test_what_a_chat_says_cannot_act_on_the_terminal(command_line: CommandLine) -> None:
    write_chat(Path("chat.jsonl"), [tag("red \x1b[31m [bold]gull[/bold] \x07\u202e :smile:")])
    answer = command_line("illustrate", "chat.jsonl", "--profile", command_line.profile)
    assert "red [31m [bold]gull[/bold] :smile:" in answer.out
    assert not set(answer.out + answer.err) & set("\x1b\x07\u202e")


@posix
def test_after_kill_9_only_the_missing_pictures_are_drawn(command_line: CommandLine, chat: Path) -> None:
    command_line("illustrate", chat, "--profile", command_line.profile, "--out", "undisturbed")
    log = command_line.folder / "config" / "painted.log"
    log.unlink()
    arguments = ("illustrate", chat, "--profile", command_line.profile, "--out", "killed")
    process = command_line.start(*arguments, PAINTER_STOPS_AT="2")
    wait_for(log.with_suffix(".stopped"), process)
    process.kill()
    process.communicate()
    assert len(list(Path("killed/chat.jsonl.pictures").glob("*.png"))) == 1
    answer = command_line(*arguments)
    assert answer.code == 0, answer
    assert command_line.painted == [*WORDS[:2], *WORDS[1:]]
    assert snapshot(Path("killed")) == {
        name: content for name, content in snapshot(Path("undisturbed")).items() if ".lock" not in name
    }


@pytest.mark.parametrize("write", range(1, 7))
def test_a_crash_before_any_write_loses_nothing(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch, write: int
) -> None:
    """Two pictures in place are six writes: a picture and a record each, the backup and the chat."""
    arguments = ("illustrate", "chat.jsonl", "--profile", command_line.profile)
    for folder in ("disturbed", "undisturbed"):
        Path(folder).mkdir()
        write_chat(Path(folder, "chat.jsonl"), [f"Look. {tag(words)}" for words in WORDS[:2]])
    process = command_line.start(*arguments, folder="disturbed", CRASHES_AT=str(write))
    process.communicate()
    assert process.returncode == 9
    for folder in ("disturbed", "undisturbed"):
        with monkeypatch.context() as patch:
            patch.chdir(folder)
            assert command_line(*arguments).code == 0
    assert snapshot(Path("disturbed")) == snapshot(Path("undisturbed"))
    drawn_again = 1 if write <= 4 else 0  # the picture in work when it crashed
    assert len(command_line.painted) == 2 * 2 + drawn_again


@posix
def test_ctrl_c_finishes_the_picture_in_work_and_says_how_to_continue(command_line: CommandLine, chat: Path) -> None:
    log = command_line.folder / "config" / "painted.log"
    arguments = ("illustrate", chat, "--profile", command_line.profile)
    process = command_line.start(*arguments, PAINTER_STOPS_AT="2", PAINTER_WAITS="1")
    wait_for(log.with_suffix(".stopped"), process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "run the same command again" in err
    assert "2 drawn" in out
    assert sum("[IMG:GEN]" in text for text in read_texts(chat)) == 1
    assert command_line(*arguments).code == 0
    assert command_line.painted == WORDS
    assert not any("[IMG:GEN]" in text for text in read_texts(chat))


@posix
def test_a_second_ctrl_c_stops_at_once_and_keeps_what_is_done(command_line: CommandLine, chat: Path) -> None:
    log = command_line.folder / "config" / "painted.log"
    process = command_line.start(
        "illustrate", chat, "--profile", command_line.profile, PAINTER_STOPS_AT="2", PAINTER_WAITS="3"
    )
    wait_for(log.with_suffix(".stopped"), process)
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    while "Ctrl-C again" not in process.stderr.readline():
        pass
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "run the same command again" in err
    assert sum("[IMG:GEN]" in text for text in read_texts(chat)) == 2


def test_a_refusal_is_written_into_its_tag(command_line: CommandLine, chat: Path) -> None:
    refuser = (
        "from composer.errors import RefusedError\nfrom composer.hookspecs import hookimpl\n\n"
        "@hookimpl\ndef add_fragments(scene):\n"
        "    if 'gull' in scene.request.prompt:\n        raise RefusedError('no birds')\n"
    )
    (command_line.folder / "config" / "plugins" / "refuser.py").write_text(refuser, encoding="utf-8")
    answer = command_line("illustrate", chat, "--profile", command_line.profile)
    assert (answer.code, "no birds" in answer.out) == (1, True)
    assert command_line.painted == [WORDS[0], WORDS[2]]
    assert 'title="no birds"' in read_texts(chat)[1]


@posix
def test_two_runs_on_one_chat_do_not_mix(command_line: CommandLine, chat: Path) -> None:
    log = command_line.folder / "config" / "painted.log"
    arguments = ("illustrate", chat, "--profile", command_line.profile)
    process = command_line.start(*arguments, PAINTER_STOPS_AT="1")
    wait_for(log.with_suffix(".stopped"), process)
    answer = command_line(*arguments)
    process.kill()
    process.communicate()
    assert answer.code == 2
    assert "another rp-composer is working on it" in answer.err


def test_a_failure_that_is_everybodys_is_told_once_and_what_to_do(
    command_line: CommandLine, chat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter = (command_line.folder / "config" / "plugins" / "painter.py").read_text(encoding="utf-8")
    assert "EmptyAnswerError" in painter
    broke = painter.replace("EmptyAnswerError", "NoCreditError")
    (command_line.folder / "config" / "plugins" / "painter.py").write_text(broke, encoding="utf-8")
    monkeypatch.setenv("PAINTER_FAILS_AT", WORDS[1])
    answer = command_line("illustrate", chat, "--profile", command_line.profile)
    assert answer.code == 1
    assert "1 picture not asked for, since it would end in the same way: there was no picture" in answer.err
    assert "run the same command again" in answer.out
    assert "--retry-failed" not in answer.out
    monkeypatch.delenv("PAINTER_FAILS_AT")
    assert command_line("illustrate", chat, "--profile", command_line.profile).code == 0
    assert command_line.painted == [*WORDS[:2], *WORDS[1:]]


def test_what_a_service_takes_is_told_before_and_after(command_line: CommandLine, chat: Path) -> None:
    """A profile with another service's price: nothing is asked of it, since there is no key."""
    Path("paid.yaml").write_text("backend: gemini\nkey_variable: NO_SUCH_KEY\nparallel: 1\n", encoding="utf-8")
    answer = command_line("illustrate", chat, "--profile", "paid.yaml")
    assert answer.err.startswith("3 pictures, about $")
    assert "there is no key for gemini" in answer.out
    assert sum("[IMG:GEN]" in text for text in read_texts(chat)) == 3
    assert "cost:" not in answer.out


def test_a_last_picture_that_failed_leaves_nothing_that_was_not_asked_for(
    command_line: CommandLine, chat: Path
) -> None:
    Path("paid.yaml").write_text("backend: gemini\nkey_variable: NO_SUCH_KEY\nparallel: 3\n", encoding="utf-8")
    answer = command_line("illustrate", chat, "--profile", "paid.yaml")
    assert answer.code == 1
    assert "not asked for" not in answer.err


def test_a_reason_that_is_that_of_the_row_above_is_not_said_again(command_line: CommandLine, chat: Path) -> None:
    Path("paid.yaml").write_text("backend: gemini\nkey_variable: NO_SUCH_KEY\nparallel: 3\n", encoding="utf-8")
    answer = command_line("illustrate", chat, "--profile", "paid.yaml")
    assert answer.out.count("there is no key for gemini") == 1
    assert sum(line.endswith("as above") for line in map(str.strip, answer.out.splitlines())) == 2


def test_a_picture_of_another_than_the_first_of_the_route_says_who_drew_it_and_why(
    command_line: CommandLine, chat: Path
) -> None:
    route = "backend: gemini\nkey_variable: NO_SUCH_KEY\nroute: [{backend: gemini}, sketch]\n"
    Path("route.yaml").write_text(route, encoding="utf-8")
    answer = command_line("illustrate", chat, "--profile", "route.yaml")
    assert answer.code == 0
    assert sum(line.rstrip().endswith(".png  by sketch") for line in answer.out.splitlines()) == 3
    [why] = [line for line in answer.out.splitlines() if "there is no key for gemini" in line]
    assert why.startswith("3 not drawn by gemini ")


def test_a_reference_picture_that_could_not_be_sent_is_told(command_line: CommandLine, chat: Path) -> None:
    with Stub("gemini", drawn=picture(64, 96)) as stub:
        profile = f"backend: gemini\nendpoint: {stub.endpoint}\navatars: {{files: {{Maren: none.png}}}}\n"
        Path("mine.yaml").write_text(profile, encoding="utf-8")
        answer = command_line("illustrate", "sample:maren", "--profile", "mine.yaml")
    [told] = [line for line in answer.out.splitlines() if "none.png" in line]
    assert told.startswith("left out of 5 pictures: reference file:none.png: ")
    assert told.endswith("there is no such file")


def test_what_is_waited_for_is_told(command_line: CommandLine, chat: Path) -> None:
    with Stub("gemini", ["503"], drawn=picture(64, 96)) as stub:
        profile = f"backend: gemini\nendpoint: {stub.endpoint}\nparallel: 1\nretries: {{wait: 0.05}}\n"
        Path("busy.yaml").write_text(profile, encoding="utf-8")
        answer = command_line("illustrate", chat, "--profile", "busy.yaml")
    assert answer.code == 0
    assert "0/1 waits: 127.0.0.1 answers 503: stub" in answer.err.splitlines()
