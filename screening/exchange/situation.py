"""A situation as JSON, both ways.

Reading names every defect by its path with a remedy; nothing is guessed or dropped.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from screening.errors import NoRules, Problem, SituationError
from screening.rules import Rules
from screening.situation import DONT_KNOW, FactValue, Income, Member, Month, Situation
from screening.truth import Gap
from screening.vocabulary import Fact, FactKind

MOST_MEMBERS: Final = 30
MOST_INCOMES: Final = 200
MOST_ROUBLES: Final = Decimal(100_000_000)
FIRST_YEAR: Final = 1990
YEARS_AHEAD: Final = 5
OLDEST_BIRTH: Final = 130
LATEST_YEAR: Final = 2100
# Digits only: `Decimal` alone would also take «1e5», «1_000» and « 12 ».
_MONEY: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,2})?")
_TOP_KEYS: Final = ("region", "applied_on", "facts", "household")
# Without a sign and far below the largest sum allowed.
_PLAIN_SUM: Final = re.compile(r"[0-9]{1,7}(\.[0-9]{1,2})?")
_PLAIN_KEYS: Final = ("kind", "month", "amount")
_INCOME_KEYS: Final = ("kind", "month", "amount", "expenses")
_WITH_EXPENSES: Final = "business"
_MEMBER_FLAGS: Final = ("retired_or_disabled", "article_6_1", "married", "pension_age", "caring", "caring_for_others")
_MEMBER_ATTRIBUTES: Final = ("birth_date", "occupation", *_MEMBER_FLAGS)


def situation_to_json(situation: Situation) -> dict[str, Any]:
    """The JSON document that `situation_from_json` reads back to the same value; what is not asked is absent."""
    document: dict[str, Any] = {"region": situation.region, "applied_on": situation.applied_on.isoformat()}
    document["facts"] = {key: plain(value) for key, value in situation.facts.items() if value is not Gap.NOT_ASKED}
    if situation.household is Gap.DONT_KNOW:
        document["household"] = DONT_KNOW
    elif not isinstance(situation.household, Gap):
        document["household"] = [_member(member) for member in situation.household]
    return document


def _member(member: Member) -> dict[str, Any]:
    document: dict[str, Any] = {"relation": member.relation}
    for name in _MEMBER_ATTRIBUTES:
        value = getattr(member, name)
        if value is not Gap.NOT_ASKED:
            document[name] = plain(value)
    if member.incomes is Gap.DONT_KNOW:
        document["incomes"] = DONT_KNOW
    elif not isinstance(member.incomes, Gap):
        document["incomes"] = [
            {"kind": one.kind, "month": str(one.month), "amount": _sum(one.amount)}
            | ({} if one.expenses is None else {"expenses": money(one.expenses)})
            for one in member.incomes
        ]
    return document


def plain(value: FactValue) -> Any:
    """An answer as JSON has it."""
    if isinstance(value, Gap):
        return DONT_KNOW
    if isinstance(value, Decimal):
        return money(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat()


def _sum(amount: Decimal | Gap) -> str | None:
    """A month's sum: a text, `"dont_know"`, or null where it is not told yet."""
    if isinstance(amount, Gap):
        return DONT_KNOW if amount is Gap.DONT_KNOW else None
    return money(amount)


def money(amount: Decimal) -> str:
    """Roubles with two decimals: a text, because a number of JSON is not exact."""
    return f"{amount:.2f}"


def situation_from_json(document: object, rules: Rules) -> Situation:
    """The situation of a parsed JSON document; SituationError with every problem found, in order."""
    return _Reader(rules).situation(document)


