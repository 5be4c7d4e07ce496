"""The Bot API as raw HTTP, to ask the stand-in without any library between."""

from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.standins.telegram import TelegramServer


class Api:
    """`await api("sendMessage", chat_id=1, text="…")` -> (status, body)."""

    def __init__(self, server: TelegramServer, token: str | None = None) -> None:
        self.base = f"{server.url}/bot{token or server.token}"
        self.headers: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        self._client = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self._client.close()

    async def __call__(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        async with self._client.post(f"{self.base}/{method}", json=params) as reply:
            self.headers = dict(reply.headers)
            return reply.status, await reply.json()

    async def ok(self, method: str, **params: Any) -> Any:
        status, body = await self(method, **params)
        assert (status, body["ok"]) == (200, True), body
        return body["result"]

    async def refused(self, method: str, **params: Any) -> str:
        """The description of the refusal, after «Bad Request: »."""
        status, body = await self(method, **params)
        assert body["error_code"] == status
        assert not body["ok"]
        return str(body["description"]).removeprefix("Bad Request: ")

    async def form(self, method: str, data: aiohttp.FormData) -> tuple[int, dict[str, Any]]:
        async with self._client.post(f"{self.base}/{method}", data=data) as reply:
            return reply.status, await reply.json()
