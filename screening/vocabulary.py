"""The words a situation is made of (`packs/vocabulary.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from screening.yamlfile import YamlBlock

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


def load_vocabulary(root: YamlBlock) -> Vocabulary:
    relations, occupations, kinds = (_words(root.block(key)) for key in ("relations", "occupations", "income_kinds"))
    choices = {key: _words(block) for key, block in (root.block("choices").items() if "choices" in root else ())}
    options = {"relations": relations, "occupations": occupations, "income_kinds": kinds, **choices}
    household = root.block("household")
    vocabulary = Vocabulary(
        relations=relations,
        occupations=occupations,
        income_kinds=kinds,
        household=household.whole(
            lambda asked: Fact("household", FactKind.CHOICE, asked.take("question", str), asked.take("why", str))
        ),
        members={key: _fact(key, block, options, of_member=True) for key, block in root.block("members").items()},
        facts={key: _fact(key, block, options, of_member=False) for key, block in root.block("facts").items()},
        choices=choices,
    )
    root.finish()
    return vocabulary


def _words(block: YamlBlock) -> dict[str, Word]:
    words = {}
    for key, item in block.items():
        steps = []
        for step in item.blocks("can_become", required=False):
            steps.append(step.whole(lambda one: NextOccupation(one.take("to", str), one.take("text", str))))
            if steps[-1].to not in block:
                known = ", ".join(block)
                raise step.error("to", f"«{steps[-1].to}» is not one of the words.", f"Use one of: {known}.")
        words[key] = Word(
            key, item.take("text", str), item.take("works", bool, False), tuple(steps), item.take("taxed", bool, False)
        )
        item.finish()
    return words


def _fact(key: str, block: YamlBlock, options: Mapping[str, Mapping[str, Word]], *, of_member: bool) -> Fact:
    kind = block.choice("kind", FactKind)
    if kind is FactKind.MONTHS and not (of_member and key == INCOMES):
        others = ", ".join(one.value for one in FactKind if one is not FactKind.MONTHS)
        raise block.error("kind", f"months are asked for `{INCOMES}` of a member only.", f"Use one of: {others}.")
    listed = block.take("options", str, None)
    if kind is FactKind.CHOICE and listed is None:
        raise block.error(
            "options", "is missing: a choice needs its list of words.", f"Use one of: {', '.join(options)}."
        )
    if kind is not FactKind.CHOICE and listed is not None:
        raise block.error("options", "is read for a choice only.", "Remove it, or write `kind: choice`.")
    if listed is not None and listed not in options:
        raise block.error("options", f"«{listed}» is not a list of words.", f"Use one of: {', '.join(options)}.")
    act = block.block("act") if "act" in block else None
    fact = Fact(
        key,
        kind,
        question=block.take("question", str),
        why=block.take("why", str),
        never=block.take("never", str, None),
        minimum=block.take("minimum", int, None),
        maximum=block.take("maximum", int, None),
        options=options[listed] if listed else None,
        label=block.take("label", str, None),
        act=None if act is None else act.whole(lambda one: Act(one.take("text", str), one.take("becomes", bool, None))),
    )
    block.finish()
    return fact
