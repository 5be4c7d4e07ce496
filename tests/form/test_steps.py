"""Filling in: every step is kept, every mistake is said beside its field, nothing typed is lost."""

import asyncio
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from screening.situation import Member, Situation
from tests.form.conftest import ADDRESS, CONTACT, HOUSEHOLD, IDENTITY, SITUATION, Site
from tests.webchat.browser import Page

pytestmark = pytest.mark.asyncio


def problem_of(page: Page, name: str) -> str:
    """The sentence beside a field; empty where there is none."""
    found = re.search(rf'id="{name}-problem">([^<]*)<', page.html)
    return found[1] if found else ""


async def test_the_steps_follow_each_other(site: Site) -> None:
    page = await site.enter()
    seen = [page.url]
    for step, fields in (("identity", IDENTITY), ("contact", CONTACT), ("address", ADDRESS)):
        page = await site.browser.post(f"/form/{step}", fields)
        seen.append(page.url)
    page = await site.consent(page)
    assert [*seen, page.url] == [
        "/form/identity",
        "/form/contact",
        "/form/address",
        "/form/consents",
        "/form/review",
    ]


async def test_what_was_typed_is_there_after_a_reload_in_canonical_form(site: Site) -> None:
    await site.fill(upto="address")
    html = (await site.browser.get("/form/identity")).html
    for value in ("Петрова", "12.04.1985", "7104 123456", "112-233-445 95", "Петров Пётр Алексеевич"):
        assert f'value="{value}"' in html
    assert 'value="+79123456789"' in (await site.browser.get("/form/contact")).html


async def test_what_is_pasted_with_tabs_and_long_dashes_is_kept_with_blanks_and_hyphens(site: Site) -> None:
    await site.enter()
    pasted = {"surname": "Кара–Мурза", "given_name": "Анна\tМария", "document_issued_by": "УВД\tг.\u2003Тюмени\x00"}
    page = await site.browser.post("/form/identity", IDENTITY | pasted | {"snils": "112–233–445\u00a095"})
    assert "problem" not in page.html
    page = await site.browser.get("/form/identity")
    for kept in ("Кара-Мурза", "Анна Мария", "УВД г. Тюмени", "112-233-445 95"):
        assert f'value="{kept}"' in page.html


async def test_coming_back_leads_to_the_first_step_that_is_missing(site: Site) -> None:
    await site.fill(upto="address")
    assert (await site.browser.get("/form")).url == "/form/address"
    assert (await site.browser.get("/form/review")).url == "/form/address"


async def test_a_mistake_is_said_beside_its_field_and_on_top_and_nothing_typed_is_lost(site: Site) -> None:
    await site.enter()
    typed = IDENTITY | {"snils": "112-233-445 96", "surname": '"><script>', "birth_date": "31.02.1985"}
    page = await site.browser.post("/form/identity", typed)
    assert page.status == 422
    assert "опечатка" in problem_of(page, "snils")
    assert "буквами" in problem_of(page, "surname")
    assert problem_of(page, "birth_date")
    assert problem_of(page, "given_name") == ""
    assert page.html.count('aria-invalid="true"') == 3
    assert 'aria-describedby="snils-hint snils-problem"' in page.html
    assert '<a href="#snils">' in page.html
    assert "<script>" not in page.html.replace('<script src="', "")
    for value in ("112-233-445 96", "31.02.1985", "Анна", "7104123456"):
        assert f'value="{value}"' in page.html


async def test_missing_fields_are_named_and_optional_ones_are_not(site: Site) -> None:
    await site.enter()
    page = await site.browser.post("/form/identity", {})
    assert page.status == 422
    assert problem_of(page, "surname") == "Заполните это поле."
    assert problem_of(page, "document_kind") == "Выберите документ."
    assert problem_of(page, "member_1_child_2015-02-03")
    assert problem_of(page, "patronymic") == ""


async def test_no_patronymic_is_fine(site: Site) -> None:
    await site.enter()
    page = await site.browser.post("/form/identity", IDENTITY | {"patronymic": ""})
    assert page.url == "/form/contact"


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"document_kind": "library_card"}, "document_kind"),
        ({"document_number": "7104 12345"}, "document_number"),
        ({"document_kind": "other"}, "document_name"),
        ({"document_issued_on": "01.01.1980"}, "document_issued_on"),
        ({"birth_date": "13.04.1985"}, "birth_date"),
        ({"birth_date": "12.04.2085"}, "birth_date"),
        ({"document_issued_by": "о" * 201}, "document_issued_by"),
        ({"member_1_child_2015-02-03": "Петров"}, "member_1_child_2015-02-03"),
        ({"surname": "щ" * 10_000}, "surname"),
    ],
)
async def test_what_does_not_fit_is_refused_beside_its_field(site: Site, fields: dict[str, str], where: str) -> None:
    await site.enter()
    page = await site.browser.post("/form/identity", IDENTITY | fields)
    assert page.status == 422
    assert problem_of(page, where)


