"""Turns to speak: by interval overall and per chat, and a whole channel that was asked to wait."""

import asyncio
from itertools import pairwise

import pytest

from notifications.pacing import CHAT_INTERVAL, PER_SECOND, Pacing
from tests.notifications.hand_time import HandTime


class Speakers:
    """Takes turns and notes when each came."""

    def __init__(self) -> None:
        self.time = HandTime()
        self.pacing = Pacing(self.time.monotonic, self.time.sleep)
        self.turns: list[tuple[float, str]] = []

    async def speak(self, address: str, channel: str = "telegram") -> None:
        await self.pacing.turn(channel, address)
        self.turns.append((self.time.seconds, address))

    @property
    def moments(self) -> list[float]:
        return sorted(moment for moment, _ in self.turns)


@pytest.mark.asyncio
async def test_no_second_has_more_turns_than_the_channel_allows() -> None:
    speakers = Speakers()
    await asyncio.gather(*(speakers.speak(f"chat-{n}") for n in range(60)))
    gaps = [later - sooner for sooner, later in pairwise(speakers.moments)]
    assert min(gaps) == pytest.approx(1 / PER_SECOND, abs=0.002)
    busiest = max(sum(start <= moment < start + 1 for moment in speakers.moments) for start in speakers.moments)
    assert busiest <= PER_SECOND + 1


@pytest.mark.asyncio
async def test_one_chat_is_spoken_to_once_a_second() -> None:
    speakers = Speakers()
    await asyncio.gather(*(speakers.speak("chat") for _ in range(4)))
    assert all(later - sooner >= CHAT_INTERVAL for sooner, later in pairwise(speakers.moments))


@pytest.mark.asyncio
async def test_a_busy_chat_does_not_keep_the_others_waiting() -> None:
    speakers = Speakers()
    await asyncio.gather(*(speakers.speak("busy") for _ in range(3)), speakers.speak("calm"))
    (calm,) = [moment for moment, address in speakers.turns if address == "calm"]
    assert calm - speakers.moments[0] < 0.1


@pytest.mark.asyncio
async def test_channels_do_not_share_a_tempo() -> None:
    speakers = Speakers()
    await speakers.speak("7", "telegram")
    before = speakers.time.seconds
    await speakers.speak("7", "web")
    assert speakers.time.seconds == before


@pytest.mark.asyncio
async def test_the_first_turn_is_at_once() -> None:
    speakers = Speakers()
    await speakers.speak("chat")
    assert speakers.moments == [1000.0]


@pytest.mark.asyncio
async def test_a_hold_counts_down_and_the_longer_one_wins() -> None:
    speakers = Speakers()
    assert speakers.pacing.held("telegram") == 0
    speakers.pacing.hold("telegram", 30)
    speakers.pacing.hold("telegram", 5)
    await speakers.time.sleep(10)
    assert speakers.pacing.held("telegram") == pytest.approx(20)
    assert speakers.pacing.held("web") == 0


@pytest.mark.asyncio
async def test_quiet_chats_are_forgotten() -> None:
    speakers = Speakers()
    for n in range(1500):
        speakers.time.seconds += 1
        await speakers.speak(f"chat-{n}")
    assert len(speakers.pacing._chats) <= 1000
