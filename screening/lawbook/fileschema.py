"""JSON Schema of the rule files, for an editor that completes and checks while they are written.

`python -m screening.lawbook.fileschema docs/schemas` writes them. They hold the shape of a file: its keys, kinds of
values and closed lists of words. What one file says of another (a source, a figure, a day without rules) only the
program's own reading can tell: `rules check`. A pack is checked as it is written, before it is laid over what it
extends, so almost nothing is required of it here; a test holds the keys of both against one another.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from screening.checks.dates import AnotherMeasure
from screening.checks.household import WHO
from screening.checks.pauses import CountedBefore
from screening.checks.status import FLAGS
from screening.citation import CERTAINTIES
from screening.events import AGREED_AHEAD, COUNTED, DECIDED
from screening.family import NAMED
from screening.income import LimitLine
from screening.lawbook.casefile import CASE_KEYS, EXPECT_KEYS, MEASURE_KEYS
from screening.lawbook.checkwords import CHECKS
from screening.lawbook.shapes import (
    FileSchema,
    day,
    described,
    flag,
    named,
    number,
    offered,
    record,
    ref,
    several,
    text,
    whole,
    words,
)
from screening.pack import CONDITIONS, CONSEQUENCES, Actor, DayOff, MonthOf, OfficeTerm, Provision, Status, Unit
from screening.packfile.criteria import OF_CRITERIA, OFFICE_DECIDES, SUPPLIES
from screening.parameters import Reference, SocialGroup
from screening.rules import Rules
from screening.vocabulary import FactKind, Vocabulary

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_CITED: Final = {
    "cite": text("Где это сказано: «имя источника: место в нём», например «order55: пункт 2»."),
    "cite_also": several({"type": "string"}, "Где ещё сказано то же самое; самое надёжное место – в cite.", least=1),
    "certainty": words(CERTAINTIES, "Насколько мы уверены, если не так, как в источнике."),
}
_WITH_CITE: Final[FileSchema] = {"dependentRequired": {"certainty": ["cite"], "cite_also": ["cite"]}}
_SOURCE: Final = record(
    {
        "title": text("Полное имя документа или страницы: вид, номер, дата."),
        "certainty": words(CERTAINTIES, "Насколько мы уверены в источнике."),
        "url": text("Адрес, по которому его читали."),
        "read_on": day("День, когда его прочли."),
        "check_by": day("День, к которому его надо прочесть снова."),
        "edition": text("В какой редакции его прочли: «в редакции от 18.04.2024 № 12/н»."),
        "until": day("Первый день, когда акт уже не действует."),
    }
)
_CHECKED: Final = text("Ответ на замечание: чем подтверждается то, что выглядит странно.")
_ROW: Final = (
    record(
        {
            "from": day("Первый день."),
            "until": day("Первый день, когда величина уже не действует."),
            "value": {"type": "number", "minimum": 0, "description": "Величина."},
            "blank": text("Почему величины нет; эту причину видит человек."),
            **_CITED,
        },
        ["from"],
    )
    | _WITH_CITE
)
_PARAMETER: Final = record(
    {
        "unit": text("В чём измеряют: рублей на человека в месяц, лет, месяцев."),
        **_CITED,
        "values": several(_ROW, "Строки по датам: без щелей и наложений.", least=1),
        "subsistence": words((one.value for one in SocialGroup), "Прожиточный минимум этой группы."),
        "reference": words((one.value for one in Reference), "На какой день берут минимум."),
        "times": number("Во сколько раз больше другой величины."),
        "of": text("Имя другой величины, записанной выше."),
        "checked": _CHECKED,
    }
)
_SAYS: Final = record(
    {
        "yes": text("Фраза, если условие выполнено."),
        "no": text("Фраза, если не выполнено."),
        "open": text("Фраза, пока не известно."),
    },
    description="Что сказать человеку. Знак процента пишут дважды. Что подставляют проверки: "
    + "; ".join(
        f"{check} – {', '.join(sorted({f'%({name})s' for listed in keys.values() for name in listed}))}"
        for check, keys in SUPPLIES.items()
    ),
)
_DOUBTS: Final = record(
    {
        key: several(
            record(
                {
                    "id": text("Имя сомнения."),
                    "text": text("Фраза для человека: что источники оставляют неясным и кого спросить."),
                    "when": text("Отметка, с которой сомнение говорят; какие ставит проверка – в docs/law/checks.md."),
                    **_CITED,
                },
                ["id"],
            ),
            f"Сомнения рядом с ответом {title}.",
        )
        for key, title in {"yes": "«да»", "no": "«нет»", "open": "«не известно»", "either": "«да» и «нет»"}.items()
    },
    description="Что источники оставляют неясным рядом с ответом; ответа это не меняет.",
)
_OF_A_CHECK: Final[Mapping[str, FileSchema]] = {
    "fact": text("Вопрос из vocabulary.yaml."),
    "limit": text("Имя величины, которую нельзя превышать."),
    "years": {"type": ["string", "integer"], "description": "Имя величины, сколько лет; у возраста – само число."},
    "about": text("Вопрос из vocabulary.yaml о том, на что был прежний контракт."),
    "another_measure": words((one.value for one in AnotherMeasure), "Мешает ли контракт на другое."),
    "child_under": whole("Младше скольких лет ребёнок, за которым ухаживают; возраст считают по дате рождения."),
    "aged_from": whole("Со скольких лет человек, за которым ухаживают."),
    "before": words((one.value for one in CountedBefore), "До чего считают месяцы: до дня или до месяца обращения."),
    "who": words(WHO, "У кого: хотя бы у одного или у каждого."),
    "below": whole("Младше стольких полных лет."),
    "at_least": whole("Не меньше стольких; у возраста – полных лет."),
    "at_most": whole("Не больше стольких."),
    "relations": several({"type": "string"}, "Родство, слова из vocabulary.yaml.", least=1),
    "occupations": several({"type": "string"}, "Занятия, слова из vocabulary.yaml.", least=1),
    "income_kinds": several({"type": "string"}, "Виды дохода, слова из vocabulary.yaml.", least=1),
    "stated_by": several({"type": "string"}, "Занятия, которые сами отвечают «да».", least=1),
    "ruled_out_by": several({"type": "string"}, "Занятия, которые сами отвечают «нет»."),
    "attribute": words(FLAGS, "О чём спрашивают каждого члена семьи."),
    "measure": text("Имя другой меры."),
}


def parameters_of(example: str) -> tuple[str, ...]:
    """`fact: a, relations: [b, c]` names fact and relations."""
    flat = "".join(sign for depth, sign in zip(_depths(example), example, strict=True) if depth == 0)
    return tuple(part.partition(":")[0].strip() for part in flat.split(",") if part.strip())


def _depths(example: str) -> Iterable[int]:
    depth = 0
    for sign in example:
        depth += sign == "["
        yield depth
        depth -= sign == "]"


def _checks(vocabulary: Vocabulary) -> dict[str, FileSchema]:
    """`check:` with every parameter that some check has, and which of them go with which."""
    lists = {key: sorted(getattr(vocabulary, key)) for key in ("relations", "occupations", "income_kinds")}
    keys = {name: dict(schema) for name, schema in _OF_A_CHECK.items()}
    for words_of in CHECKS.values():
        for name in parameters_of(words_of.example):
            keys.setdefault(name, text("Параметр проверки; смысл – в docs/law/checks.md."))
    lists |= dict.fromkeys(("stated_by", "ruled_out_by"), lists["occupations"])
    for key, listed in lists.items():
        keys[key]["items"] = offered(listed, "")
    keys["fact"] = offered(vocabulary.facts, "Вопрос из vocabulary.yaml.")
    return keys


def _one_check(keys: Iterable[str]) -> list[FileSchema]:
    """A parameter of another check is no key here, and what the office decides is never said to hold or not."""
    listed, rules = frozenset(keys), list[FileSchema]()
    for one in CHECKS.values():
        then: dict[str, Any] = dict.fromkeys(sorted(listed - {*parameters_of(one.example)}), False)
        if one.name == OFFICE_DECIDES:
            then["says"] = {"properties": {"yes": False, "no": False}}
        rules.append(
            {"if": {"properties": {"check": {"const": one.name}}, "required": ["check"]}, "then": {"properties": then}}
        )
    return rules


def _criteria(vocabulary: Vocabulary) -> dict[str, FileSchema]:
    keys = _checks(vocabulary)
    check = {"check": words((one.name for one in CHECKS.values()), "Имя проверки; все – в docs/law/checks.md.")}
    for name, title in (("all_of", "Все эти условия вместе."), ("any_of", "Хотя бы одно из этих условий.")):
        check[name] = several(ref("criterion"), title, least=1)
    check["not"] = ref("condition")
    own = {
        "id": text("Имя условия: латинские буквы, цифры, _."),
        "says": _SAYS,
        "doubts": _DOUBTS,
        "use": text("Имя условия из shared_criteria."),
        **_CITED,
    }
    free = (one.name for one in CHECKS.values() if one.name not in OF_CRITERIA)
    bare = {
        **check,
        "check": words(free, "Имя проверки; у чего фразы о каждом члене семьи, того здесь не бывает."),
        **{name: several(ref("condition"), check[name]["description"], least=1) for name in ("all_of", "any_of")},
    }
    rules = _one_check(keys)
    return {
        "criterion": {**record({**own, **check, **keys}), "allOf": rules},
        "condition": {**record({**bare, **keys}), "allOf": rules},
    }


def _item(keys: Mapping[str, FileSchema], description: str) -> FileSchema:
    return several(record({"id": text("Имя пункта в этом списке."), **keys}, ["id"]), description)


def _deadline() -> dict[str, FileSchema]:
    conditions = {name: words(values, "Условие срока.") for name, values in CONDITIONS.items()}
    term = {
        "type": "string",
        "pattern": f"^[0-9]+ ({'|'.join(f'{one.value}?' for one in Unit)})$",
        "description": "Срок: «10 calendar_days», «1 working_days», «3 months», «1 years».",
    }
    return {
        "by": words((one.value for one in Actor), "Кто должен успеть."),
        "after": words(COUNTED | {DECIDED}, "Событие, от которого считают; день события – нулевой."),
        "before": words(AGREED_AHEAD, "Вместо after: событие, до которого считают назад; срок кончается в его день."),
        "within": term,
        "by_day": {
            "anyOf": [{"type": "integer", "minimum": 1, "maximum": 28}, {"const": "last"}],
            "description": "Вместо within: по какое число месяца; last – последний день месяца.",
        },
        "of": words((one.value for one in MonthOf), "Какого месяца число: того же, что событие, или следующего."),
        "every": words(("month",), "Срок в каждом месяце контракта; с within – столько, сколько там сказано."),
        "within_if_extra_check": described(term, "Срок при дополнительной проверке."),
        "day_off": words((one.value for one in DayOff), "Что сам акт говорит о последнем дне, если он выходной."),
        "text": text("Как назвать срок человеку."),
        "restarted_by": words(COUNTED, "Событие, от которого срок начинается заново."),
        "restart_unless": record(conditions, description="Когда заново не начинается."),
        "only_if": record(conditions, description="Когда срок есть."),
        "done_by": several({"enum": sorted(COUNTED)}, "События, которыми срок исполнен или снят."),
        "when_missed": words(CONSEQUENCES, "Что следует, если срок пропущен."),
        "milestone": flag("false – внутренний шаг органа: показывают день, но не «исполнено» и не «просрочено»."),
        **_CITED,
    }


_OF_A_PROVISION: Final[Mapping[Provision, Mapping[str, FileSchema]]] = {
    Provision.PRIORITY: {"when": ref("condition")},
    Provision.QUOTA: {
        "used_up": flag("true – к этому дню деньги года закончились или достигнуто плановое число получателей."),
        "as_of": day("День, на который это известно."),
    },
}
"""What the items of one provision alone may have."""


def _family(vocabulary: Vocabulary) -> FileSchema:
    """A word for a family that the program knows, or the act's own rows."""
    some = {"type": "string"}
    lists = {
        "relations": several(some, "Родство с заявителем; без этого поля – любое.", least=1),
        "occupations": several(some, "Занятия; без этого поля – любое.", least=1),
    }
    for key, listed in lists.items():
        listed["items"] = offered(getattr(vocabulary, key), "")
    row = {
        **lists,
        "at_least": whole("Не меньше стольких полных лет."),
        "below": whole("Младше стольких полных лет."),
        "unmarried": flag("Только те, кто не в браке; младших 18 лет об этом не спрашивают."),
        **_CITED,
    }
    own = record(
        {
            "text": text("Фраза для человека: кого назвать членами семьи."),
            "rows": _item(row, "Кого учитывают; строка с заявителем нужна.") | {"minItems": 1},
            "left_out": _item(row, "Кого не учитывают, хотя они есть в rows."),
            "checked": _CHECKED,
        }
    )
    return {"anyOf": [words(NAMED, "Семья, которую программа знает."), own], "description": "Кого считают семьёй."}


