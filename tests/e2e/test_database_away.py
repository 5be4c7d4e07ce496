"""The database server goes away under the running process and comes back: `/readyz` tells, and work goes on."""

import pytest
from aiohttp import ClientSession

from tests.e2e.conftest import Installer
from tests.e2e.pages import Staff
from tests.e2e.process import Installation, until
from tests.engines import own_server

pytestmark = pytest.mark.asyncio


async def says(installation: Installation, path: str) -> int:
    async with ClientSession() as session, session.get(f"{installation.url}{path}") as answer:
        return answer.status


async def test_readyz_tells_that_the_server_is_away_and_the_process_works_on_after_its_return(
    install: Installer,
) -> None:
    async with own_server() as server:
        installation = install(SOTSKONTRAKT_DATABASE_URL=server.url(await server.new()))
        await installation.start()
        staff = await Staff(installation).sign_in()
        assert await says(installation, "/readyz") == 200
        server.stop()
        assert await says(installation, "/readyz") == 503
        assert await says(installation, "/healthz") == 200
        server.start()

        async def ready() -> bool:
            return await says(installation, "/readyz") == 200

        await until(ready)
        await staff.pass_days(1)
        await staff.close()
        await (await Staff(installation).sign_in()).close()
        assert await installation.stop() == 0