async def test_a_birth_date_other_than_in_the_chat_names_both_ways_out(site: Site) -> None:
    await site.enter()
    page = await site.browser.post("/form/identity", IDENTITY | {"birth_date": "13.04.1985"})
    assert "12.04.1985" in problem_of(page, "birth_date")
    assert "измените ответ в чате" in problem_of(page, "birth_date")


async def test_another_identity_document_is_taken_as_written(site: Site) -> None:
    await site.enter()
    other = {
        "document_kind": "other",
        "document_name": "Временное удостоверение личности",
        "document_number": "ВУ 12",
    }
    page = await site.browser.post("/form/identity", IDENTITY | other)
    assert page.url == "/form/contact"


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({}, "registration"),
        ({"registration": "Тюмень, ул. Республики, 1"}, "address"),
        (
            {"registration": "Тюмень, Республики, 1", "no_registration": "yes", "address": "Тюмень, 2"},
            "no_registration",
        ),
        ({"no_registration": "yes", "same_address": "yes"}, "same_address"),
        ({"registration": "Тюмень, Республики, 1", "same_address": "yes", "address": "Тюмень, 2"}, "same_address"),
        ({"registration": "Тюм", "same_address": "yes"}, "registration"),
    ],
)
async def test_addresses_that_contradict_each_other(site: Site, fields: dict[str, str], where: str) -> None:
    await site.fill(upto="address")
    page = await site.browser.post("/form/address", fields)
    assert page.status == 422
    assert problem_of(page, where)


async def test_no_registration_is_an_answer(site: Site) -> None:
    await site.fill(upto="address")
    page = await site.browser.post("/form/address", {"no_registration": "yes", "address": "Тюмень, ул. Мира, 5"})
    assert page.url == "/form/consents"


async def test_two_tabs_saving_two_steps_keep_both(site: Site) -> None:
    await site.fill(upto="contact")
    await asyncio.gather(
        site.browser.post("/form/contact", CONTACT),
        site.browser.post("/form/address", ADDRESS),
    )
    assert (await site.browser.get("/form")).url == "/form/consents"


async def test_a_changed_family_is_asked_for_its_names_again(site: Site) -> None:
    await site.fill(upto="consents")
    brother = Member("child", date(2018, 5, 6), "not_working", False, False, False, ())
    household = (*HOUSEHOLD[:1], brother, *HOUSEHOLD[1:])
    site.chat.situation = replace(SITUATION, household=household)
    page = await site.browser.get("/form")
    assert page.url == "/form/identity"
    assert page.html.count('name="member_') == 2
    assert 'value="Петров Пётр Алексеевич"' not in page.html
    assert 'value="Петрова"' in page.html


async def test_a_person_who_lives_alone_is_asked_for_no_relatives(site: Site) -> None:
    site.chat.situation = replace(SITUATION, household=HOUSEHOLD[:1])
    page = await site.enter()
    assert page.url == "/form/identity"
    assert "member_" not in page.html
    fields = {name: text for name, text in IDENTITY.items() if not name.startswith("member_")}
    assert (await site.browser.post("/form/identity", fields)).url == "/form/contact"


async def test_each_consent_is_given_by_its_own_box(site: Site) -> None:
    page = await site.fill(upto="consents")
    assert page.html.count('type="checkbox"') == 3
    assert "АНО «Помощь»" in page.text
    refused = await site.consent(page, "processing")
    assert refused.status == 422
    assert problem_of(refused, "consent_transfer")
    assert problem_of(refused, "consent_processing") == ""
    assert problem_of(refused, "consent_notices") == ""
    assert re.search(r'name="consent_processing"[^>]* checked', refused.html)
    assert (await site.consent(refused, "processing", "transfer")).url == "/form/review"


