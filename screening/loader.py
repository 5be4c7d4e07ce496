"""Building the rules from `packs/`: every reference resolved, every citation present, no overlap, no silent gap."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from screening.amounts import read_amount
from screening.checkfile import CriteriaReader, Shared
from screening.consistency import refuse_holes, refuse_overlaps, refuse_silent_gaps, refuse_strangers, refuse_unheard
from screening.dated import Dated
from screening.errors import PackError
from screening.pack import (
    Actor,
    Clause,
    ContractTerm,
    DeadlineRule,
    Document,
    Measure,
    PackGap,
    Provision,
    RefusalGround,
    Status,
    Term,
    Unit,
)
from screening.packfile import ParameterReader, Sources, read_income, read_income_kinds, read_subsistence
from screening.parameters import Group
from screening.rules import Region, Rules
from screening.vocabulary import Vocabulary, load_vocabulary
from screening.yamlfile import Block, read


def load(folder: Path) -> Rules:
    vocabulary = load_vocabulary(_file(folder, "vocabulary.yaml"))
    regions_file = _file(folder, "regions.yaml")
    regions = {key: _region(key, block) for key, block in regions_file.items()}
    packs = PackFolder(folder, vocabulary)
    measures: list[Measure] = []
    for region, known in regions.items():
        found = packs.of_region(region)
        refuse_overlaps(found)
        refuse_holes(found, known)
        refuse_strangers(found)
        unknown = [(start, until) for start, until, _ in known.unknown]
        refuse_silent_gaps(regions_file, region, [measure for measure, _ in found], unknown)
        measures += [measure for measure, _ in found]
    return Rules(MappingProxyType(regions), vocabulary, tuple(measures))


def _file(folder: Path, name: str) -> Block:
    path = folder / name
    if not path.is_file():
        raise PackError(name, 1, "(file)", "is missing.", f"Put {name} into the packs folder.")
    return read(path, name)


def _region(key: str, block: Block) -> Region:
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

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        self._folder, self._vocabulary = folder.resolve(), vocabulary
        self._same = Shared()
        self._extended: set[Path] = set()
        self._kinds = read_income_kinds(_file(self._folder, "income_kinds.yaml"), vocabulary)

    def of_region(self, region: str) -> list[tuple[Measure, Block]]:
        subsistence = read_subsistence(_file(self._folder, f"subsistence/{region}.yaml"))
        found = []
        for path in sorted((self._folder / region).glob("*.yaml")):
            if path.name.startswith("_"):
                continue
            block = self._read(path)
            found.append((self._measure(region, block, subsistence), block))
        self._refuse_unread(region)
        return sorted(found, key=lambda pair: (pair[0].in_force_from, pair[1].take("order", int, 0)))

    def _refuse_unread(self, region: str) -> None:
        """A base that no pack extends: its rules would be lost without a word."""
        for path in sorted((self._folder / region).glob("_*.yaml")):
            if path not in self._extended:
                name = str(path.relative_to(self._folder))
                raise PackError(name, 1, "(file)", "is extended by no pack.", "Name it in an `extends:`, or delete it.")

    def _read(self, path: Path, seen: tuple[Path, ...] = ()) -> Block:
        """The file laid over what it extends: bases from left to right, each with its own bases, then the file."""
        name = str(path.relative_to(self._folder))
        block = read(path, name)
        whole: Block | None = None
        for extended in block.one_or_more_texts("extends"):
            base = (path.parent / f"{extended}.yaml").resolve()
            if not base.is_file() or base in seen or not base.is_relative_to(self._folder):
                raise block.error(
                    "extends", f"«{extended}» is not a pack file.", "Name a file of the packs folder without .yaml."
                )
            self._extended.add(base)
            whole = _laid(whole, self._read(base, (*seen, base)))
        return _laid(whole, block)

    def _measure(self, region: str, block: Block, subsistence: Mapping[str, Mapping[Group, Dated]]) -> Measure:
        sources = Sources(block.block("sources"))
        force = block.block("in_force")
        start, until = force.take("from", date), force.take("until", date, None)
        sources.cite(force)
        force.finish()
        if until is not None and until <= start:
            raise force.error("until", "is not later than `from`.", "Name the first day the regime is not in force.")
        parameters = ParameterReader(sources, region, subsistence, (start, until)).read(block)
        income = self._same(read_income(block, sources, parameters, self._kinds))
        reader = CriteriaReader(self._vocabulary, sources, parameters, income, self._same)
        criteria = reader.tree(block)
        measure = Measure(
            region=region,
            id=block.take("measure", str),
            title=block.take("title", str),
            summary=block.take("summary", str),
            version=block.take("version", int),
            in_force_from=start,
            in_force_until=until,
            status=block.choice("status", Status),
            criteria=criteria,
            amount=self._same(read_amount(block.block("amount"), sources, parameters, self._vocabulary)),
            documents=tuple(self._same(_document(item, sources, reader)) for item in block.blocks("documents")),
            deadlines=tuple(_deadline(item, sources) for item in block.blocks("deadlines", required=False)),
            refusal_grounds=tuple(_ground(item, sources) for item in block.blocks("refusal_grounds")),
            term=_contract_term(block.block("term"), sources) if "term" in block else None,
            provisions=MappingProxyType({one: _provision(block, one, sources, reader) for one in Provision}),
            gaps=tuple(_gap(item) for item in block.blocks("gaps", required=False)),
            parameters=MappingProxyType({"income": income, **parameters}),
            sources=sources.all,
        )
        block.take("order", int, 0)
        _refuse_odd_name(block, measure)
        block.finish()
        return measure


def _laid(below: Block | None, over: Block) -> Block:
    """`over` on top of what lies below it, less the items that its `drop` names.

    With nothing below, `drop` stays untaken: whoever lays the file over others applies it, and a pack refuses the key.
    """
    if below is None:
        return over
    return (below.without(over.block("drop")) if "drop" in over else below).merged(over)


def _refuse_odd_name(block: Block, measure: Measure) -> None:
    expected = f"{measure.region}/{measure.id}.{measure.in_force_from.isoformat()}.yaml"
    if block.file != expected:
        raise block.error("measure", "does not match the file's name.", f"Call the file {expected}.")


def _document(block: Block, sources: Sources, reader: CriteriaReader) -> Document:
    document = Document(
        id=block.take("id", str),
        by=block.choice("by", Actor),
        title=block.take("title", str),
        because=block.take("because", str),
        cite=sources.cite(block),
        condition=reader.condition(block) if "when" in block else None,
        alternatives=block.texts("alternatives", required=False),
        note=block.take("note", str, ""),
        asks=block.take("asks", bool, True),
    )
    block.finish()
    return document


def _deadline(block: Block, sources: Sources) -> DeadlineRule:
    only_if = block.block("only_if") if "only_if" in block else None
    rule = DeadlineRule(
        id=block.take("id", str),
        by=block.choice("by", Actor),
        after=block.take("after", str),
        within=_term(block, "within"),
        text=block.take("text", str),
        cite=sources.cite(block),
        within_if_extra_check=_term(block, "within_if_extra_check") if "within_if_extra_check" in block else None,
        restarted_by=block.take("restarted_by", str, None),
        only_if={key: only_if.take(key, str) for key in only_if} if only_if else {},
        done_by=block.texts("done_by", required=False),
        when_missed=block.take("when_missed", str, None),
        milestone=block.take("milestone", bool, True),
    )
    refuse_unheard(rule, block)
    block.finish()
    return rule


def _term(block: Block, key: str) -> Term:
    """«30 calendar_days»."""
    text = block.take(key, str)
    count, _, unit = text.partition(" ")
    if not count.isdigit() or unit not in {item.value for item in Unit}:
        raise block.error(key, f"«{text}» is not a term.", "Write a number and calendar_days or working_days.")
    return Term(int(count), Unit(unit))


def _ground(block: Block, sources: Sources) -> RefusalGround:
    ground = RefusalGround(block.take("id", str), block.take("text", str), sources.cite(block))
    block.finish()
    return ground


def _contract_term(block: Block, sources: Sources) -> ContractTerm:
    least, most = block.take("at_least_months", int, None), block.take("at_most_months", int, None)
    if least is None and most is None:
        raise block.error("at_most_months", "and `at_least_months` are both missing.", "Write one of them, in months.")
    if least is not None and most is not None and most < least:
        raise block.error("at_most_months", "is less than `at_least_months`.", "Write the longest term in months.")
    term = ContractTerm(least, most, sources.cite(block))
    block.finish()
    return term


def _provision(block: Block, name: Provision, sources: Sources, reader: CriteriaReader) -> tuple[Clause, ...]:
    return tuple(_clause(item, name, sources, reader) for item in block.blocks(name.value, required=False))


def _clause(block: Block, name: Provision, sources: Sources, reader: CriteriaReader) -> Clause:
    favours = name is Provision.PRIORITY and "when" in block
    condition = reader.condition(block) if favours else None
    clause = Clause(block.take("id", str), block.take("text", str), sources.cite(block), condition)
    block.finish()
    return clause


def _gap(block: Block) -> PackGap:
    gap = PackGap(block.take("id", str), block.take("text", str))
    block.finish()
    return gap
