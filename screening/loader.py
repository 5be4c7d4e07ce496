"""Building the rules from a folder of packs: every file laid over what it extends, no overlap, no silent gap.

Everything that is wrong with any of the files is told at once. What only follows from another mistake is not: a file
that cannot be read makes no gap in its region, and a list of words that cannot be read makes no word unknown.
"""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from screening.edition import EditionShelf
from screening.errors import PackError, about_file
from screening.ledger import Ledger
from screening.msgid import N_
from screening.pack import Measure
from screening.packfile.consistency import (
    note_ends,
    refuse_holes,
    refuse_overlaps,
    refuse_silent_gaps,
    refuse_strangers,
)
from screening.packfile.income import remark_uncited_line
from screening.packfile.measure import MeasureReader
from screening.packfile.offices import read_offices
from screening.packfile.translations import FOLDER as TRANSLATIONS
from screening.packfile.translations import read_translations
from screening.packfile.values import read_income_kinds, read_subsistence
from screening.rulefiles import (
    INCOME_KINDS,
    REGIONS,
    SIGNATURES,
    SUBSISTENCE,
    VOCABULARY,
    FolderFiles,
    RuleFiles,
    base_name,
    subsistence_of,
)
from screening.rules import Region, Rules
from screening.signing import UNSIGNED, read_signatures
from screening.vocabulary import load_vocabulary
from screening.yamlblock import KeyPlace, YamlBlock, lost_block
from screening.yamlfile import plain

PACKS: Final = Path(__file__).parent / "packs"
"""The shipped packs."""
T = TypeVar("T")
R = TypeVar("R")
_NO_ZONE: Final = ZoneInfo("UTC")


def load_rules(folder: Path | None = None) -> Rules:
    """Read and check every rule file; PackError with a complaint for each thing that is wrong."""
    return rules_of(FolderFiles(folder or PACKS))


def rules_of(files: RuleFiles) -> Rules:
    """The same from wherever the files are read: a folder, or an edition's `files`."""
    ledger = Ledger()
    whole = Files(files, ledger)
    vocabulary = load_vocabulary(whole.block(VOCABULARY))
    regions_file = whole.block(REGIONS)
    regions = {key: _region(key, block) for key, block in regions_file.items()}
    sound = {key: block.sound for key, block in regions_file.everything() if isinstance(block, YamlBlock)}
    kinds_file = whole.block(INCOME_KINDS)
    signatures = read_signatures(whole.block(SIGNATURES)) if SIGNATURES in files else UNSIGNED
    if signatures.given:
        signatures.over(INCOME_KINDS.removesuffix(".yaml"), plain(kinds_file))
        signatures.refuse_strangers(_signable(files))
    reader = MeasureReader(vocabulary, read_income_kinds(kinds_file, vocabulary), signatures)
    measures: list[Measure] = []
    for region in regions.values():
        if signatures.given:
            figures = subsistence_of(region.id)
            signatures.over(figures.removesuffix(".yaml"), plain(whole.block(figures)))
        measures += _measures(whole, regions_file, region, reader, compare=sound.get(region.id, False))
    translations = read_translations(whole.below(TRANSLATIONS))
    if not regions_file.lost:
        whole.refuse_unread(regions)
    ledger.refuse()
    return Rules(
        MappingProxyType(regions),
        vocabulary,
        tuple(measures),
        EditionShelf(files, regions),
        survey=ledger.survey(),
        translations=translations,
    )


def _signable(files: RuleFiles) -> frozenset[str]:
    """The names that a signature may stand under: packs and figures."""
    names = (name for name in files.names() if name not in {VOCABULARY, REGIONS, SIGNATURES} and not _is_base(name))
    return frozenset(name.removesuffix(".yaml") for name in names)


def _measures(
    files: "Files", regions_file: YamlBlock, region: Region, reader: MeasureReader, *, compare: bool
) -> list[Measure]:
    """The region's measures; their days are compared with one another where the region itself could be read."""
    subsistence, packs = read_subsistence(files.block(subsistence_of(region.id))), files.packs(region.id)
    if not packs.blocks and packs.whole:
        problem = N_("регион назван, а ни одного пакета у него нет.")
        regions_file.tell(region.id, problem, N_("Положите пакеты в папку региона или уберите регион отсюда."))
        return []
    read = [
        (files.try_to(lambda block: reader.read(region.id, block, subsistence), block), block) for block in packs.blocks
    ]
    found = [(measure, block) for measure, block in read if measure is not None]
    found.sort(key=lambda pair: (pair[0].in_force_from, pair[1].take("order", int, 0)))
    refuse_overlaps(found)
    if len(found) == len(read) and packs.whole and compare:
        unknown = [(start, until) for start, until, _ in region.unknown]
        told = refuse_silent_gaps(regions_file, region.id, [measure for measure, _ in found], unknown)
        refuse_holes(found, region, told)
        refuse_strangers(found)
        note_ends(found)
    return [measure for measure, _ in found]