def pack_schema(rules: Rules) -> FileSchema:
    """A pack or a base that packs extend."""
    lists = (
        "shared_criteria",
        "criteria",
        "documents",
        "deadlines",
        "refusal_grounds",
        "gaps",
        *(one.value for one in Provision),
    )
    vocabulary = rules.vocabulary
    fact = offered(vocabulary.facts, "Вопрос из vocabulary.yaml.")
    texts = {"text": text("Целая фраза для человека.")}
    keys = {
        "extends": {
            "anyOf": [text("Файл без .yaml."), several({"type": "string"}, "Файлы слева направо.", least=1)],
            "description": "Файлы, поверх которых ложится этот; путь от этого файла, без .yaml.",
        },
        "drop": record(
            {name: several({"type": "string"}, "id пунктов, которые убрать.", least=1) for name in lists},
            description="Что убрать из того, что лежит ниже.",
        ),
        "measure": text("Имя меры: job_search, business… – как в имени файла."),
        "title": text("Как меру называют человеку."),
        "summary": text("Одна фраза: что это за деньги."),
        "version": whole("Номер правки; увеличивают при каждой правке пакета."),
        "order": whole("Место меры в списке."),
        "status": words(
            (one.value for one in Status), "draft – черновик, reviewed – проверил юрист, in_force – утверждено."
        ),
        "sources": named(_SOURCE, "Источники по именам, которыми на них ссылается cite."),
        "in_force": record(
            {"from": day("Первый день режима."), "until": day("Первый день, когда он уже не действует."), **_CITED},
            description="Когда правила действуют.",
        ),
        "parameters": named(_PARAMETER, "Величины по именам."),
        "income": record(
            {
                "family": _family(vocabulary),
                "skipped_months": whole("Сколько месяцев перед месяцем обращения пропускают."),
                "limit": text("Имя величины: порог на человека."),
                "limit_by_group": record(
                    {
                        **{name: text("Имя величины.") for name in ("able_bodied", "pensioners", "children")},
                        "pensioners_by_age": flag("К пенсионерам относят только по возрасту; об инвалидах не сказано."),
                    },
                    description="Свой порог у каждой группы.",
                ),
                "line": words((one.value for one in LimitLine), "Что значит доход, равный порогу: below – не право."),
                "before_tax": flag("Считают начисленное, до вычета налога."),
                "near": text("Имя величины: насколько близко к порогу ответ называют близким."),
                **_CITED,
            },
            description="Как считают доход и с чем сравнивают.",
        ),
        "shared_criteria": several(ref("criterion"), "Условия, которые меры берут словом use."),
        "criteria": several(ref("criterion"), "Условия меры; нужны все.", least=1),
        "amount": record(
            {
                "note": text("Фраза о размере для человека."),
                "cap": text("Имя величины: не больше стольких рублей."),
                "at_most_cost": described(fact, "Вопрос о стоимости: не больше и её."),
                "monthly": text("Имя величины, которую платят в месяц."),
                "months": whole("Сколько месяцев."),
                "days": whole("Сколько дней в месяце, когда платят по дням."),
                "starts_on": described(fact, "Вопрос о первом дне."),
                "ends_on": described(fact, "Вопрос о последнем дне."),
                "at_most_months": described(fact, "Вопрос о числе месяцев."),
                **_CITED,
            },
            description="Размер выплаты.",
        ),
        "documents": _item(
            {
                "by": words((one.value for one in Actor), "Кто приносит (citizen) или запрашивает сам (office)."),
                "title": text("Как называется документ."),
                "because": text("Почему он нужен этому человеку."),
                "when": ref("condition"),
                "alternatives": several({"type": "string"}, "Чем его можно заменить."),
                "note": text("Пояснение."),
                "asks": flag("false – ради этой бумаги ни о чём не спрашивают."),
                **_CITED,
            },
            "Документы.",
        ),
        "deadlines": _item(_deadline(), "Сроки."),
        "refusal_grounds": _item({**texts, **_CITED}, "Основания для отказа."),
        "term": record(
            {
                "at_least_months": whole("Не короче, месяцев."),
                "at_most_months": whole("Не дольше, месяцев."),
                "extended_at_most_months": whole("Продлить не больше чем на столько месяцев."),
                "extended_by_half": flag("Продлить не больше чем на половину первоначального срока."),
                **_CITED,
            },
            description="Срок контракта.",
        ),
        "gaps": _item(
            {**texts, "term": words((one.value for one in OfficeTerm), "Срок, который впишет орган.")},
            "Чего нет в источниках: целыми фразами для человека.",
        ),
        **{
            one.value: _item(
                {**texts, **_CITED, **_OF_A_PROVISION.get(one, {})},
                "Пункты о контракте.",
            )
            for one in Provision
        },
    }
    return {**record(keys), "$defs": _criteria(vocabulary)}


