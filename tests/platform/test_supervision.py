"""A long-lived task that ends is started again, and readiness says so meanwhile."""

import asyncio
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from applications.ports import DatabaseAway
from bot.process.supervision import Supervisor, Watch, repeated


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is awaited sets no event
            await asyncio.sleep(0.001)


async def idle(watch: Watch) -> None:
    await watch.stopping.wait()


@pytest.mark.asyncio
async def test_a_task_that_fails_is_started_again_and_then_well() -> None:
    supervisor, starts = Supervisor(first_pause=0.01), 0

    async def fails_twice(watch: Watch) -> None:
        nonlocal starts
        starts += 1
        if starts < 3:
            raise RuntimeError
        await idle(watch)

    supervisor.keep("notices", fails_twice)
    await until(lambda: starts == 1 and supervisor.troubles == {"notices": "RuntimeError"})
    await until(lambda: starts == 3 and not supervisor.troubles)
    await supervisor.stop(5)
    assert starts == 3, "a task that is well is not started again"


@pytest.mark.asyncio
async def test_a_task_that_fails_at_every_start_is_never_called_well_in_between() -> None:
    supervisor, starts, seen = Supervisor(first_pause=0.01), 0, list[bool]()

    async def fails_after_a_moment(_: Watch) -> None:
        nonlocal starts
        starts += 1
        seen.append(supervisor.well)
        await asyncio.sleep(0)
        seen.append(supervisor.well)
        raise RuntimeError

    supervisor.keep("notices", fails_after_a_moment)
    await until(lambda: starts == 5)
    await supervisor.stop(5)
    assert not any(seen[2:])


@pytest.mark.asyncio
async def test_a_new_run_that_says_it_is_ailing_stays_so_however_long_it_runs() -> None:
    supervisor, starts = Supervisor(first_pause=0.01), 0

    async def refused(watch: Watch) -> None:
        nonlocal starts
        starts += 1
        if starts == 1:
            raise RuntimeError
        watch.ailing("token_refused")
        await asyncio.sleep(0.1)
        starts += 1
        await idle(watch)

    supervisor.keep("telegram", refused)
    await until(lambda: starts == 3)
    assert supervisor.troubles == {"telegram": "token_refused"}
    await supervisor.stop(5)


@pytest.mark.asyncio
async def test_a_cancellation_from_within_does_not_end_a_task_unnoticed() -> None:
    supervisor, starts = Supervisor(first_pause=0.01), 0

    async def waits_for_what_was_cancelled(watch: Watch) -> None:
        nonlocal starts
        starts += 1
        if starts < 3:
            gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            gone.cancel()
            await gone
        await idle(watch)

    supervisor.keep("polling", waits_for_what_was_cancelled)
    await until(lambda: starts == 1 and supervisor.troubles == {"polling": "CancelledError"})
    await until(lambda: starts == 3 and supervisor.well)
    await supervisor.stop(5)
    assert starts == 3


@pytest.mark.asyncio
async def test_a_task_that_returns_before_the_stop_is_a_failure_too() -> None:
    supervisor, starts = Supervisor(first_pause=0.01), 0

    async def gives_up(_: Watch) -> None:
        nonlocal starts
        starts += 1

    supervisor.keep("polling", gives_up)
    await until(lambda: supervisor.troubles == {"polling": "returned"})
    await until(lambda: starts > 1)
    await supervisor.stop(5)
    assert supervisor.troubles == {"polling": "returned"}


@pytest.mark.asyncio
async def test_a_task_kept_until_done_is_tried_until_it_works_and_no_longer() -> None:
    supervisor, tries = Supervisor(first_pause=0.01), 0

    async def works_at_the_second_time(_: Watch) -> None:
        nonlocal tries
        tries += 1
        if tries < 2:
            raise RuntimeError

    supervisor.keep("menu", works_at_the_second_time, until_done=True)
    await until(lambda: tries == 2)
    await asyncio.sleep(0.1)
    assert (tries, supervisor.troubles) == (2, {})
    await supervisor.stop(5)


