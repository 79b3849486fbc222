"""Pictures and records on disk: whole or not there, verified when read, locked while worked on."""

import errno
import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from composer.errors import ComposerError
from composer.files import locked, write_whole
from composer.jobs.records import job_of
from composer.pictures import Picture
from composer.prompt_data import prompt_fields, reference_fields, reference_of
from composer.store import PersonRecord, Record, Store
from composer.types import Change, Evidence, Fragment, Part, PersonPrompt, Reference, RenderedPrompt, Words

JOB = "0123456789abcdef0123-0"
PICTURE = Picture(b"\x89PNG first", "image/png", 640, 480, seed=7)


def record(**fields: object) -> Record:
    return Record.model_validate(
        {"job_id": JOB, "status": "finished", "backend": "sketch", "model": "sketch", **fields}
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "chat.jsonl.pictures")


def test_what_was_saved_is_found(store: Store) -> None:
    saved, _ = store.save(record(prompt="a harbour"), [PICTURE])
    assert store.find(JOB) == saved
    assert [path.read_bytes() for path in store.paths(saved)] == [PICTURE.data]


def test_saved_pictures_say_what_and_where_they_are(store: Store) -> None:
    _, (one, two) = store.save(record(), [PICTURE, Picture(b"jpeg", "image/jpeg", 8, 9)])
    assert (one.path, two.path) == (store.folder / f"{JOB}.png", store.folder / f"{JOB}-2.jpg")
    assert one.sidecar == two.sidecar == store.folder / f"{JOB}.json"
    assert (one.number, one.width, one.height, one.seed, one.backend) == (0, 640, 480, 7, "sketch")
    assert (two.number, two.media_type, two.seed) == (1, "image/jpeg", None)


def test_the_sidecar_is_readable_json_in_the_chats_own_letters(store: Store) -> None:
    store.save(record(prompt="гавань ночью"), [PICTURE])
    text = store.sidecar(JOB).read_text(encoding="utf-8")
    assert "гавань ночью" in text
    fields = json.loads(text)
    assert fields["pictures"][0]["file"] == f"{JOB}.png"
    assert fields["pictures"][0]["bytes"] == len(PICTURE.data)


def test_a_record_with_half_a_surrogate_pair_is_found_again(store: Store) -> None:
    store.save(record(prompt="half \ud83d"), [PICTURE])
    found = store.find(JOB)
    assert found is not None
    assert found.prompt == "half \ufffd"


def test_a_failure_is_a_record_without_pictures(store: Store) -> None:
    store.save(record(status="failed", reason="no credit"), [])
    found = store.find(JOB)
    assert found is not None
    assert (found.status, found.reason, found.pictures) == ("failed", "no credit", ())


def test_a_picture_without_its_record_does_not_count(store: Store) -> None:
    store.save(record(), [PICTURE])
    store.sidecar(JOB).unlink()
    assert store.find(JOB) is None


@pytest.mark.parametrize("damage", [b"", b"\x89PNG firsT", b"\x89PNG first and more"])
def test_a_picture_with_other_bytes_does_not_count(store: Store, damage: bytes) -> None:
    saved, _ = store.save(record(), [PICTURE])
    store.paths(saved)[0].write_bytes(damage)
    assert store.find(JOB) is None


def test_a_record_whose_second_picture_is_gone_does_not_count(store: Store) -> None:
    saved, _ = store.save(record(), [PICTURE, PICTURE])
    store.paths(saved)[1].unlink()
    assert store.find(JOB) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"job_id": 1}', b"\xff\xfe", b'{"status": "finished"}'])
def test_a_broken_record_does_not_count(store: Store, content: bytes) -> None:
    store.save(record(), [PICTURE])
    store.sidecar(JOB).write_bytes(content)
    assert store.find(JOB) is None


def test_a_record_of_another_job_does_not_count(store: Store) -> None:
    store.save(record(), [PICTURE])
    store.sidecar(JOB).rename(store.sidecar("another"))
    assert store.find("another") is None


