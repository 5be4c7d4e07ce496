"""The conversation on a page: seen, answered, reloaded, pressed twice."""

import asyncio
import re

import pytest

from dialogs.ports import SHOW, InputKind
from dialogs.screens import Button, Line, Screen, Style
from tests.webchat.browser import Browser, Page
from tests.webchat.conftest import Site
from tests.webchat.small_dialogue import QUESTIONS, STALE

pytestmark = pytest.mark.asyncio


async def test_the_root_leads_to_the_chat(site: Site) -> None:
    page = await site.browser.get("/")
    assert (page.status, page.url) == (200, "/chat")
    assert QUESTIONS[0] in page.text


async def test_a_visit_is_shown_the_start_and_leaves_nothing_behind(site: Site) -> None:
    """Search engines, link previews and curious people must not fill the table of people."""
    for _ in range(20):
        visitor = Browser(site.browser.base)
        page = await visitor.get("/chat?start=tyumen")
        assert QUESTIONS[0] in page.text
        assert QUESTIONS[0] in (await visitor.get("/chat")).text, "the same visitor again"
        assert '{"messages": 0}' in (await visitor.get("/chat/news")).html
        await visitor.close()
    assert site.rows_of_people() == 0
    assert site.dialogue.heard == []


async def test_a_first_visit_waits_for_no_writer(site: Site) -> None:
    with site.locked():
        page = await site.browser.get("/chat?start=tyumen")
        assert (page.status, QUESTIONS[0] in page.text) == (200, True)
        assert (await site.browser.get("/chat/news")).status == 200


async def test_no_page_of_a_known_person_waits_for_a_writer_either(site: Site) -> None:
    await site.browser.get("/chat")
    await site.browser.post("/chat", {"press": "0:yes"})
    heard, before = list(site.dialogue.heard), await site.person()
    aside = await site.browser.post("/chat", {"press": "1:why"})
    assert "why" in aside.url
    with site.locked():
        for address, shown in (("/chat", QUESTIONS[1]), (aside.url, "Почему спрашиваем"), ("/chat/news", "messages")):
            page = await site.browser.get(address)
            assert (page.status, shown in page.html) == (200, True)
    assert await site.person() == before
    assert [given.data for given in site.dialogue.heard if given not in heard] == ["1:why"], "only what was posted"


async def test_looking_around_leaves_nothing_behind_either(site: Site) -> None:
    page = await site.browser.get("/chat?start=tyumen")
    page = await site.browser.post("/chat", {"command": "help", "start": page.hidden("start")})
    assert "Решает только орган соцзащиты." in page.text
    page = await site.browser.post("/chat", {"press": "0:why", "start": page.hidden("start")})
    assert "Почему спрашиваем" in page.text
    assert "start=tyumen" in page.url
    assert site.rows_of_people() == 0


async def test_with_the_first_answer_the_visitor_is_known_and_the_link_they_came_by_counts(site: Site) -> None:
    page = await site.browser.get("/chat?start=tyumen")
    await site.browser.post("/chat", {"press": "0:yes", "start": page.hidden("start")})
    assert [(given.kind, given.data) for given in site.dialogue.heard[:2]] == [
        (InputKind.START, "tyumen"),
        (InputKind.PRESS, "0:yes"),
    ]
    assert site.rows_of_people() == 1
    page = await site.browser.get("/chat?start=penza")
    assert [answer.value for answer in (await site.person()).answers] == ["yes"]
    assert 'name="start"' not in page.html


@pytest.mark.parametrize("payload", ["%D1%8F", "a" * 65, "a.b", ""])
async def test_a_malformed_deep_link_is_a_plain_start(site: Site, payload: str) -> None:
    page = await site.browser.get(f"/chat?start={payload}")
    assert page.status == 200
    assert site.dialogue.glanced[0] == (SHOW, "")


async def test_a_press_and_a_typed_answer_end_in_a_redirect_and_a_transcript(site: Site) -> None:
    await site.browser.get("/chat")
    page = await site.browser.post("/chat", {"press": "0:yes"})
    assert page.url == "/chat"
    assert QUESTIONS[1] in page.text
    page = await site.browser.post("/chat", typed(page, "14000"))
    assert page.url == "/chat"
    assert "Ваш ответ: 14000" in page.text
    assert [answer.value for answer in (await site.person()).answers] == ["yes", "14000"]


