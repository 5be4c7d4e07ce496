"""Reading the parts of a pack that are values: sources, parameters, subsistence minimums, income kinds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple

from screening.citation import CERTAINTIES, Certainty, Citation, Source
from screening.dated import Dated, DatedRow, first_defect
from screening.errors import Complaint
from screening.income import CountedKind, Counting, KindRow
from screening.ledger import Declared, Ending, Expiring, FilePlace
from screening.msgid import N_, Worded
from screening.packfile.plausible import CHECKED, MinimumRow, look_at
from screening.parameters import Given, Multiple, Parameter, Reference, SocialGroup, Subsistence
from screening.vocabulary import Vocabulary
from screening.yamlblock import Unread, YamlBlock

_NOT_FOUND: Final = "величина не найдена в источниках"
_REPLACE: Final = N_("Найдите акт, который его сменит, и допишите режим или строку с этого дня.")
_QUARTER_MONTHS: Final = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10}


class SourceList:
    """The named sources of a file; `cite` turns «slides: п. 3» into a Citation."""

    def __init__(self, block: YamlBlock, accepted: frozenset[str] = frozenset()) -> None:
        """`accepted` are the ids of rules whose unsure source a lawyer has answered for."""
        self._accepted = accepted
        self._sources: dict[str, Source] = Unread() if block.lost else {}
        self._blocks: dict[str, YamlBlock] = {}
        self._leaning = list[_Leaning]()
        self._ledger = block.ledger
        self.all: Mapping[str, Source] = MappingProxyType(self._sources)
        for key, source in block.items():
            self._blocks[key] = source
            self._sources[key] = Source(
                key,
                source.take("title", str),
                _certainty(source),
                source.take("url", str, None),
                read_on=source.take("read_on", date, None),
                check_by=source.take("check_by", date, None),
                edition=source.take("edition", str, ""),
                until=source.take("until", date, None),
            )
            source.finish()
            self._note(key, source)

    def _note(self, key: str, block: YamlBlock) -> None:
        read_on, check_by = self._sources[key].read_on, self._sources[key].check_by
        if read_on is not None and check_by is not None and check_by <= read_on and block.sound:
            problem, remedy = N_("этот день не позже дня `read_on`."), N_("Назовите день, когда акт прочтут снова.")
            block.tell("check_by", problem, remedy)
        if self._ledger is not None:
            self._ledger.define(Declared.SOURCE, key, block.path, block.origins)
        if check_by is not None and self._ledger is not None:
            problem = N_("источник «%(name)s» пора прочесть снова: срок – %(day)s.")
            remedy = N_("Прочтите его и впишите новые `read_on` и `check_by`.")
            self._ledger.end(
                Ending(Expiring.SOURCE, check_by, block.complaint("check_by", problem, remedy, name=key, day=check_by))
            )

    def cite(self, block: YamlBlock, start: date | None = None, until: date | None = None) -> Citation:
        """The citation of a rule: `cite: "slides: слайд «…»"`, and `certainty:` where it differs from the source's.

        `cite_also` lists further places of the same rule; the surest stands first, so that one certainty is the rule's.
        A row of a table stands on it from `start` to `until`, the first day after it; a rule as long as its regime.
        """
        own = _certainty(block) if block.has("certainty") else None
        first = self._at(block, "cite", block.take("cite", str), own)
        self._lean(block, "cite", first, start, until)
        if not block.has("cite_also"):
            return first
        also = tuple(self._at(block, "cite_also", text) for text in block.texts("cite_also"))
        for one in also:
            self._lean(block, "cite_also", one, start, until)
        if repeated := next((one for one in also if (one.source, one.clause) == (first.source, first.clause)), None):
            problem = N_("это место уже названо в `cite`: «%(word)s».")
            remedy = N_("Оставьте здесь только другие места того же правила.")
            block.tell("cite_also", problem, remedy, word=f"{repeated.source}: {repeated.clause}")
        if surer := next((one for one in also if one.certainty.firm and not first.certainty.firm), None):
            problem = N_("это место надёжнее того, что в `cite`: «%(word)s».")
            remedy = N_("Поставьте его в `cite`: насколько верно правило, судят по первому месту.")
            block.tell("cite_also", problem, remedy, word=f"{surer.source}: {surer.clause}")
        return replace(first, also=also)

    def _at(self, block: YamlBlock, key: str, text: str, own: Certainty | None = None) -> Citation:
        name, colon, clause = text.partition(":")
        if not text:
            return Citation("", "", "", own or Certainty.INFERRED)
        if not colon or not clause.strip():
            problem = N_("«%(word)s» не называет места в источнике.")
            block.tell(key, problem, N_("Напишите «имя источника: место в нём»."), word=text)
            return Citation(name, "", "", own or Certainty.INFERRED)
        if name not in self._sources:
            near = get_close_matches(name, self._sources, n=3) or sorted(self._sources)
            problem = N_("источника «%(word)s» здесь нет.")
            remedy = N_("Возьмите из: %(known)s; или допишите его в `sources`.")
            block.tell(key, problem, remedy, word=name, known=tuple(near) or ("–",))
        if name not in self._blocks:
            return Citation(name, "", clause.strip(), own or Certainty.INFERRED)
        if self._ledger is not None:
            self._ledger.use(Declared.SOURCE, self._blocks[name].origins)
        known = self._sources[name]
        certainty = own or known.certainty
        if not certainty.firm and block.identity() in self._accepted:
            certainty = Certainty.ACCEPTED
        return Citation(name, known.title, clause.strip(), certainty, url=known.url, edition=known.edition)

    def _lean(self, block: YamlBlock, key: str, cited: Citation, start: date | None, until: date | None) -> None:
        ends = self._sources[cited.source].until if cited.source in self._blocks else None
        if ends is not None:
            self._leaning.append(_Leaning(block, key, cited.source, ends=ends, start=start, until=until))

    def note_ends(self, start: date | None = None, until: date | None = None) -> None:
        """What stands on an act after its end, in a regime from `start` to `until`; to be called when all is cited.

        Where the rule itself has no end, the act's end is something to see to in time.
        """
        for one in self._leaning:
            first = max((day for day in (one.start, start) if day), default=date.min)
            last = min((day for day in (one.until, until) if day), default=None)
            told = {"name": one.source, "day": one.ends}
            if (last is not None and last > one.ends) or first >= one.ends:
                problem = N_("акт «%(name)s» не действует с %(day)s, а это правило – и после.")
                remedy = N_("Сошлитесь на акт, который его сменил, или закончите правило этим днём.")
                one.block.remark(one.key, problem, remedy, **told)
            elif last is None and self._ledger is not None:
                problem = N_("акт «%(name)s» действует до %(day)s, а правила стоят на нём и дальше.")
                complaint = self._blocks[one.source].complaint("until", problem, _REPLACE, **told)
                self._ledger.end(Ending(Expiring.ACT, one.ends, complaint))


class _Leaning(NamedTuple):
    """A rule that cites an act of which the end is known."""

    block: YamlBlock
    key: str
    source: str
    ends: date
    """The first day without the act."""
    start: date | None
    until: date | None


def _certainty(block: YamlBlock) -> Certainty:
    return Certainty(block.word("certainty", CERTAINTIES) or Certainty.INFERRED.value)


UNREAD_CITATION: Final = Citation("", "", "", Certainty.INFERRED)


def unread_parameter(name: str) -> Given:
    """In the place of one that could not be read, and was told of."""
    return Given(name, UNREAD_CITATION, Dated(name, ()))


class ParameterList(dict[str, Parameter]):
    """A pack's parameters by name, with where each stands: what uses one says so."""

    def __init__(self, *, unread: bool = False) -> None:
        super().__init__()
        self._unread, self._blocks = unread, dict[str, YamlBlock]()

    def add(self, parameter: Parameter, block: YamlBlock) -> None:
        """`checked:` says why a figure stands in the pack that no rule reads."""
        self[parameter.name], self._blocks[parameter.name] = parameter, block
        if block.take(CHECKED, str, None) is None and block.ledger is not None:
            block.ledger.define(Declared.PARAMETER, parameter.name, block.path, block.origins)

    def of(self, block: YamlBlock, key: str) -> Parameter:
        """The parameter that the key names; one of no values where there is none, which has been told then."""
        name = block.take(key, str)
        if name in self:
            if block.ledger is not None:
                block.ledger.use(Declared.PARAMETER, self._blocks[name].origins)
            return self[name]
        if name and not self._unread:
            block.tell(
                key,
                N_("величины «%(word)s» в `parameters` нет или она записана ниже."),
                N_("Возьмите одну из: %(known)s; или допишите её выше."),
                word=name,
                known=tuple(self) or ("–",),
            )
        return unread_parameter(name)

    def whole(self, block: YamlBlock, key: str) -> Parameter:
        """The same where only whole numbers have a meaning: years, months, days."""
        parameter = self.of(block, key)
        for number in _numbers(parameter):
            if number != number.to_integral_value():
                problem = N_("величина «%(word)s» здесь равна %(value)s, а нужна целая.")
                remedy = N_("Напишите целое число; срок короче года считают месяцами или днями.")
                block.tell(key, problem, remedy, word=parameter.name, value=number)
                break
        return parameter


