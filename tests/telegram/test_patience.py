"""The one rule for every retry: bans by chat and of the whole bot, pauses that grow, a refused token."""

import pytest

from bot.telegram.patience import GET_UPDATES, LONGEST_PAUSE_SECONDS, Patience
from bot.telegram.troubles import Trouble, TroubleKind

WAIT = Trouble(TroubleKind.WAIT, "server_error")
REVOKED = Trouble(TroubleKind.REVOKED, "token_refused")


def ban(seconds: float) -> Trouble:
    return Trouble(TroubleKind.BANNED, "too_many_requests", seconds)


class HandTime:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> HandTime:
    return HandTime()


@pytest.fixture
def patience(time: HandTime) -> Patience:
    return Patience(first_pause=0.5, probe_pause=10, monotonic=time)


def test_a_ban_is_waited_out_to_its_end_however_long(patience: Patience, time: HandTime) -> None:
    assert patience.failed(1, ban(150)) == 150
    time.seconds += 149.9
    assert patience.held(1) == pytest.approx(0.1)
    time.seconds += 0.1
    assert patience.held(1) == 0


def test_one_chats_ban_is_nobody_elses(patience: Patience) -> None:
    patience.failed(1, ban(150))
    assert (patience.held(2), patience.held("setMyCommands"), patience.everybody_held) == (0, 0, False)


def test_three_refusals_to_one_moment_are_the_whole_bots(patience: Patience, time: HandTime) -> None:
    patience.failed(1, ban(40))
    time.seconds += 7
    patience.failed(2, ban(33))
    time.seconds += 3
    patience.failed(3, ban(30))
    assert patience.everybody_held
    assert patience.held(4) == patience.held("setMyCommands") == 30
    assert patience.held(GET_UPDATES) == 0, "people are listened to all the same"


@pytest.mark.parametrize("address", ["--5", "5-", "-", "кто-то", "½", " 5"])
def test_a_kept_ban_of_nobody_holds_nobody(patience: Patience, address: str) -> None:
    patience.keep(address, 60)
    patience.keep("-5", 60)
    assert (patience.held(5), patience.held(-5)) == (0, 60)


def test_two_bans_that_happen_to_end_together_keep_no_newcomer_waiting(patience: Patience, time: HandTime) -> None:
    patience.failed(1, ban(12))
    time.seconds += 7
    patience.failed(2, ban(5))
    patience.failed(2, ban(5))
    assert (patience.held(3), patience.everybody_held) == (0, False)
    patience.succeeded(3)
    patience.failed(4, ban(5))
    assert not patience.everybody_held, "the third has been spoken to: the bot is not banned"


def test_three_refusals_with_a_word_to_somebody_in_between_are_three_chats(patience: Patience) -> None:
    for chat in (1, 2):
        patience.failed(chat, ban(40))
    patience.succeeded(3)
    patience.failed(4, ban(40))
    assert not patience.everybody_held


def test_refusals_to_different_moments_are_so_many_chats(patience: Patience) -> None:
    for chat in range(20):
        patience.failed(chat, ban(10 + 2 * chat))
    assert not patience.everybody_held


def test_pauses_double_up_to_a_minute_and_begin_anew_after_a_success(patience: Patience, time: HandTime) -> None:
    pauses = []
    for _ in range(9):
        pauses.append(patience.failed(1, WAIT))
        time.seconds += pauses[-1]
    assert pauses == [0.5, 1, 2, 4, 8, 16, 32, LONGEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS]
    patience.succeeded(1)
    assert patience.failed(1, WAIT) == 0.5


def test_a_shorter_pause_does_not_end_a_ban(patience: Patience) -> None:
    patience.failed(1, ban(150))
    patience.failed(1, WAIT)
    assert patience.held(1) == 150
    patience.forget(1)
    assert patience.held(1) == 150


def test_a_refused_token_holds_every_chat_until_a_probe_finds_it_good(patience: Patience, time: HandTime) -> None:
    told = []
    patience.on_revoked, patience.on_restored = lambda: told.append("revoked"), lambda: told.append("restored")
    patience.failed(1, REVOKED)
    time.seconds += 3600
    assert patience.held(2) > 0
    assert patience.held(GET_UPDATES) == 0
    patience.failed(GET_UPDATES, REVOKED)
    assert patience.held(GET_UPDATES) == 10
    patience.succeeded(GET_UPDATES)
    assert patience.held(2) == 0
    assert told == ["revoked", "restored"]


def test_probes_of_a_refused_token_come_more_and_more_seldom(patience: Patience, time: HandTime) -> None:
    pauses = []
    for _ in range(5):
        pauses.append(patience.failed(GET_UPDATES, REVOKED))
        time.seconds += pauses[-1]
    assert pauses == [10, 20, 40, 60, 60]


def test_what_is_over_is_not_remembered_for_ever(patience: Patience, time: HandTime) -> None:
    for chat in range(30_000):
        patience.failed(chat, WAIT)
        patience.succeeded(1_000_000)
        time.seconds += 1
    assert len(patience._holds) <= 10_001
