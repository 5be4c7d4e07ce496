"""The first questions: the language, the region, what the person hopes for."""

from typing import ClassVar, Final

from dialogs.asking.base import Asked, Rows, labelled
from dialogs.buttons import Pen
from dialogs.draft import ALL_MEASURES, HOPE, LANGUAGE, REGION, Draft
from dialogs.parse import BadInput
from dialogs.screens import Line, Style
from dialogs.standing import Standing
from locales import LANGUAGES, N_, Translator

LANGUAGE_NAMES: Final = {"ru": "Русский", "en": "English"}
_IN_RUSSIAN: Final = {"ru": "русский", "en": "английский"}
GREETING: Final = (
    N_("Здравствуйте! Здесь можно узнать, положен ли вам социальный контракт: на что, сколько и какие нужны бумаги."),
    N_("Вопросы без имён: ФИО, паспорт и телефон в этом чате не нужны. Любой ответ потом можно изменить."),
    N_("Ответ будет предварительным. Решение принимает только орган социальной защиты."),
)
PICK_LANGUAGE: Final = N_("Выберите язык кнопкой: русский или английский.")
NO_SUCH_REGION: Final = N_(
    "Правил этого региона у нас пока нет. Спросите о социальном контракте в органе социальной защиты там, где "
    "вы живёте. Если вы живёте в регионе из списка, выберите его."
)
PICK_MEASURE: Final = N_("Такой помощи в списке нет. Выберите кнопкой или нажмите «Пока не знаю, проверьте всё».")


class LanguageAsked(Asked):
    can_be_unknown: ClassVar[bool] = False

    def before(self, standing: Standing, t: Translator) -> tuple[Line, ...]:
        if LANGUAGE in standing.draft.answers:
            return ()
        return tuple(Line(t(text)) for text in GREETING)

    def question(self, standing: Standing, t: Translator) -> str:  # noqa: ARG002
        return "На каком языке вам удобнее? / Which language do you prefer?"

    def label(self, standing: Standing, t: Translator) -> str:  # noqa: ARG002
        return t("Язык")

    def why(self, standing: Standing) -> str:  # noqa: ARG002
        return N_("На этом языке мы будем задавать вопросы и присылать уведомления.")

    def rows(self, standing: Standing, pen: Pen) -> Rows:  # noqa: ARG002
        return (tuple(pen.button(LANGUAGE_NAMES[code], "a", code) for code in LANGUAGES),)

    def pressed(self, standing: Standing, action: str, argument: str) -> Draft | None:
        if action != "a" or argument not in LANGUAGES:
            return None
        return standing.draft.answered(self.key, argument)

    def typed(self, standing: Standing, text: str) -> Draft:
        code = labelled(text, LANGUAGE_NAMES) or labelled(text, _IN_RUSSIAN)
        if code is None:
            raise BadInput(PICK_LANGUAGE)
        return standing.draft.answered(self.key, code)

    def said(self, standing: Standing, t: Translator) -> str:  # noqa: ARG002
        return LANGUAGE_NAMES.get(str(standing.draft.answers.get(LANGUAGE)), "")


class RegionAsked(Asked):
    can_be_unknown: ClassVar[bool] = False

    def question(self, standing: Standing, t: Translator) -> str:  # noqa: ARG002
        return t("В каком регионе вы живёте?")

    def label(self, standing: Standing, t: Translator) -> str:  # noqa: ARG002
        return t("Регион")

    def why(self, standing: Standing) -> str:  # noqa: ARG002
        return N_("Правила, суммы и порог дохода в регионах разные.")

    def rows(self, standing: Standing, pen: Pen) -> Rows:
        regions = standing.rules.regions.values()
        listed = tuple((pen.button(pen.t(region.title), "a", region.id),) for region in regions)
        return (*listed, (pen.button(pen.t("Моего региона здесь нет"), "none"),))

    def pressed(self, standing: Standing, action: str, argument: str) -> Draft | None:
        if action == "none":
            raise BadInput(NO_SUCH_REGION)
        if action != "a" or argument not in standing.rules.regions:
            return None
        return standing.draft.answered(self.key, argument)

    def typed(self, standing: Standing, text: str) -> Draft:
        found = labelled(text, {region.id: region.title for region in standing.rules.regions.values()})
        if found is None:
            raise BadInput(NO_SUCH_REGION)
        return standing.draft.answered(self.key, found)

    def hint(self, standing: Standing, t: Translator) -> str | None:  # noqa: ARG002
        return t("Название региона")

    def said(self, standing: Standing, t: Translator) -> str:
        return t(standing.region.title) if standing.region else str(standing.draft.answers.get(REGION, ""))


class HopeAsked(Asked):
    can_be_unknown: ClassVar[bool] = False

    def question(self, standing: Standing, t: Translator) -> str:  # noqa: ARG002
        return t("На что вы надеетесь?")

    def label(self, standing: Standing, t: Translator) -> str:  # noqa: ARG002
        return t("Вид помощи")

    def why(self, standing: Standing) -> str:  # noqa: ARG002
        return N_("У каждого вида помощи свои условия. Если вы выберете один, вопросов будет меньше.")

    def body(self, standing: Standing, t: Translator) -> tuple[Line, ...]:
        return tuple(
            Line(t("%(title)s. %(summary)s.", title=t(measure.title), summary=t(measure.summary)), Style.LIST)
            for measure in standing.in_force
        )

    def rows(self, standing: Standing, pen: Pen) -> Rows:
        listed = tuple((pen.button(pen.t(measure.title), "a", measure.id),) for measure in standing.in_force)
        return (*listed, (pen.button(pen.t("Пока не знаю, проверьте всё"), "a", ALL_MEASURES),))

    def pressed(self, standing: Standing, action: str, argument: str) -> Draft | None:
        if action != "a":
            return None
        return self._chosen(standing, argument)

    def _chosen(self, standing: Standing, argument: str) -> Draft | None:
        if argument == ALL_MEASURES:
            return standing.draft.answered(self.key, ALL_MEASURES)
        known = any(measure.id == argument for measure in standing.in_force)
        return standing.draft.answered(self.key, [argument]) if known else None

    def typed(self, standing: Standing, text: str) -> Draft:
        found = labelled(text, {measure.id: measure.title for measure in standing.in_force})
        draft = self._chosen(standing, found) if found else None
        if draft is None:
            raise BadInput(PICK_MEASURE)
        return draft

    def unknown(self, standing: Standing) -> Draft:
        return standing.draft.answered(self.key, ALL_MEASURES)

    def said(self, standing: Standing, t: Translator) -> str:
        if standing.draft.answers.get(HOPE) == ALL_MEASURES:
            return t("проверить всё")
        return ", ".join(t(measure.title) for measure in standing.hoped)
