"""Reading the parts of a pack that are values: sources, parameters, income rule, subsistence minimums, income kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from screening.citation import Certainty, Citation, Source
from screening.dated import Dated, DatedRow, first_defect
from screening.income import CountedKind, Counting, FamilyRule, IncomeRule, KindRow, Limit
from screening.parameters import Given, Multiple, Parameter, Reference, SocialGroup, Subsistence
from screening.vocabulary import Vocabulary
from screening.yamlfile import YamlBlock

_NOT_FOUND: Final = "величина не найдена в источниках"
_QUARTER_MONTHS: Final = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10}


class SourceList:
    """The named sources of a file; `cite` turns «slides: п. 3» into a Citation."""

    def __init__(self, block: YamlBlock) -> None:
        self._sources: dict[str, Source] = {}
        self.all: Mapping[str, Source] = MappingProxyType(self._sources)
        for key, source in block.items():
            certainty = source.choice("certainty", Certainty)
            self._sources[key] = Source(key, source.take("title", str), certainty, source.take("url", str, None))
            source.finish()

    def cite(self, block: YamlBlock) -> Citation:
        """The citation of a rule: `cite: "slides: слайд «…»"`, and `certainty:` where it differs from the source's."""
        text = block.take("cite", str)
        source, colon, clause = text.partition(":")
        if not colon or not clause.strip():
            raise block.error("cite", f"«{text}» does not name a place in the source.", "Write `source: clause`.")
        if source not in self._sources:
            near = get_close_matches(source, self._sources, n=3) or sorted(self._sources)
            raise block.error("cite", f"«{source}» is not a source of this pack.", f"Use one of: {', '.join(near)}.")
        known = self._sources[source]
        certainty = block.choice("certainty", Certainty) if "certainty" in block else known.certainty
        return Citation(source, known.title, clause.strip(), certainty, known.url)


@dataclass(frozen=True, slots=True)
class ParameterReader:
    """Reads a pack's `parameters:`; a later one may name an earlier one."""

    sources: SourceList
    region: str
    subsistence: Mapping[str, Mapping[SocialGroup, Dated]]
    in_force: tuple[date, date | None]

    def read(self, block: YamlBlock) -> dict[str, Parameter]:
        parameters: dict[str, Parameter] = {}
        if "parameters" not in block:
            return parameters
        for name, item in block.block("parameters").items():
            unit, cite = item.take("unit", str), self.sources.cite(item)
            if "subsistence" in item:
                group, reference = item.choice("subsistence", SocialGroup), item.choice("reference", Reference)
                found = Subsistence(name, cite, self.region, group, reference, **self.subsistence, unit=unit)
                parameters[name] = found
            elif "times" in item:
                times, of = item.take("times", Decimal), parameter_of(item, "of", parameters)
                parameters[name] = Multiple(name, cite, times, of, unit)
            else:
                parameters[name] = Given(name, cite, self._given_rows(name, item, cite), unit)
            item.finish()
        return parameters

    def _given_rows(self, name: str, block: YamlBlock, cite: Citation) -> Dated:
        rows = []
        for item in block.blocks("values"):
            own = self.sources.cite(item) if "cite" in item else cite
            start, until = item.take("from", date), item.take("until", date, None)
            value, blank = item.take("value", Decimal, None), item.take("blank", str, "")
            if (value is None) == (not blank):
                remedy = "Write exactly one of the two."
                raise item.error("value", "needs either a value or a `blank:` with the reason.", remedy)
            if value is not None and value < 0:
                raise item.error("value", "is negative.", "Write a value of zero or more.")
            item.finish()
            rows.append(DatedRow(start, until, value, own, blank))
        _refuse_defect(block, "values", tuple(rows))
        start, until = self.in_force
        last = rows[-1].until
        if rows[0].start > start or (last is not None and (until is None or last < until)):
            raise block.error(
                "values", "do not cover the regime's whole time in force.", "Add the missing rows or a `blank:`."
            )
        return Dated(name, tuple(rows))


def parameter_of(block: YamlBlock, key: str, parameters: Mapping[str, Parameter]) -> Parameter:
    name = block.take(key, str)
    if name not in parameters:
        raise block.error(key, f"«{name}» is not a parameter.", f"Use one of: {', '.join(parameters) or '(none yet)'}.")
    return parameters[name]


def _refuse_defect(block: YamlBlock, key: str, rows: tuple[DatedRow, ...]) -> None:
    defect = first_defect(rows)
    if defect:
        index, problem, remedy = defect
        item = block.blocks(key)[index]
        raise item.error("from", problem, remedy)


