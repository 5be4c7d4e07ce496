"""Reading the terms of a pack: its deadlines, how long they are, and how long a contract may last."""

from typing import Final

from screening.ledger import Declared
from screening.msgid import N_
from screening.pack import ASKED_AS, Actor, ContractTerm, DayOff, DeadlineRule, Term, Unit
from screening.packfile.consistency import refuse_unheard
from screening.packfile.values import SourceList
from screening.yamlblock import YamlBlock

_UNITS: Final = {word: unit for unit in Unit for word in (unit.value, unit.value.removesuffix("s"))}


def read_deadline(block: YamlBlock, sources: SourceList) -> DeadlineRule:
    only_if = block.block("only_if") if block.has("only_if") else None
    unless = block.block("restart_unless") if block.has("restart_unless") else None
    rule = DeadlineRule(
        id=block.take("id", str),
        by=block.choice("by", Actor),
        after=block.take("after", str),
        within=_term(block, "within"),
        text=block.take("text", str),
        cite=sources.cite(block),
        within_if_extra_check=_term(block, "within_if_extra_check") if block.has("within_if_extra_check") else None,
        day_off=block.choice("day_off", DayOff) if block.has("day_off") else None,
        restarted_by=block.take("restarted_by", str, None),
        restart_unless={key: unless.take(key, str) for key in unless} if unless else {},
        only_if={key: only_if.take(key, str) for key in only_if} if only_if else {},
        done_by=block.texts("done_by", required=False),
        when_missed=block.take("when_missed", str, None),
        milestone=block.take("milestone", bool, True),
    )
    refuse_unheard(rule, block)
    if block.ledger is not None:
        block.ledger.use(
            Declared.FACT, [ASKED_AS[name] for name in (*rule.only_if, *rule.restart_unless) if name in ASKED_AS]
        )
    block.finish()
    return rule


def _term(block: YamlBlock, key: str) -> Term:
    """«30 calendar_days»; one of a unit may stand without its last letter: «1 month»."""
    text = block.take(key, str)
    count, _, unit = text.partition(" ")
    if not count.isdecimal() or unit not in _UNITS:
        if text:
            problem, remedy = N_("«%(word)s» – не срок."), N_("Напишите целое число и одно из: %(known)s.")
            block.tell(key, problem, remedy, word=text, known=tuple(item.value for item in Unit))
        return Term(0, Unit.CALENDAR_DAYS)
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
    term = ContractTerm(least, most, sources.cite(block))
    block.finish()
    return term
