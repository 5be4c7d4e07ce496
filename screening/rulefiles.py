"""Where the law's files are read from: a folder of YAML, or the text of an edition that was kept. Pure but for reading.

A file is named by its path below the root, with `/` and its ending: `federal/_need.yaml`.
"""

import posixpath
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

import yaml

from screening.errors import PackError
from screening.yamlfile import YamlBlock, block_of, block_of_plain, composed

VOCABULARY: Final = "vocabulary.yaml"
REGIONS: Final = "regions.yaml"
INCOME_KINDS: Final = "income_kinds.yaml"


def subsistence_of(region: str) -> str:
    return f"subsistence/{region}.yaml"


class RuleFiles(Protocol):
    """The files that the rules are made of."""

    def __contains__(self, name: str, /) -> bool: ...

    def packs(self, region: str) -> Iterable[str]:
        """The names of the region's own files, bases included, in their order."""
        ...

    def block(self, name: str) -> YamlBlock:
        """A new block of the file, of which nothing has been taken; PackError where there is none or it is no YAML."""
        ...


def base_name(file: str, extended: str) -> str:
    """The name of the file that `file` calls `extended`, written relative to it and without its ending."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), f"{extended}.yaml"))


def missing(name: str) -> PackError:
    return PackError(name, 1, "(file)", "is missing.", f"Put {name} into the packs folder.")


class FolderFiles:
    """A folder on the disk. Each file is parsed once: a base that many packs extend is made into blocks many times."""

    def __init__(self, folder: Path) -> None:
        """PackError where it is no folder."""
        if not folder.is_dir():
            remedy = "Name the folder that holds the packs; `rules copy FOLDER` makes one."
            raise PackError(str(folder), 1, "(folder)", "is not a folder.", remedy)
        self._folder = folder.resolve()
        self._composed: dict[str, yaml.Node | None] = {}

    def __contains__(self, name: str, /) -> bool:
        path = (self._folder / name).resolve()
        return path.is_file() and path.is_relative_to(self._folder)

    def packs(self, region: str) -> Iterable[str]:
        return [f"{region}/{path.name}" for path in sorted((self._folder / region).glob("*.yaml"))]

    def block(self, name: str) -> YamlBlock:
        if name not in self._composed:
            if name not in self:
                raise missing(name)
            self._composed[name] = composed(self._folder / name, name)
        return block_of(self._composed[name], name)


class KeptFiles:
    """Files as plain values (`screening.yamlfile.plain`), as an edition keeps them."""

    def __init__(self, files: Mapping[str, Any]) -> None:
        self._files = files

    def __contains__(self, name: str, /) -> bool:
        return name in self._files

    def packs(self, region: str) -> Iterable[str]:
        return sorted(name for name in self._files if name.startswith(f"{region}/"))

    def block(self, name: str) -> YamlBlock:
        if name not in self._files:
            raise missing(name)
        return block_of_plain(self._files[name], name)
