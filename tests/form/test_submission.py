"""From the review to the number: everything is shown once more, sent once, and then forgotten by the form."""

import asyncio
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.form.answers import family, own_answers
from bot.form.consents import NOTICES, PROCESSING, TRANSFER
from bot.form.fields import Facts
from locales import translator
from screening.exchange.situation import situation_to_json
from screening.situation import FactValue
from screening.truth import Gap
from screening.vocabulary import FactKind
from tests.form.conftest import ADDRESS, CONTACT, HOUSEHOLD, IDENTITY, SITUATION, TODAY, Site, rules
from tests.webchat.browser import Page

pytestmark = pytest.mark.asyncio

IN_2024 = TODAY.replace(year=2024)
PENZA = replace(
    SITUATION,
    region="penza",
    applied_on=IN_2024.date(),
    facts={**SITUATION.facts, "last_contract_ended_on": None, "family_contract_ended_on": None},
    household=tuple(replace(member, incomes=()) for member in HOUSEHOLD),
)


def submission(page: Page) -> dict[str, str]:
    return {name: page.hidden(name) for name in ("measure", "token", "shown")}


async def test_the_review_shows_everything_and_who_decides(site: Site) -> None:
    page = await site.fill()
    for shown in (
        "Петрова",
        "12.04.1985",
        "Паспорт гражданина Российской Федерации",
        "+79123456789",
        "625000, Тюмень",
        "Петров Пётр Алексеевич",
        "Предварительно вы подходите",
        "Какие бумаги понадобятся",
        "Решение принимает орган социальной защиты",
    ):
        assert shown in page.text
    for step in ("identity", "contact", "address", "consents"):
        assert f'href="/form/{step}"' in page.html


async def test_the_review_shows_the_family_and_the_incomes_of_the_chat(site: Site) -> None:
    page = await site.fill()
    text = page.text.replace("\N{NO-BREAK SPACE}", " ")
    for shown in (
        "Семья и доходы",
        "Признан(а) безработным",
        "Зарплата июнь 2020 — 14 000 ₽",
        "Ребёнок Дата рождения 3 февраля 2015",
        "Доходы доходов не было",
        "нажмите «Изменить ответы»",
    ):
        assert shown.lower() in text.lower()
    assert 'href="/chat"' not in page.html, "a person of Telegram has no chat on this site"


async def test_what_the_chat_does_not_know_of_the_family_is_said_so(site: Site) -> None:
    unsure = replace(HOUSEHOLD[1], retired_or_disabled=Gap.DONT_KNOW, incomes=Gap.DONT_KNOW)
    claimed = replace(HOUSEHOLD[0], article_6_1=True)
    shown = family(Facts(rules(), replace(SITUATION, household=(claimed, unsure)), TODAY.date()), translator("ru"))
    assert ("Категории статьи 6.1 закона 178-ФЗ", "да") in shown[0].rows
    assert ("Пенсионный возраст либо инвалидность I или II группы", "не знаю") in shown[1].rows
    assert ("Доходы", "не знаю") in shown[1].rows


EVERY_KIND = {
    FactKind.YES_NO: True,
    FactKind.CHOICE: "",
    FactKind.COUNT: 3,
    FactKind.MONEY: Decimal("30000.50"),
    FactKind.DATE: date(2019, 5, 6),
    FactKind.YEAR: 2015,
}


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("unknown", [False, True])
async def test_nothing_that_is_sent_is_hidden_from_the_review(language: str, unknown: bool) -> None:
    """Every key of the situation's JSON has a row, whatever the vocabulary grows by."""
    words, t = rules().vocabulary, translator(language)
    facts: dict[str, FactValue] = {
        key: Gap.DONT_KNOW if unknown else next(iter(fact.options)) if fact.options else EVERY_KIND[fact.kind]
        for key, fact in words.facts.items()
    }
    told = Facts(rules(), replace(SITUATION, facts=facts), TODAY.date())
    sent = situation_to_json(told.situation)
    assert len(own_answers(told, t)) == len(sent["facts"])
    assert all(row.label and row.value and "%(" not in row.label + row.value for row in own_answers(told, t))
    for shown, member in zip(family(told, t), sent["household"], strict=True):
        kinds = {income["kind"] for income in member["incomes"]} or {"none"}
        assert len(shown.rows) == len(member) - len({"relation", "incomes"}) + len(kinds)


async def test_the_review_shows_where_it_goes_and_the_answers_outside_the_family(site: Site) -> None:
    page = await site.fill()
    for shown in (
        "Регион Тюменская область",
        "Органу социальной защиты населения этого региона",
        "Вид помощи Выплата на самообеспечение",
        "День подачи 15 сентября 2020",
        "Живёте в регионе да",
        "Регистрация в регионе да",
        "Прежняя выплата на самообеспечение никогда",
        "Заявление подаёт представитель нет",
        "Брак нет",
    ):
        assert shown in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Регион изменился" not in page.text


