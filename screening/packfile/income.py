"""Reading a pack's `income:` block: who is the family, which months count, what the income is compared with."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Final

from screening.family import APPLICANT, LIVING_TOGETHER, NAMED, OWN, SPOUSE, Family, FamilyRow
from screening.filling import tell_places
from screening.income import CountedKind, IncomeRule, Limit, LimitLine
from screening.msgid import N_
from screening.packfile.people import age_bounds, words_of
from screening.packfile.plausible import CHECKED
from screening.packfile.values import UNREAD_CITATION, ParameterList, SourceList, unread_parameter
from screening.vocabulary import Vocabulary, Word
from screening.yamlblock import YamlBlock

UNREAD_INCOME: Final = IncomeRule(LIVING_TOGETHER, 0, Limit.same_for_all(unread_parameter("")), {}, UNREAD_CITATION)
_OF_WHOLE_INCOME: Final = ("family", "skipped_months", "limit", "limit_by_group")
"""Without any of them an `income:` is a change to a rule that the files below do not have."""


def read_income(
    block: YamlBlock,
    sources: SourceList,
    parameters: ParameterList,
    kinds: Mapping[str, CountedKind],
    vocabulary: Vocabulary,
) -> IncomeRule | None:
    """None where the pack compares no income."""
    if not block.has("income"):
        return None
    item = block.block("income")
    if not any(key in item for key in _OF_WHOLE_INCOME) and not item.lost:
        problem = N_("у этой меры нет правила о доходе, а здесь только его часть.")
        block.tell("income", problem, N_("Напишите `income:` в файлах тех мер, у которых это правило есть."))
        return UNREAD_INCOME
    rule = IncomeRule(
        family=_family(item, sources, vocabulary),
        skipped_months=item.take("skipped_months", int),
        limit=_limit(item, parameters),
        kinds=kinds,
        cite=sources.cite(item),
        before_tax=item.take("before_tax", bool, False),
        near=parameters.of(item, "near") if item.has("near") else None,
        line=item.choice("line", LimitLine) if item.has("line") else LimitLine.BELOW,
    )
    item.finish(("limit", "limit_by_group"))
    return rule


def remark_uncited_line(file: YamlBlock) -> None:
    """Of one file, before it is laid over others: the line is a rule of an act, and the one below is of another."""
    income = dict(file.everything()).get("income")
    if isinstance(income, YamlBlock) and "line" in income and "cite" not in income:
        problem = N_("правило о равном доходе (`line`) меняется без ссылки на акт, который так говорит.")
        income.remark("line", problem, N_("Допишите рядом с `line` свою `cite`."))


def _limit(item: YamlBlock, parameters: ParameterList) -> Limit:
    if "limit_by_group" not in item:
        return Limit.same_for_all(parameters.of(item, "limit"))
    groups = item.block("limit_by_group")
    able_bodied, pensioners, children = (
        parameters.of(groups, name) for name in ("able_bodied", "pensioners", "children")
    )
    limit = Limit(able_bodied, pensioners, children, groups.take("pensioners_by_age", bool, False))
    groups.finish()
    return limit


# --- the family


def _family(income: YamlBlock, sources: SourceList, vocabulary: Vocabulary) -> Family:
    """A word for a family that the program knows, or the act's own rows."""
    if not income.is_block("family"):
        return NAMED.get(income.word("family", NAMED), LIVING_TOGETHER)
    block = income.block("family")
    items = block.blocks("rows")
    rows = tuple(_row(item, sources, vocabulary) for item in items)
    left_out = tuple(_left_out(item, sources, vocabulary) for item in block.blocks("left_out", required=False))
    family = Family(OWN, rows, left_out, _text(block))
    checked = block.take(CHECKED, str, None) is not None
    if block.sound:
        _refuse_overlaps(items, rows, vocabulary.relations)
        _refuse_no_applicant(block, family)
        _remark_left_out(items, family, vocabulary.relations)
        _remark_untold(block, family, vocabulary.relations, checked=checked)
    block.finish()
    return family


def _text(block: YamlBlock) -> str:
    text = block.take("text", str)
    if block.told_of("text"):
        return ""
    if not text.strip():
        block.tell("text", N_("фраза пуста."), N_("Напишите, кого назвать членами семьи."))
    tell_places(block, "text", text)
    return text


