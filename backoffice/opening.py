"""The office opens an application: the console's case page, or one fetched through the API by a token that acts."""

from applications.model import Application
from backoffice.context import BackOffice


async def received(context: BackOffice, application: Application, opened_by: str) -> Application:
    """The application as it stands after the opening; the notice of the first one goes out at once."""
    opened = await context.casebook.receive(application, opened_by=opened_by)
    if opened.state is not application.state:
        context.nudge()
    return opened