async def test_a_region_changed_in_the_chat_is_said_before_anything_is_sent(site: Site) -> None:
    site.clock.instant, site.chat.only = IN_2024, frozenset({"hard_situation"})
    site.chat.situation = replace(PENZA, region="tyumen")
    seen = await site.fill()
    site.chat.situation = PENZA
    async with site.database.unit_of_work() as uow:
        person = await uow.people.get(site.person.id)
        await uow.people.save(replace(person, revision=person.revision + 1))
        await uow.commit()
    again = await site.browser.post("/form/submit", submission(seen))
    assert again.status == 409
    assert "Вы начали анкету для региона «Тюменская область», а в чате теперь выбран регион" in again.text
    assert "Регион Пензенская область" in again.text
    assert await site.applications() == []
    measure = re.findall(r'name="measure" value="([^"]+)"', again.html)[0]
    done = await site.browser.post("/form/submit", {"measure": measure, "shown": again.hidden("shown")})
    assert done.url == "/form/done"
    assert "Регион Пензенская область" in done.text


async def test_the_receipt_tells_nobody_to_apply_who_has_applied(site: Site) -> None:
    site.clock.instant, site.chat.only = IN_2024, frozenset({"hard_situation"})
    site.chat.situation = PENZA
    review = await site.fill()
    assert "уходит через анкету" in review.text
    measure = re.findall(r'name="measure" value="([^"]+)"', review.html)[0]
    page = await site.browser.post("/form/submit", {"measure": measure, "shown": review.hidden("shown")})
    assert page.url == "/form/done"
    assert "осуслуг" not in page.text
    assert "Его вы уже подали здесь, через анкету." in page.text


async def test_the_receipt_speaks_the_applicants_language(site: Site) -> None:
    async with site.database.unit_of_work() as uow:
        person = await uow.people.get(site.person.id)
        await uow.people.save(replace(person, language="en"))
        await uow.commit()
    site.chat.language = "en"
    page = await site.browser.post("/form/submit", submission(await site.fill()))
    assert page.url == "/form/done"
    assert '<html lang="en">' in page.html
    main = page.html.partition("<main")[2].partition("</main>")[0]
    assert re.findall("[а-яё]+", main.lower()) == []


async def test_the_receipt_lists_the_papers_to_bring_and_those_the_office_fetches(site: Site) -> None:
    page = await site.browser.post("/form/submit", submission(await site.fill()))
    (application,) = await site.applications()
    (measure,) = [item for item in application.verdict["measures"] if item["measure"] == application.measure]
    brought, fetched = page.text.split("Что орган запросит сам")
    assert "Принесите их в орган социальной защиты" in brought
    for paper in measure["documents"]:
        assert " ".join(paper["title"].split()) in (brought if paper["by"] == "citizen" else fetched)


async def test_the_receipt_keeps_its_list_when_the_chat_changes(site: Site) -> None:
    before = await site.browser.post("/form/submit", submission(await site.fill()))
    site.chat.tell(last_self_support_year=2019)
    assert (await site.browser.get("/form/done")).text == before.text
    site.chat.situation = PENZA
    assert (await site.browser.get("/form/done")).text == before.text


async def test_snils_may_be_left_out(site: Site) -> None:
    await site.enter()
    page = await site.browser.post("/form/identity", IDENTITY | {"snils": ""})
    assert page.url == "/form/contact"
    await site.browser.post("/form/contact", CONTACT)
    page = await site.consent(await site.browser.post("/form/address", ADDRESS))
    await site.browser.post("/form/submit", submission(page))
    (application,) = await site.applications()
    assert application.identity is not None
    assert application.identity.snils == ""


async def test_a_submission_stores_everything_and_tells_the_number(site: Site) -> None:
    page = await site.browser.post("/form/submit", submission(await site.fill()))
    assert (page.status, page.url) == (200, "/form/done")
    (application,) = await site.applications()
    assert application.number in page.text
    assert application.measure == "self_support"
    identity = application.identity
    assert identity is not None
    assert (identity.surname, identity.given_name, identity.patronymic) == ("Петрова", "Анна", "Ивановна")
    assert identity.birth_date == date(1985, 4, 12)
    assert identity.document_kind == "Паспорт гражданина Российской Федерации"
    assert identity.document_number == "7104 123456"
    assert identity.document_issued == "ОВД Ленинского округа г. Тюмени, 20.04.2005"
    assert identity.snils == "112-233-445 95"
    assert (identity.phone, identity.email) == ("+79123456789", "anna@example.ru")
    assert identity.address == identity.region_registered == "625000, Тюмень, ул. Республики, д. 1, кв. 2"
    assert identity.members == ("Петров Пётр Алексеевич",)
    assert site.nudges == [True]


async def test_each_consent_is_kept_with_its_text_version_and_time(site: Site) -> None:
    await site.browser.post("/form/submit", submission(await site.fill()))
    (application,) = await site.applications()
    assert {(one.purpose, one.version) for one in application.consents} == {
        ("processing", PROCESSING.version),
        ("transfer", TRANSFER.version),
        ("notices", NOTICES.version),
    }
    for consent in application.consents:
        assert "АНО «Помощь»" in consent.text
        assert "%(" not in consent.text
        assert consent.given_at == site.clock.now()


