"""Is the process alive, and may it be sent traffic?"""

from typing import Final

import structlog
from aiohttp import web

from applications.ports import UnitOfWorkFactory
from bot.process.rulewatch import RuleWatch
from bot.process.supervision import Supervisor

_log = structlog.get_logger("bot.process.health")
_PROBE: Final = "health.probe"


class Health:
    """`/healthz` answers while the event loop turns; `/readyz` between start and stop, if the database answers and
    every vital task does its work. It names each task that does not: fixed words and classes of errors, no texts. What
    of the rules is to be answered stands beside and makes nothing unready.
    """

    def __init__(self, uow_factory: UnitOfWorkFactory, supervisor: Supervisor, rules: RuleWatch) -> None:
        self._uow_factory, self._rules = uow_factory, rules
        self._supervisor = supervisor
        self._serving = False
        """Between start and stop."""

    def start_serving(self) -> None:
        self._serving = True

    def stop_serving(self) -> None:
        """Traffic goes elsewhere from now on, while what is in hand is finished."""
        self._serving = False

    def register(self, app: web.Application) -> None:
        app.router.add_get("/healthz", self._alive)
        app.router.add_get("/readyz", self._readiness)

    async def _alive(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _readiness(self, _: web.Request) -> web.Response:
        try:
            async with self._uow_factory(write=False) as uow:
                await uow.values.get(_PROBE)
        except Exception:  # noqa: BLE001 - whatever fails, the answer is «not ready»
            _log.warning("database_not_ready", exc_info=True)
            database = "does not answer"
        else:
            database = "ok"
        ready = self._serving and database == "ok" and self._supervisor.well
        report = {
            "status": "ready" if ready else "not ready",
            "database": database,
            "tasks": dict(self._supervisor.troubles),
            "rules": self._rules.details(),
        }
        return web.json_response(report, status=200 if ready else web.HTTPServiceUnavailable.status_code)
