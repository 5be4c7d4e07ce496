"""What the messages say: each names the case, the day and the next step, and bears being read twice or late."""

import re
from dataclasses import replace
from datetime import date

import pytest

from applications.events import EVENTS
from locales import translator
from notifications import reminders
from notifications.case import CaseView
from notifications.model import Notice
from notifications.planning import plan
from notifications.texts import render
from tests.notifications.cases import (
    DAY_GRANTED,
    GRANTED,
    NUMBER,
    REGISTERED,
    SUBMITTED,
    case,
    event,
    granted_case,
    without_rules,
)

REFUSED = event("refused", date(2020, 9, 20), ground="documents_missing")
CASES = (
    granted_case(),
    granted_case(event("sole_trader_registered", date(2020, 9, 26))),
    granted_case(event("contract_signed", date(2020, 10, 5))),
    granted_case(event("contract_signed", date(2020, 10, 5)), measure="first_needs_training"),
    granted_case(event("lapsed", date(2020, 12, 22))),
    granted_case(event("withdrawn", date(2020, 10, 5))),
    case(SUBMITTED, event("received", date(2020, 9, 16))),
    case(SUBMITTED, REGISTERED, REFUSED),
    case(SUBMITTED, REGISTERED, event("checked", date(2020, 9, 17), extra_check=True)),
    without_rules(granted_case()),
    without_rules(granted_case(event("lapsed", date(2020, 12, 22)))),
)
OCCASIONS = {row.tells.occasion for row in EVENTS.values() if row.tells} | set(reminders.OCCASIONS)


def notices(view: CaseView) -> tuple[Notice, ...]:
    return plan(view, max(item.recorded_at for item in view.events))


ALL = tuple({(notice.key, str(notice.values)): notice for view in CASES for notice in notices(view)}.values())


def say(notice: Notice, language: str = "ru") -> str:
    return render(notice, translator(language), language)


def text_of(view: CaseView, occasion: str) -> str:
    return next(say(notice) for notice in notices(view) if notice.occasion == occasion)


def test_the_cases_above_bring_every_occasion() -> None:
    assert {notice.occasion for notice in ALL} == OCCASIONS


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("notice", ALL, ids=lambda notice: notice.key)
def test_every_message_names_the_case_and_is_filled_in(notice: Notice, language: str) -> None:
    text = say(notice, language)
    assert NUMBER in text
    assert "%(" not in text
    assert len(text) < 1500


@pytest.mark.parametrize("notice", ALL, ids=lambda notice: notice.key)
def test_every_message_says_who_writes_and_who_decides(notice: Notice) -> None:
    assert say(notice).endswith("Решения принимает только орган социальной защиты.")


@pytest.mark.parametrize("notice", ALL, ids=lambda notice: notice.key)
def test_no_message_leans_on_the_day_it_is_read(notice: Notice) -> None:
    """«Завтра» in a message that comes late, or for the second time, would be a wrong date."""
    assert not re.search(r"\b(сегодня|завтра|вчера|остал\w+|через \d+)\b", say(notice), re.IGNORECASE)


@pytest.mark.parametrize("notice", ALL, ids=lambda notice: notice.key)
def test_every_message_speaks_politely_and_in_whole_sentences(notice: Notice) -> None:
    for paragraph in say(notice).split("\n\n"):
        assert re.match(r"[А-ЯЁ0-9]", paragraph), paragraph
        assert paragraph.endswith("."), paragraph


def test_the_decision_names_the_last_day_and_where_the_address_is() -> None:
    text = text_of(granted_case(), "granted")
    assert "заключите социальный контракт не позднее 22 октября 2020. Адрес — в уведомлении органа." in text
    assert "выходной" not in text


def test_a_day_off_comes_after_the_strict_day_and_promises_nothing() -> None:
    text = text_of(case(SUBMITTED, REGISTERED, event("granted", date(2020, 9, 24))), "granted")
    strict, shifted = text.index("не позднее 24 октября 2020"), text.index("приходите 26 октября 2020")
    assert strict < shifted
    assert "орган может быть закрыт" in text
    assert "правила этого не обещают" in text


def test_a_sole_trader_is_told_what_the_registration_changes() -> None:
    assert "индивидуальным предпринимателем" in text_of(granted_case(), "granted")
    assert "индивидуальным предпринимателем" not in text_of(without_rules(granted_case()), "granted")


def test_without_a_known_day_the_citizen_is_sent_to_the_notice_of_the_office() -> None:
    text = text_of(without_rules(granted_case()), "granted")
    assert "Адрес и срок — в уведомлении органа" in text
    assert "не позднее" not in text


def test_the_second_notice_says_until_when_and_that_it_is_done_on_the_day_of_coming() -> None:
    text = text_of(granted_case(), "second_notice")
    assert "обратитесь в орган не позднее 21 декабря 2020, и его заключат в день вашего обращения" in text
    assert "считается отказом от помощи" in text


def test_a_second_notice_without_a_final_day_sends_to_the_office_soon() -> None:
    view = granted_case()
    first_only = replace(view, deadlines=tuple(item for item in view.deadlines if item.id != "contract_last_day"))
    assert "как можно скорее" in text_of(first_only, "second_notice")


def test_a_refusal_gives_the_ground_and_the_way_to_object_without_inventing_law() -> None:
    text = text_of(case(SUBMITTED, REGISTERED, REFUSED), "refused")
    assert "Основание, которое назвал орган: «Не представлены" in text
    assert "порядок и срок обжалования наши источники не называют" in text
    assert "попросите орган его объяснить" in text
    assert "обязан" not in text


def test_a_refusal_uses_the_packs_own_words_on_appeal_where_it_has_them() -> None:
    view = replace(case(SUBMITTED, REGISTERED, REFUSED), appeal="Жалобу подают в департамент.")
    text = text_of(view, "refused")
    assert "Жалобу подают в департамент." in text
    assert "порядок и срок обжалования" not in text


def test_a_ground_that_the_pack_does_not_know_is_left_to_the_notice_of_the_office() -> None:
    unknown = event("refused", date(2020, 9, 20), ground="other")
    assert "Основание отказа названо в уведомлении органа." in text_of(case(SUBMITTED, REGISTERED, unknown), "refused")


@pytest.mark.parametrize(
    ("measure", "sentence"),
    [
        ("self_support", "Выплату орган должен перечислить не позднее 25 октября 2020."),
        ("first_needs_training", "Когда и как придут деньги, спросите в органе, с которым заключён контракт."),
    ],
)
def test_a_signed_contract_tells_of_the_payment_as_far_as_the_rules_do(measure: str, sentence: str) -> None:
    assert sentence in text_of(granted_case(event("contract_signed", date(2020, 10, 5)), measure=measure), "signed")


def test_an_occasion_without_a_text_is_an_error_and_not_an_empty_message() -> None:
    stranger = Notice(
        "k", NUMBER, "p", "birthday", GRANTED.recorded_at, {"measure": "…", "on": DAY_GRANTED.isoformat()}
    )
    with pytest.raises(ValueError, match="birthday"):
        say(stranger)


@pytest.mark.parametrize("occasion", ["submitted", "registered"])
def test_the_first_messages_say_that_papers_must_be_brought_and_where_their_list_is(occasion: str) -> None:
    text = text_of(granted_case(), occasion)
    assert "ничего делать не нужно" not in text
    assert "бязательные документы из вашего списка" in text
    assert "«Мои заявления»" in text
    assert "«Список документов»" in text
