"""The style sheet and the scripts: a few small files, held in memory, addressed by their content."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from aiohttp import web

FOLDER: Final = Path(__file__).with_name("static")
_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_SERVED: Final = web.AppKey("static_files_served", bool)


def serve(app: web.Application) -> None:
    """Add `/static/<name>` to the whole site, once."""
    if _SERVED not in app:
        app[_SERVED] = True
        app.router.add_get("/static/{name}", _file)


@cache
def _files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in _TYPES}


@cache
def address(name: str) -> str:
    """`/static/style.css?v=1f0c…`: a changed file has a new address, so browsers may keep the old for ever."""
    return f"/static/{name}?v={hashlib.sha256(_files()[name]).hexdigest()[:12]}"


async def _file(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in _files():
        raise web.HTTPNotFound
    kept = "public, max-age=31536000, immutable" if request.path_qs == address(name) else "no-cache"
    return web.Response(
        body=_files()[name],
        content_type=_TYPES[Path(name).suffix],
        charset="utf-8",
        headers={"Cache-Control": kept, "X-Content-Type-Options": "nosniff"},
    )