def typed(page: Page, text: str) -> dict[str, str]:
    return {"text": text, "page": page.hidden("page"), "revision": page.hidden("revision")}


async def test_a_row_of_a_spreadsheet_keeps_its_blanks_and_what_cannot_be_seen_is_dropped(site: Site) -> None:
    await site.browser.get("/chat")
    page = await site.browser.post("/chat", {"press": "0:yes"})
    await site.browser.post("/chat", typed(page, "\ufeff9000\t0\u2003\u200b0\x00"))
    assert site.dialogue.heard[-1].data == "9000 0 0"


async def test_earlier_answers_are_folded_away_when_there_are_many(site: Site) -> None:
    page = await site.browser.get("/chat")
    for revision in (0, 2, 4):
        page = await site.browser.post("/chat", {"press": f"{revision}:yes"})
        page = await site.browser.post("/chat", typed(page, "14000"))
    assert page.html.count("<details") == 1
    assert "4 прежних ответа" in page.text
    assert page.html.count('class="bubble yours"') == 6


async def test_a_look_aside_can_be_reloaded_and_answers_from_there(site: Site) -> None:
    await site.browser.get("/chat")
    page = await site.browser.post("/chat", {"press": "0:why"})
    assert "Почему спрашиваем" in page.text
    again = await site.browser.get(page.url)
    assert "Почему спрашиваем" in again.text
    assert (await site.person()).revision == 0


async def test_a_link_that_we_did_not_sign_presses_nothing(site: Site) -> None:
    await site.browser.get("/chat")
    for link in ("/chat?press=0:yes", "/chat?press=0:yes&mark=", "/chat?press=0:yes&mark=" + "0" * 64):
        page = await site.browser.get(link)
        assert QUESTIONS[0] in page.text
    assert (await site.person()).revision == 0


async def test_a_signature_for_one_look_does_not_press_another_button(site: Site) -> None:
    await site.browser.get("/chat")
    page = await site.browser.post("/chat", {"press": "0:why"})
    await site.browser.get(page.url.replace("why", "yes"))
    assert (await site.person()).revision == 0


async def test_help_is_shown_and_the_question_is_still_there(site: Site) -> None:
    await site.browser.get("/chat")
    page = await site.browser.post("/chat", {"command": "help"})
    assert "Решает только орган соцзащиты." in page.text
    assert QUESTIONS[0] in (await site.browser.get("/chat")).text


async def test_an_old_button_is_answered_by_a_remark_that_is_shown_once(site: Site) -> None:
    await site.browser.get("/chat")
    await site.browser.post("/chat", {"press": "0:yes"})
    page = await site.browser.post("/chat", {"press": "0:no"})
    assert STALE in page.text
    assert STALE not in (await site.browser.get("/chat")).text
    assert [answer.value for answer in (await site.person()).answers] == ["yes"]


async def test_a_double_click_on_a_typed_answer_answers_one_question(site: Site) -> None:
    await site.browser.get("/chat")
    page = await site.browser.post("/chat", {"press": "0:yes"})
    fields = typed(page, "14000")
    pages = await asyncio.gather(*(site.browser.post("/chat", fields) for _ in range(5)))
    assert {page.status for page in pages} == {200}
    assert [answer.value for answer in (await site.person()).answers] == ["yes", "14000"]


async def test_an_answer_from_a_forgotten_tab_is_not_taken_for_another_question(site: Site) -> None:
    await site.browser.get("/chat")
    page = await site.browser.post("/chat", {"press": "0:yes"})
    forgotten = typed(page, "100")
    page = await site.browser.post("/chat", typed(page, "14000"))
    page = await site.browser.post("/chat", {"press": "2:yes"})
    page = await site.browser.post("/chat", forgotten)
    assert "ответили в другой вкладке" in page.text
    assert [answer.value for answer in (await site.person()).answers] == ["yes", "14000", "yes"]


async def test_an_answer_that_cannot_be_read_stays_in_the_field(site: Site) -> None:
    await site.browser.get("/chat")
    page = await site.browser.post("/chat", {"press": "0:yes"})
    page = await site.browser.post("/chat", typed(page, "мало <b>"))
    assert "Напишите число" in page.text
    assert ">мало &lt;b&gt;</textarea>" in page.html
    page = await site.browser.post("/chat", typed(page, "14000"))
    assert (await site.person()).revision == 2


