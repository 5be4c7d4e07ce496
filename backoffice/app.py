"""The back office on the process's web application: the API under `/api/v1`, the console under `/staff`."""

from aiohttp import web

from backoffice.api import api
from backoffice.console import console
from backoffice.context import BackOffice


def register(app: web.Application, context: BackOffice) -> None:
    """Mount the API and the console; each keeps its own error pages and headers."""
    app.add_subapp("/api/v1", api(context))
    app.add_subapp("/staff", console(context))
