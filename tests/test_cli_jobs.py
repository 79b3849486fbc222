"""``rp-composer jobs``: what it lists and shows, what it draws again, and what an export gives away."""

import json
import zipfile
from pathlib import Path

import pytest

from composer.jobs.exporting import redacted
from tests.command_line import CommandLine
from tests.painting import tag, write_chat

WORDS = ["the harbour at dawn", "a gull on a post"]


@pytest.fixture
def chat(command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a chat of which one picture is drawn and the other one failed."""
    path = write_chat(Path("chat.jsonl"), [f"Look. {tag(words)}" for words in WORDS])
    with monkeypatch.context() as patch:
        patch.setenv("PAINTER_FAILS_AT", WORDS[1])
        command_line("illustrate", path, "--profile", command_line.profile)
    return path


def ids(command_line: CommandLine, chat: Path, *options: str) -> list[str]:
    return [job["id"] for job in json.loads(command_line("jobs", "list", chat, "--json", *options).out)]


def test_jobs_of_a_chat_are_listed(command_line: CommandLine, chat: Path) -> None:
    answer = command_line("jobs", "list", chat)
    assert answer.code == 0
    assert all(words in answer.out for words in WORDS)
    assert "no picture in the answer" in answer.out
    assert answer.out.index("failed") < answer.out.index("finished"), "the newest first"


def test_a_list_holds_only_the_state_that_is_asked_for(command_line: CommandLine, chat: Path) -> None:
    assert len(ids(command_line, chat)) == 2
    assert len(ids(command_line, chat, "--status", "failed")) == 1
    assert "no held jobs" in command_line("jobs", "list", chat, "--status", "held").out


def test_the_folder_may_be_named_instead_of_the_chat(command_line: CommandLine, chat: Path) -> None:
    assert command_line("jobs", "list", "--folder", "chat.jsonl.pictures").out == command_line("jobs", "list", chat).out


def test_the_list_says_who_drew_and_what_went_wrong(command_line: CommandLine, chat: Path) -> None:
    _, failed, finished = command_line("jobs", "list", chat).out.splitlines()
    assert failed.rstrip().endswith("there was no picture in the answer")
    assert finished.rstrip().endswith("painter default")


def test_a_folder_without_jobs_is_left_as_it_is(command_line: CommandLine, chat: Path) -> None:
    Path("pictures").mkdir()
    answer = command_line("jobs", "list", "--folder", "pictures")
    assert (answer.code, "rp-composer jobs list CHAT" in answer.err) == (2, True)
    assert not list(Path("pictures").iterdir())


def test_a_chat_and_a_folder_are_one_too_many(command_line: CommandLine, chat: Path) -> None:
    assert command_line("jobs", "list", chat, "--folder", "chat.jsonl.pictures").code == 2


def test_the_beginning_of_an_id_shows_all_of_a_job(command_line: CommandLine, chat: Path) -> None:
    (failed,) = ids(command_line, chat, "--status", "failed")
    answer = command_line("jobs", "show", failed[:8], "--chat", chat)
    assert answer.code == 0
    for words in (failed, "failed: there was no picture in the answer", WORDS[1], "painter", "1 call", "painted"):
        assert words in answer.out
    (drawn,) = ids(command_line, chat, "--status", "finished")
    assert f"chat.jsonl.pictures/{drawn}.png" in command_line("jobs", "show", drawn, "--chat", chat).out


@pytest.mark.parametrize("job_id", ["nothing-0", ""])
def test_an_unknown_id_is_an_error(command_line: CommandLine, chat: Path, job_id: str) -> None:
    answer = command_line("jobs", "show", job_id, "--chat", chat)
    assert (answer.code, f"there is no job {job_id!r}" in answer.err) == (2, True)


@pytest.mark.parametrize("arguments", [("list",), ("list", "none.jsonl"), ("show", "a-0", "--folder", "none")])
def test_where_nothing_was_drawn_nothing_is_made(command_line: CommandLine, arguments: tuple[str, ...]) -> None:
    answer = command_line("jobs", *arguments)
    assert (answer.code, "there is no folder" in answer.err) == (2, True)
    assert list(Path().iterdir()) == []


def test_a_retry_draws_and_says_how_the_chat_gets_it(command_line: CommandLine, chat: Path) -> None:
    (failed,) = ids(command_line, chat, "--status", "failed")
    answer = command_line("jobs", "retry", failed, "--chat", chat)
    assert answer.code == 0, answer
    assert "run the command again that illustrated it" in answer.out
    assert command_line.painted == [*WORDS, WORDS[1]]
    assert command_line("illustrate", chat, "--profile", command_line.profile).code == 0
    assert len(command_line.painted) == 3
    assert f"{failed}.png" in chat.read_text(encoding="utf-8")


def test_a_retry_that_fails_gives_code_1(
    command_line: CommandLine, chat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAINTER_FAILS_AT", WORDS[1])
    (failed,) = ids(command_line, chat, "--status", "failed")
    assert command_line("jobs", "retry", failed, "--chat", chat).code == 1


def test_what_is_finished_is_not_drawn_again(command_line: CommandLine, chat: Path) -> None:
    (drawn,) = ids(command_line, chat, "--status", "finished")
    answer = command_line("jobs", "retry", drawn, "--chat", chat)
    assert (answer.code, "is finished" in answer.err) == (2, True)
    assert command_line.painted == WORDS


def test_an_export_is_one_file_with_every_job_and_no_picture(command_line: CommandLine, chat: Path) -> None:
    assert "2 jobs in report.zip" in command_line("jobs", "export", "report.zip", "--chat", chat).out
    with zipfile.ZipFile("report.zip") as archive:
        assert sorted(archive.namelist()) == ["about.json", "jobs.jsonl"]
        jobs = [json.loads(line) for line in archive.read("jobs.jsonl").splitlines()]
    assert {job["status"] for job in jobs} == {"finished", "failed"}
    assert {job["request"]["prompt"] for job in jobs} == set(WORDS)


def test_pictures_are_exported_when_asked_for(command_line: CommandLine, chat: Path) -> None:
    command_line("jobs", "export", "report.zip", "--chat", chat, "--with-pictures")
    (drawn,) = ids(command_line, chat, "--status", "finished")
    with zipfile.ZipFile("report.zip") as archive:
        assert archive.read(f"pictures/{drawn}.png") == Path(f"chat.jsonl.pictures/{drawn}.png").read_bytes()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://me:secret@proxy.example/v1?key=1 and wait", "see https://proxy.example/… and wait"),
        ("http://10.0.0.7:7860/sdapi/v1/txt2img", "http://10.0.0.7:7860/…"),
        ("HTTPS://HOST/path", "HTTPS://HOST/…"),
        ("/home/maren/pictures/a.png", "/home/…/pictures/a.png"),
        (r"C:\Users\Maren\a.png", r"C:\Users\…\a.png"),
        ("data:image/png;base64," + "A" * 64, "data:…"),
        ("a plain sentence: nothing to hide", "a plain sentence: nothing to hide"),
    ],
)  # fmt: skip
def test_an_export_says_nothing_of_who_and_where(text: str, expected: str) -> None:
    assert redacted(text) == expected


def test_keys_are_taken_out_first() -> None:
    assert redacted("the key k-123", lambda text: text.replace("k-123", "•")) == "the key •"
