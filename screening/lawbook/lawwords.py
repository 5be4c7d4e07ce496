"""The words of a law page: headings, actors, events, conditions, certainties. All are msgids."""

import re
from collections.abc import Mapping
from typing import Final

from screening.msgid import N_
from screening.text import Speaker

PLACE: Final = re.compile(r"%\((\w+)\)s")
"""A place in a sentence that a value fills."""
SECTIONS: Final[Mapping[str, str]] = {
    "criteria": N_("Условия"),
    "income": N_("Доход и порог"),
    "income_kinds": N_("Какие доходы учитывают"),
    "values": N_("Величины"),
    "amount": N_("Размер"),
    "documents": N_("Документы"),
    "deadlines": N_("Сроки"),
    "refusal_grounds": N_("Основания для отказа"),
    "term": N_("Срок контракта"),
    "priority": N_("Кому в первую очередь"),
    "procedure": N_("Порядок"),
    "terms_by_law": N_("Сроки по закону обычно"),
    "quota": N_("Когда деньги года или план закончились"),
    "agencies": N_("Кто участвует"),
    "results": N_("Ожидаемый результат"),
    "duties": N_("Обязанности"),
    "extension": N_("Продление"),
    "monitoring": N_("Наблюдение после контракта"),
    "ending": N_("Прекращение"),
    "appeal": N_("Обжалование"),
    "gaps": N_("Чего нет в источниках"),
}
STATUSES: Final[Mapping[str, str]] = {
    "draft": N_("черновик, юрист ещё не проверил"),
    "reviewed": N_("проверено юристом"),
    "in_force": N_("утверждено к применению"),
}
STATUS_WORDS: Final[Mapping[str, str]] = {
    "draft": N_("черновик"),
    "reviewed": N_("проверено"),
    "in_force": N_("утверждено"),
}
ACTORS: Final[Mapping[str, str]] = {
    "citizen": N_("заявитель"),
    "office": N_("орган социальной защиты"),
    "commission": N_("межведомственная комиссия"),
}
EVENT_WORDS: Final[Mapping[str, str]] = {
    "submitted": N_("подача заявления"),
    "registered": N_("регистрация заявления"),
    "checked": N_("проверка заявления"),
    "granted": N_("решение назначить помощь"),
    "refused": N_("решение отказать"),
    "decided": N_("решение, каким бы оно ни было"),
    "sole_trader_registered": N_("регистрация предпринимателем"),
    "contract_signed": N_("подписание контракта"),
    "paid": N_("выплата"),
    "report_received": N_("отчёт за месяц получен"),
    "extended": N_("продление контракта"),
    "contract_ended": N_("окончание контракта"),
    "final_report_received": N_("итоговый отчёт получен"),
    "lapsed": N_("истечение срока для подписания"),
    "withdrawn": N_("отзыв заявления"),
}
CONSEQUENCES: Final[Mapping[str, str]] = {
    "second_notice": N_("если пропущен — повторное уведомление"),
    "lapsed": N_("если пропущен — время для контракта истекло"),
}
CONDITIONS: Final[Mapping[str, str]] = {
    "filing=electronic": N_("заявление подано в электронном виде"),
    "filing=paper": N_("заявление подано на бумаге"),
    "channel=epgu": N_("заявление подано через портал госуслуг"),
    "channel=office": N_("заявление подано в орган"),
    "channel=mfc": N_("заявление подано через МФЦ"),
    "channel=post": N_("заявление прислано по почте"),
    "channel=form": N_("заявление подано через форму сервиса"),
    "extra_check=yes": N_("назначена дополнительная проверка"),
    "extra_check=no": N_("дополнительной проверки нет"),
    "refusal_grounds=yes": N_("есть основания для отказа"),
    "refusal_grounds=no": N_("оснований для отказа нет"),
    "purpose=own_business": N_("деньги нужны на своё дело"),
    "purpose=smallholding": N_("деньги нужны на личное подсобное хозяйство"),
}
OFFICE_TERMS: Final[Mapping[str, str]] = {
    "decision": N_("срок решения"),
    "signing": N_("срок подписания контракта"),
    "payment": N_("срок выплаты"),
    "report_day": N_("день ежемесячного отчёта"),
    "final_report": N_("срок итогового отчёта"),
}
UNITS: Final[Mapping[str, str]] = {
    "calendar_days": N_("календарных дней: %(count)s"),
    "working_days": N_("рабочих дней: %(count)s"),
    "months": N_("месяцев: %(count)s"),
    "years": N_("лет: %(count)s"),
}
DAYS_OF_MONTH: Final[Mapping[str, str]] = {
    "same_month": N_("по %(count)s-е число того же месяца"),
    "next_month": N_("по %(count)s-е число следующего месяца"),
}
LAST_DAYS: Final[Mapping[str, str]] = {
    "same_month": N_("по последний день того же месяца"),
    "next_month": N_("по последний день следующего месяца"),
}
"""The same of a day that has no number of its own."""
EVERY: Final[Mapping[str, str]] = {"month": N_("каждый месяц")}
DAYS_OFF: Final[Mapping[str, str]] = {
    "next_working_day": N_("если последний день выходной — ближайший рабочий день после него"),
    "as_it_is": N_("если последний день выходной, он не переносится"),
}
FAMILIES: Final[Mapping[str, str]] = {
    "living_together": N_("родственники, которые живут вместе (закон 44-ФЗ до 2024 года)"),
    "from_2024": N_(
        "заявитель, супруг, дети до 18 лет и подопечные, а также дети до 23 лет на очной учёбе; без детей, состоящих в"
        " браке (закон 44-ФЗ с 2024 года)"
    ),
    "own": N_("кого назвал акт"),
}
COUNTING: Final[Mapping[str, str]] = {
    "counted": N_("учитывают"),
    "not_counted": N_("не учитывают"),
    "net_of_expenses": N_("учитывают за вычетом расходов"),
    "blank": N_("в источниках не сказано"),
}
LINES: Final[Mapping[str, str]] = {
    "below": N_("строго ниже"),
    "not_above": N_("не выше"),
}
BEFORE_TAX: Final[Mapping[bool, str]] = {
    True: N_("считают начисленное, до вычета налога"),
    False: N_("до вычета налога или после, источники не говорят"),
}
SAYS: Final[Mapping[str, str]] = {
    "yes": N_("если да"),
    "no": N_("если нет"),
    "open": N_("если не известно"),
}
PLACES: Final[Mapping[str, str]] = {
    "total": N_("доход семьи"),
    "limit": N_("предел"),
    "size": N_("число членов семьи"),
    "per_head": N_("доход на человека"),
    "line": N_("с какой стороны порога: «ниже», «не ниже», «не выше» или «выше»"),
    "value": N_("ваш ответ"),
    "count": N_("число"),
    "last": N_("год"),
    "years": N_("число лет"),
    "unit": N_("в чём измеряют предел"),
    "ended": N_("дата"),
    "happened": N_("день, когда это было"),
    "last_day": N_("последний день, чтобы обратиться"),
    "free_from": N_("дата или год"),
    "member": N_("член семьи"),
    "occupation": N_("занятие"),
}
"""What stands in a sentence's %(name)s places."""
FIELDS: Final[Mapping[str, str]] = {
    "title": N_("название"),
    "summary": N_("коротко"),
    "status": N_("состояние"),
    "in_force_from": N_("действует с"),
    "in_force_until": N_("действует до (не включая)"),
    "text": N_("текст"),
    "holds": N_("как проверяется"),
    "needs": N_("сколько частей нужно"),
    "parts": N_("части"),
    "yes": N_("если да"),
    "no": N_("если нет"),
    "open": N_("если не известно"),
    "rule": N_("правило"),
    "unit": N_("в чём измеряют"),
    "value": N_("значение"),
    "blank": N_("значения нет"),
    "from": N_("с"),
    "until": N_("до (не включая)"),
    "counting": N_("учёт"),
    "family": N_("семья"),
    "skipped_months": N_("пропущено месяцев перед обращением"),
    "limit": N_("порог"),
    "limit_by_group": N_("пороги по группам"),
    "pensioners_by_age": N_("пенсионеры — только по возрасту"),
    "line": N_("доход, равный порогу"),
    "before_tax": N_("до вычета налога"),
    "term": N_("срок, который впишет орган"),
    "near": N_("насколько близко к порогу"),
    "cap": N_("предел"),
    "monthly": N_("в месяц"),
    "months": N_("месяцев не больше"),
    "days": N_("дней не больше"),
    "at_most_cost": N_("не больше ответа на вопрос"),
    "note": N_("примечание"),
    "by": N_("кто"),
    "because": N_("зачем"),
    "when": N_("когда нужен"),
    "alternatives": N_("взамен"),
    "after": N_("считают от события"),
    "before": N_("считают до события"),
    "every": N_("как часто"),
    "repeated_for": N_("сколько повторяют"),
    "within": N_("срок"),
    "within_if_extra_check": N_("срок при дополнительной проверке"),
    "day_off": N_("если последний день выходной"),
    "restarted_by": N_("считают заново от события"),
    "restart_unless": N_("но не тогда, когда"),
    "only_if": N_("только если"),
    "when_missed": N_("если пропущен"),
    "reached_by": N_("план года достигнут к дню"),
    "at_least_months": N_("не меньше месяцев"),
    "at_most_months": N_("не больше месяцев"),
    "extended_at_most_months": N_("продлить не больше чем на столько месяцев"),
    "extended_by_half": N_("продлить не больше чем на половину срока"),
    "clause": N_("норма"),
}
"""The fields of a description; what is not here only repeats another field in the pack's own words."""
NEEDS: Final[Mapping[str, str]] = {
    "any_of": N_("достаточно одного из перечисленного ниже"),
    "all_of": N_("нужно всё перечисленное ниже"),
}
OUTCOMES: Final[Mapping[str, str]] = {
    "meets": N_("предварительно подходит"),
    "fails": N_("не подходит"),
    "undecided": N_("пока не решено"),
}


def term(written: str, t: Speaker) -> str:
    """A term as a description holds it, in words: «10 working_days», «5 next_month», «last same_month»."""
    count, _, of = written.partition(" ")
    if of in LAST_DAYS and not count.isdecimal():
        return t(LAST_DAYS[of])
    return t(UNITS[of] if of in UNITS else DAYS_OF_MONTH[of], count=count)
