"""Reading a pack's `amount:` block."""

from difflib import get_close_matches
from typing import Final

from screening.amount import AmountRule, Cap, Monthly, Prorated
from screening.ledger import Declared
from screening.msgid import N_
from screening.packfile.values import ParameterList, SourceList
from screening.vocabulary import Vocabulary
from screening.yamlblock import YamlBlock

_KEYS: Final = ("cap", "at_most_cost", "monthly", "months", "days", "starts_on", "ends_on", "at_most_months")


def read_amount(block: YamlBlock, sources: SourceList, parameters: ParameterList, vocabulary: Vocabulary) -> AmountRule:
    """One of: `cap` (with `at_most_cost`), `monthly` with `months`, `monthly` with `days`, or only a `note`."""
    note, cite = block.take("note", str), sources.cite(block)
    rule: AmountRule
    if "cap" in block:
        cost = fact_of(block, "at_most_cost", vocabulary) if "at_most_cost" in block else None
        rule = Cap(note, cite, cap=parameters.of(block, "cap"), cost_fact=cost)
    elif "monthly" in block and "months" in block:
        monthly = parameters.of(block, "monthly")
        rule = Monthly(note, cite, per_month=monthly, months=block.take("months", int))
    elif "monthly" in block:
        rule = Prorated(
            note,
            cite,
            per_month=parameters.of(block, "monthly"),
            days=block.take("days", int),
            start_fact=fact_of(block, "starts_on", vocabulary),
            end_fact=fact_of(block, "ends_on", vocabulary),
            months_fact=fact_of(block, "at_most_months", vocabulary) if "at_most_months" in block else None,
        )
    else:
        rule = Cap(note, cite, cap=None)
        if "months" in block or "days" in block:
            problem = N_("рядом с `months` или `days` нет величины, которую платят в месяц.")
            block.tell("months" if "months" in block else "days", problem, N_("Допишите `monthly:` и имя величины."))
            return rule
    block.finish(_KEYS)
    return rule


def fact_of(block: YamlBlock, key: str, vocabulary: Vocabulary) -> str:
    """The fact that the key names."""
    name = block.take(key, str)
    if block.ledger is not None:
        block.ledger.use(Declared.FACT, [name])
    if name and name not in vocabulary.facts:
        known = tuple(get_close_matches(name, vocabulary.facts, n=3)) or tuple(vocabulary.facts)
        problem, remedy = (
            N_("вопроса «%(word)s» в vocabulary.yaml нет."),
            N_("Возьмите из: %(known)s; или допишите его."),
        )
        block.tell(key, problem, remedy, word=name, known=known)
    return name