def _region(key: str, block: YamlBlock) -> Region:
    name, zone = block.take("zone", str), _NO_ZONE
    try:
        zone = ZoneInfo(name) if name else _NO_ZONE
    except (ZoneInfoNotFoundError, ValueError):
        problem = N_("«%(word)s» – не часовой пояс.")
        block.tell("zone", problem, N_("Напишите имя IANA, например Asia/Yekaterinburg."), word=name)
    unknown = []
    for period in block.blocks("unknown_periods", required=False):
        unknown.append((period.take("from", date), period.take("until", date, None), period.take("reason", str)))
        period.finish()
    offices = read_offices(block)
    region = Region(key, block.take("title", str), block.take("title_in", str), zone, tuple(unknown), offices=offices)
    block.finish()
    return region


class PacksOfRegion(NamedTuple):
    """Each pack laid over what it extends, in the order of names; not `whole` where some could not be."""

    blocks: list[YamlBlock]
    whole: bool


class Files:
    """The rule files with one ledger for all; what cannot be opened is told of and read as a lost block."""

    def __init__(self, files: RuleFiles, ledger: Ledger) -> None:
        self._files, self._ledger = files, ledger
        self._extended: set[str] = set()

    def block(self, name: str) -> YamlBlock:
        opened = self.try_to(lambda file: self._files.block(file, self._ledger), name)
        return opened or lost_block(KeyPlace(name, 1, ""), self._ledger)

    def try_to(self, read: Callable[[T], R | None], what: T) -> R | None:
        """What comes of it; None where it raised a complaint that nothing could go on after."""
        try:
            return read(what)
        except PackError as error:
            self._ledger.complain(*error.complaints)
            return None

    def below(self, folder: str) -> Iterable[YamlBlock]:
        """Every file of a folder that is read whole."""
        return (self.block(name) for name in self._files.names() if name.startswith(f"{folder}/"))

    def packs(self, region: str) -> PacksOfRegion:
        names = list(self._files.packs(region))
        laid = [self._laid_over(name) for name in names if not _is_base(name)]
        blocks = [block for block in laid if block is not None]
        whole = len(blocks) == len(laid)
        # A base that no pack extends: its rules would be lost without a word.
        for name in names:
            if whole and _is_base(name) and name not in self._extended:
                problem, remedy = N_("этот файл никто не называет в `extends`."), N_("Назовите его там или удалите.")
                self._ledger.complain(about_file(name, problem, remedy))
        return PacksOfRegion(blocks, whole)

    def refuse_unread(self, regions: Iterable[str]) -> None:
        """A folder of packs or a table of a region that is not listed: nobody would ever be told what is in it."""
        known = {*regions, SUBSISTENCE, TRANSLATIONS}
        used = {name.partition("/")[0] for name in self._extended}
        told = set(known | used)
        for name in self._files.names():
            folder, slash, file = name.partition("/")
            region = file.removesuffix(".yaml") if folder == SUBSISTENCE else folder
            pack = slash and not _is_base(name)
            if pack and (region not in told if folder != SUBSISTENCE else region not in known):
                told.add(region)
                problem = N_("региона «%(word)s» нет в regions.yaml, и этот файл никто не читает.")
                remedy = N_("Допишите регион в regions.yaml или удалите его файлы.")
                self._ledger.complain(about_file(name, problem, remedy, word=region))

    def _laid_over(self, name: str, seen: tuple[str, ...] = ()) -> YamlBlock | None:
        """The file laid over what it extends: bases from left to right, each with its own bases, then the file.

        None where something of it could not be opened.
        """
        block = self.block(name)
        remark_uncited_line(block)
        whole: YamlBlock | None = None
        complete = not block.lost
        for extended in block.one_or_more_texts("extends"):
            base = base_name(name, extended)
            if base not in self._files or base in seen:
                problem, remedy = N_("файла правил «%(word)s» нет."), N_("Назовите файл из папки правил, без .yaml.")
                block.tell("extends", problem, remedy, word=extended)
                complete = False
                continue
            self._extended.add(base)
            below = self._laid_over(base, (*seen, base))
            if below is None:
                complete = False
            else:
                whole = _laid(whole, below)
        return _laid(whole, block) if complete else None


def _is_base(name: str) -> bool:
    return name.rpartition("/")[2].startswith("_")


def _laid(below: YamlBlock | None, over: YamlBlock) -> YamlBlock:
    """`over` on top of what lies below it, less the items that its `drop` names.

    With nothing below, `drop` stays untaken: whoever lays the file over others applies it, and a pack refuses the key.
    """
    if below is None:
        return over
    return (below.without(over.block("drop")) if "drop" in over else below).merged(over)
