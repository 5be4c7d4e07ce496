"""Reading a pack's `amount:` block."""

from collections.abc import Mapping

from screening.amount import AmountRule, Cap, Monthly, Prorated
from screening.packfile.values import SourceList, parameter_of
from screening.parameters import Parameter
from screening.vocabulary import Vocabulary
from screening.yamlfile import YamlBlock


def read_amount(
    block: YamlBlock, sources: SourceList, parameters: Mapping[str, Parameter], vocabulary: Vocabulary
) -> AmountRule:
    """One of: `cap` (with `at_most_cost`), `monthly` with `months`, `monthly` with `days`, or only a `note`."""
    note, cite = block.take("note", str), sources.cite(block)
    rule: AmountRule
    if "cap" in block:
        cost = _fact(block, "at_most_cost", vocabulary) if "at_most_cost" in block else None
        rule = Cap(note, cite, cap=parameter_of(block, "cap", parameters), cost_fact=cost)
    elif "monthly" in block and "months" in block:
        monthly = parameter_of(block, "monthly", parameters)
        rule = Monthly(note, cite, per_month=monthly, months=block.take("months", int))
    elif "monthly" in block:
        rule = Prorated(
            note,
            cite,
            per_month=parameter_of(block, "monthly", parameters),
            days=block.take("days", int),
            start_fact=_fact(block, "starts_on", vocabulary),
            end_fact=_fact(block, "ends_on", vocabulary),
            months_fact=_fact(block, "at_most_months", vocabulary) if "at_most_months" in block else None,
        )
    elif "months" in block or "days" in block:
        raise block.error("monthly", "is missing beside `months` or `days`.", "Name the parameter paid each month.")
    else:
        rule = Cap(note, cite, cap=None)
    block.finish(("cap", "monthly", "months", "days"))
    return rule


def _fact(block: YamlBlock, key: str, vocabulary: Vocabulary) -> str:
    name = block.take(key, str)
    if name not in vocabulary.facts:
        raise block.error(key, f"«{name}» is not a fact.", f"Use one of: {', '.join(vocabulary.facts)}.")
    return name