class _Reader:
    def __init__(self, rules: Rules) -> None:
        self._rules, self._words = rules, rules.vocabulary
        self._problems: list[Problem] = []
        self._months: dict[str, Month] = {}
        self._applied_on = date.min

    def situation(self, document: object) -> Situation:
        if not isinstance(document, Mapping):
            self._refuse("$", "is not an object.", "Send {region, applied_on, facts, household}.")
            raise SituationError(tuple(self._problems))
        self._only(document, _TOP_KEYS, "$")
        region = self._word(document.get("region"), self._rules.regions, "region")
        applied_on = self._date(document.get("applied_on"), "applied_on")
        if region is None or applied_on is None:
            raise SituationError(tuple(self._problems))
        self._applied_on = applied_on
        self._months = self._window(region, applied_on)
        facts = self._facts(document.get("facts", {}))
        household = self._household(document.get("household", Gap.NOT_ASKED))
        self._refuse_impossible_period(facts)
        self._refuse_impossible_ages(household)
        if self._problems:
            raise SituationError(tuple(self._problems))
        return Situation(region, applied_on, facts, household)

    def _window(self, region: str, applied_on: date) -> dict[str, Month]:
        """The months whose income counts that day, by how they are written."""
        try:
            measures = self._rules.measures(region, applied_on)
        except NoRules as error:
            self._refuse("applied_on", f"{error}.", "Use a date for which the region's rules are loaded.")
            raise SituationError(tuple(self._problems)) from error
        rules = dict.fromkeys(measure.income for measure in measures if measure.income is not None)
        return {str(month): month for rule in rules for month in rule.months(applied_on)}

    # --- facts

    def _facts(self, document: object) -> dict[str, FactValue]:
        if not isinstance(document, Mapping):
            self._refuse("facts", "is not an object.", "Write facts as {name: value}.")
            return {}
        facts: dict[str, FactValue] = {}
        for key, raw in document.items():
            path = f"facts.{key}"
            fact = self._words.facts.get(key)
            if fact is None:
                self._refuse(path, "is not a known fact.", f"Use one of: {', '.join(self._words.facts)}.")
            elif raw == DONT_KNOW:
                facts[key] = Gap.DONT_KNOW
            elif raw is None and fact.never is not None:
                facts[key] = None
            else:
                value = self._fact_value(fact, raw, path)
                facts[key] = Gap.NOT_ASKED if value is None else value
        return facts

    def _fact_value(self, fact: Fact, raw: object, path: str) -> FactValue:
        """The value of one kind; None for what has been refused."""
        match fact.kind:
            case FactKind.YES_NO:
                return self._bool(raw, path)
            case FactKind.COUNT:
                return self._whole(raw, path, fact.minimum or 0, fact.maximum or 1000)
            case FactKind.YEAR:
                return self._whole(raw, path, FIRST_YEAR, self._applied_on.year)
            case FactKind.MONEY:
                return self._money(raw, path)
            case FactKind.DATE:
                return self._near_date(raw, path)
            case _:
                return self._word(raw, fact.options or {}, path)

    def _refuse_impossible_period(self, facts: Mapping[str, FactValue]) -> None:
        start, end = facts.get("help_starts_on"), facts.get("help_ends_on")
        if isinstance(end, date) and end < max(start if isinstance(start, date) else date.min, self._applied_on):
            self._refuse(
                "facts.help_ends_on", "is before the period begins.", "Give a day not before the start and application."
            )

    # --- household

    def _refuse_impossible_ages(self, household: tuple[Member, ...] | Gap) -> None:
        """A child or a grandchild is not older than the applicant."""
        if isinstance(household, Gap) or not isinstance(household[0].birth_date, date):
            return
        for index, member in enumerate(household):
            born = member.birth_date if member.relation in {"child", "grandchild"} else None
            if isinstance(born, date) and born <= household[0].birth_date:
                path = f"household[{index}].birth_date"
                self._refuse(path, "is not after the applicant's own.", "Check both birth dates or the relation.")

    def _household(self, raw: object) -> tuple[Member, ...] | Gap:
        if isinstance(raw, Gap) or raw == DONT_KNOW:
            return Gap.NOT_ASKED if raw is Gap.NOT_ASKED else Gap.DONT_KNOW
        if not isinstance(raw, list) or not 1 <= len(raw) <= MOST_MEMBERS:
            self._refuse(
                "household", "is not a list of members.", f"Send 1 to {MOST_MEMBERS} members, the applicant first."
            )
            return Gap.NOT_ASKED
        members = tuple(self._member(item, f"household[{index}]", first=index == 0) for index, item in enumerate(raw))
        if sum(member.relation == "spouse" for member in members) > 1:
            self._refuse("household", "has more than one spouse.", "Leave one member with relation spouse.")
        return members

    def _member(self, raw: object, path: str, *, first: bool) -> Member:
        if not isinstance(raw, Mapping):
            self._refuse(path, "is not an object.", "Write a member as {relation, birth_date, occupation, incomes}.")
            return Member("applicant")
        self._only(raw, ("relation", *self._words.members), path)
        relation = self._word(raw.get("relation"), self._words.relations, f"{path}.relation")
        if relation is not None and (relation == "applicant") is not first:
            self._refuse(
                f"{path}.relation", "is out of place.", "The first member, and only the first, is the applicant."
            )
        return Member(
            relation or "applicant",
            birth_date=self._attribute(raw, path, "birth_date", self._birth_date),
            occupation=self._attribute(
                raw, path, "occupation", lambda word, where: self._word(word, self._words.occupations, where)
            ),
            **{name: self._attribute(raw, path, name, self._bool) for name in _MEMBER_FLAGS},
            incomes=self._attribute(raw, path, "incomes", self._incomes),
        )

    def _attribute(self, raw: Mapping[str, object], path: str, key: str, read: Callable[[object, str], Any]) -> Any:
        if key not in raw:
            return Gap.NOT_ASKED
        if raw[key] == DONT_KNOW:
            return Gap.DONT_KNOW
        value = read(raw[key], f"{path}.{key}")
        return Gap.NOT_ASKED if value is None else value

    def _birth_date(self, raw: object, path: str) -> date | None:
        born = self._date(raw, path)
        if born is None:
            return None
        if born > self._applied_on or born.year < self._applied_on.year - OLDEST_BIRTH:
            self._refuse(path, "is not possible.", f"Give a birth date up to {self._applied_on.isoformat()}.")
            return None
        return born

    def _incomes(self, raw: object, path: str) -> tuple[Income, ...] | None:
        if not isinstance(raw, list) or len(raw) > MOST_INCOMES:
            self._refuse(path, "is not a list of incomes.", "Send a list (empty when there was no income).")
            return None
        incomes = [self._sound(item) or self._income(item, f"{path}[{index}]") for index, item in enumerate(raw)]
        return tuple([one for one in incomes if one is not None])

    def _sound(self, raw: object) -> Income | None:
        """An income with nothing to complain of: the usual one, read without the paths that only complaints need."""
        if type(raw) is not dict or len(raw) != len(_PLAIN_KEYS):
            return None
        kind, written, amount = raw.get("kind"), raw.get("month"), raw.get("amount")
        if not (isinstance(kind, str) and isinstance(written, str) and isinstance(amount, str)):
            return None
        month = self._months.get(written)
        if month is None or kind not in self._words.income_kinds or not _PLAIN_SUM.fullmatch(amount):
            return None
        return Income(kind, month, Decimal(amount))

    def _income(self, raw: object, path: str) -> Income | None:
        if not isinstance(raw, Mapping):
            self._refuse(path, "is not an object.", "Write an income as {kind, month, amount}.")
            return None
        self._only(raw, _INCOME_KEYS, path)
        kind = self._word(raw.get("kind"), self._words.income_kinds, f"{path}.kind")
        written = raw.get("month")
        month = self._months.get(written) if isinstance(written, str) else None
        if month is None:
            window = ", ".join(sorted(self._months))
            self._refuse(f"{path}.month", "is not a month of the income window.", f"Use one of: {window}.")
        amount: Decimal | Gap | None
        if "amount" in raw and raw["amount"] in {None, DONT_KNOW}:
            amount = Gap.NOT_ASKED if raw["amount"] is None else Gap.DONT_KNOW
        else:
            amount = self._money(raw.get("amount"), f"{path}.amount")
        expenses = self._money(raw["expenses"], f"{path}.expenses") if "expenses" in raw else None
        if "expenses" in raw and kind is not None and kind != _WITH_EXPENSES:
            self._refuse(f"{path}.expenses", "is given for another income than business.", "Remove it.")
        return None if kind is None or month is None or amount is None else Income(kind, month, amount, expenses)

    # --- single values

    def _money(self, raw: object, path: str) -> Decimal | None:
        if not isinstance(raw, str) or not _MONEY.fullmatch(raw):
            self._refuse(path, "is not a sum of money.", 'Write roubles as a text with a point, like "14000.00".')
            return None
        amount = Decimal(raw)
        if not 0 <= amount <= MOST_ROUBLES:
            self._refuse(path, "is negative or absurdly large.", f"Write a sum from 0 to {MOST_ROUBLES}.")
            return None
        return amount

    def _date(self, raw: object, path: str) -> date | None:
        try:
            # Only the full form: `fromisoformat` alone would also take «20200915» and «2020-W38-2».
            if isinstance(raw, str) and len(raw) == len("2020-09-15") and raw[4] == raw[7] == "-":
                day = date.fromisoformat(raw)
                if day.year <= LATEST_YEAR:
                    return day
        except ValueError:
            pass
        self._refuse(path, "is not a date.", f"Write it like 2020-09-15, not later than the year {LATEST_YEAR}.")
        return None

    def _near_date(self, raw: object, path: str) -> date | None:
        """A day of this person's affairs, not of history: from 1990 to five years after the application."""
        day = self._date(raw, path)
        if day is None or FIRST_YEAR <= day.year <= self._applied_on.year + YEARS_AHEAD:
            return day
        self._refuse(path, "is not a possible day.", f"Give a day from {FIRST_YEAR} to five years ahead.")
        return None

    def _bool(self, raw: object, path: str) -> bool | None:
        if isinstance(raw, bool):
            return raw
        self._refuse(path, "is not true, false or dont_know.", 'Write true, false or "dont_know".')
        return None

    def _whole(self, raw: object, path: str, least: int, most: int) -> int | None:
        if type(raw) is int and least <= raw <= most:
            return raw
        self._refuse(path, "is not a possible whole number.", f"Write a number from {least} to {most}.")
        return None

    def _word(self, raw: object, words: Mapping[str, object], path: str) -> str | None:
        if isinstance(raw, str) and raw in words:
            return raw
        self._refuse(path, "is missing or not a known word.", f"Use one of: {', '.join(words)}.")
        return None

    def _only(self, raw: Mapping[str, object], known: tuple[str, ...], path: str) -> None:
        for key in raw:
            if key not in known:
                where = key if path == "$" else f"{path}.{key}"
                self._refuse(where, "is not a known key.", f"Remove it or use one of: {', '.join(known)}.")

    def _refuse(self, path: str, problem: str, remedy: str) -> None:
        self._problems.append(Problem(path, problem, remedy))