@dataclass(frozen=True, slots=True)
class ParameterReader:
    """Reads a pack's `parameters:`; a later one may name an earlier one."""

    sources: SourceList
    region: str
    subsistence: Mapping[str, Mapping[SocialGroup, Dated]]
    in_force: tuple[date, date | None] | None
    """None where the pack's days could not be read."""

    def read(self, block: YamlBlock) -> ParameterList:
        if not block.has("parameters"):
            return ParameterList()
        listed = block.block("parameters")
        parameters = ParameterList(unread=listed.lost)
        for name, item in listed.items():
            unit, cite = item.take("unit", str), self.sources.cite(item)
            found: Parameter
            if "subsistence" in item:
                group, reference = item.choice("subsistence", SocialGroup), item.choice("reference", Reference)
                found = Subsistence(name, cite, self.region, group, reference, **self.subsistence, unit=unit)
            elif "times" in item:
                found = Multiple(name, cite, item.take("times", Decimal), parameters.of(item, "of"), unit)
            else:
                found = Given(name, cite, self._given_rows(name, item, cite), unit)
            parameters.add(found, item)
            item.finish(("subsistence", "reference", "times", "of", "values"))
            self._note_end(found, item)
        return parameters

    def _given_rows(self, name: str, block: YamlBlock, cite: Citation) -> Dated:
        rows, items = [], block.blocks("values")
        for item in items:
            start, until = item.take("from", date), item.take("until", date, None)
            own = self.sources.cite(item, start, until) if item.has("cite") else cite
            value, blank = item.take("value", Decimal, None), item.take("blank", str, "")
            if (value is None) == (not blank) and item.sound:
                problem = N_("нужно что-то одно: `value` или `blank` с причиной.")
                item.tell("value", problem, N_("Оставьте одно из двух."))
            if value is not None and value < 0:
                item.tell("value", N_("величина меньше нуля: %(value)s."), N_("Напишите ноль или больше."), value=value)
            item.finish()
            rows.append(DatedRow(start, until, value, own, blank, place=(item.file, item.line)))
        _refuse_defect(items, rows)
        if rows and self.in_force is not None and block.sound:
            self._refuse_uncovered(block, rows)
        return Dated(name, tuple(rows))

    def _refuse_uncovered(self, block: YamlBlock, rows: list[DatedRow]) -> None:
        assert self.in_force is not None  # noqa: S101 - the caller has looked
        start, until = self.in_force
        last = rows[-1].until
        if rows[0].start > start or (last is not None and (until is None or last < until)):
            block.tell(
                "values",
                N_("строки закрывают дни с %(first)s до %(last)s, а правила действуют с %(start)s до %(until)s."),
                N_("Допишите строки или строку `blank:` с причиной."),
                first=rows[0].start,
                last=last or Worded(N_("(без конца)")),
                start=start,
                until=until or Worded(N_("(без конца)")),
            )

    def _note_end(self, parameter: Parameter, block: YamlBlock) -> None:
        """From which day on the figure is not known, if the regime lasts longer."""
        end = _end_of(parameter)
        if end is None or end.place is None or self.in_force is None or block.ledger is None:
            return
        for ending in _endings(parameter.name, end, self.in_force[1]):
            block.ledger.end(ending)


