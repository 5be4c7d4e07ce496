"""Every enumeration of the house is walked: there is a word, a handler or a shape for each of its members.

A new member without its words fails here, not on somebody's page; a new enumeration has to be entered here.
"""

import ast
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import NamedTuple

import pytest

from applications.casework import NO_CONSENT
from applications.consents import PURPOSES, ConsentPurpose
from applications.events import EVENTS, OFFICE, OPEN, STATES, UNNAMED, Recorder, State
from applications.submission import Unready
from backoffice import console, notice_rows, verdict_page, words
from backoffice.accounts import Scope
from backoffice.forms import InputType
from backoffice.inbox import Urgency
from backoffice.sessions import NotSignedIn
from bot.commands import findings
from bot.commands.rules import diff_text
from bot.commands.rules.impact import as_text as impact_text
from bot.commands.rules.impact.counting import Shift
from bot.commands.screen import as_text, as_tree
from bot.form import consents
from bot.form.fields import Kind
from bot.telegram.troubles import TroubleKind
from dialogs import contract_terms, interview, status
from dialogs.asking.values import VALUES
from dialogs.ports import InputKind
from dialogs.screens import Style
from dialogs.verdict import LIMITS
from notifications import reminders
from notifications.case import Cancels
from notifications.delivery import CHANNEL_CLOSED, OVERTAKEN
from notifications.model import NoticeStatus
from notifications.texts import TEXTS
from screening import events as lawevents
from screening import ledger, pack
from screening.checks.dates import AnotherMeasure
from screening.checks.household import WHO
from screening.checks.pauses import CountedBefore
from screening.citation import Certainty
from screening.exchange import schema
from screening.family import NAMED, OWN
from screening.income import Counting, LimitLine
from screening.lawbook import checkwords, figures, lawwords
from screening.lawbook.compare import ChangeKind
from screening.lawbook.describe import SECTIONS, PackSection
from screening.lawbook.pages import reference
from screening.ledger import Declared, Expiring
from screening.pack import Actor, DayOff, MonthOf, OfficeTerm, Provision, Status, Unit
from screening.parameters import Reference, SocialGroup
from screening.text import CERTAINTY
from screening.truth import Gap, Truth
from screening.verdict import Outcome
from screening.vocabulary import FactKind
from tests.test_architecture import name_of, sources

OCCASIONS = {row.tells.occasion for row in EVENTS.values() if row.tells} | set(reminders.OCCASIONS)


def values(kind: Iterable[Enum]) -> set[object]:
    return {one.value for one in kind}


def truths() -> set[object]:
    return {one.name.lower() for one in Truth}


def texts_of_consents() -> set[object]:
    return {one.id for one in vars(consents).values() if isinstance(one, consents.Purpose)}


class Walk(NamedTuple):
    what: str
    wanted: Iterable[object]
    there: Iterable[object]
    of: type[Enum] | None = None


