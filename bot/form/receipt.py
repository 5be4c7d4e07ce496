"""What is shown after the submission: the number, where it went, what comes next, which papers to bring."""

from aiohttp import web

from applications.consents import ConsentPurpose
from bot.form.context import CONTEXT
from bot.form.papers import papers, stored_papers
from bot.form.session import session_of
from dialogs.status import filed_measure
from locales import translator
from web.pages import LANGUAGE, page, see_other


async def show_receipt(request: web.Request) -> web.Response:
    """All of it as it was when the application was made, whatever has been answered in the chat since."""
    session, form = await session_of(request), request.app[CONTEXT]
    if not session.number:
        return see_other("/form")
    async with form.uow_factory(write=False) as uow:
        application = await uow.applications.get(session.number)
    t = translator(request[LANGUAGE])
    filed = filed_measure(application, form.editions.of(application))
    return page(
        request,
        "done.html",
        number=session.number,
        region=t(form.editions.of(application).regions[application.region].title),
        measure=t(filed.measure.title) if filed else application.measure,
        filed_on=t.day(application.applied_on),
        papers=papers(filed, t, filed=True) if filed else stored_papers(application),
        notices=any(consent.purpose == ConsentPurpose.NOTICES for consent in application.consents),
        chat_page=form.chat_page(session.person),
    )
