"""Puts the form's routes together."""

from pathlib import Path
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.form import entry, pages, review
from bot.form.context import CONTEXT, Form
from bot.form.session import AlreadySubmitted
from web.pages import Look, see_other
from web.site import mount, part_of_site

TEMPLATES: Final = Path(__file__).with_name("templates")


def register(app: web.Application, context: Form) -> None:
    """Add `/form` to the application."""
    door = context.door
    if door is None:
        form = part_of_site([TEMPLATES], context.browser_cookie)
    else:
        folders, look = [TEMPLATES, door.templates], Look(files=door.files)
        form = part_of_site(folders, context.browser_cookie, look=look, frame_ancestors=door.frame)
    form.middlewares.append(_to_receipt)
    form[CONTEXT] = context
    form.router.add_routes([*entry.routes(), *pages.routes(), *review.routes()])
    mount(app, "/form", form)


@web.middleware
async def _to_receipt(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whoever comes back to a step after the submission, also by a second click, sees the number."""
    try:
        return await handler(request)
    except AlreadySubmitted:
        return see_other("/form/done")
