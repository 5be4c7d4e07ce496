"""What is still open of a verdict, in the words of the conversation and never by the names that the packs use."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from dialogs.wording import ABOUT_MEMBER, ABOUT_YOU, LABELS, months_named, person_named, region_named
from locales import N_, Translator
from screening.question import HOUSEHOLD, Question
from screening.rules import Rules
from screening.situation import Month, Situation
from screening.truth import Gap
from screening.verdict import MeasureVerdict
from screening.vocabulary import INCOMES

_ASK: Final = N_("Ещё спросить:")
_FIND_OUT: Final = N_("Выяснить:")


class OpenQuestions:
    """Says the open questions of one situation in one language."""

    def __init__(self, rules: Rules, situation: Situation, t: Translator) -> None:
        self._rules, self._situation, self._t = rules, situation, t
        household = situation.household
        self._members = () if isinstance(household, Gap) else household

    def of(self, item: MeasureVerdict) -> Iterator[str]:
        """The headings with what stands below them; nothing where nothing is open. What the office decides is said by
        the criteria themselves."""
        months = item.measure.window(self._situation.applied_on)
        for heading, questions in ((_ASK, item.ask), (_FIND_OUT, item.find_out)):
            if questions:
                yield self._t(heading)
                yield from (f"  {self.question(one, months)}" for one in questions)

    def question(self, question: Question, months: tuple[Month, ...]) -> str:
        t, words = self._t, self._rules.vocabulary
        if question == HOUSEHOLD:
            return t(words.household.question)
        if question.member is None:
            return region_named(words.facts[question.key].question, self._rules.regions[self._situation.region], t)
        relations = [member.relation for member in self._members]
        born = self._members[question.member].birth_date
        who = person_named(relations, question.member, born if isinstance(born, date) else None, words, t)
        if question.key == INCOMES:
            label = t("%(attribute)s (%(who)s)", attribute=t(LABELS[INCOMES]), who=who)
            return f"{label}: {months_named(months, t)}"
        msgid = (ABOUT_YOU if question.member == 0 else ABOUT_MEMBER).get(question.key)
        if msgid is not None:
            return t(msgid, who=who)
        return t("%(question)s (%(who)s)", question=t(words.members[question.key].question), who=who)
