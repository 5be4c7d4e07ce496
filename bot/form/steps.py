"""The three steps that ask who you are, how to reach you and where you live."""

from functools import partial
from typing import Final

from bot.form import values
from bot.form.fields import Facts, Field, Kind, Problems, Step, TypedValues
from dialogs.parse import BadInput
from locales import N_
from screening.family import ADULT, age
from screening.situation import Member
from screening.truth import Gap

PASSPORT: Final = "passport"
OTHER_DOCUMENT: Final = "other"
DOCUMENT_KINDS: Final = (
    (PASSPORT, N_("Паспорт гражданина Российской Федерации")),
    (OTHER_DOCUMENT, N_("Другой документ, удостоверяющий личность")),
)


def relatives(facts: Facts) -> tuple[Member, ...]:
    """The household without the applicant, in its order."""
    household = facts.situation.household
    return () if isinstance(household, Gap) else household[1:]


def member_field(index: int, member: Member) -> str:
    """A field's name that changes with the member: a name typed for one is never taken for another."""
    born = member.birth_date if not isinstance(member.birth_date, Gap) else ""
    return f"member_{index}_{member.relation}_{born}"


def _member(index: int, member: Member, facts: Facts) -> Field:
    place = {"relation": facts.rules.vocabulary.relations[member.relation].text}
    if not isinstance(member.birth_date, Gap):
        place["born"] = member.birth_date.strftime("%d.%m.%Y")
    return Field(
        member_field(index, member),
        N_("Фамилия, имя и отчество: %(relation)s"),
        values.full_name,
        hint=N_("Дата рождения, названная в чате: %(born)s") if "born" in place else "",
        place=place,
        group=N_("Члены семьи") if index == 1 else "",
    )


def _identity_fields(facts: Facts) -> tuple[Field, ...]:
    issuer, day = partial(values.line, limit=200), partial(values.past_day, today=facts.today)
    applicant = (
        Field("surname", N_("Фамилия"), values.name, autocomplete="family-name"),
        Field("given_name", N_("Имя"), values.name, autocomplete="given-name"),
        Field(
            "patronymic",
            N_("Отчество"),
            values.name,
            hint=N_("Если отчества нет, оставьте поле пустым."),
            required=False,
            autocomplete="additional-name",
        ),
        Field(
            "birth_date",
            N_("Дата рождения"),
            partial(values.birth_day, today=facts.today),
            hint=N_("Например, 12.03.1985"),
            autocomplete="bday",
        ),
        Field(
            "document_kind",
            N_("Вид документа"),
            partial(values.one_of, known=(PASSPORT, OTHER_DOCUMENT)),
            Kind.CHOICE,
            missing=N_("Выберите документ."),
            options=DOCUMENT_KINDS,
            group=N_("Документ, удостоверяющий личность"),
        ),
        Field(
            "document_name",
            N_("Название документа"),
            partial(values.line, limit=100),
            hint=N_("Только если документ — не паспорт РФ."),
            required=False,
            either=True,
        ),
        Field(
            "document_number",
            N_("Серия и номер"),
            partial(values.line, limit=40),
            hint=N_("В паспорте РФ — 4 цифры серии и 6 цифр номера: 7104 123456"),
        ),
        Field("document_issued_by", N_("Кем выдан"), issuer, hint=N_("Как написано в документе.")),
        Field("document_issued_on", N_("Когда выдан"), day, hint=N_("Например, 20.04.2005")),
        Field(
            "snils",
            N_("СНИЛС"),
            values.snils,
            hint=N_("11 цифр, например 112-233-445 95. Если не помните, оставьте пустым: орган найдёт номер сам."),
            required=False,
            inputmode="numeric",
            group=N_("Страховой номер"),
        ),
    )
    return applicant + tuple(_member(index, member, facts) for index, member in enumerate(relatives(facts), 1))