def _endings(name: str, end: "_End", until: date | None) -> Iterator[Ending]:
    """Of a figure that rules until `until` read. A blank with a reason names the gap for as long as it stands."""
    assert end.place is not None  # noqa: S101 - the caller has looked
    blank = end.blank
    told: dict[str, object] = {"name": name, "day": end.day, "reason": blank.reason.rstrip(".") if blank else ""}
    if until is None or end.day < until:
        if blank:
            problem = N_("величина «%(name)s» известна до %(day)s, дальше пробел назван: %(reason)s.")
            remedy = N_("Когда величина найдётся, напишите её с источником вместо `blank`.")
        else:
            problem = N_("величина «%(name)s» известна до %(day)s, дальше её нет.")
            remedy = N_("Допишите строку с новой величиной и её источником; не найдена – строку `blank` с причиной.")
        complaint = Complaint(*end.place, "", Worded(problem, told), Worded(remedy))
        yield Ending(Expiring.FIGURE, end.day, complaint, until, named=blank.reason if blank else "")
    if blank and blank.until and blank.place and (until is None or blank.until < until):
        problem = N_("пробел величины «%(name)s» назван до %(day)s, дальше не сказано ничего.")
        remedy = N_("Допишите строку с величиной и её источником или продлите `blank`.")
        complaint = Complaint(*blank.place, "", Worded(problem, {**told, "day": blank.until}), Worded(remedy))
        yield Ending(Expiring.FIGURE, blank.until, complaint, until)