async def test_what_must_not_be_typed_here_is_not_shown_again(site: Site) -> None:
    await site.browser.get("/chat")
    page = await site.browser.post("/chat", {"press": "0:yes"})
    page = await site.browser.post("/chat", typed(page, "паспорт 7104 123456"))
    assert "7104" not in page.html


async def test_ten_thousand_characters_get_a_sentence_and_are_kept_in_the_field(site: Site) -> None:
    await site.browser.get("/chat")
    page = await site.browser.post("/chat", {"press": "0:yes"})
    page = await site.browser.post("/chat", typed(page, "щ" * 10_000))
    assert page.status == 422
    assert "Получилось 10000 знаков, а поместится 4000" in page.text
    assert "щ" * 10_000 in page.html
    assert (await site.person()).revision == 1


async def test_an_empty_answer_gets_a_sentence(site: Site) -> None:
    await site.browser.get("/chat")
    page = await site.browser.post("/chat", {"press": "0:yes"})
    page = await site.browser.post("/chat", typed(page, " \n "))
    assert page.status == 422
    assert "Поле пустое" in page.text


async def test_two_visitors_do_not_see_each_other(site: Site) -> None:
    await site.browser.get("/chat")
    await site.browser.post("/chat", {"press": "0:yes"})
    other = Browser(site.browser.base)
    page = await other.get("/chat")
    await other.close()
    assert QUESTIONS[0] in page.text
    assert "Ваш ответ" not in page.text


async def test_notices_come_once_with_their_day_in_the_region(site: Site) -> None:
    await site.browser.get("/chat")
    await site.sender.send(site.address, "Заявление SK-2020-0000017 получено.", key="SK-2020-0000017:received")
    await site.sender.send(site.address, "Заявление SK-2020-0000017 получено.", key="SK-2020-0000017:received")
    page = await site.browser.get("/chat")
    assert page.text.count("SK-2020-0000017") == 1
    assert "30 сентября 2020" in page.text
    assert '{"messages": 1}' in (await site.browser.get("/chat/news")).html


async def test_a_stranger_has_no_news(site: Site) -> None:
    page = await site.browser.get("/chat/news")
    assert page.html == '{"messages": 0}'


async def test_a_problem_sentence_belongs_to_the_field_and_is_said_at_once(site: Site) -> None:
    await site.browser.get("/chat")
    page = await site.browser.post("/chat", {"press": "0:yes"})
    assert 'aria-invalid="true"' not in page.html
    page = await site.browser.post("/chat", typed(page, "мало"))
    assert '<p class="problem" id="text-problem" role="alert">Напишите число, например 14000.</p>' in page.html
    field = re.search(r"<textarea[^>]*>", page.html)
    assert field
    assert 'aria-describedby="text-problem text-hint"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert page.html.count("Напишите число") == 1


async def test_a_problem_without_a_field_stands_on_top_of_the_question(site: Site) -> None:
    await site.browser.get("/chat")
    fields = {"text": "не знаю", "page": "a" * 43, "revision": "0"}
    page = await site.browser.post("/chat", fields)
    assert '<p class="problem" role="alert">Напишите число' in page.html
    assert "<textarea" not in page.html


async def test_buttons_are_shown_whole_and_by_their_weight(site: Site) -> None:
    whole = "Очень длинный ответ, который в мессенджер не поместился"
    rows = (
        (Button("Подать заявление", "1:apply:", main=True),),
        (Button("Очень длинный…", "1:a:", full=whole),),
        (Button("‹ Назад", "1:back:", quiet=True),),
    )
    outcome = Line("Предварительно вы подходите.", Style.OUTCOME)
    site.dialogue.screen = Screen((outcome, Line("слайд 3", Style.NOTE)), rows)
    html = (await site.browser.get("/chat")).html
    assert '<button class="button main" name="press" value="1:apply:">Подать заявление<' in html
    assert f">{whole}<" in html
    assert '<button class="button help" name="press" value="1:back:">‹ Назад<' in html
    assert '<p class="outcome">Предварительно вы подходите.</p>' in html
