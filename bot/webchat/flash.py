"""A short remark that survives one redirect, in a cookie that lives for half a minute."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from aiohttp import web

from bot.webchat.context import CONTEXT
from web.cookies import Cookie

_VALUE: Final = re.compile(r"[A-Za-z0-9_=-]{1,2000}")


def _cookie(request: web.Request) -> Cookie:
    return Cookie("toast", 30, request.app[CONTEXT].secure_cookies, _VALUE)


def with_toast(request: web.Request, response: web.Response, text: str) -> web.Response:
    if text:
        _cookie(request).give(response, urlsafe_b64encode(text.encode()).decode())
    return response


def read(request: web.Request) -> str:
    """The remark to show, once; a damaged cookie is none."""
    try:
        return urlsafe_b64decode(_cookie(request).read(request)).decode()
    except ValueError:
        return ""


def drop(request: web.Request, response: web.Response) -> None:
    if _cookie(request).read(request):
        _cookie(request).drop(response)
