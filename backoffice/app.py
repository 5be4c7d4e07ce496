"""The back office on the process's web application: the API under `/api`, the console under `/staff`."""

from aiohttp import web

from backoffice.api import api
from backoffice.console import console
from backoffice.context import BackOffice
from web.site import mount


def register(app: web.Application, context: BackOffice) -> None:
    """Mount the API, whose refusals are problem documents below the whole of `/api`, and the console."""
    app.add_subapp("/api", api(context))
    mount(app, "/staff", console(context))
