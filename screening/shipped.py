"""The editions of earlier releases of this program: what a case of theirs was filed under is here, whole."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from screening.edition import Edition

RELEASES: Final = Path(__file__).with_name("releases")
"""A folder for each release, named by its day, with a file `<region>.json.gz` for each edition."""


def shipped_editions(releases: Path = RELEASES) -> Iterator[Edition]:
    """The newest release first."""
    for folder in sorted(releases.glob("*-*-*"), reverse=True):
        for path in sorted(folder.glob("*.json.gz")):
            yield Edition(path.name.removesuffix(".json.gz"), gzip.decompress(path.read_bytes()).decode())
