"""Is the process alive, and may it be sent traffic?"""

from typing import Final

import structlog
from aiohttp import web

from applications.ports import UnitOfWorkFactory

_log = structlog.get_logger("bot.process.health")
_PROBE: Final = "health.probe"


class Health:
    """`/healthz` answers while the event loop turns; `/readyz` between start and stop, if the database answers."""

    def __init__(self, uow_factory: UnitOfWorkFactory) -> None:
        self._uow_factory = uow_factory
        self.ready = False

    def register(self, app: web.Application) -> None:
        app.router.add_get("/healthz", self._alive)
        app.router.add_get("/readyz", self._readiness)

    async def _alive(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _readiness(self, _: web.Request) -> web.Response:
        if self.ready and await self._database_answers():
            return web.json_response({"status": "ready"})
        return web.json_response({"status": "not ready"}, status=web.HTTPServiceUnavailable.status_code)

    async def _database_answers(self) -> bool:
        try:
            async with self._uow_factory(write=False) as uow:
                await uow.values.get(_PROBE)
        except Exception:  # noqa: BLE001 - whatever fails, the answer is «not ready»
            _log.warning("database_not_ready", exc_info=True)
            return False
        return True