def _row(block: YamlBlock, sources: SourceList, vocabulary: Vocabulary) -> FamilyRow:
    least, below = age_bounds(block)
    row = FamilyRow(
        block.take("id", str),
        _listed(block, "relations", vocabulary.relations),
        least,
        below,
        unmarried=block.take("unmarried", bool, False),
        occupations=_listed(block, "occupations", vocabulary.occupations),
        cite=sources.cite(block),
    )
    if row.unmarried and row.relations and SPOUSE in row.relations:
        problem = N_("такой строки нет ни у кого: супруг или супруга всегда в браке.")
        block.tell("unmarried", problem, N_("Уберите `unmarried` или перенесите супруга в другую строку."))
    block.finish()
    return row


def _left_out(block: YamlBlock, sources: SourceList, vocabulary: Vocabulary) -> FamilyRow:
    row = _row(block, sources, vocabulary)
    if row.relations and APPLICANT in row.relations:
        problem = N_("заявителя не исключают: без него нет и семьи.")
        block.tell("relations", problem, N_("Уберите его из этой строки."))
    return row


def _listed(block: YamlBlock, key: str, known: Mapping[str, Word]) -> frozenset[str] | None:
    """None where the row leaves it open; an empty list would fit nobody."""
    if not block.has(key):
        return None
    words = words_of(block, key, known)
    if not words and not block.told_of(key):
        block.tell(key, N_("список пуст."), N_("Допишите хотя бы один пункт."))
    return words


def _refuse_overlaps(items: list[YamlBlock], rows: tuple[FamilyRow, ...], known: Iterable[str]) -> None:
    """Of a relation at an age one row alone speaks: what another one adds to its conditions would be lost."""
    for (_, one), (item, other) in combinations(zip(items, rows, strict=True), 2):
        both = [word for word in known if one.speaks_of(word) and other.speaks_of(word)]
        if both and _below(other.at_least, one.below) and _below(one.at_least, other.below):
            problem = N_("о родстве «%(word)s» в этом возрасте уже говорит строка «%(other)s».")
            remedy = N_("Разведите их возрастом (`at_least`, `below`) или сведите в одну строку.")
            item.tell("relations" if "relations" in item else "id", problem, remedy, word=both[0], other=one.id)


def _below(years: int, end: int | None) -> bool:
    return end is None or years < end


def _refuse_no_applicant(block: YamlBlock, family: Family) -> None:
    """A family of nobody has no income per head."""
    if not any(row.unconditional and row.speaks_of(APPLICANT) for row in family.rows):
        problem = N_("ни одна строка не ставит в семью заявителя без условий.")
        remedy = N_("Допишите строку с `relations: [applicant]`, без возраста, занятия и брака.")
        block.tell("rows", problem, remedy)


def _remark_left_out(items: list[YamlBlock], family: Family, known: Iterable[str]) -> None:
    """A row that gives the family nobody."""
    counted = [word for word in known if family.may_count(word)]
    for item, row in zip(items, family.rows, strict=True):
        if not any(row.speaks_of(word) for word in counted):
            problem = N_("все из этой строки исключены в `left_out`.")
            item.remark("relations" if "relations" in item else "id", problem, N_("Уберите одну из двух строк."))


def _remark_untold(block: YamlBlock, family: Family, known: Iterable[str], *, checked: bool) -> None:
    """Who is named nowhere is not counted; the act may have said so, or may have been read too fast."""
    rows = (*family.rows, *family.left_out)
    untold = tuple(word for word in known if not any(row.speaks_of(word) for row in rows))
    if untold and not checked:
        problem = N_("ни одна строка не говорит о родстве: %(words)s; таких людей не учтут.")
        remedy = N_("Поставьте их в `rows` или `left_out`; акт о них молчит – допишите `checked:` и почему.")
        block.remark("rows", problem, remedy, words=untold)
    elif checked and not untold:
        problem = N_("`checked` ничего не объясняет: строки говорят о каждом родстве.")
        block.remark(CHECKED, problem, N_("Уберите это поле."))