class _End(NamedTuple):
    """The first day without a value, and the row that is the last to give one."""

    day: date
    place: FilePlace | None
    blank: DatedRow | None = None
    """The last of the rows that say why there is no value from that day on."""


def _end_of(parameter: Parameter) -> _End | None:
    """None where the value has no end, or never was."""
    if isinstance(parameter, Given):
        return _last(parameter.dated.rows, frozenset(row.start for row in parameter.dated.rows if row.value is None))
    if not isinstance(parameter, Subsistence):
        return None
    yearly = parameter.reference is Reference.Q2_OF_PREVIOUS_YEAR
    series = (parameter.quarterly if yearly else parameter.periodic).get(parameter.group)
    if series is None:
        return None
    if yearly:
        # A second quarter serves the applications of the whole next year.
        quarters = [row for row in series.rows if row.value is not None and row.start.month == _QUARTER_MONTHS["Q2"]]
        return _End(date(quarters[-1].start.year + 2, 1, 1), quarters[-1].place) if quarters else None
    # A row that gives other groups and not this one does not say why.
    given = {row.start for one in parameter.periodic.values() for row in one.rows if row.value is not None}
    return _last(series.rows, frozenset(row.start for row in series.rows) - given)


def _last(rows: Sequence[DatedRow], blanks: frozenset[date]) -> _End | None:
    """The end of the last row with a value, and the last of the `blanks` (by first day) that follow it."""
    known = [place for place, row in enumerate(rows) if row.value is not None]
    last = rows[known[-1]] if known else None
    if last is None or last.until is None:
        return None
    after = rows[known[-1] + 1 :]
    named = len(after) > 0 and all(row.start in blanks for row in after)
    return _End(last.until, last.place, after[-1] if named else None)


def _numbers(parameter: Parameter) -> Iterator[Decimal]:
    """What the parameter may come to, as far as its pack states it."""
    if isinstance(parameter, Given):
        yield from (row.value for row in parameter.dated.rows if row.value is not None)
    elif isinstance(parameter, Multiple):
        yield from (parameter.times * number for number in _numbers(parameter.of))


def _refuse_defect(items: list[YamlBlock], rows: Sequence[DatedRow]) -> None:
    """Rows of which one could not be read are not compared."""
    defect = first_defect(rows) if all(item.sound for item in items) else None
    if defect is not None:
        items[defect.row].tell("from", defect.problem, defect.remedy, **defect.values)


def read_income_kinds(root: YamlBlock, vocabulary: Vocabulary) -> dict[str, CountedKind]:
    """Which kinds of money count, by date; a kind without a line of its own counts."""
    sources = SourceList(root.block("sources"))
    listed = root.block("kinds")
    kinds: dict[str, CountedKind] = {}
    for name, block in listed.items():
        if name not in vocabulary.income_kinds:
            problem = N_("вида дохода «%(word)s» в vocabulary.yaml нет.")
            known = tuple(vocabulary.income_kinds)
            listed.tell(name, problem, N_("Возьмите из: %(known)s; или допишите его там."), word=name, known=known)
        cite, items = sources.cite(block), block.blocks("rows")
        rows = tuple(_counted_row(row, sources, cite) for row in items)
        _refuse_defect(items, [DatedRow(row.start, row.until, None, cite) for row in rows])
        kinds[name] = CountedKind(name, rows)
        block.finish()
    sources.note_ends()
    root.finish()
    return kinds


