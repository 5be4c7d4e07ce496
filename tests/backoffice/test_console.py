"""The inbox and the case page over HTTP, as a clerk without JavaScript uses them."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

import backoffice
from applications.model import EventKind
from backoffice.inbox import PAGE_SIZE
from notifications.delivery import CHANNEL_CLOSED, OVERTAKEN
from tests.applications.values import CONSENTS, IDENTITY, Office, rules
from tests.backoffice.conftest import LOGIN, Opener, sign_in
from tests.webchat.browser import Browser, Page

pytestmark = pytest.mark.asyncio

GROUND = rules().measure("tyumen/self_support.2020-04-06@2").refusal_grounds[0]


async def case(clerk: Browser, number: str, query: str = "") -> Page:
    return await clerk.get(f"/staff/applications/{number}{query}")


async def record(clerk: Browser, number: str, fields: dict[str, str]) -> Page:
    """Fill and send one of the page's event forms."""
    page = await case(clerk, number)
    sent = {"token": page.hidden("token"), "key": page.hidden("key"), "on": "2020-09-15"} | fields
    return await clerk.post(f"/staff/applications/{number}/events", sent)


async def test_inbox_puts_the_nearest_deadline_first_and_says_who_must_act(browser: Browser, office: Office) -> None:
    granted = (await office.granted()).number
    late = (await office.submit("late")).number
    office.clock.advance(3)
    await sign_in(browser)
    page = await browser.get("/staff/")
    assert page.html.index(late) < page.html.index(granted)
    assert "орган соцзащиты" in page.text
    assert "просрочено на 2 дня" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "осталось 27 дней" in page.text.replace("\N{NO-BREAK SPACE}", " ")


async def test_inbox_filters_by_state(clerk: Browser, office: Office) -> None:
    granted = (await office.granted()).number
    submitted = (await office.submit("other")).number
    page = await clerk.get("/staff/?state=granted")
    assert granted in page.html
    assert submitted not in page.html
    assert "В этом разделе заявлений нет" in (await clerk.get("/staff/?state=lapsed")).text


async def test_inbox_has_pages_and_loses_nobody(clerk: Browser, office: Office) -> None:
    numbers = {(await office.submit(f"form-{index}")).number for index in range(PAGE_SIZE + 3)}
    pages = [await clerk.get(f"/staff/?page={number}") for number in (1, 2)]
    found = [{number for number in numbers if number in page.html} for page in pages]
    assert (len(found[0]), len(found[1])) == (PAGE_SIZE, 3)
    assert found[0] | found[1] == numbers
    assert (await clerk.get("/staff/?page=99")).html.count("rowheader") == 3


@pytest.mark.parametrize("query", ["state=lost", "page=x", "page=-1", "page=%D9%A1", "page=9999999"])
async def test_an_address_that_makes_no_sense_is_a_page_not_found(clerk: Browser, query: str) -> None:
    page = await clerk.get(f"/staff/?{query}")
    assert page.status == 404
    assert "К списку заявлений" in page.text


async def test_case_shows_the_answers_the_reasons_the_sums_and_the_clocks_in_words(
    clerk: Browser, office: Office
) -> None:
    page = await case(clerk, (await office.granted()).number)
    text = page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Вы живёте в Тюменской области? да" in text
    assert "27 000 ₽ ÷ 4 ÷ 3 = 2 250 ₽" in text
    assert "Ниже порога на 9 819 ₽." in text
    assert "слайд «Круг заявителей», п. 3" in text
    assert "Не больше 100 000 ₽" in text
    assert "до 15 октября 2020" in text
    assert "осталось 30 дней" in text
    assert "Ребёнок" in text


async def test_case_says_which_sentences_the_applicant_was_shown_and_folds_what_is_seldom_read(
    clerk: Browser, office: Office
) -> None:
    page = await case(clerk, (await office.granted()).number)
    assert page.text.count("так это показано заявителю") == 3
    folded = re.findall(r'<details class="fold">\s*<summary>([^<:]+)', page.html)
    assert folded == ["Источники и чего в них нет", "Приносит заявитель", "Запрашивает орган", "Согласия"]


async def test_case_keeps_undelivered_and_coming_notices_in_sight(clerk: Browser, office: Office) -> None:
    number = (await office.granted()).number
    async with office.database.unit_of_work() as uow:
        for occasion in ("submitted", "registered", "granted"):
            # A person's notices are handed out one after the other.
            [notice] = await uow.notices.claim(office.clock.now(), limit=10, lease_seconds=120)
            assert notice.occasion == occasion
            match occasion:
                case "submitted":
                    await uow.notices.sent(notice.key, office.clock.now())
                case "registered":
                    await uow.notices.withheld(notice.key, reason=OVERTAKEN)
                case _:
                    await uow.notices.withheld(notice.key, reason=CHANNEL_CLOSED)
        await uow.commit()
    page = await case(clerk, number)
    seen, folded = page.html.split("Прошедшие и отменённые: 2")
    assert folded.count("отправлено,") == folded.count("не понадобилось: наступил следующий срок") == 1
    assert page.html.count("сообщите почтой или по телефону") == seen.count("сообщите почтой или по телефону") == 1
    assert "Повторное уведомление" in seen