def subsistence_schema(_: Rules) -> FileSchema:
    groups = {one.value: number("Рублей в месяц.") for one in SocialGroup}
    shared = {
        **groups,
        "blank": text("Почему величин нет; эту причину видит человек."),
        "cite_of": record(
            {one.value: record(_CITED, ["cite"]) for one in SocialGroup}, description="Своя ссылка у группы."
        ),
        "checked": _CHECKED,
        **_CITED,
    }
    days = {"from": day("Первый день."), "until": day("Первый день, когда величина уже не действует.")}
    quarter = {"type": "string", "pattern": "^[0-9]{4}-Q[1-4]$", "description": "Квартал: 2019-Q2."}
    return record(
        {
            "sources": named({**_SOURCE, "required": ["certainty", "title"]}, "Источники по именам."),
            "quarters": several(
                record({"quarter": quarter, **shared}, ["quarter", "cite"]), "До 2021 года – по кварталам."
            ),
            "periods": several(record({**days, **shared}, ["from", "cite"]), "С 2021 года – по периодам."),
        },
        ["sources"],
    )


def regions_schema(_: Rules) -> FileSchema:
    period = record(
        {"from": day("Первый день."), "until": day("Первый день с правилами."), "reason": text("Почему правил нет.")},
        ["from", "reason"],
    )
    office = record(
        {
            "id": text("Имя в этом списке."),
            "title": text("Полное название."),
            "text": text("Что там делают."),
            "site": text("Адрес сайта."),
            "address": text("Улица и дом."),
            "phone": text("Телефон; только с днём его страницы."),
            "phone_of": day("День, когда телефон стоял на странице."),
            "territory": text("Чьих жителей принимают: id из territories; без него – всего региона."),
            "checked": day("День, когда всё это проверили."),
            **_CITED,
        },
        ["id", "title", "text", "checked", "cite"],
    )
    region = record(
        {
            "title": text("Имя: Брянская область."),
            "title_in": text("Что стоит после «живёте»: в Брянской области."),
            "zone": text("Часовой пояс по имени IANA: Europe/Moscow."),
            "unknown_periods": several(period, "Дни, за которые правил не нашли."),
            "offices": record(
                {
                    "sources": named({**_SOURCE, "required": ["certainty", "title"]}, "Источники по именам."),
                    "territories": _item(
                        {"title": text("Как её называют рядом с приёмной: город Пенза."), **_CITED},
                        "Муниципалитеты со своими приёмными.",
                    ),
                    "list": several(office, "Куда обращаться.", least=1),
                },
                ["sources", "list"],
                "Органы и приёмные; к правилам не относятся.",
            ),
        },
        ["title", "title_in", "zone"],
    )
    return named(region, "Регионы по именам: латинские строчные буквы, цифры и _.")


