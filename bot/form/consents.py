"""The consents: one per purpose, each with its own text and version, apart from the application itself.

Since 01.09.2025 (156-ФЗ) a consent is drawn up separately from any other document, one per purpose, and the operator
keeps its date, time and text. A changed text is a new version: a test holds each version to its text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from applications.consents import ConsentPurpose
from applications.model import Consent
from bot.form.fields import Problems
from dialogs.parse import BadInput
from locales import N_, Translator
from screening.situation import Situation
from screening.truth import Gap

Stored = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose; `text` is a gettext msgid with a place for the operator's name."""

    id: ConsentPurpose
    version: str
    text: str
    required: bool = True


PROCESSING: Final = Purpose(
    ConsentPurpose.PROCESSING,
    "processing-1",
    N_(
        "Я согласен (согласна), чтобы %(operator)s обрабатывал мои персональные данные: фамилию, имя, отчество, дату "
        "рождения, реквизиты документа, удостоверяющего личность, СНИЛС, телефон, электронную почту, адреса, сведения "
        "о составе и доходах семьи и ответы на вопросы проверки. Цель — подготовить моё заявление о государственной "
        "социальной помощи на основании социального контракта и вести по нему дело. Действия: сбор, запись, "
        "систематизация, хранение, уточнение, использование, удаление — с помощью компьютера. Согласие действует, пока "
        "цель не достигнута или пока я его не отзову. Отозвать его можно в любое время, обратившись к оператору; "
        "после отзыва данные уничтожат в течение 30 дней."
    ),
)
TRANSFER: Final = Purpose(
    ConsentPurpose.TRANSFER,
    "transfer-1",
    N_(
        "Я согласен (согласна), чтобы %(operator)s передал моё заявление и указанные в нём персональные данные органу "
        "социальной защиты населения по месту подачи. Цель — чтобы этот орган рассмотрел заявление и принял по нему "
        "решение. Действие: передача. Согласие действует, пока цель не достигнута или пока я его не отзову, "
        "обратившись к оператору. Отзыв не отменяет передачу, которая уже состоялась."
    ),
)
SPECIAL: Final = Purpose(
    ConsentPurpose.SPECIAL,
    "special-1",
    N_(
        "Я согласен (согласна), чтобы %(operator)s обрабатывал и передал органу социальной защиты населения сведения "
        "специальной категории из моих ответов: об инвалидности, об уходе за человеком с инвалидностью, о льготной "
        "категории. Диагнозов и медицинских документов здесь нет. Цель — проверить основания помощи, которые с этими "
        "сведениями связаны. Действия: сбор, запись, хранение, использование, передача, удаление. Согласие действует, "
        "пока цель не достигнута или пока я его не отзову, обратившись к оператору; после отзыва сведения уничтожат "
        "в течение 30 дней."
    ),
)
NOTICES: Final = Purpose(
    ConsentPurpose.NOTICES,
    "notices-1",
    N_(
        "Я согласен (согласна), чтобы %(operator)s присылал мне уведомления о заявлении и сроках в чат, из которого "
        "открыта эта анкета. В них есть номер заявления, события и даты; имени, адреса и номеров документов нет. "
        "Согласие действует, пока по заявлению есть что сообщать или пока я его не отзову, обратившись к оператору."
    ),
    required=False,
)

_REFUSED: Final = N_(
    "Без этого согласия отправить заявление отсюда нельзя. Его можно подать лично в орган социальной защиты."
)


def purposes(situation: Situation) -> tuple[Purpose, ...]:
    """The consents to ask for: that for special data only where the answers hold such data."""
    special = (SPECIAL,) if holds_special_data(situation) else ()
    return (PROCESSING, TRANSFER, *special, NOTICES)


def holds_special_data(situation: Situation) -> bool:
    household = situation.household
    # Each of these may mean a disability: the law's own lists put it beside age, service and child care.
    return situation.facts.get("disabled_family_member") is True or (
        not isinstance(household, Gap)
        and any(
            True in {member.retired_or_disabled, member.article_6_1, member.caring, member.caring_for_others}
            or member.occupation == "caring"
            for member in household
        )
    )


def field_of(purpose: Purpose) -> str:
    return f"consent_{purpose.id}"


def version_field(purpose: Purpose) -> str:
    """The hidden field with the version that the page showed: nobody agrees to a text he has not seen."""
    return f"version_{purpose.id}"


def given(typed: Mapping[str, str], asked: Iterable[Purpose], t: Translator, operator: str, now: datetime) -> Stored:
    """The consents ticked on the page, as stored: purpose → version, exact text, instant."""
    return {
        purpose.id: {"version": purpose.version, "text": t(purpose.text, operator=operator), "at": now.isoformat()}
        for purpose in asked
        if typed.get(field_of(purpose)) and typed.get(version_field(purpose)) == purpose.version
    }


def problems(stored: Mapping[str, Any], asked: Iterable[Purpose]) -> Problems:
    """A problem beside each required consent that is missing or was given to an older text."""
    return {
        field_of(purpose): BadInput(_REFUSED)
        for purpose in asked
        if purpose.required and stored.get(purpose.id, {}).get("version") != purpose.version
    }


def to_consents(stored: Mapping[str, Any], asked: Iterable[Purpose]) -> tuple[Consent, ...]:
    """The consents of an application, in the order of the page."""
    return tuple(
        Consent(purpose.id, kept["version"], kept["text"], datetime.fromisoformat(kept["at"]))
        for purpose in asked
        if (kept := stored.get(purpose.id))
    )