async def test_notices_without_consent_are_the_offices_to_bring(clerk: Browser, office: Office) -> None:
    page = await case(clerk, (await office.submit(consents=CONSENTS[1:])).number)
    assert "нет согласия на уведомления" in page.text
    assert "сообщите почтой или по телефону" in page.text


async def test_unknown_case_is_a_page_not_found(clerk: Browser) -> None:
    assert (await case(clerk, "SK-2020-0000018")).status == 404


async def test_identity_is_shown_on_request_and_the_audit_log_says_who_looked_but_not_at_what(
    clerk: Browser, office: Office
) -> None:
    number = (await office.submit()).number
    assert IDENTITY.surname not in (await case(clerk, number)).html
    with capture_logs() as logs:
        page = await case(clerk, number, "?identity=shown")
    assert IDENTITY.surname in page.text
    assert IDENTITY.snils in page.text
    assert logs == [{"event": "identity_viewed", "number": number, "login": LOGIN, "log_level": "info"}]


async def test_what_people_typed_is_never_read_as_markup(clerk: Browser, office: Office) -> None:
    number = (await office.submit(identity=replace(IDENTITY, surname="<b>Ёлкина</b>"))).number
    await office.record(number, EventKind.REGISTERED)
    await record(clerk, number, {"kind": "refused", "ground": GROUND.id, "comment": "<script>alert(1)</script>"})
    page = await case(clerk, number, "?identity=shown")
    assert "<b>Ёлкина" not in page.html
    assert "<script" not in page.html
    assert "&lt;script&gt;" in page.html


async def test_only_the_moves_allowed_now_are_offered(clerk: Browser, office: Office) -> None:
    number = (await office.submit()).number

    async def offered() -> set[str]:
        html = (await case(clerk, number)).html
        return {kind.value for kind in EventKind if f'name="kind" value="{kind.value}"' in html}

    assert await offered() == {"registered", "withdrawn"}
    await office.record(number, EventKind.REGISTERED)
    assert await offered() == {"checked", "granted", "refused", "withdrawn"}
    await office.record(number, EventKind.REFUSED, {"ground": GROUND.id})
    assert await offered() == set()


async def test_a_clerk_leads_a_case_from_registration_to_the_contract(clerk: Browser, office: Office) -> None:
    number = (await office.submit()).number
    await record(clerk, number, {"kind": "registered", "extra_check": "yes"})
    await record(clerk, number, {"kind": "granted", "amount": "99 999,50", "sign_by": "2020-10-20"})
    page = await record(clerk, number, {"kind": "contract_signed", "number": "17/2020"})
    assert page.url == f"/staff/applications/{number}"
    text = page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Контракт заключён" in text
    assert "99 999,50 ₽" in text
    assert "Номер контракта: 17/2020" in text
    events = (await office.stored(number)).events
    assert [event.by for event in events] == ["citizen", LOGIN, LOGIN, LOGIN, LOGIN], (
        "the first of them is the opening of the page"
    )
    assert events[2].data == {"extra_check": True}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "granted", "on": ""}, "Укажите дату"),
        ({"kind": "granted", "on": "2020-09-16"}, "Этот день ещё не наступил"),
        ({"kind": "granted", "on": "2020-09-14"}, "раньше предыдущего события (15 сентября 2020)"),
        ({"kind": "granted", "amount": "сто"}, "Укажите сумму больше нуля"),
        ({"kind": "granted", "amount": "100001"}, "больше предела этой выплаты"),
        ({"kind": "granted", "sign_by": "2020-09-01"}, "раньше дня решения"),
        ({"kind": "refused", "ground": ""}, "Выберите основание"),
        ({"kind": "refused", "ground": "mood"}, "Основание отказа не названо"),
        ({"kind": "refused", "ground": GROUND.id, "comment": "я" * 1001}, "не длиннее 1000"),
    ],
)
async def test_a_wrong_field_is_shown_with_its_sentence_and_what_was_typed(
    clerk: Browser, office: Office, fields: dict[str, str], sentence: str
) -> None:
    number = (await office.submit()).number
    await office.record(number, EventKind.REGISTERED)
    page = await record(clerk, number, fields)
    assert page.status == 422
    assert sentence in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert 'aria-invalid="true"' in page.html
    typed = [value for name, value in fields.items() if name != "ground"]
    assert all(value in page.html for value in typed)
    assert len((await office.stored(number)).events) == 2


@pytest.mark.parametrize("kind", ["", "lapsed", "submitted", "nonsense"])
async def test_an_event_that_is_not_the_office_s_is_not_recorded(clerk: Browser, office: Office, kind: str) -> None:
    number = (await office.submit()).number
    assert (await record(clerk, number, {"kind": kind})).status == 404


