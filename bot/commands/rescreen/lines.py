"""Lines of a file of situations, plain or compressed, in chunks: what `rescreen` and `rules impact` read."""

import gzip
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from typing import Final, NamedTuple

from bot.commands.given_file import opened

LONGEST_LINE: Final = 1 << 20
"""Bytes of one situation: thirty people with two hundred incomes each need less than half."""
GZIP: Final = b"\x1f\x8b"
_CHUNK_LINES: Final = 500
_CHUNK_BYTES: Final = 1 << 20


class BadFile(ValueError):
    """A file that cannot be read or must not be written; the message names it and the remedy."""


class Chunk(NamedTuple):
    """Some lines that follow one another, and the number of the first (counted from 1)."""

    first: int
    lines: list[bytes]

    def written_lines(self) -> Iterator[tuple[int, bytes]]:
        """The lines that hold something, each with its number."""
        for number, line in enumerate(self.lines, self.first):
            if not line.isspace() or len(line) > LONGEST_LINE:
                yield number, line


class LinesOfFile:
    """Lines of a plain or gzip-compressed file, in chunks."""

    def __init__(self, name: str, raw: BufferedReader, stream: BufferedReader | gzip.GzipFile) -> None:
        self._name, self._raw, self._stream = name, raw, stream
        self._size = os.fstat(raw.fileno()).st_size if raw.seekable() else 0
        self._broken: Exception | None = None

    def share(self) -> float | None:
        """How much of the file has been read, 0 to 1; None for a pipe."""
        return min(1.0, self._raw.tell() / self._size) if self._size else None

    def chunks(self) -> Iterator[Chunk]:
        """Every line; of one that is too long only so much as shows that it is."""
        first, lines, size = 1, list[bytes](), 0
        try:
            while line := self._stream.readline(LONGEST_LINE + 1):
                lines.append(line)
                size += len(line)
                while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                    line = self._stream.readline(LONGEST_LINE + 1)
                if len(lines) == _CHUNK_LINES or size >= _CHUNK_BYTES:
                    yield Chunk(first, lines)
                    first, lines, size = first + len(lines), [], 0
        except (OSError, EOFError, zlib.error) as error:
            self._broken = error
        if lines:
            yield Chunk(first, lines)

    def raise_if_broken(self) -> None:
        """BadFile where the file could not be read to its end: said once everything before has been judged."""
        if self._broken:
            remedy = "what stands before is judged; give the whole file"
            raise BadFile(f"{self._name}: cannot be read to its end ({self._broken}); {remedy}") from self._broken


@contextmanager
def lines_of(name: str) -> Iterator[LinesOfFile]:
    with opened(name, "one situation a line") as raw:
        compressed = raw.peek(len(GZIP)).startswith(GZIP)
        yield LinesOfFile(name, raw, gzip.GzipFile(fileobj=raw) if compressed else raw)
