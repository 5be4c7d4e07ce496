"""What is shown after the submission: the number, what comes next, which papers to bring."""

from typing import Any

from aiohttp import web

from applications.model import Application
from bot.form import consents
from bot.form.context import CONTEXT, Form
from bot.form.pages import CONSENTS
from bot.form.papers import Papers, filed_papers
from bot.form.session import NUMBER, Filling, session_of
from web.pages import page, see_other

_NOTICES = "notices"


def receipt(application: Application, session: Filling) -> dict[str, Any]:
    """What the session keeps: no word of what was typed."""
    return {NUMBER: application.number, _NOTICES: consents.NOTICES.id in session.values[CONSENTS]}


async def show_receipt(request: web.Request) -> web.Response:
    session = await session_of(request)
    if not session.number:
        return see_other("/form")
    return page(
        request,
        "done.html",
        number=session.number,
        papers=await _papers(request.app[CONTEXT], session.number),
        notices=session.values.get(_NOTICES, False),
        chat_page=request.app[CONTEXT].chat_page(session.person),
    )


async def _papers(form: Form, number: str) -> Papers:
    """The list as it was when the application was made, whatever has been answered in the chat since."""
    async with form.uow_factory(write=False) as uow:
        application = await uow.applications.get(number)
    return filed_papers(application)