@pytest.mark.asyncio
async def test_a_task_says_itself_that_it_cannot_do_its_work() -> None:
    supervisor, told = Supervisor(), asyncio.Event()

    async def refused(watch: Watch) -> None:
        watch.ailing("token_refused")
        await told.wait()
        watch.well()
        await idle(watch)

    supervisor.keep("telegram.polling", refused)
    await until(lambda: supervisor.troubles == {"telegram.polling": "token_refused"})
    told.set()
    await until(lambda: not supervisor.troubles)
    await supervisor.stop(5)
    assert supervisor.well


@pytest.mark.asyncio
async def test_a_stop_lets_tasks_finish_cuts_off_the_late_and_interrupts_pauses() -> None:
    supervisor, finished = Supervisor(first_pause=3600, longest_pause=3600), []

    async def orderly(watch: Watch) -> None:
        await idle(watch)
        finished.append(watch.name)

    async def deaf(_: Watch) -> None:
        await asyncio.sleep(3600)

    async def broken(_: Watch) -> None:
        raise RuntimeError

    supervisor.keep("orderly", orderly)
    supervisor.keep("deaf", deaf)
    supervisor.keep("broken", broken)
    await until(lambda: "broken" in supervisor.troubles)
    async with asyncio.timeout(5):
        await supervisor.stop(0.05)
    assert finished == ["orderly"]


@pytest.mark.asyncio
async def test_two_tasks_of_one_name_are_refused() -> None:
    supervisor = Supervisor()
    supervisor.keep("notices", idle)
    with pytest.raises(ValueError, match="notices"):
        supervisor.keep("notices", idle)
    await supervisor.stop(5)


@pytest.mark.asyncio
async def test_only_a_vital_task_makes_the_whole_ailing_and_every_trouble_is_shown() -> None:
    supervisor = Supervisor(first_pause=3600, longest_pause=3600)

    async def broken(_: Watch) -> None:
        raise RuntimeError

    supervisor.keep("menu", broken, vital=False)
    supervisor.keep("notices", idle)
    await until(lambda: supervisor.troubles == {"menu": "RuntimeError"})
    assert supervisor.well
    supervisor.keep("polling", broken)
    await until(lambda: supervisor.troubles == {"menu": "RuntimeError", "polling": "RuntimeError"})
    assert not supervisor.well
    await supervisor.stop(5)


@pytest.mark.asyncio
async def test_a_repeated_step_that_fails_is_shown_and_tried_again() -> None:
    supervisor, runs = Supervisor(first_pause=0.01), 0

    async def step() -> None:
        nonlocal runs
        runs += 1
        if runs == 2:
            raise LookupError("Иванова")

    supervisor.keep("tidying", repeated(step, every=0.01))
    await until(lambda: supervisor.troubles == {"tidying": "LookupError"})
    await until(lambda: runs > 3 and not supervisor.troubles)
    async with asyncio.timeout(5):
        await supervisor.stop(60)
    before = runs
    await asyncio.sleep(0.05)
    assert runs == before, "what was stopped does not go on"


@pytest.mark.asyncio
async def test_a_database_that_is_away_is_waited_for_with_pauses_that_do_not_grow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.process.supervision.AWAY_PAUSE", 0.01)
    # The supervisor's own pause would outlast the test.
    supervisor, runs, away = Supervisor(first_pause=3600), 0, True

    async def step() -> None:
        nonlocal runs
        runs += 1
        if away:
            raise DatabaseAway("OSError")

    supervisor.keep("lapses", repeated(step, every=0.01))
    await until(lambda: runs > 5 and supervisor.troubles == {"lapses": "DatabaseAway"})
    away = False
    await until(lambda: supervisor.well)
    async with asyncio.timeout(5):
        await supervisor.stop(60)
    assert supervisor.well


@pytest.mark.asyncio
async def test_a_trouble_is_logged_once_not_at_every_repetition() -> None:
    told = asyncio.Event()

    async def refused(watch: Watch) -> None:
        for _ in range(3):
            watch.ailing("token_refused")
        told.set()
        await idle(watch)

    supervisor = Supervisor()
    with capture_logs() as logs:
        supervisor.keep("telegram.polling", refused)
        await told.wait()
    await supervisor.stop(5)
    assert [entry["event"] for entry in logs] == ["task_ailing"]