async def test_a_double_click_records_one_event(clerk: Browser, office: Office) -> None:
    """`sole_trader_registered` may come twice in a case, so only the form's own key can stop the second click."""
    number = (await office.granted()).number
    page = await case(clerk, number)
    sent = {
        "token": page.hidden("token"),
        "key": page.hidden("key"),
        "on": "2020-09-15",
        "kind": "sole_trader_registered",
    }
    answers = await asyncio.gather(*(clerk.post(f"/staff/applications/{number}/events", sent) for _ in range(3)))
    assert [answer.url for answer in answers] == [f"/staff/applications/{number}"] * 3
    kinds = [event.kind for event in (await office.stored(number)).events]
    assert kinds.count(EventKind.SOLE_TRADER_REGISTERED) == 1


async def test_the_same_page_sent_again_with_other_values_is_refused_and_says_so(
    browser: Browser, office: Office
) -> None:
    number, clerk = (await office.granted()).number, browser
    office.clock.instant += timedelta(days=1)
    await sign_in(clerk)
    page = await case(clerk, number)
    sent = {
        "token": page.hidden("token"),
        "key": page.hidden("key"),
        "on": "2020-09-15",
        "kind": "sole_trader_registered",
    }
    address = f"/staff/applications/{number}/events"
    assert (await clerk.post(address, sent)).status == 200
    for other in ({"on": "2020-09-16"}, {"kind": "contract_signed", "number": "17/2020"}, {"kind": "withdrawn"}):
        refused = await clerk.post(address, sent | other)
        assert refused.status == 422
        assert "уже записано событие с другими данными" in refused.text
        assert len((await office.stored(number)).events) == 4
    again = sent | {"on": "2020-09-16", "key": refused.hidden("key")}
    assert (await clerk.post(address, again)).status == 200
    assert len((await office.stored(number)).events) == 5


async def test_two_tabs_the_second_learns_that_the_case_has_moved_on(clerk: Browser, office: Office) -> None:
    number = (await office.submit()).number
    await office.record(number, EventKind.REGISTERED)
    page = await case(clerk, number)
    sent = {"token": page.hidden("token"), "key": page.hidden("key"), "on": "2020-09-15"}
    await office.record(number, EventKind.REFUSED, {"ground": GROUND.id})
    answer = await clerk.post(f"/staff/applications/{number}/events", sent | {"kind": "granted"})
    assert answer.status == 409
    assert "дело изменилось" in answer.text
    assert "В помощи отказано" in answer.text


async def test_development_clock_moves_the_days_left_and_only_forward(open_desk: Opener, account: None) -> None:
    desk = await open_desk(dev_clock=True)
    clerk = Browser(desk.base)
    try:
        await sign_in(clerk)
        number = (await desk.office.granted()).number
        page = await case(clerk, number)
        assert "Часы для разработки: 15.09.2020" in page.text
        back = {"token": page.hidden("token"), "back": f"/staff/applications/{number}"}
        moved = await clerk.post("/staff/dev-clock", back | {"days": "30"})
        assert moved.url == back["back"]
        assert "сегодня последний день" in moved.text
        moved = await clerk.post("/staff/dev-clock", back | {"to": "2020-10-16"})
        assert "просрочено на" in moved.text
        for bad in ({"days": "365"}, {"to": "2020-10-01"}, {"to": "2020-10-16"}, {"to": "завтра"}, {}):
            assert (await clerk.post("/staff/dev-clock", back | bad)).status == 422
        away = await clerk.post("/staff/dev-clock", back | {"days": "1", "back": "https://evil.example/"})
        assert away.url == "/staff/"
        assert desk.nudges
    finally:
        await clerk.close()


async def test_without_a_development_clock_there_is_nothing_to_move(clerk: Browser) -> None:
    page = await clerk.get("/staff/")
    assert "Часы для разработки" not in page.text
    assert (await clerk.post("/staff/dev-clock", {"token": page.hidden("token"), "days": "1"})).status == 404


async def test_a_lapsed_case_takes_a_contract_only_of_a_day_within_the_term(browser: Browser, office: Office) -> None:
    number = (await office.granted()).number
    office.clock.instant += timedelta(days=100)
    lapsed = await office.lapse()
    assert lapsed == [number]
    await sign_in(browser)
    assert "Срок подписания вышел" in (await case(browser, number)).text
    late = await record(browser, number, {"kind": "contract_signed", "on": "2020-12-15"})
    assert (late.status, "позже срока" in late.text) == (409, True)
    signed = await record(browser, number, {"kind": "contract_signed", "on": "2020-12-14"})
    assert "Контракт заключён" in signed.text


@pytest.mark.parametrize("template", ["inbox.html", "case_parts.html"])
async def test_on_a_phone_each_cell_is_called_as_its_column_is_on_a_desk(template: str) -> None:
    source = (Path(backoffice.__file__).parent / "templates" / template).read_text("utf-8")
    tables = re.findall(r'<table class="cards[^"]*".*?</table>', source, re.DOTALL)
    assert tables
    for table in tables:
        heads = re.findall(r'role="columnheader"[^>]*>([^<]+)<', table)
        assert heads == re.findall(r'data-label="([^"]+)"', table)