def test_a_record_cannot_point_out_of_its_folder(store: Store) -> None:
    store.save(record(), [PICTURE])
    outside = store.folder.parent / "outside.png"
    outside.write_bytes(PICTURE.data)
    fields = json.loads(store.sidecar(JOB).read_bytes())
    fields["pictures"][0]["file"] = "../outside.png"
    store.sidecar(JOB).write_text(json.dumps(fields))
    assert store.find(JOB) is None


def test_a_finished_record_without_pictures_does_not_count(store: Store) -> None:
    store.save(record(), [])
    assert store.find(JOB) is None


def test_the_picture_is_on_disk_before_its_record(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    replace = Path.replace

    def noted(self: Path, target: Path) -> Path:
        written.append(Path(target).name)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", noted)
    store.save(record(), [PICTURE, PICTURE])
    assert written == [f"{JOB}.png", f"{JOB}-2.png", f"{JOB}.json"]


def test_prompt_fields_hold_ranges_slots_plugins_and_evidence() -> None:
    evidence = Evidence("profile:default.style", 0, 3, "ink")
    fragment = Fragment("style", Words("ink"), (evidence,), "stage.fixed_style")
    avoid = Fragment("avoid", Words("blur"), (), "stage.avoid")
    prompt = RenderedPrompt(
        "[STYLE: ink]",
        "blur",
        (Reference("Maren", "identity", "card:Maren"),),
        (Part(8, 11, fragment), Part(0, 4, avoid, negative=True)),
        (Change("dropped", "pose", "not known"),),
    )
    fields = prompt_fields(prompt)
    negative = {"start": 0, "end": 4, "slot": "avoid", "plugin": "stage.avoid", "text": "blur", "evidence": []}
    assert fields["parts"] == [
        {
            "start": 8,
            "end": 11,
            "slot": "style",
            "plugin": "stage.fixed_style",
            "text": "ink",
            "evidence": [{"source": "profile:default.style", "start": 0, "end": 3, "quote": "ink", "exact": True}],
        },
        negative | {"negative": True},
    ]
    assert fields["references"] == [
        {"person": "Maren", "role": "identity", "asset": "card:Maren", "consistency": "balanced"}
    ]
    assert fields["changes"] == [{"kind": "dropped", "what": "pose", "why": "not known"}]


def test_prompt_fields_hold_the_prompts_of_single_people() -> None:
    girl = Fragment("people", Words("girl"), (), "stage.people")
    prompt = RenderedPrompt("1girl", parts=(Part(0, 4, girl, person=0),), people=(PersonPrompt("Ida", "girl, hat"),))
    fields = prompt_fields(prompt)
    assert fields["people"] == [{"name": "Ida", "prompt": "girl, hat", "negative_prompt": "", "position": None}]
    assert (fields["parts"][0]["text"], fields["parts"][0]["person"]) == ("girl", 0)
    assert prompt.whole == "1girl | girl, hat"


def test_a_record_holds_the_prompts_of_single_people(tmp_path: Path) -> None:
    person = PersonRecord(name="Ida", prompt="girl, hat", position=(0.3, 0.5))
    store = Store(tmp_path)
    store.save(record().model_copy(update={"people": (person,)}), [PICTURE])
    found = store.find(JOB)
    assert found is not None
    assert found.people == (person,)
    assert job_of(found).people == (PersonPrompt("Ida", "girl, hat", position=(0.3, 0.5)),)


def test_writing_whole_replaces_a_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    path.write_bytes(b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_writing_whole_keeps_the_old_file_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "chat.jsonl"
    path.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_an_earlier_crash_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / ".chat.jsonl.part").write_bytes(b"half")
    write_whole(tmp_path / "chat.jsonl", b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["chat.jsonl"]


def test_a_link_left_in_the_way_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    (tmp_path / ".chat.jsonl.part").symlink_to(victim)
    write_whole(tmp_path / "chat.jsonl", b"new")
    assert victim.read_bytes() == b"mine"


@pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX")
def test_permissions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_whole(path, b"new", like=path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_lock_keeps_others_out_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    with locked(path), pytest.raises(ComposerError, match=r"chat\.jsonl.*another rp-composer"), locked(path):
        pass
    with locked(path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    program = (
        "import sys, time; from pathlib import Path; from composer.files import locked\n"
        "with locked(Path(sys.argv[1])): print('locked', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        with pytest.raises(ComposerError, match="another rp-composer"), locked(path):
            pass
        process.kill()
        process.wait()
    with locked(path):
        pass


def test_a_full_disk_says_which_file_it_did_not_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"chat\.jsonl"):
        write_whole(tmp_path / "chat.jsonl", b"data")
    assert list(tmp_path.iterdir()) == []


# ── looking around in the folder ──


def png() -> bytes:
    data = io.BytesIO()
    Image.effect_noise((32, 32), 50).save(data, "PNG")
    return data.getvalue()


def test_every_whole_record_is_found_and_nothing_else(store: Store) -> None:
    saved, _ = store.save(record(), [PICTURE])
    (store.folder / "half.json").write_text('{"job_id": "half"', encoding="utf-8")
    (store.folder / "foreign.json").write_text("{}", encoding="utf-8")
    assert list(store.records()) == [saved]


def test_a_folder_that_is_not_there_has_no_records(store: Store) -> None:
    assert list(store.records()) == []


def test_deleting_takes_the_record_and_its_pictures_and_no_others(store: Store) -> None:
    saved, _ = store.save(record(), [PICTURE, PICTURE])
    other = f"{JOB}2"
    store.save(record(job_id=other), [PICTURE])
    store.delete(JOB, saved.pictures)
    store.delete(JOB, saved.pictures)
    assert sorted(path.name for path in store.folder.iterdir()) == [f"{other}.json", f"{other}.png"]


def test_deleting_reaches_no_other_folder(store: Store) -> None:
    saved, _ = store.save(record(), [PICTURE])
    outside = store.folder.parent / "outside.png"
    outside.write_bytes(b"not theirs")
    store.delete(JOB, [saved.pictures[0].model_copy(update={"file": "../outside.png"})])
    assert outside.read_bytes() == b"not theirs"


def test_pictures_without_a_record_are_found_if_they_are_new_and_whole(store: Store) -> None:
    store.folder.mkdir()
    whole = png()
    for name, data in (
        (f"{JOB}.png", whole), (f"{JOB}-2.png", whole), (f"{JOB}-3.png", whole[:-20]), (f"{JOB}9.png", whole),
        (f"{JOB}.json", b"{}"), (f".{JOB}-4.png.part", whole),
    ):  # fmt: skip
        (store.folder / name).write_bytes(data)
    assert [picture.data for picture in store.unrecorded(JOB, 0)] == [whole, whole]
    later = (store.folder / f"{JOB}.png").stat().st_mtime + 10
    assert store.unrecorded(JOB, later) == ()


@pytest.mark.parametrize("also", [(), (("", "style"), ("Luka", "identity"))])
def test_a_reference_in_a_record_is_the_same_when_it_is_read(also: tuple[tuple[str, str], ...]) -> None:
    reference = Reference("Maren", "identity", "card:Maren#1", "loose", also)
    assert reference_of(reference_fields(reference)) == reference


@pytest.mark.parametrize("more", [{}, {"consistency": "x"}, {"also": 3}, {"also": [4]}, {"also": None}])
def test_a_reference_of_an_older_record_or_a_broken_one_is_read_all_the_same(more: dict[str, Any]) -> None:
    fields = {"person": "Maren", "role": "identity", "asset": "card:Maren#1", **more}
    assert reference_of(fields) == Reference("Maren", "identity", "card:Maren#1")
    job = job_of(record(references=[fields]))
    assert [reference_of(one) for one in job.references] == [Reference("Maren", "identity", "card:Maren#1")]
