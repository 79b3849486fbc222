"""The engine of jobs: asked twice and answered once, followed, tried again, and kept."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from composer.errors import ConflictError, InvalidRequestError, NotFoundError
from composer.prompt_data import reference_of
from composer.types import ImageRequest, PersonPrompt, Reference, Scene
from tests.engine import GULL, asynchronous, drawn, failing, lost
from tests.shop import PRICE, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


# ── asking ──


@asynchronous
async def test_a_job_is_drawn_and_its_picture_stands_beside_its_record(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        job = await drawn(jobs, shop, chat="harbour.jsonl", message="m7", swipe=2, source="<img>", occurrence=1)
        path, media_type = await jobs.picture(GULL)
    assert (job.status, job.backend, job.chat, job.message, job.swipe) == ("finished", "shop", "harbour.jsonl", "m7", 2)
    assert (job.source, job.occurrence, job.profile, job.prompt) == ("<img>", 1, "shop", "a gull")
    assert (path.read_bytes()[:4], media_type) == (b"\x89PNG", "image/png")
    assert path.with_suffix(".json").is_file()


@asynchronous
async def test_the_same_id_is_answered_once(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        first = await asyncio.gather(*(jobs.submit(shop.wish()) for _ in range(5)))
        await jobs.wait(GULL)
        again = await jobs.submit(shop.wish())
    assert len(shop.calls) == 1
    assert {job.status for job in first} <= {"queued", "running"}
    assert again.status == "finished"


@asynchronous
async def test_two_processes_that_ask_at_once_cause_one_call(shop: Shop) -> None:
    async with shop.jobs() as one, shop.jobs() as other:
        await asyncio.gather(one.submit(shop.wish()), other.submit(shop.wish()))
        jobs = await asyncio.gather(one.wait(GULL), other.wait(GULL))
    assert len(shop.calls) == 1
    assert {job.status for job in jobs} == {"finished"}


@pytest.mark.parametrize("job_id", ["", "../escape", "a/b", "-x", "a" * 81, "a.b", "ключ"])
@asynchronous
async def test_an_id_that_cannot_name_a_file_is_refused(shop: Shop, job_id: str) -> None:
    async with shop.jobs() as jobs:
        with pytest.raises(InvalidRequestError):
            await jobs.submit(shop.wish(job_id))


@asynchronous
async def test_what_is_to_be_held_waits_for_a_retry(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        held = await jobs.submit(shop.wish(hold="four are enough"))
        assert (held.status, held.reason, held.code) == ("held", "four are enough", "held")
        assert (await jobs.submit(shop.wish())).status == "held"
        assert shop.calls == []
        await jobs.retry(GULL)
        assert (await jobs.wait(GULL)).status == "finished"


@asynchronous
async def test_a_listener_hears_of_a_job_that_another_process_cancelled(tmp_path: Path) -> None:
    shop = Shop(tmp_path, settings={"parallel": 1}, gate=asyncio.Event())
    assert shop.gate is not None
    async with shop.jobs() as one, shop.jobs() as other:
        await one.submit(shop.wish("first-0"))
        await one.submit(shop.wish())
        listening = asyncio.create_task(one.wait(GULL))
        await asyncio.sleep(0)
        assert (await other.cancel(GULL)).status == "cancelled"
        shop.gate.set()
        assert (await asyncio.wait_for(listening, 10)).status == "cancelled"


@asynchronous
async def test_no_more_are_drawn_at_once_than_the_profile_says_and_the_first_come_first(tmp_path: Path) -> None:
    shop = Shop(tmp_path, settings={"parallel": 2}, gate=asyncio.Event())
    assert shop.gate is not None
    async with shop.jobs() as jobs:
        for number in range(5):
            await jobs.submit(shop.wish(f"gull-{number}", f"gull {number}"))
        while len(shop.calls) < 2:
            await asyncio.sleep(0.01)
        states = [(await jobs.get(f"gull-{number}")).status for number in range(5)]
        assert states == ["running"] * 2 + ["queued"] * 3
        shop.gate.set()
        for number in range(5):
            await jobs.wait(f"gull-{number}")
    asked = [next(number for number in range(5) if f"gull {number}".encode() in call) for call in shop.calls]
    assert sorted(asked[:2]) == [0, 1]
    assert sorted(asked[2:4]) == [2, 3]


@asynchronous
async def test_a_request_with_half_a_letter_is_drawn_and_kept(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        wish = replace(shop.wish(), source="half \ud83d", scene=Scene(ImageRequest("a gull \ud83d")))
        await jobs.submit(wish)
        assert (await jobs.wait(GULL)).status == "finished"


# ── failures ──


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [(failing(500), "failed", "error"), (lost, "unknown", "unknown_outcome")],
)
@asynchronous
async def test_a_failure_says_why_and_is_not_tried_again_by_asking_again(
    shop: Shop, answer: Any, status: str, code: str
) -> None:
    shop.answer = answer
    async with shop.jobs() as jobs:
        job = await drawn(jobs, shop)
        assert job.status == status
        assert job.reason
        assert code in ("error", job.code)
        assert (await jobs.submit(shop.wish())).status == status
    assert len(shop.calls) == 1


@asynchronous
async def test_a_retry_draws_it_again_only_when_it_was_not_drawn(shop: Shop) -> None:
    shop.answer = lost
    async with shop.jobs() as jobs:
        await drawn(jobs, shop)
        shop.answer = Shop(shop.folder).answer
        await jobs.retry(GULL)
        assert (await jobs.wait(GULL)).status == "finished"
        with pytest.raises(ConflictError, match="finished"):
            await jobs.retry(GULL)
    assert len(shop.calls) == 2


@asynchronous
async def test_a_lost_answer_stays_in_the_book_and_a_plain_failure_does_not(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        shop.answer = failing(500)
        await drawn(jobs, shop, "fails-0")
        assert shop.spending.report().today.pictures == 0
        shop.answer = lost
        await drawn(jobs, shop, "lost-0")
        assert shop.spending.report().today.pictures == 1


@asynchronous
async def test_beyond_a_limit_nothing_is_asked_for(tmp_path: Path) -> None:
    shop = Shop(tmp_path, settings={"limits": {"pictures_per_day": 1}})
    async with shop.jobs() as jobs:
        await drawn(jobs, shop, "one-0")
        job = await drawn(jobs, shop, "two-0")
    assert (job.status, job.code) == ("held", "over_budget")
    assert "limit of 1 pictures a day" in job.reason
    assert len(shop.calls) == 1


@asynchronous
async def test_a_limit_on_money_holds_what_nobody_knows_the_price_of(tmp_path: Path) -> None:
    shop = Shop(tmp_path, settings={"limits": {"usd_per_day": PRICE}})
    async with shop.jobs() as jobs:
        job = await drawn(jobs, shop)
    assert (job.status, job.code, len(shop.calls)) == ("held", "over_budget", 0)
    assert "prices" in job.reason


@asynchronous
async def test_pictures_that_vanished_are_said_to_have_and_drawn_again_by_retry(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        await drawn(jobs, shop)
        (await jobs.picture(GULL))[0].unlink()
        with pytest.raises(NotFoundError, match="no longer"):
            await jobs.picture(GULL)
        again = await jobs.submit(shop.wish())
        assert (again.status, again.code) == ("failed", "picture_lost")
        assert len(shop.calls) == 1
        await jobs.retry(GULL)
        assert (await jobs.wait(GULL)).status == "finished"


# ── following ──


@asynchronous
async def test_events_tell_every_state_and_end_with_the_job(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        await jobs.submit(shop.wish())
        heard = [event.job.status async for event in jobs.events(GULL)]
        assert heard[0] == "queued"
        assert heard[-1] == "finished"
        assert [event.job.status async for event in jobs.events(GULL)] == ["finished"]


@asynchronous
async def test_another_process_hears_the_end_as_well(shop: Shop) -> None:
    async with shop.jobs() as one, shop.jobs() as other:
        await one.submit(shop.wish())
        assert [event.job.status async for event in other.events(GULL)][-1] == "finished"


@asynchronous
async def test_a_listener_that_goes_away_stops_nothing(shop: Shop) -> None:
    shop.gate = asyncio.Event()
    async with shop.jobs() as jobs:
        await jobs.submit(shop.wish())
        async for _ in jobs.events(GULL):
            break
        assert (await jobs.wait(GULL, 0.01)).status in ("queued", "running")
        shop.gate.set()
        assert (await jobs.wait(GULL)).status == "finished"


@asynchronous
async def test_nobody_has_heard_of_other_jobs(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        wishes = (jobs.get, jobs.wait, jobs.cancel, jobs.retry, jobs.reroll, jobs.delete, jobs.versions, jobs.picture)
        for wish in wishes:
            with pytest.raises(NotFoundError, match="none"):
                await wish("none")


@asynchronous
async def test_jobs_are_listed_the_newest_first_by_state_and_chat(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        await drawn(jobs, shop, "one-0", chat="a")
        await drawn(jobs, shop, "two-0", chat="b")
        await jobs.submit(shop.wish("three-0", hold="wait", chat="a"))
        assert [job.id for job in await jobs.list()] == ["three-0", "two-0", "one-0"]
        assert [job.id for job in await jobs.list(status="finished")] == ["two-0", "one-0"]
        assert [job.id for job in await jobs.list(chat="a")] == ["three-0", "one-0"]
        assert [job.id for job in await jobs.list(limit=1)] == ["three-0"]


# ── versions ──


@asynchronous
async def test_a_reroll_is_a_new_version_with_a_seed_of_its_own(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        await drawn(jobs, shop)
        one, two = await jobs.reroll(GULL), await jobs.reroll(GULL, seed=5)
        await jobs.wait(one.id)
        last = await jobs.wait(two.id)
        versions = await jobs.versions(GULL)
    assert [job.id for job in versions] == ["gull-0", "gull-1", "gull-2"]
    assert [job.kind for job in versions] == ["first", "reroll", "reroll"]
    assert one.request is not None
    assert one.request["seed"] != 5
    assert last.request is not None
    assert last.request["seed"] == 5
    assert len(shop.calls) == 3


@asynchronous
async def test_a_redraw_uses_the_words_it_is_given(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        await drawn(jobs, shop)
        job = await jobs.redraw(GULL, "a heron, not a gull")
        job = await jobs.wait(job.id)
        assert (job.kind, job.prompt, job.status) == ("redraw", "a heron, not a gull", "finished")
        again = await jobs.wait((await jobs.reroll(job.id)).id)
        assert again.prompt == "a heron, not a gull"
    assert b"a heron, not a gull" in shop.calls[1]


@asynchronous
async def test_a_redraw_follows_the_same_references_as_closely(shop: Shop) -> None:
    strict = Reference("Ida", "identity", "card:Ida#1", "strict", (("", "style"),))
    async with shop.jobs() as jobs:
        await jobs.submit(replace(shop.wish("two-0"), prompt="Ida on a pier", references=(strict,)))
        job = await jobs.wait("two-0")
        assert [reference_of(one) for one in job.references] == [strict]
    async with shop.jobs() as jobs:
        again = await jobs.wait((await jobs.redraw("two-0", "Ida in a street")).id)
        assert [reference_of(one) for one in again.references] == [strict]


@asynchronous
async def test_the_prompts_of_single_people_are_kept_with_a_job(shop: Shop) -> None:
    people = (PersonPrompt("Ida", "girl, red hat", position=(0.3, 0.5)),)
    async with shop.jobs() as jobs:
        wish = replace(shop.wish("two-0"), hold="ask first", prompt="1girl, a pier", people=people)
        await jobs.submit(wish)
    async with shop.jobs() as jobs:
        assert (await jobs.get("two-0")).people == people
        again = await jobs.redraw("two-0", "1girl, a street")
        assert (again.prompt, again.people) == ("1girl, a street", people)
        other = (PersonPrompt("Ida", "girl, blue hat"),)
        assert (await jobs.redraw("two-0", "1girl", people=other)).people == other


@asynchronous
async def test_versions_can_be_made_after_a_restart(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        await drawn(jobs, shop)
    async with shop.jobs() as jobs:
        job = await jobs.reroll(GULL)
        assert (await jobs.wait(job.id)).status == "finished"


@asynchronous
async def test_a_deleted_job_is_gone_with_its_files(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        await drawn(jobs, shop)
        assert (await jobs.delete(GULL)).status == "finished"
        with pytest.raises(NotFoundError):
            await jobs.get(GULL)
    assert [path.name for path in (shop.folder / "pictures").iterdir()] == ["jobs.sqlite3"]


@asynchronous
async def test_what_is_in_work_is_not_deleted(shop: Shop) -> None:
    shop.gate = asyncio.Event()
    async with shop.jobs() as jobs:
        await jobs.submit(shop.wish())
        with pytest.raises(ConflictError, match="cancel it first"):
            await jobs.delete(GULL)
        shop.gate.set()


# ── the table ──


@asynchronous
async def test_without_its_table_a_folder_still_knows_what_it_has(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        await drawn(jobs, shop)
    (shop.folder / "pictures" / "jobs.sqlite3").unlink()
    async with shop.jobs() as jobs:
        assert [job.status for job in await jobs.list()] == ["finished"]
        assert (await jobs.submit(shop.wish())).status == "finished"
        with pytest.raises(ConflictError, match="ask for it again"):
            await jobs.reroll(GULL)
    assert len(shop.calls) == 1


@asynchronous
async def test_a_broken_table_is_set_aside_and_made_anew_from_the_records(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        await drawn(jobs, shop)
    table = shop.folder / "pictures" / "jobs.sqlite3"
    table.write_bytes(b"scribbled over" * 1000)
    async with shop.jobs() as jobs:
        assert (await jobs.get(GULL)).status == "finished"
        assert "was broken" in jobs.notices[0]
    assert len(list(table.parent.glob("jobs.sqlite3.broken-*"))) == 1


@asynchronous
async def test_what_another_version_wrote_otherwise_is_not_drawn_but_still_listed(shop: Shop) -> None:
    async with shop.jobs() as jobs:
        await jobs.submit(shop.wish(hold="later"))
    with closing(sqlite3.connect(shop.folder / "pictures" / "jobs.sqlite3")) as connection:
        connection.execute("UPDATE jobs SET status = 'queued', submission = json_set(submission, '$.profile.nib', 7)")
        connection.commit()
    async with shop.jobs() as jobs:
        assert [job.status for job in await jobs.list()] == ["queued"]
        await jobs.submit(shop.wish())
        assert (await jobs.wait(GULL)).status == "finished"