WALKS = (
    # A case and what is told of it.
    Walk("kinds of events, a row each", lawevents.EventKind, EVENTS, lawevents.EventKind),
    Walk("states, for the office and the applicant", State, STATES, State),
    Walk("states, what the applicant has to do", State, status.TO_DO),
    Walk("open states and how a contract ended, what they mean", {*OPEN, State.SIGNED, State.LAPSED}, status.SAYS),
    # Of a granted case the next reminder is named instead.
    Walk("open states, what we shall tell", OPEN - {State.GRANTED}, status.NEWS),
    Walk("occasions, the text", OCCASIONS, TEXTS),
    Walk("occasions, the word for the office", OCCASIONS, words.OCCASIONS),
    Walk("authors without a name of their own", UNNAMED, words.AUTHORS),
    Walk("who records: by a name, or by a word", Recorder, {*OFFICE, *map(Recorder, words.AUTHORS)}, Recorder),
    Walk("notices, what became of them", set(NoticeStatus) - {NoticeStatus.WITHHELD}, words.NOTICES, NoticeStatus),
    Walk("notices, why withheld", {NO_CONSENT, OVERTAKEN, CHANNEL_CLOSED}, notice_rows.WITHHELD),
    Walk("consents, what they are called", ConsentPurpose, PURPOSES, ConsentPurpose),
    Walk("consents, the text", ConsentPurpose, texts_of_consents()),
    Walk("sign-ins refused", NotSignedIn, console.REFUSALS, NotSignedIn),
    # Who acts.
    Walk("actors, for the office", Actor, words.ACTORS, Actor),
    Walk("actors, for the applicant", Actor, status.BY),
    Walk("actors, who brings a paper", values(Actor), verdict_page.BRINGERS),
    Walk("actors, on a law page", values(Actor), lawwords.ACTORS),
    # A verdict.
    Walk("outcomes, for the office", Outcome, verdict_page.OUTCOMES, Outcome),
    Walk("outcomes, for a terminal", values(Outcome), as_text.OUTCOMES),
    Walk("outcomes, on a law page", values(Outcome), lawwords.OUTCOMES),
    Walk("truths, for the office", truths(), verdict_page.MARKS, Truth),
    Walk("truths, for a terminal", truths(), findings.MARKS),
    Walk("what is open, for the office", values(Gap), verdict_page.GAPS, Gap),
    Walk("certainties", Certainty, CERTAINTY, Certainty),
    # Rules.
    Walk("what nobody uses", Declared, ledger.UNUSED, Declared),
    Walk("states of a pack, for the office", values(Status), verdict_page.STATUSES, Status),
    Walk("states of a pack, on a law page", values(Status), lawwords.STATUSES),
    Walk("states of a pack, in a word", values(Status), lawwords.STATUS_WORDS),
    Walk("sections", SECTIONS, lawwords.SECTIONS, PackSection),
    # What is said of priority stands with the answer, of an appeal with a refusal.
    Walk("provisions", set(Provision) - {Provision.PRIORITY, Provision.APPEAL}, contract_terms.TITLES, Provision),
    Walk("events of the law", {*lawevents.COUNTED, lawevents.DECIDED}, lawwords.EVENT_WORDS),
    Walk("what follows when a term is missed", pack.CONSEQUENCES, lawwords.CONSEQUENCES),
    Walk(
        "conditions", {f"{key}={one}" for key, there in pack.CONDITIONS.items() for one in there}, lawwords.CONDITIONS
    ),
    Walk("terms that an office fills", values(OfficeTerm), lawwords.OFFICE_TERMS, OfficeTerm),
    Walk("contracts for another measure", values(AnotherMeasure), checkwords.ANOTHER_MEASURE, AnotherMeasure),
    Walk("before what months are counted", values(CountedBefore), checkwords.COUNTED_BEFORE, CountedBefore),
    Walk("of whom a check must be true", WHO, checkwords.OF_WHOM),
    Walk("units", values(Unit), lawwords.UNITS, Unit),
    Walk("months that a last day is of", values(MonthOf), lawwords.DAYS_OF_MONTH, MonthOf),
    Walk("the last days of months", values(MonthOf), lawwords.LAST_DAYS),
    Walk("a last day that is a day off", values(DayOff), lawwords.DAYS_OFF, DayOff),
    Walk("whose income counts", {*NAMED, OWN}, lawwords.FAMILIES),
    Walk("an income that equals the limit", values(LimitLine), lawwords.LINES, LimitLine),
    Walk("the same in a verdict", {*LimitLine, None}, verdict_page.REACHED),
    Walk("the same in a conversation", {*LimitLine, None}, LIMITS),
    Walk("the same of `rules explain`", {*LimitLine, None}, as_tree.LIMITS),
    Walk("how an income counts", values(Counting), lawwords.COUNTING, Counting),
    Walk("truths of a part", {"yes", "no", "open"}, lawwords.SAYS),
    Walk("social groups", SocialGroup, figures.GROUPS, SocialGroup),
    Walk("minimums referred to", Reference, figures.REFERENCES, Reference),
    Walk("changes of rules", ChangeKind, diff_text.SIGNS, ChangeKind),
    Walk("what other rules do to an answer", Shift, impact_text.EFFECTS, Shift),
    Walk("truths of a criterion that turned", {*Truth, None}, impact_text.TRUTH_WORDS),
    # Facts and how they come.
    Walk("kinds of facts, on a law page", FactKind, reference.KINDS, FactKind),
    Walk("kinds of facts, in the schema", FactKind, schema.MEANINGS),
    # The months of an income have a screen of their own.
    Walk("kinds of facts, in the conversation", set(FactKind) - {FactKind.MONTHS}, VALUES),
    # A press is read before the handlers.
    Walk("kinds of inputs", set(InputKind) - {InputKind.PRESS}, interview._HANDLERS, InputKind),
)

WITHOUT_WORDS = {
    Expiring: "names what ends for a machine; people read the complaint beside it",
    Cancels: "chooses which terms go on",
    InputType: "chooses a part of the template",
    Kind: "chooses a part of the template",
    Scope: "is its own word, in the API's English",
    Style: "what a channel does not set apart is shown as it is",
    TroubleKind: "chooses when a call is made again",
    Unready: "all but an application already made lead to the conversation's answer",
    Urgency: "is a class of the style sheet",
}


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.what)
def test_there_is_one_for_each_and_none_too_many(walk: Walk) -> None:
    wanted, there = set(walk.wanted), set(walk.there)
    assert sorted(map(str, wanted - there)) == [], "missing"
    assert sorted(map(str, there - wanted)) == [], "too many"


def test_no_enumeration_is_left_out() -> None:
    entered = {walk.of.__name__ for walk in WALKS if walk.of} | {kind.__name__ for kind in WITHOUT_WORDS}
    found = {name: where for path in sources() for name, where in enumerations(path)}
    assert {name: where for name, where in found.items() if name not in entered} == {}
    assert entered <= set(found)


def enumerations(path: Path) -> Iterable[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
            yield node.name, name_of(path)
