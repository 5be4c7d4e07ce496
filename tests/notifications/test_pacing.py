"""Turns to speak: by interval overall and per address, and what was asked to be left alone."""

import asyncio
from itertools import pairwise

import pytest

from notifications.pacing import Pacing
from notifications.ports import Tempo
from tests.notifications.desk import WayStandIn
from tests.notifications.hand_time import HandTime

TELEGRAM = WayStandIn("telegram", Tempo(per_second=25, chat_interval=1.0))
WEB = WayStandIn("web", Tempo(per_second=200, chat_interval=0.0))


class Speakers:
    """Takes turns and notes when each came."""

    def __init__(self) -> None:
        self.time = HandTime()
        self.pacing = Pacing(self.time.monotonic, self.time.sleep)
        self.turns: list[tuple[float, str]] = []

    async def speak(self, address: str, way: WayStandIn = TELEGRAM) -> None:
        await self.pacing.turn(way, address)
        self.turns.append((self.time.seconds, address))

    @property
    def moments(self) -> list[float]:
        return sorted(moment for moment, _ in self.turns)


@pytest.mark.asyncio
async def test_no_second_has_more_turns_than_the_way_allows() -> None:
    speakers = Speakers()
    await asyncio.gather(*(speakers.speak(f"chat-{n}") for n in range(60)))
    gaps = [later - sooner for sooner, later in pairwise(speakers.moments)]
    assert min(gaps) == pytest.approx(1 / 25, abs=0.002)
    busiest = max(sum(start <= moment < start + 1 for moment in speakers.moments) for start in speakers.moments)
    assert busiest <= 25 + 1


@pytest.mark.asyncio
async def test_each_way_has_figures_of_its_own() -> None:
    speakers = Speakers()
    await asyncio.gather(*(speakers.speak("one page", WEB) for _ in range(20)))
    assert speakers.moments[-1] - speakers.moments[0] < 0.2


@pytest.mark.asyncio
async def test_one_chat_is_spoken_to_once_a_second() -> None:
    speakers = Speakers()
    await asyncio.gather(*(speakers.speak("chat") for _ in range(4)))
    assert all(later - sooner >= 1.0 for sooner, later in pairwise(speakers.moments))


@pytest.mark.asyncio
async def test_a_busy_chat_does_not_keep_the_others_waiting() -> None:
    speakers = Speakers()
    await asyncio.gather(*(speakers.speak("busy") for _ in range(3)), speakers.speak("calm"))
    (calm,) = [moment for moment, address in speakers.turns if address == "calm"]
    assert calm - speakers.moments[0] < 0.1


@pytest.mark.asyncio
async def test_ways_do_not_share_a_tempo() -> None:
    speakers = Speakers()
    await speakers.speak("7", TELEGRAM)
    before = speakers.time.seconds
    await speakers.speak("7", WEB)
    assert speakers.time.seconds == before


@pytest.mark.asyncio
async def test_the_first_turn_is_at_once() -> None:
    speakers = Speakers()
    await speakers.speak("chat")
    assert speakers.moments == [1000.0]


@pytest.mark.asyncio
async def test_a_hold_on_a_way_is_one_on_every_address_of_it_and_the_longer_one_wins() -> None:
    speakers = Speakers()
    assert speakers.pacing.held(TELEGRAM, "chat") == 0
    speakers.pacing.hold(TELEGRAM, 30)
    speakers.pacing.hold(TELEGRAM, 5)
    await speakers.time.sleep(10)
    assert speakers.pacing.held(TELEGRAM) == speakers.pacing.held(TELEGRAM, "chat") == pytest.approx(20)
    assert speakers.pacing.held(WEB, "chat") == 0


@pytest.mark.asyncio
async def test_a_hold_on_one_address_leaves_the_others_and_the_way_alone() -> None:
    speakers = Speakers()
    speakers.pacing.hold(TELEGRAM, 30, "held")
    speakers.pacing.hold(TELEGRAM, 5, "held")
    assert speakers.pacing.held(TELEGRAM, "held") == pytest.approx(30)
    assert speakers.pacing.held(TELEGRAM) == speakers.pacing.held(TELEGRAM, "other") == 0
    speakers.pacing.hold(TELEGRAM, 40)
    assert speakers.pacing.held(TELEGRAM, "held") == pytest.approx(40)


@pytest.mark.asyncio
async def test_quiet_chats_are_forgotten_and_held_ones_are_not() -> None:
    speakers = Speakers()
    speakers.pacing.hold(TELEGRAM, 3600, "held")
    for n in range(1500):
        speakers.time.seconds += 1
        await speakers.speak(f"chat-{n}")
        speakers.pacing.hold(TELEGRAM, 0.5, f"chat-{n}")
    assert len(speakers.pacing._chats) <= 1000
    assert len(speakers.pacing._held) <= 1000
    assert speakers.pacing.held(TELEGRAM, "held") > 0
