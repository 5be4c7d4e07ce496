"""One person at a time, and no memory of those who are done."""

import asyncio

import pytest

from bot.telegram.ordering import Turns

pytestmark = pytest.mark.asyncio


async def test_the_waiting_go_by_their_order_and_the_lock_is_freed() -> None:
    turns = Turns()
    served: list[int] = []

    async def serve(order: int) -> None:
        async with turns.of(7, order):
            served.append(order)
            await asyncio.sleep(0.001)

    await asyncio.gather(*(serve(order) for order in (5, 9, 6, 8, 7)))
    assert served == [5, 6, 7, 8, 9]
    assert len(turns) == 0


async def test_two_people_do_not_wait_for_each_other() -> None:
    turns = Turns()
    async with turns.of(1, 1), asyncio.timeout(1), turns.of(2, 1):
        assert len(turns) == 2


async def test_a_cancelled_waiter_passes_its_turn_on() -> None:
    turns = Turns()

    async def serve(order: int) -> int:
        async with turns.of(7, order):
            return order

    async with turns.of(7, 0):
        waiting = [asyncio.create_task(serve(order)) for order in (1, 2, 3)]
        await asyncio.sleep(0)
        waiting[1].cancel()
    # The turn has just been given to the first, who is cancelled before noticing.
    waiting[0].cancel()
    assert await asyncio.wait_for(waiting[2], 1) == 3
    assert len(turns) == 0


async def test_a_failure_inside_frees_the_turn() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError):
        async with turns.of(7, 1):
            raise ZeroDivisionError
    assert len(turns) == 0
