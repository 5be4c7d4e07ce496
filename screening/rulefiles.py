"""Where the law's files are read from: a folder of YAML, or the text of an edition that was kept. Pure but for reading.

A file is named by its path below the root, with `/` and its ending: `federal/_need.yaml`.
"""

import posixpath
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

import yaml

from screening.errors import PackError, about_file
from screening.ledger import Ledger
from screening.msgid import N_
from screening.yamlblock import YamlBlock
from screening.yamlfile import block_of, block_of_plain, composed

VOCABULARY: Final = "vocabulary.yaml"
REGIONS: Final = "regions.yaml"
INCOME_KINDS: Final = "income_kinds.yaml"
SUBSISTENCE: Final = "subsistence"
CALENDAR: Final = "calendar"
"""What the name of a signature under a year of the production calendar begins with: `calendar/2027`. No file is."""
SIGNATURES: Final = "signatures.yaml"
"""May be missing: nothing has been signed then."""


def subsistence_of(region: str) -> str:
    return f"{SUBSISTENCE}/{region}.yaml"


class RuleFiles(Protocol):
    """The files that the rules are made of."""

    def __contains__(self, name: str, /) -> bool: ...

    def names(self) -> Iterable[str]:
        """Every file of rules, in the order of names."""
        ...

    def packs(self, region: str) -> Iterable[str]:
        """The names of the region's own files, bases included, in their order."""
        ...

    def block(self, name: str, ledger: Ledger | None = None) -> YamlBlock:
        """A new block of the file, of which nothing has been taken; PackError where there is none or it is no YAML.

        With a ledger every complaint about what is in it goes there; without one the first is raised.
        """
        ...


def base_name(file: str, extended: str) -> str:
    """The name of the file that `file` calls `extended`, written relative to it and without its ending."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), f"{extended}.yaml"))


def missing(name: str) -> PackError:
    return PackError(about_file(name, N_("этого файла нет."), N_("Положите его в папку правил.")))


class FolderFiles:
    """A folder on the disk. Each file is parsed once: a base that many packs extend is made into blocks many times."""

    def __init__(self, folder: Path) -> None:
        """PackError where it is no folder."""
        if not folder.is_dir():
            remedy = N_("Назовите папку с правилами; её копию делает `rules copy ПАПКА`.")
            raise PackError(about_file(str(folder), N_("такой папки нет."), remedy))
        self._folder = folder.resolve()
        paths = (path for path in self._folder.rglob("*.yaml") if path.resolve().is_relative_to(self._folder))
        # As they are now: what is asked for later must be of the same set as what was read at first.
        self._names = tuple(sorted(path.relative_to(self._folder).as_posix() for path in paths if path.is_file()))
        self._composed: dict[str, yaml.Node | None] = {}

    def __contains__(self, name: str, /) -> bool:
        return name in self._names

    def names(self) -> Iterable[str]:
        return self._names

    def packs(self, region: str) -> Iterable[str]:
        return [name for name in self._names if name.rpartition("/")[0] == region]

    def block(self, name: str, ledger: Ledger | None = None) -> YamlBlock:
        if name not in self._composed:
            if name not in self:
                raise missing(name)
            self._composed[name] = composed(self._folder / name, name)
        return block_of(self._composed[name], name, ledger)


class KeptFiles:
    """Files as plain values (`screening.yamlfile.plain`), as an edition keeps them."""

    def __init__(self, files: Mapping[str, Any]) -> None:
        self._files = files

    def __contains__(self, name: str, /) -> bool:
        return name in self._files

    def names(self) -> Iterable[str]:
        return sorted(self._files)

    def packs(self, region: str) -> Iterable[str]:
        return sorted(name for name in self._files if name.rpartition("/")[0] == region)

    def block(self, name: str, ledger: Ledger | None = None) -> YamlBlock:
        if name not in self._files:
            raise missing(name)
        return block_of_plain(self._files[name], name, ledger)