def _document_together(typed: TypedValues) -> Problems:
    problems: Problems = {}
    if typed["document_kind"] == PASSPORT:
        try:
            typed["document_number"] = values.passport(typed["document_number"])
            typed["document_name"] = ""
        except BadInput as problem:
            problems["document_number"] = problem
    elif not typed["document_name"]:
        problems["document_name"] = BadInput(N_("Напишите, как называется документ."))
    if values.day_of(typed["document_issued_on"]) < values.day_of(typed["birth_date"]):
        problems["document_issued_on"] = BadInput(N_("Документ выдан раньше даты рождения. Проверьте обе даты."))
    return problems


UNDER_AGE: Final = N_(
    "Вам нет 18 лет: обычно заявление подаёт представитель. Обратитесь вместе с ним в орган социальной защиты; можете "
    "ли вы подать его сами, решит орган."
)


def _born_as_told(typed: TypedValues, facts: Facts) -> Problems:
    if age(values.day_of(typed["birth_date"]), facts.today) < ADULT:
        # Who is represented, and by whom, the form does not ask: no application of a minor's own comes from here.
        return {"birth_date": BadInput(UNDER_AGE)}
    household = facts.situation.household
    told = Gap.NOT_ASKED if isinstance(household, Gap) else household[0].birth_date
    if isinstance(told, Gap) or told == values.day_of(typed["birth_date"]):
        return {}
    other_day = N_("В чате вы назвали другую дату — %(day)s. Исправьте её здесь или измените ответ в чате.")
    return {"birth_date": BadInput(other_day, day=told.strftime("%d.%m.%Y"))}


_CONTACT_FIELDS: Final = (
    Field(
        "phone",
        N_("Телефон"),
        values.phone,
        hint=N_("По нему орган сможет уточнить заявление. Например, +7 912 345-67-89"),
        autocomplete="tel",
        inputmode="tel",
    ),
    Field(
        "email",
        N_("Электронная почта"),
        values.email,
        required=False,
        autocomplete="email",
        inputmode="email",
    ),
)


_address = partial(values.line, limit=300, least=5)
_ADDRESS_FIELDS: Final = (
    Field(
        "registration",
        N_("Адрес регистрации"),
        _address,
        hint=N_("Индекс, город или село, улица, дом, квартира"),
        required=False,
        either=True,
    ),
    Field(
        "no_registration",
        N_("Регистрации по месту жительства или пребывания нет"),
        values.tick,
        Kind.TICK,
        required=False,
        either=True,
    ),
    Field("same_address", N_("Я живу по адресу регистрации"), values.tick, Kind.TICK, required=False, either=True),
    Field(
        "address",
        N_("Адрес, где вы живёте на самом деле"),
        _address,
        hint=N_("Заполните, если он не совпадает с адресом регистрации."),
        required=False,
        either=True,
        autocomplete="street-address",
    ),
)


def _address_together(typed: TypedValues) -> Problems:
    problems: Problems = {}
    if not typed["registration"] and not typed["no_registration"]:
        problems["registration"] = BadInput(N_("Напишите адрес регистрации или отметьте, что её нет."))
    if typed["registration"] and typed["no_registration"]:
        problems["no_registration"] = BadInput(N_("Адрес регистрации указан. Снимите эту отметку или сотрите адрес."))
    if not typed["address"] and not typed["same_address"]:
        problems["address"] = BadInput(N_("Напишите, где вы живёте, или отметьте, что живёте по адресу регистрации."))
    if typed["same_address"] and (typed["address"] or not typed["registration"]):
        problems["same_address"] = BadInput(N_("Снимите эту отметку: адреса разные или регистрации нет."))
    return problems


IDENTITY: Final = Step(
    "identity", N_("Кто вы"), by_chat=_identity_fields, together=_document_together, as_told=_born_as_told
)
CONTACT: Final = Step("contact", N_("Как с вами связаться"), _CONTACT_FIELDS)
ADDRESS: Final = Step("address", N_("Где вы живёте"), _ADDRESS_FIELDS, together=_address_together)

STEPS: Final = (IDENTITY, CONTACT, ADDRESS)
