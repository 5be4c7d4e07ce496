"""The development clock's buttons: the same product some days later, for trying a deadline out today."""

import re
from http import HTTPStatus
from typing import Final

from aiohttp import web

from applications.event_fields import read_day
from backoffice.context import CONTEXT, BackOffice
from backoffice.pages import FAILED, HOME, POSTED, Fields, staff_form
from backoffice.sessions import SESSION, cookie_of, prolong
from web.pages import see_other
from web.refusal import Refusal

MOST_DAYS: Final = 400
_STEPS: Final = {"1": 1, "7": 7, "30": 30}
_OWN_PAGE: Final = re.compile(r"/staff/(applications/SK-[0-9]{4}-[0-9]{7,12})?", re.ASCII)


@staff_form
async def post_dev_clock(request: web.Request) -> web.Response:
    """Move the clock forward by a button or to a day, and come back to the page."""
    context, fields = request.app[CONTEXT], request[POSTED]
    clock = context.dev_clock
    days = _days(context, fields)
    if clock is None or days is None:
        sentence = f"Часы идут только вперёд, самое большее на {MOST_DAYS} дней за раз. Выберите другой день."
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, FAILED, sentence)
    await clock.advance(days)
    # A day is longer than a session: without this every press of a button would end with signing in again.
    token = cookie_of(context).read(request)
    await prolong(context.uow_factory, token, request[SESSION], context.clock.now())
    context.nudge()
    back = fields.get("back", "")
    return see_other(back if _OWN_PAGE.fullmatch(back) else HOME)


def _days(context: BackOffice, fields: Fields) -> int | None:
    """How many days to go; None for what is not a step forward."""
    if fields.get("days"):
        return _STEPS.get(fields["days"])
    day = read_day(fields.get("to"))
    if day is None:
        return None
    # The clock's day is one for the whole installation: that of the first region.
    zone = next(iter(context.rules.regions.values())).zone
    distance = (day - context.clock.now().astimezone(zone).date()).days
    return distance if 1 <= distance <= MOST_DAYS else None