def income_kinds_schema(rules: Rules) -> FileSchema:
    row = record(
        {
            "from": day("Первый день."),
            "until": day("Первый день, когда это уже не так."),
            "counted": flag("Учитывают ли целиком."),
            "net_of_expenses": flag("Учитывают ли за вычетом расходов."),
            "blank": text("Почему не известно."),
            **_CITED,
        },
        ["from"],
    )
    row |= _WITH_CITE
    kind = record({**_CITED, "rows": several(row, "Строки по датам.", least=1)}, ["cite", "rows"])
    kinds = named(kind, "Виды дохода; кого здесь нет, тот учитывается.")
    return record(
        {
            "sources": named({**_SOURCE, "required": ["certainty", "title"]}, "Источники по именам."),
            "kinds": {**kinds, "propertyNames": offered(rules.vocabulary.income_kinds, "")},
        },
        ["sources", "kinds"],
    )


def vocabulary_schema(rules: Rules) -> FileSchema:
    become = record({"to": text("Другое слово списка."), "text": text("Что для этого сделать.")}, ["to", "text"])
    word = record(
        {
            "text": text("Как это сказать человеку."),
            "works": flag("Оплачиваемая ли это работа."),
            "can_become": several(become, "Что человек может сделать, чтобы слово стало другим."),
            "taxed": flag("У видов дохода: выплачивают ли за вычетом налога."),
        },
        ["text"],
    )
    asked = {"question": text("Вопрос."), "why": text("Зачем спрашиваем.")}
    fact = record(
        {
            "kind": words((one.value for one in FactKind), "Вид ответа."),
            **asked,
            "label": text("Тот же вопрос в двух-трёх словах."),
            "never": text("Подпись ответа «этого не было»."),
            "minimum": whole("Не меньше."),
            "maximum": whole("Не больше."),
            "options": words(
                ("relations", "occupations", "income_kinds", *rules.vocabulary.choices),
                "Список ответов у вопроса вида choice.",
            ),
            "act": record(
                {"text": text("Что человек может сделать."), "becomes": flag("Каким станет ответ.")}, ["text"]
            ),
            "usual": flag("Что отвечают почти все, по мнению редактора; от этого зависит только порядок вопросов."),
        },
        ["kind", "question", "why"],
    )
    return record(
        {
            "relations": named(word, "Родство с заявителем."),
            "occupations": named(word, "Занятия."),
            "income_kinds": named(word, "Виды дохода."),
            "choices": named(named(word, "Слова."), "Другие списки слов."),
            "household": record(asked, asked, "Вопрос о семье."),
            "members": named(fact, "О чём спрашивают каждого члена семьи."),
            "facts": named(fact, "О чём спрашивают заявителя."),
        },
        ["relations", "occupations", "income_kinds", "household", "members", "facts"],
    )


