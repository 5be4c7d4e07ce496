"""Style sheets and scripts: a few small files, held in memory, addressed by their content."""

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Final

from aiohttp import web

_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class StaticFolder:
    """The files of one folder, served under one address to the whole site."""

    def __init__(self, address: str, folder: Path) -> None:
        self._address = address
        self._folder = folder
        self._served: Final = web.AppKey(f"static_files:{address}", bool)

    def serve(self, site: web.Application) -> None:
        """Add `<address>/<name>` to the site, once."""
        if self._served not in site:
            site[self._served] = True
            site.router.add_get(self._address + "/{name}", self._file)

    def address(self, name: str) -> str:
        """`/static/style.css?v=1f0c…`: a changed file has a new address, so browsers may keep the old for ever."""
        return f"{self._address}/{name}?v={self._files[name][0]}"

    def __contains__(self, name: str) -> bool:
        return name in self._files

    @cached_property
    def _files(self) -> dict[str, tuple[str, bytes]]:
        """Name → digest and content."""
        contents = {path.name: path.read_bytes() for path in self._folder.iterdir() if path.suffix in _TYPES}
        return {name: (hashlib.sha256(content).hexdigest()[:12], content) for name, content in contents.items()}

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self._files:
            raise web.HTTPNotFound
        kept = "public, max-age=31536000, immutable" if request.path_qs == self.address(name) else "no-cache"
        return web.Response(
            body=self._files[name][1],
            content_type=_TYPES[Path(name).suffix],
            charset="utf-8",
            headers={"Cache-Control": kept},
        )


SHARED: Final = StaticFolder("/static", Path(__file__).with_name("static"))
"""What every part of the site may use."""
