"""The words a situation is made of (`packs/vocabulary.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from screening.yamlfile import YamlBlock


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
    """A word of a closed list; only for occupations: whether it is paid work, and what can be done about it."""

    id: str
    text: str
    works: bool = False
    can_become: tuple[NextOccupation, ...] = ()


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


def load_vocabulary(root: YamlBlock) -> Vocabulary:
    relations, occupations, kinds = (_words(root.block(key)) for key in ("relations", "occupations", "income_kinds"))
    options = {"relations": relations, "occupations": occupations, "income_kinds": kinds}
    household = root.block("household")
    vocabulary = Vocabulary(
        relations,
        occupations,
        kinds,
        Fact("household", FactKind.CHOICE, household.take("question", str), household.take("why", str)),
        {key: _fact(key, block, options) for key, block in root.block("members").items()},
        {key: _fact(key, block, options) for key, block in root.block("facts").items()},
    )
    household.finish()
    root.finish()
    return vocabulary


def _words(block: YamlBlock) -> dict[str, Word]:
    words = {}
    for key, item in block.items():
        steps = tuple(_step(step, block) for step in item.blocks("can_become", required=False))
        words[key] = Word(key, item.take("text", str), item.take("works", bool, False), steps)
        item.finish()
    return words


def _step(block: YamlBlock, words: YamlBlock) -> NextOccupation:
    step = NextOccupation(block.take("to", str), block.take("text", str))
    if step.to not in words:
        raise block.error("to", f"«{step.to}» is not one of the words.", f"Use one of: {', '.join(words)}.")
    block.finish()
    return step


def _fact(key: str, block: YamlBlock, options: Mapping[str, Mapping[str, Word]]) -> Fact:
    kind = block.choice("kind", FactKind)
    listed = block.take("options", str, None)
    if listed is not None and listed not in options:
        raise block.error("options", f"«{listed}» is not a list of words.", f"Use one of: {', '.join(options)}.")
    fact = Fact(
        key,
        kind,
        block.take("question", str),
        block.take("why", str),
        block.take("never", str, None),
        block.take("minimum", int, None),
        block.take("maximum", int, None),
        options[listed] if listed else None,
        block.take("label", str, None),
        _act(block.block("act")) if "act" in block else None,
    )
    block.finish()
    return fact


def _act(block: YamlBlock) -> Act:
    act = Act(block.take("text", str), block.take("becomes", bool, None))
    block.finish()
    return act
