"""Building the rules from a folder of packs: every file laid over what it extends, no overlap, no silent gap."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from screening.errors import PackError
from screening.pack import Measure
from screening.packfile.consistency import refuse_holes, refuse_overlaps, refuse_silent_gaps, refuse_strangers
from screening.packfile.measure import MeasureReader
from screening.packfile.values import read_income_kinds, read_subsistence
from screening.rules import Region, Rules
from screening.vocabulary import load_vocabulary
from screening.yamlfile import YamlBlock, block_of, composed, read

PACKS: Final = Path(__file__).parent / "packs"
"""The shipped packs."""


def load_rules(folder: Path | None = None) -> Rules:
    """Read and check every rule file; PackError names file, line, key and remedy."""
    place = folder or PACKS
    if not place.is_dir():
        remedy = "Name the folder that holds the packs; `rules copy FOLDER` makes one."
        raise PackError(str(place), 1, "(folder)", "is not a folder.", remedy)
    vocabulary = load_vocabulary(_file(place, "vocabulary.yaml"))
    regions_file = _file(place, "regions.yaml")
    regions = {key: _region(key, block) for key, block in regions_file.items()}
    reader = MeasureReader(vocabulary, read_income_kinds(_file(place, "income_kinds.yaml"), vocabulary))
    files = PackFolder(place)
    measures: list[Measure] = []
    for region, known in regions.items():
        subsistence = read_subsistence(_file(place, f"subsistence/{region}.yaml"))
        found = [(reader.read(region, block, subsistence), block) for block in files.packs_of(region)]
        found.sort(key=lambda pair: (pair[0].in_force_from, pair[1].take("order", int, 0)))
        refuse_overlaps(found)
        refuse_holes(found, known)
        refuse_strangers(found)
        unknown = [(start, until) for start, until, _ in known.unknown]
        refuse_silent_gaps(regions_file, region, [measure for measure, _ in found], unknown)
        measures += [measure for measure, _ in found]
    return Rules(MappingProxyType(regions), vocabulary, tuple(measures))


def _file(folder: Path, name: str) -> YamlBlock:
    path = folder / name
    if not path.is_file():
        raise PackError(name, 1, "(file)", "is missing.", f"Put {name} into the packs folder.")
    return read(path, name)


def _region(key: str, block: YamlBlock) -> Region:
    name = block.take("zone", str)
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise block.error(
            "zone", f"«{name}» is not a time zone.", "Write an IANA name like Asia/Yekaterinburg."
        ) from error
    unknown = []
    for period in block.blocks("unknown_periods", required=False):
        unknown.append((period.take("from", date), period.take("until", date, None), period.take("reason", str)))
        period.finish()
    region = Region(key, block.take("title", str), block.take("title_in", str), zone, tuple(unknown))
    block.finish()
    return region


class PackFolder:
    """The measure files of the regions, with what they extend."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._extended: set[Path] = set()
        self._composed: dict[Path, yaml.Node | None] = {}
        """Each file is parsed once; those that many packs extend are made into blocks four times on average."""

    def packs_of(self, region: str) -> Iterator[YamlBlock]:
        """Each pack laid over what it extends, in the order of names."""
        paths = sorted((self._folder / region).glob("*.yaml"))
        for path in paths:
            if not path.name.startswith("_"):
                yield self._read(path)
        # A base that no pack extends: its rules would be lost without a word.
        for path in paths:
            if path.name.startswith("_") and path not in self._extended:
                name = str(path.relative_to(self._folder))
                raise PackError(name, 1, "(file)", "is extended by no pack.", "Name it in an `extends:`, or delete it.")

    def _read(self, path: Path, seen: tuple[Path, ...] = ()) -> YamlBlock:
        """The file laid over what it extends: bases from left to right, each with its own bases, then the file."""
        name = str(path.relative_to(self._folder))
        if path not in self._composed:
            self._composed[path] = composed(path, name)
        block = block_of(self._composed[path], name)
        whole: YamlBlock | None = None
        for extended in block.one_or_more_texts("extends"):
            base = (path.parent / f"{extended}.yaml").resolve()
            if not base.is_file() or base in seen or not base.is_relative_to(self._folder):
                raise block.error(
                    "extends", f"«{extended}» is not a pack file.", "Name a file of the packs folder without .yaml."
                )
            self._extended.add(base)
            whole = _laid(whole, self._read(base, (*seen, base)))
        return _laid(whole, block)


def _laid(below: YamlBlock | None, over: YamlBlock) -> YamlBlock:
    """`over` on top of what lies below it, less the items that its `drop` names.

    With nothing below, `drop` stays untaken: whoever lays the file over others applies it, and a pack refuses the key.
    """
    if below is None:
        return over
    return (below.without(over.block("drop")) if "drop" in over else below).merged(over)
