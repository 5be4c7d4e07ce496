"""The first questions: the language, the region, what the person hopes for."""

import re
from collections.abc import Mapping
from typing import ClassVar, Final

from dialogs.asking.base import Asked, Rows, labelled
from dialogs.buttons import Pen, capital
from dialogs.draft import ALL_MEASURES, HOPE, LANGUAGE, REGION, Draft
from dialogs.parse import BadInput, folded
from dialogs.screens import Line, Style
from locales import LANGUAGES, N_, translator
from locales.format import any_of, language_name
from screening.question import Question
from screening.vocabulary import Fact, FactKind

GREETING: Final = (
    N_("Здравствуйте! Здесь можно узнать, положен ли вам социальный контракт: на что, сколько и какие нужны бумаги."),
    N_("Вопросы без имён: ФИО, паспорт и телефон в этом чате не нужны. Любой ответ потом можно изменить."),
    N_("Ответ будет предварительным. Решение принимает только орган социальной защиты."),
)
PICK_LANGUAGE: Final = N_("Выберите язык кнопкой: %(languages)s.")
NO_SUCH_REGION: Final = N_(
    "Правил этого региона у нас пока нет. Спросите о социальном контракте в органе социальной защиты там, где "
    "вы живёте. Если вы живёте в регионе из списка, выберите его."
)
NOT_AMONG_REGIONS: Final = N_(
    "Такого региона среди наших не нашлось. Если вы живёте в регионе из списка, нажмите его кнопку; если нет — "
    "«Моего региона здесь нет»."
)
"""Of a typed name: a town or a mistyped word says nothing about whether there are rules."""
_ENDING: Final = "аеёиоуыэюяйь"
_SHORTEST_STEM: Final = 4
PICK_MEASURE: Final = N_("Такой помощи в списке нет. Выберите кнопкой или нажмите «Пока не знаю, проверьте всё».")


class OpeningAsked(Asked):
    """A question that comes before there is a situation to plan for: it can be answered by everybody."""

    can_be_unknown: ClassVar[bool] = False

    @property
    def planned(self) -> tuple[Question, ...]:
        return ()


class LanguageAsked(OpeningAsked):
    @property
    def before(self) -> tuple[Line, ...]:
        return () if LANGUAGE in self.draft.answers else tuple(Line(self.t(text)) for text in GREETING)

    @property
    def question(self) -> str:
        return " / ".join(translator(code)(self.fact.question) for code in LANGUAGES)

    def rows(self, pen: Pen) -> Rows:
        return (tuple(pen.button(language_name(code, code), "a", code) for code in LANGUAGES),)

    def pressed(self, action: str, argument: str) -> Draft | None:
        return self.draft.answered(self.key, argument) if action == "a" and argument in LANGUAGES else None

    def typed(self, text: str) -> Draft:
        """A language by its own name, or by what it is called in another one of ours."""
        named = ({code: language_name(code, speaker) for code in LANGUAGES} for speaker in LANGUAGES)
        code = next(filter(None, (labelled(text, names) for names in named)), None)
        if code is None:
            names = any_of([language_name(code, self.t.language) for code in LANGUAGES], self.t.language)
            raise BadInput(PICK_LANGUAGE, languages=names)
        return self.draft.answered(self.key, code)

    @property
    def said(self) -> str:
        code = str(self.draft.answers.get(LANGUAGE))
        return capital(language_name(code, code)) if code in LANGUAGES else ""


class RegionAsked(OpeningAsked):
    placeholder: ClassVar[str] = N_("Название региона")

    def rows(self, pen: Pen) -> Rows:
        regions = self.standing.rules.regions.values()
        listed = tuple((pen.button(self.t(region.title), "a", region.id),) for region in regions)
        return (*listed, (pen.button(self.t("Моего региона здесь нет"), "none"),))

    def pressed(self, action: str, argument: str) -> Draft | None:
        if action == "none":
            raise BadInput(NO_SUCH_REGION)
        if action != "a" or argument not in self.standing.rules.regions:
            return None
        return self.draft.answered(self.key, argument)

    def typed(self, text: str) -> Draft:
        """A region by its title, or by a word that names it: «Тюмень», «г. Пенза», «тюменской области»."""
        regions = self.standing.rules.regions.values()
        stems = tuple(
            stem for word in re.findall(r"\w+", folded(text)) if len(stem := word.rstrip(_ENDING)) >= _SHORTEST_STEM
        )
        alike = [
            region.id
            for region in regions
            if any(folded(title).startswith(stem) for title in (region.title, self.t(region.title)) for stem in stems)
        ]
        if len(alike) != 1:
            raise BadInput(NOT_AMONG_REGIONS)
        return self.draft.answered(self.key, alike[0])

    @property
    def said(self) -> str:
        region = self.standing.region
        return self.t(region.title) if region else str(self.draft.answers.get(self.key, ""))


class HopeAsked(OpeningAsked):
    @property
    def body(self) -> tuple[Line, ...]:
        t = self.t
        return tuple(
            Line(t("%(title)s. %(summary)s.", title=t(measure.title), summary=t(measure.summary)), Style.LIST)
            for measure in self.standing.in_force
        )

    def rows(self, pen: Pen) -> Rows:
        listed = tuple((pen.button(self.t(measure.title), "a", measure.id),) for measure in self.standing.in_force)
        return (*listed, (pen.button(self.t("Пока не знаю, проверьте всё"), "a", ALL_MEASURES),))

    def pressed(self, action: str, argument: str) -> Draft | None:
        if action != "a":
            return None
        if argument == ALL_MEASURES:
            return self.unknown()
        known = any(measure.id == argument for measure in self.standing.in_force)
        return self.draft.answered(self.key, [argument]) if known else None

    def typed(self, text: str) -> Draft:
        found = labelled(text, {measure.id: measure.title for measure in self.standing.in_force})
        if found is None:
            raise BadInput(PICK_MEASURE)
        return self.draft.answered(self.key, [found])

    def unknown(self) -> Draft:
        return self.draft.answered(self.key, ALL_MEASURES)

    @property
    def said(self) -> str:
        if self.draft.answers.get(self.key) == ALL_MEASURES:
            return self.t("проверить всё")
        return ", ".join(self.t(measure.title) for measure in self.standing.hoped)


OPENING: Final[Mapping[str, tuple[type[OpeningAsked], Fact]]] = {
    LANGUAGE: (
        LanguageAsked,
        Fact(
            LANGUAGE,
            FactKind.CHOICE,
            question=N_("На каком языке вам удобнее?"),
            label=N_("Язык"),
            why=N_("На этом языке мы будем задавать вопросы и присылать уведомления."),
        ),
    ),
    REGION: (
        RegionAsked,
        Fact(
            REGION,
            FactKind.CHOICE,
            question=N_("В каком регионе вы живёте?"),
            label=N_("Регион"),
            why=N_("Правила, суммы и порог дохода в регионах разные."),
        ),
    ),
    HOPE: (
        HopeAsked,
        Fact(
            HOPE,
            FactKind.CHOICE,
            question=N_("На что вы надеетесь?"),
            label=N_("Вид помощи"),
            why=N_("У каждого вида помощи свои условия. Если вы выберете один, вопросов будет меньше."),
        ),
    ),
}
"""By key, with their words, which the vocabulary of the law has not."""