def translations_schema(_: Rules) -> FileSchema:
    item = {
        "type": "object",
        "properties": {"text": text("Текст слово в слово, как в правилах.")},
        "required": ["text"],
        "additionalProperties": {"type": ["string", "null"], "description": "Перевод."},
        "propertyNames": {"pattern": "^(text|[a-z]{2})$"},
    }
    return record({"texts": several(item, "Тексты с переводами.")})


def cases_schema(_: Rules) -> FileSchema:
    expected: dict[str, FileSchema] = {key: {} for key in sorted(MEASURE_KEYS)}
    expected |= {key: {"type": "object"} for key in ("findings", "doubts", "documents")}
    expected["amount"] = {"type": ["object", "null"]}
    expected["outcome"] = words(("meets", "fails", "undecided"), "Подходит, нет или не решено.")
    keys: dict[str, FileSchema] = {
        "name": text("Что за человек и что ему скажут."),
        "cites": several({"type": "string"}, "О чём случай: id правил или «источник: место»."),
        "situation": {
            "type": "object",
            "required": ["region", "applied_on"],
            "description": "Ситуация: situation.json.",
        },
        "expect": record(
            {
                "refused": {"type": "object", "description": "Путь и слова ошибки."},
                "law": several({"type": "string"}, "Пакеты дня."),
                "income": {"type": ["object", "null"], "description": "Названные поля расчёта."},
                "measures": named(record(expected), "По мере; all – у всех."),
            },
            description="Что сравнивают.",
        ),
    }
    assert {*keys} == CASE_KEYS  # noqa: S101 - the reader's own list
    assert {*keys["expect"]["properties"]} == EXPECT_KEYS  # noqa: S101 - the same
    return several(record(keys, CASE_KEYS), "Случаи.")


SCHEMAS: Final = {
    "pack": (pack_schema, "Пакет правил или файл, который пакеты называют в extends"),
    "subsistence": (subsistence_schema, "Прожиточный минимум региона"),
    "regions": (regions_schema, "Регионы"),
    "income_kinds": (income_kinds_schema, "Какие виды дохода учитывают"),
    "vocabulary": (vocabulary_schema, "Слова и вопросы"),
    "translations": (translations_schema, "Тексты на других языках"),
    "cases": (cases_schema, "Случаи: примеры, по которым правила проверяют себя"),
}


def file_schema(name: str, rules: Rules) -> FileSchema:
    """The whole schema of a kind of rule file, one of `SCHEMAS`."""
    make, title = SCHEMAS[name]
    return {"$schema": _DIALECT, "$id": f"urn:sotskontrakt:file:{name}", "title": title, **make(rules)}


def write(folder: Path, rules: Rules) -> None:
    for name in SCHEMAS:
        body = json.dumps(file_schema(name, rules), ensure_ascii=False, indent=2)
        (folder / f"{name}.json").write_text(f"{body}\n", encoding="utf-8")


if __name__ == "__main__":
    from screening.loader import load_rules

    write(Path(sys.argv[1]), load_rules())