def read_income_kinds(root: YamlBlock, vocabulary: Vocabulary) -> dict[str, CountedKind]:
    """Which kinds of money count, by date; a kind without a line of its own counts."""
    sources = SourceList(root.block("sources"))
    kinds: dict[str, CountedKind] = {}
    for name, block in root.block("kinds").items():
        if name not in vocabulary.income_kinds:
            raise block.error("", f"«{name}» is not a kind of income.", "Add it to vocabulary.yaml or mend the name.")
        cite = sources.cite(block)
        rows = tuple(_counted_row(row, sources, cite) for row in block.blocks("rows"))
        _refuse_defect(block, "rows", tuple(DatedRow(row.start, row.until, None, cite) for row in rows))
        kinds[name] = CountedKind(name, rows)
        block.finish()
    root.finish()
    return kinds


def _counted_row(block: YamlBlock, sources: SourceList, cite: Citation) -> KindRow:
    """One of `counted: true`, `counted: false`, `net_of_expenses: true` or `blank:` with the reason."""
    start, until = block.take("from", date), block.take("until", date, None)
    own, reason = sources.cite(block) if "cite" in block else cite, block.take("blank", str, "")
    said = [key for key in ("counted", "net_of_expenses", "blank") if key in block]
    if len(said) != 1:
        raise block.error("counted", "needs exactly one answer.", "Write counted, net_of_expenses or blank.")
    if said == ["blank"]:
        counting = Counting.BLANK
    elif block.take(said[0], bool):
        counting = Counting.WHOLE if said == ["counted"] else Counting.NET
    else:
        counting = Counting.NOT if said == ["counted"] else Counting.WHOLE
    block.finish()
    return KindRow(start, until, counting, reason, own)


def read_income(
    block: YamlBlock, sources: SourceList, parameters: Mapping[str, Parameter], kinds: Mapping[str, CountedKind]
) -> IncomeRule | None:
    if "income" not in block:
        return None
    item = block.block("income")
    family, skipped = item.choice("family", FamilyRule), item.take("skipped_months", int)
    if "limit_by_group" in item:
        groups = item.block("limit_by_group")
        able, pensioners, children = (
            parameter_of(groups, name, parameters) for name in ("able_bodied", "pensioners", "children")
        )
        limit = Limit(able, pensioners, children, groups.take("pensioners_by_age", bool, False))
        groups.finish()
    else:
        limit = Limit.same_for_all(parameter_of(item, "limit", parameters))
    near = parameter_of(item, "near", parameters) if "near" in item else None
    before_tax = item.take("before_tax", bool, False)
    rule = IncomeRule(family, skipped, limit, kinds, sources.cite(item), before_tax, near)
    item.finish()
    return rule


def read_subsistence(root: YamlBlock) -> dict[str, dict[SocialGroup, Dated]]:
    """The region's subsistence minimum: a quarterly series (until 2020) and a series of periods (from 2021)."""
    sources = SourceList(root.block("sources"))
    tables = {
        "quarterly": _series(root, "quarters", sources, quarterly=True),
        "periodic": _series(root, "periods", sources, quarterly=False),
    }
    root.finish()
    return tables


def _series(root: YamlBlock, key: str, sources: SourceList, *, quarterly: bool) -> dict[SocialGroup, Dated]:
    rows: dict[SocialGroup, list[DatedRow]] = {group: [] for group in SocialGroup}
    for block in root.blocks(key, required=False):
        start, until = _quarter(block) if quarterly else (block.take("from", date), block.take("until", date, None))
        cites, reason = _cites(block, sources), block.take("blank", str, _NOT_FOUND)
        for group in SocialGroup:
            rows[group].append(DatedRow(start, until, _minimum(block, group), cites[group], reason))
        block.finish()
    for series in rows.values():
        if series:
            _refuse_defect(root, key, tuple(series))
    return {group: Dated(f"{key}.{group.value}", tuple(series)) for group, series in rows.items() if series}


def _cites(block: YamlBlock, sources: SourceList) -> dict[SocialGroup, Citation]:
    """The row's citation for every group, and a group's own where `cite_of` gives one."""
    cites = dict.fromkeys(SocialGroup, sources.cite(block))
    if "cite_of" in block:
        own = block.block("cite_of")
        for group in SocialGroup:
            if group.value in own:
                cites[group] = own.block(group.value).whole(sources.cite)
        own.finish(tuple(group.value for group in SocialGroup))
    return cites


def _minimum(block: YamlBlock, group: SocialGroup) -> Decimal | None:
    value = block.take(group.value, Decimal, None)
    if value is not None and "blank" in block:
        raise block.error(group.value, "stands beside a `blank:`.", "Write either the values or the blank.")
    if value is not None and value <= 0:
        raise block.error(group.value, "is not above zero.", "Write the value in roubles a month.")
    return value


def _quarter(block: YamlBlock) -> tuple[date, date]:
    text = block.take("quarter", str)
    year, _, quarter = text.partition("-")
    if not year.isdigit() or quarter not in _QUARTER_MONTHS:
        raise block.error("quarter", f"«{text}» is not a quarter.", "Write it like 2019-Q2.")
    month = _QUARTER_MONTHS[quarter]
    until = date(int(year) + 1, 1, 1) if quarter == "Q4" else date(int(year), month + 3, 1)
    return date(int(year), month, 1), until
