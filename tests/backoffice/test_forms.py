"""The console's event forms: what they ask and how they read what was typed."""

import pytest

from applications.events import Recorder, recorded_by
from applications.model import EventKind
from backoffice.forms import event_form, read_form
from backoffice.schema import event_data
from tests.applications.values import rules

MEASURE = rules().measure("tyumen/self_support.2020-04-06@2")


def test_the_schema_and_the_form_of_every_event_ask_for_its_rows_own_fields() -> None:
    for row in recorded_by(Recorder.CLERK):
        form = {field.name: field.required for field in event_form(row.kind, MEASURE).fields}
        shape = event_data(row)
        assert form.pop("on") is True
        assert list(form) == list(shape["properties"]) == [field.name for field in row.fields]
        assert {name for name, required in form.items() if required} == set(shape["required"])


def test_a_refusal_offers_every_ground_of_the_measure() -> None:
    ground = next(field for field in event_form(EventKind.REFUSED, MEASURE).fields if field.name == "ground")
    assert ground.options == tuple((item.id, item.text) for item in MEASURE.refusal_grounds)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("100000", "100000.00"),
        ("72 414,50", "72414.50"),
        ("72\N{NO-BREAK SPACE}414,5 ₽", "72414.50"),
        ("72\t414,5\u2009₽", "72414.50"),
        ("0", "0.00"),
        ("", None),
    ],
)
def test_a_sum_is_read_as_people_write_it(typed: str, amount: str | None) -> None:
    form = read_form(event_form(EventKind.GRANTED, MEASURE), {"on": "2020-09-15", "amount": typed})
    assert form.errors == {}
    assert form.data.get("amount") == amount


@pytest.mark.parametrize("typed", ["сто тысяч", "-5", "1.234.5", "1e5", "12,345", "٣", "1" * 20])
def test_what_is_not_a_sum_is_refused_with_an_example(typed: str) -> None:
    form = read_form(event_form(EventKind.GRANTED, MEASURE), {"on": "2020-09-15", "amount": typed})
    assert "например" in form.errors["amount"]
    assert form.values["amount"] == typed


@pytest.mark.parametrize("typed", ["", "15.09.2020", "2020-13-01", "вчера"])
def test_an_event_needs_a_day(typed: str) -> None:
    assert set(read_form(event_form(EventKind.REGISTERED, MEASURE), {"on": typed}).errors) == {"on"}


def test_a_pasted_comment_keeps_its_lines_and_loses_what_cannot_be_seen() -> None:
    pasted = " Нет\tсправки\x00\u200b.\r\nПриходите\u2003снова —\u00a0с ней "
    sent = {"on": "2020-09-15", "ground": MEASURE.refusal_grounds[0].id, "comment": pasted}
    form = read_form(event_form(EventKind.REFUSED, MEASURE), sent)
    assert form.errors == {}
    assert form.data["comment"] == "Нет справки.\nПриходите снова — с ней"


def test_a_contract_number_is_one_line() -> None:
    form = read_form(event_form(EventKind.CONTRACT_SIGNED, MEASURE), {"on": "2020-09-15", "number": "17\t/\u202f20"})
    assert form.data == {"number": "17 / 20"}


def test_where_the_rules_have_no_term_to_sign_the_clerk_is_asked_for_it() -> None:
    silent = next(measure for measure in rules().all_measures if not measure.deadlines)
    hints = {
        measure.ref: next(
            field.hint for field in event_form(EventKind.GRANTED, measure).fields if field.name == "sign_by"
        )
        for measure in (MEASURE, silent)
    }
    assert "Пусто — срок по правилам меры" in hints[MEASURE.ref]
    assert "срока подписания нет" in hints[silent.ref]


def test_the_clerk_is_told_where_the_applicant_reads_the_words() -> None:
    comment = next(field for field in event_form(EventKind.REFUSED, MEASURE).fields if field.name == "comment")
    assert "на нашей странице по одноразовой ссылке" in comment.hint
