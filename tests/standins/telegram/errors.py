"""The refusals of the Bot API, word for word: clients match on them."""

from typing import Any

_TITLES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
WEBHOOK_SET = "terminated by setWebhook request"


class ApiError(Exception):
    """A reply with `ok: false`: the status, the text after the status' title, and parameters such as retry_after."""

    def __init__(self, code: int, reason: str = "", **parameters: int) -> None:
        title = _TITLES[code]
        super().__init__(f"{title}: {reason}" if reason else title)
        self.code = code
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": str(self)}
        return body | ({"parameters": self.parameters} if self.parameters else {})


class TooManyRequestsError(ApiError):
    """429 with the same number in the text, in `parameters` and in the header."""

    def __init__(self, retry_after: int) -> None:
        Exception.__init__(self, f"Too Many Requests: retry after {retry_after}")
        self.code = 429
        self.parameters = {"retry_after": retry_after}


def bad_request(reason: str) -> ApiError:
    return ApiError(400, reason)


def forbidden(reason: str) -> ApiError:
    return ApiError(403, reason)
