"""An outside system of the office: the REST API with a token that the command line made."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from aiohttp import ClientSession

from tests.e2e.process import Installation, until

SCOPES = ("applications:read", "events:write")
"""Of two tokens: fetching an application with one that has both would be the office's first opening of it."""


class Answer(NamedTuple):
    status: int
    body: dict[str, Any]


class Office:
    def __init__(self, installation: Installation, tokens: dict[str, str]) -> None:
        """`tokens` by scope."""
        self.installation = installation
        self.tokens = tokens

    @classmethod
    async def of(cls, installation: Installation) -> "Office":
        tokens = {}
        for scope in SCOPES:
            name = f"eService-{scope.partition(':')[2]}"
            code, out, err = await installation.command("token", "create", name, "--scope", scope)
            assert code == 0, err
            tokens[scope] = out.strip()
        return cls(installation, tokens)

    async def ask(self, method: str, path: str, *, key: str = "", **options: Any) -> Answer:
        token = self.tokens[SCOPES[0] if method == "GET" else SCOPES[1]]
        headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
        if "data" in options:  # a body that no JSON library would write
            headers["Content-Type"] = "application/json"
        url = f"{self.installation.url}/api/v1{path}"
        async with ClientSession() as session, session.request(method, url, headers=headers, **options) as answer:
            return Answer(answer.status, await answer.json(content_type=None))

    async def record(
        self, number: str, kind: str, on: str, *, key: str = "", data: Mapping[str, Any] | None = None
    ) -> Answer:
        body = {"kind": kind, "on": on, "data": dict(data or {})}
        return await self.ask("POST", f"/applications/{number}/events", key=key or f"{number}-{kind}", json=body)

    async def application(self, number: str) -> dict[str, Any]:
        answer = await self.ask("GET", f"/applications/{number}")
        assert answer.status == 200, answer
        return answer.body

    async def events(self, number: str) -> list[str]:
        return [event["kind"] for event in (await self.application(number))["events"]]

    async def notices(self, number: str) -> dict[str, str]:
        """Occasion and due day → how far its delivery is."""
        planned = (await self.application(number))["notices"]
        return {f"{item['occasion']} {item['due_at'][:10]}": item["status"] for item in planned}

    async def settled(
        self, number: str, waiting: frozenset[str] = frozenset({"queued", "sending", "retrying"})
    ) -> None:
        """Wait until no notice of the case is on its way."""

        async def nothing_moves() -> bool:
            return not waiting & set((await self.notices(number)).values())

        await until(nothing_moves, 20)