async def test_a_box_ticked_under_an_older_text_does_not_count(site: Site) -> None:
    page = await site.fill(upto="consents")
    fields = {f"consent_{purpose}": "yes" for purpose in ("processing", "transfer", "notices")}
    fields |= {f"version_{purpose}": page.hidden(f"version_{purpose}") for purpose in ("transfer", "notices")}
    page = await site.browser.post("/form/consents", fields | {"version_processing": "processing-0"})
    assert page.status == 422
    assert problem_of(page, "consent_processing")


async def test_health_needs_a_consent_of_its_own_and_only_where_it_is_told(site: Site) -> None:
    told: Situation = replace(
        SITUATION, household=(replace(HOUSEHOLD[0], occupation="caring", caring_for_others=True), *HOUSEHOLD[1:])
    )
    page = await site.fill(upto="consents")
    assert "consent_special" not in page.html
    site.chat.situation = told
    page = await site.browser.get("/form/consents")
    assert "consent_special" in page.html
    assert (await site.consent(page, "processing", "transfer")).status == 422
    assert (await site.consent(page, "processing", "transfer", "special")).url == "/form/review"


async def test_nothing_typed_stands_readable_in_the_database_files(site: Site, tmp_path: Path) -> None:
    await site.fill()
    stored = _bytes_of(tmp_path)
    for secret in ("Петрова", "123456", "112-233-445", "9123456789", "anna@example.ru", "Республики"):
        assert secret.encode() not in stored


def _bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


async def test_closing_is_asked_first_on_a_page_of_its_own(site: Site) -> None:
    page = await site.fill()
    assert 'action="/form/close"' not in page.html
    assert 'href="/form/close"' in page.html
    for asked in (await site.browser.get("/form/close"), await site.browser.post("/form/close", {})):
        assert "Закрыть анкету?" in asked.text
    assert (await site.browser.get("/form")).url == "/form/review"


async def test_the_form_can_be_closed_also_while_nothing_can_be_applied_for(site: Site) -> None:
    await site.fill()
    site.chat.only = frozenset({"training"})
    assert "Закрыть анкету?" in (await site.browser.get("/form/close")).text


async def test_closing_may_erase_what_was_typed(site: Site) -> None:
    await site.fill()
    page = await site.browser.post("/form/close", {"erase": "yes"})
    assert "стёрто" in page.text
    assert (await site.browser.get("/form/identity")).status == 401
    assert (await site.enter()).url == "/form/identity"


async def test_closing_may_keep_the_saved_steps_for_a_new_link(site: Site) -> None:
    await site.fill(upto="address")
    page = await site.browser.post("/form/close", {"erase": "no"})
    assert "хранятся неделю" in page.text
    assert (await site.browser.get("/form/identity")).status == 401
    assert (await site.enter()).url == "/form/address"


async def test_when_nothing_can_be_applied_for_the_page_leads_back_to_the_chat(site: Site) -> None:
    await site.fill()
    site.chat.only = frozenset({"training"})
    for path in ("/form", "/form/identity", "/form/review"):
        page = await site.browser.get(path)
        assert page.status == 409
        assert "Вернитесь в чат" in page.text
    page = await site.browser.post("/form/submit", {"measure": "tyumen/self_support.2020-04-06@2"})
    assert page.status == 409
    assert await site.applications() == []


async def test_the_form_speaks_the_persons_language(site: Site) -> None:
    site.chat.language = "en"
    page = await site.enter()
    assert '<html lang="en">' in page.html


@pytest.mark.parametrize("path", ["/form/identity", "/form/consents", "/form/submit", "/form/close"])
async def test_another_site_can_post_nothing(site: Site, path: str) -> None:
    await site.fill()
    page = await site.browser.post(path, IDENTITY, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status == 403
    assert (await site.browser.get("/form")).url == "/form/review"


async def test_json_is_not_a_form(site: Site) -> None:
    await site.enter()
    headers = {"Sec-Fetch-Site": "same-origin"}
    async with site.browser.session.post("/form/identity", json=IDENTITY, headers=headers) as answer:
        assert answer.status == 415


@pytest.mark.parametrize(("born", "taken"), [("15.09.2002", True), ("16.09.2002", False), ("15.09.2007", False)])
async def test_who_is_under_eighteen_is_sent_to_the_office_with_a_representative(
    site: Site, born: str, taken: bool
) -> None:
    """The day is 15.09.2020; no source says from which age one may apply alone, so the office decides."""
    await site.enter()
    page = await site.browser.post(
        "/form/identity", IDENTITY | {"birth_date": born, "document_issued_on": "14.09.2020"}
    )
    assert ("представитель" in problem_of(page, "birth_date")) is not taken