async def test_a_consent_not_given_is_not_kept(site: Site) -> None:
    page = await site.consent(await site.fill(upto="consents"), "processing", "transfer")
    page = await site.browser.post("/form/submit", submission(page))
    assert "Уведомления в чате вы не разрешили" in page.text
    (application,) = await site.applications()
    assert NOTICES.id not in {one.purpose for one in application.consents}


async def test_pressing_submit_five_times_at_once_makes_one_application(site: Site) -> None:
    fields = submission(await site.fill())
    pages = await asyncio.gather(*(site.browser.post("/form/submit", fields) for _ in range(5)))
    (application,) = await site.applications()
    assert all(page.url == "/form/done" and application.number in page.text for page in pages)


async def test_after_the_submission_the_form_holds_only_the_number(site: Site) -> None:
    await site.browser.post("/form/submit", submission(await site.fill()))
    for path in ("/form", "/form/identity", "/form/review", "/form/done"):
        page = await site.browser.get(path)
        assert page.url == "/form/done"
        assert "Петрова" not in page.html
    page = await site.browser.post("/form/identity", IDENTITY)
    assert page.url == "/form/done"
    assert len(await site.applications()) == 1


async def test_a_new_link_after_the_submission_begins_with_an_empty_form(site: Site) -> None:
    await site.browser.post("/form/submit", submission(await site.fill()))
    page = await site.enter()
    assert page.url == "/form/identity"
    assert "Петрова" not in page.html


async def test_an_unfinished_form_cannot_be_sent(site: Site) -> None:
    await site.fill(upto="consents")
    page = await site.browser.post("/form/submit", {"measure": "tyumen/self_support.2020-04-06@2"})
    assert page.url == "/form/consents"
    assert await site.applications() == []


async def test_what_does_not_say_which_answers_were_seen_is_not_sent(site: Site) -> None:
    fields = submission(await site.fill())
    del fields["shown"]
    page = await site.browser.post("/form/submit", fields)
    assert page.status == 409
    assert "Посмотрите ещё раз и отправьте" in page.text
    assert await site.applications() == []


async def test_a_measure_that_is_not_offered_is_refused(site: Site) -> None:
    fields = submission(await site.fill())
    page = await site.browser.post("/form/submit", fields | {"measure": "tyumen/nonsense@9"})
    assert page.status == 409
    assert await site.applications() == []


async def test_where_several_measures_fit_one_must_be_chosen(site: Site) -> None:
    site.chat.only = frozenset({"self_support", "first_needs_job_search"})
    site.chat.tell(first_needs_payment_received=False)
    page = await site.fill()
    assert page.html.count('type="radio" id="measure-') == 2
    fields = {"token": page.hidden("token"), "shown": page.hidden("shown")}
    refused = await site.browser.post("/form/submit", fields)
    assert refused.status == 422
    assert "Выберите, на какую помощь" in refused.text
    fields |= {"measure": "tyumen/first_needs_job_search.2020-04-06@2"}
    page = await site.browser.post("/form/submit", fields)
    assert page.url == "/form/done"
    (application,) = await site.applications()
    assert application.measure == "first_needs_job_search"


async def test_a_measure_that_stopped_fitting_since_the_review_is_not_sent(site: Site) -> None:
    fields = submission(await site.fill())
    site.chat.tell(last_self_support_year=2019)
    page = await site.browser.post("/form/submit", fields)
    assert page.status == 409
    assert await site.applications() == []


async def test_what_changed_in_the_chat_since_the_review_is_shown_again_before_it_is_sent(site: Site) -> None:
    seen = await site.fill()
    fields = submission(seen)
    async with site.database.unit_of_work() as uow:
        person = await uow.people.get(site.person.id)
        await uow.people.save(replace(person, revision=person.revision + 1))
        await uow.commit()
    again = await site.browser.post("/form/submit", fields)
    assert again.status == 409
    assert "ответы в чате или в анкете изменились" in again.text
    assert await site.applications() == []
    await site.browser.post("/form/submit", submission(again) | {"shown": again.hidden("shown")})
    assert len(await site.applications()) == 1


async def test_what_another_tab_saved_into_the_form_since_the_review_is_shown_again_before_it_is_sent(
    site: Site,
) -> None:
    fields = submission(await site.fill())
    await site.browser.post("/form/contact", CONTACT | {"phone": "+7 912 345-11-22"})
    again = await site.browser.post("/form/submit", fields)
    assert again.status == 409
    assert "+79123451122" in again.text
    assert await site.applications() == []
    await site.browser.post("/form/submit", submission(again) | {"shown": again.hidden("shown")})
    (application,) = await site.applications()
    assert application.identity is not None
    assert application.identity.phone == "+79123451122"


async def test_no_address_carries_anything_typed(site: Site) -> None:
    page = await site.browser.post("/form/submit", submission(await site.fill()))
    assert page.url == "/form/done"
