"""Reading one pack whole: a measure of one regime, with every reference resolved and every citation present."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from screening.dated import Dated
from screening.income import CountedKind
from screening.pack import (
    Actor,
    Clause,
    ContractTerm,
    DeadlineRule,
    Document,
    Measure,
    OfficeTerm,
    PackGap,
    Provision,
    RefusalGround,
    Status,
    Term,
    Unit,
)
from screening.packfile.amount import read_amount
from screening.packfile.consistency import refuse_unheard
from screening.packfile.criteria import CriteriaReader, Shared
from screening.packfile.values import ParameterReader, SourceList, read_income
from screening.parameters import SocialGroup
from screening.vocabulary import Vocabulary
from screening.yamlfile import YamlBlock


class MeasureReader:
    """Reads packs that stand on the same words and kinds of income, and shares between them what is equal."""

    def __init__(self, vocabulary: Vocabulary, kinds: Mapping[str, CountedKind]) -> None:
        self._vocabulary, self._kinds = vocabulary, kinds
        self._same = Shared()

    def read(self, region: str, block: YamlBlock, subsistence: Mapping[str, Mapping[SocialGroup, Dated]]) -> Measure:
        """The block must be laid over everything that its file extends; it is consumed."""
        sources = SourceList(block.block("sources"))
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
            income=income,
            documents=tuple(self._same(_document(item, sources, reader)) for item in block.blocks("documents")),
            deadlines=tuple(_deadline(item, sources) for item in block.blocks("deadlines", required=False)),
            refusal_grounds=tuple(
                item.whole(lambda one: RefusalGround(one.take("id", str), one.take("text", str), sources.cite(one)))
                for item in block.blocks("refusal_grounds")
            ),
            term=_contract_term(block.block("term"), sources) if "term" in block else None,
            provisions=MappingProxyType(
                {
                    name: tuple(
                        _clause(item, name, sources, reader) for item in block.blocks(name.value, required=False)
                    )
                    for name in Provision
                }
            ),
            gaps=tuple(item.whole(_gap) for item in block.blocks("gaps", required=False)),
            parameters=MappingProxyType(parameters),
            sources=sources.all,
        )
        block.take("order", int, 0)
        expected = f"{region}/{measure.id}.{start.isoformat()}.yaml"
        if block.file != expected:
            raise block.error("measure", "does not match the file's name.", f"Call the file {expected}.")
        block.finish()
        return measure


def _gap(block: YamlBlock) -> PackGap:
    term = block.choice("term", OfficeTerm) if "term" in block else None
    return PackGap(block.take("id", str), block.take("text", str), term)


def _document(block: YamlBlock, sources: SourceList, reader: CriteriaReader) -> Document:
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


def _deadline(block: YamlBlock, sources: SourceList) -> DeadlineRule:
    only_if = block.block("only_if") if "only_if" in block else None
    unless = block.block("restart_unless") if "restart_unless" in block else None
    rule = DeadlineRule(
        id=block.take("id", str),
        by=block.choice("by", Actor),
        after=block.take("after", str),
        within=_term(block, "within"),
        text=block.take("text", str),
        cite=sources.cite(block),
        within_if_extra_check=_term(block, "within_if_extra_check") if "within_if_extra_check" in block else None,
        restarted_by=block.take("restarted_by", str, None),
        restart_unless={key: unless.take(key, str) for key in unless} if unless else {},
        only_if={key: only_if.take(key, str) for key in only_if} if only_if else {},
        done_by=block.texts("done_by", required=False),
        when_missed=block.take("when_missed", str, None),
        milestone=block.take("milestone", bool, True),
    )
    refuse_unheard(rule, block)
    block.finish()
    return rule


def _term(block: YamlBlock, key: str) -> Term:
    """«30 calendar_days»."""
    text = block.take(key, str)
    count, _, unit = text.partition(" ")
    if not count.isdigit() or unit not in {item.value for item in Unit}:
        raise block.error(key, f"«{text}» is not a term.", "Write a number and calendar_days or working_days.")
    return Term(int(count), Unit(unit))


def _contract_term(block: YamlBlock, sources: SourceList) -> ContractTerm:
    least, most = block.take("at_least_months", int, None), block.take("at_most_months", int, None)
    if least is None and most is None:
        raise block.error("at_most_months", "and `at_least_months` are both missing.", "Write one of them, in months.")
    if least is not None and most is not None and most < least:
        raise block.error("at_most_months", "is less than `at_least_months`.", "Write the longest term in months.")
    term = ContractTerm(least, most, sources.cite(block))
    block.finish()
    return term


def _clause(block: YamlBlock, name: Provision, sources: SourceList, reader: CriteriaReader) -> Clause:
    favours = name is Provision.PRIORITY and "when" in block
    condition = reader.condition(block) if favours else None
    clause = Clause(block.take("id", str), block.take("text", str), sources.cite(block), condition)
    block.finish()
    return clause
