"""The states of a job: whatever is done in whatever order by two processes, the table keeps its promises."""

import asyncio
import itertools
import tempfile
from pathlib import Path

import httpx
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from composer.errors import ConflictError, NotFoundError
from composer.jobs.engine import Jobs
from composer.jobs.job import RETRIED, Job
from tests.shop import Shop, sold

IDS = ("gull-0", "heron-0")
ANSWERS = {"sold": sold, "failed": lambda _: httpx.Response(500)}


def lost(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("nothing came", request=request)


class TwoProcesses(RuleBasedStateMachine):
    """Two processes on one folder; the model counts how often each job was rightly asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.allowed = dict.fromkeys(IDS, 0)
        self.known: set[str] = set()

    @initialize()
    def start(self) -> None:
        self.loop.run_until_complete(self._open())

    async def _open(self) -> None:
        self.shop = Shop(Path(self.folder.name), settings={"parallel": 1})
        self.processes: list[Jobs] = [self.shop.jobs(), self.shop.jobs()]
        for jobs in self.processes:
            await jobs.__aenter__()

    def teardown(self) -> None:
        self.loop.run_until_complete(self._close())
        self.loop.close()
        self.folder.cleanup()

    async def _close(self) -> None:
        for jobs in self.processes:
            await jobs.close()
        await self.shop.client.aclose()
        self.shop.spending.close()

    async def _state(self, job_id: str) -> Job | None:
        try:
            return await self.processes[0].get(job_id)
        except NotFoundError:
            return None

    @rule(process=st.integers(0, 1), job_id=st.sampled_from(IDS), answer=st.sampled_from(["sold", "failed", "lost"]))
    def submit(self, process: int, job_id: str, answer: str) -> None:
        self.shop.answer = ANSWERS.get(answer, lost)
        before = self.loop.run_until_complete(self._state(job_id))
        if before is None or before.status == "cancelled":
            self.allowed[job_id] += 1
        self.loop.run_until_complete(self.processes[process].submit(self.shop.wish(job_id, job_id)))
        after = self.loop.run_until_complete(self.processes[1 - process].wait(job_id, 20))
        assert after.ended
        if before is not None and before.status != "cancelled":
            assert after.status == before.status
        self.known.add(job_id)

    @rule(process=st.integers(0, 1), job_id=st.sampled_from(IDS), answer=st.sampled_from(["sold", "failed", "lost"]))
    def retry(self, process: int, job_id: str, answer: str) -> None:
        self.shop.answer = ANSWERS.get(answer, lost)
        before = self.loop.run_until_complete(self._state(job_id))
        try:
            self.loop.run_until_complete(self.processes[process].retry(job_id))
        except NotFoundError:
            assert before is None
        except ConflictError:
            assert before is not None
            assert before.status not in RETRIED
        else:
            assert before is not None
            assert before.status in RETRIED
            self.allowed[job_id] += 1
            assert self.loop.run_until_complete(self.processes[1 - process].wait(job_id, 20)).ended

    @precondition(lambda self: self.known)
    @rule(process=st.integers(0, 1), job_id=st.sampled_from(IDS))
    def submit_and_cancel(self, process: int, job_id: str) -> None:
        self.shop.answer = sold
        before = self.loop.run_until_complete(self._state(job_id))
        if before is None or before.status == "cancelled":
            self.allowed[job_id] += 1
        self.loop.run_until_complete(self._submit_and_cancel(process, job_id))
        after = self.loop.run_until_complete(self.processes[process].wait(job_id, 20))
        if before is not None and before.status != "cancelled":
            assert after.status == before.status
        else:
            assert after.status in ("cancelled", "finished")
        self.known.add(job_id)

    async def _submit_and_cancel(self, process: int, job_id: str) -> None:
        await self.processes[process].submit(self.shop.wish(job_id, job_id))
        await self.processes[process].cancel(job_id)

    @rule(job_id=st.sampled_from(IDS))
    def delete(self, job_id: str) -> None:
        before = self.loop.run_until_complete(self._state(job_id))
        try:
            self.loop.run_until_complete(self.processes[1].delete(job_id))
        except NotFoundError:
            assert before is None
        else:
            assert self.loop.run_until_complete(self._state(job_id)) is None

    @invariant()
    def a_picture_is_there_exactly_when_its_job_is_finished(self) -> None:
        for job_id in IDS if hasattr(self, "processes") else ():
            job = self.loop.run_until_complete(self._state(job_id))
            there = (Path(self.folder.name) / "pictures" / f"{job_id}.png").exists()
            assert there == (job is not None and job.status == "finished")

    @invariant()
    def nobody_was_asked_more_often_than_was_right(self) -> None:
        for job_id in IDS if hasattr(self, "processes") else ():
            asked = sum(f'"{job_id}"'.encode() in call for call in self.shop.calls)
            assert asked <= self.allowed[job_id]

    @invariant()
    def jobs_and_their_states_are_the_same_for_both(self) -> None:
        async def states(jobs: Jobs) -> list[tuple[str, str]]:
            return [(job.id, job.status) for job in await jobs.list()]

        if hasattr(self, "processes"):
            one, other = (self.loop.run_until_complete(states(jobs)) for jobs in self.processes)
            assert one == other
            assert all(status != "running" for _, status in one)
            assert not [pair for pair in itertools.combinations(one, 2) if pair[0][0] == pair[1][0]]


TestTwoProcesses = TwoProcesses.TestCase
TestTwoProcesses.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
