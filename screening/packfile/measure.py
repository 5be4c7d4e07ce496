"""Reading one pack whole: a measure of one regime, with every reference resolved and every citation present."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from screening.dated import Dated
from screening.income import CountedKind
from screening.ledger import Ending, Expiring
from screening.msgid import N_
from screening.pack import (
    Actor,
    Clause,
    Document,
    Measure,
    OfficeTerm,
    PackGap,
    Provision,
    RefusalGround,
    Status,
)
from screening.packfile.amount import read_amount
from screening.packfile.criteria import CriteriaReader, Shared
from screening.packfile.income import read_income
from screening.packfile.terms import read_contract_term, read_deadline
from screening.packfile.values import ParameterReader, SourceList
from screening.parameters import SocialGroup
from screening.signing import UNSIGNED, Signature, Signatures
from screening.vocabulary import Vocabulary
from screening.yamlblock import YamlBlock
from screening.yamlfile import plain


class MeasureReader:
    """Reads packs that stand on the same words and kinds of income, and shares between them what is equal."""

    def __init__(
        self, vocabulary: Vocabulary, kinds: Mapping[str, CountedKind], signatures: Signatures = UNSIGNED
    ) -> None:
        self._vocabulary, self._kinds, self._signatures = vocabulary, kinds, signatures
        self._same = Shared()

    def read(
        self, region: str, block: YamlBlock, subsistence: Mapping[str, Mapping[SocialGroup, Dated]]
    ) -> Measure | None:
        """The block must be laid over everything that its file extends; it is consumed.

        None where the measure's name or days could not be read: nothing that follows from them can be said then.
        """
        # Before anything is taken: what was signed is the whole of it.
        signature = (
            self._signatures.over(block.file.removesuffix(".yaml"), plain(block)) if self._signatures.given else None
        )
        sources = SourceList(block.block("sources"), signature.accepts if signature else frozenset())
        force = block.block("in_force")
        start, until = force.take("from", date), force.take("until", date, None)
        sources.cite(force)
        force.finish()
        if until is not None and until <= start and force.sound:
            problem = N_("правила кончаются %(until)s, не позже своего начала %(start)s.")
            remedy = N_("Назовите первый день, когда они уже не действуют.")
            force.tell("until", problem, remedy, start=start, until=until)
        days = (start, until) if force.sound else None
        parameters = ParameterReader(sources, region, subsistence, days).read(block)
        income = self._same(read_income(block, sources, parameters, self._kinds, self._vocabulary))
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
            status=_status(block, signature, remark=self._signatures.sound),
            signature=signature,
            criteria=criteria,
            amount=self._same(read_amount(block.block("amount"), sources, parameters, self._vocabulary)),
            income=income,
            documents=tuple(self._same(_document(item, sources, reader)) for item in block.blocks("documents")),
            deadlines=tuple(read_deadline(item, sources) for item in block.blocks("deadlines", required=False)),
            refusal_grounds=tuple(
                item.whole(lambda one: RefusalGround(one.take("id", str), one.take("text", str), sources.cite(one)))
                for item in block.blocks("refusal_grounds")
            ),
            term=read_contract_term(block.block("term"), sources) if block.has("term") else None,
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
        if days is not None:
            sources.note_ends(*days)
        block.take("order", int, 0)
        if "drop" in block:
            # Whoever lays files over one another takes it; what is still there lies on nothing.
            problem = N_("убирать не из чего: файл с этим полем ни на что не ложится.")
            block.tell("drop", problem, N_("Назовите в `extends` файлы, поверх которых он ложится, или уберите поле."))
            block.block("drop")
        block.finish(("extends", "drop"))
        if not measure.id or days is None:
            return None
        expected = f"{region}/{measure.id}.{start.isoformat()}.yaml"
        if block.file != expected:
            problem = N_("мера %(measure)s с %(start)s не сходится с именем файла.")
            remedy = N_("Назовите файл %(expected)s или поправьте меру и день.")
            block.tell("measure", problem, remedy, measure=measure.id, start=start, expected=expected)
        return measure


def _status(block: YamlBlock, signature: Signature | None, *, remark: bool) -> Status:
    """A draft until somebody has signed what stands here now."""
    status = block.choice("status", Status)
    if signature is not None:
        return Status.REVIEWED if status is Status.DRAFT else status
    if status is not Status.DRAFT and remark:
        problem = N_("под этими правилами нет действующей подписи, и они служат черновиком.")
        block.remark("status", problem, N_("Подпишите их: `rules sign`; или напишите draft."))
    return Status.DRAFT


def _gap(block: YamlBlock) -> PackGap:
    term = block.choice("term", OfficeTerm) if block.has("term") else None
    return PackGap(block.take("id", str), block.take("text", str), term)


def _document(block: YamlBlock, sources: SourceList, reader: CriteriaReader) -> Document:
    document = Document(
        id=block.take("id", str),
        by=block.choice("by", Actor),
        title=block.take("title", str),
        because=block.take("because", str),
        cite=sources.cite(block),
        condition=reader.condition(block) if block.has("when") else None,
        alternatives=block.texts("alternatives", required=False),
        note=block.take("note", str, ""),
        asks=block.take("asks", bool, True),
    )
    block.finish()
    return document


def _clause(block: YamlBlock, name: Provision, sources: SourceList, reader: CriteriaReader) -> Clause:
    favours = name is Provision.PRIORITY and block.has("when")
    condition = reader.condition(block) if favours else None
    reached = _reached_by(block) if name is Provision.QUOTA else None
    clause = Clause(block.take("id", str), block.take("text", str), sources.cite(block), condition, reached)
    block.finish()
    return clause


def _reached_by(block: YamlBlock) -> date | None:
    """The day by which the quota was reached; a word about a year that is over is to be renewed."""
    used_up, as_of = block.take("used_up", bool, None), block.take("as_of", date, None)
    if (used_up is None) is not (as_of is None):
        problem = N_("отметка о плане и её день пишутся вместе.")
        block.tell(
            "as_of" if used_up is None else "used_up",
            problem,
            N_("Напишите и `used_up`, и `as_of` – или ни того, ни другого."),
        )
    elif used_up is not None and as_of is not None and block.ledger is not None:
        problem = N_("отметка о плане сделана %(day)s и говорит только о своём годе.")
        remedy = N_("Узнайте, как с планом нового года, и впишите новые `used_up` и `as_of` или уберите оба.")
        complaint = block.complaint("as_of", problem, remedy, day=as_of)
        block.ledger.end(Ending(Expiring.QUOTA, date(as_of.year + 1, 1, 1), complaint))
    return as_of if used_up else None