_COUNTED_KEYS: Final = ("counted", "net_of_expenses", "blank")


def _counted_row(block: YamlBlock, sources: SourceList, cite: Citation) -> KindRow:
    """One of `counted: true`, `counted: false`, `net_of_expenses: true` or `blank:` with the reason."""
    start, until = block.take("from", date), block.take("until", date, None)
    own = sources.cite(block, start, until) if block.has("cite") else cite
    reason = block.take("blank", str, "")
    said = [key for key in _COUNTED_KEYS if key in block]
    counting = Counting.BLANK
    if len(said) != 1:
        problem = N_("нужно что-то одно: `counted`, `net_of_expenses` или `blank`.")
        block.tell("counted", problem, N_("Оставьте одно из трёх."))
        for key in _COUNTED_KEYS[:2]:
            block.take(key, bool, None)
    elif said != ["blank"] and block.take(said[0], bool):
        counting = Counting.WHOLE if said == ["counted"] else Counting.NET
    elif said != ["blank"]:
        counting = Counting.NOT if said == ["counted"] else Counting.WHOLE
    block.finish(_COUNTED_KEYS)
    return KindRow(start, until, counting, reason, own)


def read_subsistence(root: YamlBlock) -> dict[str, dict[SocialGroup, Dated]]:
    """The region's subsistence minimum: a quarterly series (until 2020) and a series of periods (from 2021)."""
    sources = SourceList(root.block("sources"))
    tables = {
        "quarterly": _series(root, "quarters", sources, quarterly=True),
        "periodic": _series(root, "periods", sources, quarterly=False),
    }
    sources.note_ends()
    root.finish()
    return tables


def _series(root: YamlBlock, key: str, sources: SourceList, *, quarterly: bool) -> dict[SocialGroup, Dated]:
    rows: dict[SocialGroup, list[DatedRow]] = {group: [] for group in SocialGroup}
    items, given = root.blocks(key, required=False), list[MinimumRow]()
    for block in items:
        start, until = _quarter(block) if quarterly else (block.take("from", date), block.take("until", date, None))
        cites = _cites(block, partial(sources.cite, start=start, until=until))
        reason, place = block.take("blank", str, _NOT_FOUND), (block.file, block.line)
        for group in SocialGroup:
            value = _minimum(block, group)
            rows[group].append(DatedRow(start, until, value, cites[group], reason, place=place))
        known = {group: value for group in SocialGroup if (value := rows[group][-1].value) is not None}
        given.append(MinimumRow(block, start, known))
    look_at(given)
    for block in items:
        block.finish()
    _refuse_defect(items, rows[SocialGroup.PER_HEAD])
    return {group: Dated(f"{key}.{group.value}", tuple(series)) for group, series in rows.items() if series}


def _cites(block: YamlBlock, cite: Callable[[YamlBlock], Citation]) -> dict[SocialGroup, Citation]:
    """The row's citation for every group, and a group's own where `cite_of` gives one."""
    cites = dict.fromkeys(SocialGroup, cite(block))
    if block.has("cite_of"):
        own = block.block("cite_of")
        for group in SocialGroup:
            if group.value in own:
                cites[group] = own.block(group.value).whole(cite)
        own.finish(tuple(group.value for group in SocialGroup))
    return cites


def _minimum(block: YamlBlock, group: SocialGroup) -> Decimal | None:
    value = block.take(group.value, Decimal, None)
    if value is not None and "blank" in block:
        problem = N_("величина стоит рядом с `blank:`.")
        block.tell(group.value, problem, N_("Оставьте или величины, или `blank:`."))
    if block.told_of(group.value):
        return None
    if value is not None and value <= 0:
        problem = N_("прожиточный минимум не больше нуля: %(value)s.")
        block.tell(group.value, problem, N_("Напишите его в рублях в месяц."), value=value)
    return value


def _quarter(block: YamlBlock) -> tuple[date, date]:
    text = block.take("quarter", str)
    year, _, quarter = text.partition("-")
    if not year.isdigit() or quarter not in _QUARTER_MONTHS:
        if text:
            block.tell("quarter", N_("«%(word)s» – не квартал."), N_("Напишите его так: 2019-Q2."), word=text)
        return date.min, date.max
    month = _QUARTER_MONTHS[quarter]
    until = date(int(year) + 1, 1, 1) if quarter == "Q4" else date(int(year), month + 3, 1)
    return date(int(year), month, 1), until
