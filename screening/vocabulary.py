"""The words a situation is made of (`packs/vocabulary.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from screening.filling import tell_places, tell_unfilled
from screening.ledger import Declared
from screening.msgid import N_
from screening.yamlblock import Unread, YamlBlock

INCOMES: Final = "incomes"
"""The one thing that is asked month by month: the table of a member's money."""


class FactKind(StrEnum):
    YES_NO = "yes_no"
    CHOICE = "choice"
    COUNT = "count"
    MONEY = "money"
    DATE = "date"
    YEAR = "year"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class NextOccupation:
    """What a person of one occupation can do to have another: `text` is advice, a gettext msgid with %(member)s."""

    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a closed list; only for occupations: whether it is paid work, and what can be done about it; only for
    kinds of income: whether it is paid out less the income tax."""

    id: str
    text: str
    works: bool = False
    can_become: tuple[NextOccupation, ...] = ()
    taxed: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """That a person can lawfully change the fact, and how. `becomes` None: to whatever the check asks for (a count)."""

    text: str
    becomes: bool | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to ask of the applicant. `never` is the label of the answer «it never happened» (JSON null).

    `label` is the question in a few words, for lists of answers; None where the question itself is short.
    """

    key: str
    kind: FactKind
    question: str
    why: str
    never: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    options: Mapping[str, Word] | None = None
    label: str | None = None
    act: Act | None = None
    usual: bool | None = None
    """What nearly everybody answers to a yes-or-no question: an editor's hint for the order of the questions alone."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    relations: Mapping[str, Word]
    occupations: Mapping[str, Word]
    income_kinds: Mapping[str, Word]
    household: Fact
    members: Mapping[str, Fact]
    facts: Mapping[str, Fact]
    choices: Mapping[str, Mapping[str, Word]] = field(default_factory=dict)
    """Further lists of words, by name: what a fact of the kind `choice` may offer besides the three above."""
    usual: Mapping[str, bool] = field(init=False, repr=False)
    """The answers that nearly everybody gives, by fact."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "usual", {key: one.usual for key, one in self.facts.items() if one.usual is not None})


def load_vocabulary(root: YamlBlock) -> Vocabulary:
    """A list of words that could not be read knows every word: what names them is not to blame."""
    relations, occupations, kinds = (_words(root.block(key)) for key in ("relations", "occupations", "income_kinds"))
    kinds_of_choice = root.block("choices").items() if root.has("choices") else ()
    choices = {key: _words(block) for key, block in kinds_of_choice}
    options = {"relations": relations, "occupations": occupations, "income_kinds": kinds, **choices}
    household, members, facts = root.block("household"), root.block("members"), root.block("facts")
    vocabulary = Vocabulary(
        relations=relations,
        occupations=occupations,
        income_kinds=kinds,
        household=household.whole(
            lambda asked: Fact("household", FactKind.CHOICE, asked.take("question", str), asked.take("why", str))
        ),
        members={key: _fact(key, block, options, of_member=True) for key, block in members.items()},
        facts={key: _fact(key, block, options, of_member=False) for key, block in facts.items()}
        if not facts.lost
        else Unread(),
        choices=choices,
    )
    root.finish()
    return vocabulary


def _words(block: YamlBlock) -> dict[str, Word]:
    words: dict[str, Word] = Unread() if block.lost else {}
    for key, item in block.items():
        steps = []
        for step in item.blocks("can_become", required=False):
            steps.append(NextOccupation(step.word("to", block), _filled(step, "text", "member")))
            step.finish()
        words[key] = Word(
            key, item.take("text", str), item.take("works", bool, False), tuple(steps), item.take("taxed", bool, False)
        )
        item.finish()
    return words


def _filled(block: YamlBlock, key: str, *supplied: str) -> str:
    text = block.take(key, str)
    tell_unfilled(block, key, text, supplied)
    return text


def _asked(block: YamlBlock, key: str, *supplied: str) -> str:
    text = block.take(key, str)
    tell_places(block, key, text, supplied)
    return text


def _fact(key: str, block: YamlBlock, options: Mapping[str, Mapping[str, Word]], *, of_member: bool) -> Fact:
    kind = block.choice("kind", FactKind)
    if kind is FactKind.MONTHS and not (of_member and key == INCOMES):
        others = tuple(one.value for one in FactKind if one is not FactKind.MONTHS)
        problem = N_("по месяцам спрашивают только доходы члена семьи.")
        block.tell("kind", problem, N_("Возьмите одно из: %(known)s."), known=others)
    listed = block.word("options", options) if "options" in block else block.take("options", str, "")
    if kind is FactKind.CHOICE and "options" not in block:
        problem = N_("вопросу вида choice нужен список ответов.")
        block.tell("options", problem, N_("Допишите `options:` и одно из: %(known)s."), known=tuple(options))
    if kind is not FactKind.CHOICE and "options" in block and block.sound:
        problem = N_("список ответов бывает только у вопроса вида choice.")
        block.tell("options", problem, N_("Уберите это поле или напишите `kind: choice`."))
    usual = block.take("usual", bool, None)
    if usual is not None and (of_member or kind is not FactKind.YES_NO) and block.sound:
        problem = N_("обычный ответ бывает только у вопроса заявителю вида yes_no.")
        block.tell("usual", problem, N_("Уберите это поле."))
    act = block.block("act") if block.has("act") else None
    fact = Fact(
        key,
        kind,
        question=_asked(block, "question", *(() if of_member else ("region", "region_in"))),
        why=_asked(block, "why"),
        never=block.take("never", str, None),
        minimum=block.take("minimum", int, None),
        maximum=block.take("maximum", int, None),
        options=options[listed] if listed else None,
        label=_asked(block, "label") if block.has("label") else None,
        act=None
        if act is None
        else act.whole(lambda one: Act(_filled(one, "text", "value"), one.take("becomes", bool, None))),
        usual=usual,
    )
    if block.ledger is not None and not of_member:
        block.ledger.define(Declared.FACT, key, block.path, block.origins)
    block.finish()
    return fact
