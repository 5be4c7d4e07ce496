"""Reading the terms of a pack: its deadlines, how long they are, and how long a contract may last."""

from typing import Final

from screening.events import AGREED_AHEAD
from screening.ledger import Declared
from screening.msgid import N_
from screening.pack import (
    ASKED_AS,
    Actor,
    ContractTerm,
    DayOff,
    DayOfMonth,
    DeadlineRule,
    MonthOf,
    Term,
    Unit,
)
from screening.packfile.consistency import refuse_unheard
from screening.packfile.values import SourceList
from screening.yamlblock import YamlBlock

_UNITS: Final = {word: unit for unit in Unit for word in (unit.value, unit.value.removesuffix("s"))}
_NO_TERM: Final = Term(0, Unit.CALENDAR_DAYS)
"""What the reading goes on with where a term could not be read."""
_MONTH: Final = "month"
_LAST: Final = "last"
_EVERY_MONTH_HAS: Final = 28


def read_deadline(block: YamlBlock, sources: SourceList) -> DeadlineRule:
    back = block.has("before")
    only_if = block.block("only_if") if block.has("only_if") else None
    unless = block.block("restart_unless") if block.has("restart_unless") else None
    rule = DeadlineRule(
        id=block.take("id", str),
        by=block.choice("by", Actor),
        after=_counted_from(block, back=back),
        within=_last_day(block, back=back),
        text=block.take("text", str),
        cite=sources.cite(block),
        back=back,
        monthly=block.has("every") and block.word("every", (_MONTH,)) == _MONTH,
        repeated_for=_term(block, "within") if block.has("every") and block.has("within") else None,
        within_if_extra_check=_term(block, "within_if_extra_check") if block.has("within_if_extra_check") else None,
        day_off=block.choice("day_off", DayOff) if block.has("day_off") else None,
        restarted_by=block.take("restarted_by", str, None),
        restart_unless={key: unless.take(key, str) for key in unless} if unless else {},
        only_if={key: only_if.take(key, str) for key in only_if} if only_if else {},
        done_by=block.texts("done_by", required=False),
        when_missed=block.take("when_missed", str, None),
        milestone=block.take("milestone", bool, True),
    )
    _refuse_endless(rule, block)
    refuse_unheard(rule, block)
    if block.ledger is not None:
        block.ledger.use(
            Declared.FACT, [ASKED_AS[name] for name in (*rule.only_if, *rule.restart_unless) if name in ASKED_AS]
        )
    block.finish()
    return rule


def _counted_from(block: YamlBlock, *, back: bool) -> str:
    """`after` an event, or the last days `before` it."""
    if back and block.has("after"):
        block.take("after", str)
        problem, remedy = N_("срок считают и от события, и до него."), N_("Оставьте одно: `after` или `before`.")
        block.tell("before", problem, remedy)
    return block.take("before" if back else "after", str)


def _last_day(block: YamlBlock, *, back: bool) -> Term | DayOfMonth:
    """`within`, or `by_day` with `of`: of a repeated term `within` says how long it goes on, not when it ends."""
    has_day, repeated, _ = block.has("by_day"), block.has("every"), block.has("of")
    if not has_day:
        if not repeated:
            return _term(block, "within")
        problem = N_("у повторяющегося срока нет дня месяца.")
        block.tell("every", problem, N_("Допишите `by_day` и `of`: до какого числа какого месяца."))
        return _NO_TERM
    if back or ("within" in block and not repeated):
        problem = N_("последний день срока назван дважды.")
        remedy = N_(
            "Оставьте `within` или `by_day`: вместе они стоят только у срока с `every`, а с `before` – `within`."
        )
        block.tell("by_day", problem, remedy)
        block.has("within") and block.take("within", str)
    return DayOfMonth(_day_of_month(block), block.choice("of", MonthOf))


def _day_of_month(block: YamlBlock) -> int | None:
    """None for `last`."""
    written = dict(block.everything())["by_day"]
    if written == _LAST:
        block.take("by_day", str)
        return None
    day = block.take("by_day", int)
    if type(written) is int and not 1 <= day <= _EVERY_MONTH_HAS:
        problem = N_("%(word)s – не число, которое есть в каждом месяце.")
        remedy = N_("Напишите число от 1 до 28 или `last` – последний день месяца.")
        block.tell("by_day", problem, remedy, word=day)
    return day


def _refuse_endless(rule: DeadlineRule, block: YamlBlock) -> None:
    """What is repeated from the contract's end on has no contract whose end would end it."""
    if rule.monthly and rule.after in AGREED_AHEAD and rule.repeated_for is None and not block.has("within"):
        problem = N_("повторять не до какого дня: контракт уже окончен.")
        block.tell("every", problem, N_("Допишите `within`: сколько повторять, например `12 months`."))


def _term(block: YamlBlock, key: str) -> Term:
    """«30 calendar_days»; one of a unit may stand without its last letter: «1 month»."""
    text = block.take(key, str)
    count, _, unit = text.partition(" ")
    if not count.isdecimal() or unit not in _UNITS:
        if text:
            problem, remedy = N_("«%(word)s» – не срок."), N_("Напишите целое число и одно из: %(known)s.")
            block.tell(key, problem, remedy, word=text, known=tuple(item.value for item in Unit))
        return _NO_TERM
    term = Term(int(count), _UNITS[unit])
    if not term.count and term.unit in {Unit.MONTHS, Unit.YEARS}:
        problem = N_("в сроке «%(word)s» нет ни дня.")
        block.tell(key, problem, N_("Напишите от 1 или, если успеть надо в самый день, `0 calendar_days`."), word=text)
    return term


def read_contract_term(block: YamlBlock, sources: SourceList) -> ContractTerm:
    least, most = block.take("at_least_months", int, None), block.take("at_most_months", int, None)
    if "at_least_months" not in block and "at_most_months" not in block and not block.lost:
        problem = N_("нет ни этого поля, ни `at_least_months`.")
        block.tell("at_most_months", problem, N_("Напишите хотя бы одно, в месяцах."))
    if least is not None and most is not None and most < least and block.sound:
        problem = N_("наибольший срок (%(most)s) меньше наименьшего (%(least)s).")
        block.tell("at_most_months", problem, N_("Поправьте один из двух."), most=most, least=least)
    term = ContractTerm(
        least,
        most,
        sources.cite(block),
        extended_at_most_months=block.take("extended_at_most_months", int, None),
        extended_by_half=block.take("extended_by_half", bool, False),
    )
    block.finish()
    return term
