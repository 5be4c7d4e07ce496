"""Building the rules from a folder of packs: every file laid over what it extends, no overlap, no silent gap."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from screening.edition import EditionShelf
from screening.errors import PackError
from screening.pack import Measure
from screening.packfile.consistency import refuse_holes, refuse_overlaps, refuse_silent_gaps, refuse_strangers
from screening.packfile.measure import MeasureReader
from screening.packfile.offices import read_offices
from screening.packfile.values import read_income_kinds, read_subsistence
from screening.rulefiles import (
    INCOME_KINDS,
    REGIONS,
    VOCABULARY,
    FolderFiles,
    RuleFiles,
    base_name,
    subsistence_of,
)
from screening.rules import Region, Rules
from screening.vocabulary import load_vocabulary
from screening.yamlfile import YamlBlock

PACKS: Final = Path(__file__).parent / "packs"
"""The shipped packs."""


def load_rules(folder: Path | None = None) -> Rules:
    """Read and check every rule file; PackError names file, line, key and remedy."""
    return rules_of(FolderFiles(folder or PACKS))


def rules_of(files: RuleFiles) -> Rules:
    """The same from wherever the files are read: a folder, or an edition's `files`."""
    vocabulary = load_vocabulary(files.block(VOCABULARY))
    regions_file = files.block(REGIONS)
    regions = {key: _region(key, block) for key, block in regions_file.items()}
    reader = MeasureReader(vocabulary, read_income_kinds(files.block(INCOME_KINDS), vocabulary))
    measures: list[Measure] = []
    for region, known in regions.items():
        subsistence = read_subsistence(files.block(subsistence_of(region)))
        found = [(reader.read(region, block, subsistence), block) for block in packs_of(files, region)]
        found.sort(key=lambda pair: (pair[0].in_force_from, pair[1].take("order", int, 0)))
        refuse_overlaps(found)
        refuse_holes(found, known)
        refuse_strangers(found)
        unknown = [(start, until) for start, until, _ in known.unknown]
        refuse_silent_gaps(regions_file, region, [measure for measure, _ in found], unknown)
        measures += [measure for measure, _ in found]
    shelf = EditionShelf(files, regions)
    return Rules(MappingProxyType(regions), vocabulary, tuple(measures), shelf)


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
    offices = read_offices(block)
    region = Region(key, block.take("title", str), block.take("title_in", str), zone, tuple(unknown), offices)
    block.finish()
    return region


def packs_of(files: RuleFiles, region: str) -> Iterator[YamlBlock]:
    """Each pack of the region laid over what it extends, in the order of names."""
    names, extended = list(files.packs(region)), set[str]()
    for name in names:
        if not _is_base(name):
            yield _laid_over(files, name, extended)
    # A base that no pack extends: its rules would be lost without a word.
    for name in names:
        if _is_base(name) and name not in extended:
            raise PackError(name, 1, "(file)", "is extended by no pack.", "Name it in an `extends:`, or delete it.")


def _is_base(name: str) -> bool:
    return name.rpartition("/")[2].startswith("_")


def _laid_over(files: RuleFiles, name: str, used: set[str], seen: tuple[str, ...] = ()) -> YamlBlock:
    """The file laid over what it extends: bases from left to right, each with its own bases, then the file."""
    block = files.block(name)
    whole: YamlBlock | None = None
    for extended in block.one_or_more_texts("extends"):
        base = base_name(name, extended)
        if base not in files or base in seen:
            raise block.error(
                "extends", f"«{extended}» is not a pack file.", "Name a file of the packs folder without .yaml."
            )
        used.add(base)
        whole = _laid(whole, _laid_over(files, base, used, (*seen, base)))
    return _laid(whole, block)


def _laid(below: YamlBlock | None, over: YamlBlock) -> YamlBlock:
    """`over` on top of what lies below it, less the items that its `drop` names.

    With nothing below, `drop` stays untaken: whoever lays the file over others applies it, and a pack refuses the key.
    """
    if below is None:
        return over
    return (below.without(over.block("drop")) if "drop" in over else below).merged(over)
