"""A signature stands under what was read, names who answers, and falls when a rule changes; figures are apart."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from screening.citation import Certainty
from screening.errors import PackError
from screening.loader import load_rules, rules_of
from screening.pack import Status
from screening.rules import Rules
from screening.signing import unsure
from tests.platform.test_rules_cli import run
from tests.screening.editing import edited_folder

PACK = "sevastopol/business_veterans.2026-01-01"
OLD = "tyumen/self_support.2020-04-06"
__all__ = ["run"]


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return edited_folder(tmp_path / "packs")


def signed(run: Any, packs: Path, name: str = PACK, *more: str) -> Any:
    who = ("--by", "Иванова Анна Петровна", "--post", "начальник юридического отдела", "--as-of", "2026-12-01")
    return run("rules", "sign", name, "--packs", packs, *who, *more)


def status(rules: Rules, name: str = PACK) -> Status:
    return next(one.status for one in rules.all_measures if one.ref.startswith(f"{name}@"))


def remarks(rules: Rules) -> str:
    return "\n".join(one.said() for one in rules.survey.remarks)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_signed_pack_is_reviewed_and_names_who_answers_for_it(run: Any, packs: Path) -> None:
    assert status(load_rules(packs)) is Status.DRAFT
    done = signed(run, packs)
    assert done.code == 0, done.err
    rules = load_rules(packs)
    assert status(rules) is Status.REVIEWED
    (signature,) = {one.signature for one in rules.all_measures if one.signature}
    assert (signature.by, signature.post) == ("Иванова Анна Петровна", "начальник юридического отдела")
    assert signature.on == date(2026, 12, 1)
    assert status(rules, OLD) is Status.DRAFT, "each pack for itself"


@pytest.mark.parametrize(
    ("file", "old", "new", "stands"),
    [
        ("sevastopol/_business_veterans.yaml", "says:", "says:\n      # Заметка.", True),
        ("subsistence/sevastopol.yaml", "19318", "19319", True),
        ("sevastopol/_business_veterans.yaml", "Вы признаны безработным", "Вас признали безработным", False),
        ("federal/_business_veterans.yaml", "value: 350000", "value: 360000", False),
    ],
)
def test_a_change_of_the_rules_drops_the_signature_and_a_figure_does_not(
    run: Any, packs: Path, file: str, old: str, new: str, stands: bool
) -> None:
    signed(run, packs)
    edit(packs / file, old, new)
    rules = load_rules(packs)
    assert (status(rules) is Status.REVIEWED) is stands
    assert (f"подпись под «{PACK}» не действует" in remarks(rules)) is not stands


def test_figures_are_signed_apart(run: Any, packs: Path) -> None:
    for name in ("subsistence/sevastopol", "income_kinds"):
        assert signed(run, packs, name).code == 0
    assert "не действует" not in remarks(load_rules(packs))
    edit(packs / "subsistence/sevastopol.yaml", "19318", "19319")
    assert "подпись под «subsistence/sevastopol» не действует" in remarks(load_rules(packs))


def test_the_calendar_is_signed_apart_and_a_changed_one_drops_its_signature(run: Any, packs: Path) -> None:
    assert signed(run, packs, "calendar/2027").code == 0
    assert run("rules", "check", packs, "--json").json["remarks"] == []
    digest = yaml.safe_load((packs / "signatures.yaml").read_text("utf-8"))["signatures"]["calendar/2027"]["digest"]
    edit(packs / "signatures.yaml", digest, "f" * 64)
    [remark] = run("rules", "check", packs, "--json").json["remarks"]
    assert remark["problem"] == "подпись под «calendar/2027» не действует: подписанное с тех пор изменилось."
    assert run("rules", "check", packs).code == 0, "open cases go on"
    edit(packs / "signatures.yaml", "calendar/2027", "calendar/2031")
    assert "календаря на этот год в программе нет" in run("rules", "check", packs).out


def test_a_signature_under_the_calendar_is_no_part_of_an_edition(run: Any, packs: Path) -> None:
    before = load_rules(packs).edition_digest("penza")
    signed(run, packs, "calendar/2027")
    assert load_rules(packs).edition_digest("penza") == before


def test_a_pack_that_calls_itself_reviewed_is_a_draft_without_a_signature(tmp_path: Path) -> None:
    folder = edited_folder(tmp_path / "packs", ("tyumen/_regime.2020-04-06.yaml", "status: draft", "status: reviewed"))
    rules = load_rules(folder)
    assert status(rules, OLD) is Status.DRAFT
    assert "нет действующей подписи" in remarks(rules)


def test_an_unsure_rule_stays_said_until_it_is_accepted_by_name(run: Any, packs: Path) -> None:
    done = signed(run, packs)
    assert "С оговоркой об источнике по-прежнему звучат:" in done.out
    assert "not_repeated" in done.out
    before = {one.id: one.cite for one in _measure(load_rules(packs)).criteria.parts}
    assert before["not_repeated"].certainty is Certainty.PRESS_OF_AUTHORITY

    signed(run, packs, PACK, "--accept", "not_repeated")
    after = {one.id: one.cite for one in _measure(load_rules(packs)).criteria.parts}
    assert after["not_repeated"].certainty is Certainty.ACCEPTED
    assert after["not_repeated"].certainty.firm
    assert after["recommended"] == before["recommended"], "one by one"


def _measure(rules: Rules) -> Any:
    return next(one for one in rules.all_measures if one.ref.startswith(f"{PACK}@"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sign", "sevastopol/nothing.2026-01-01", "--by", "А", "--post", "Б"), "nothing of this name can be signed"),
        (("sign", PACK, "--by", " ", "--post", "Б"), "--by: is empty"),
        (("sign", PACK, "--by", "А", "--post", ""), "--post: is empty"),
        (
            ("sign", PACK, "--by", "А", "--post", "Б", "--accept", "nosuch"),
            "nosuch: is no rule with an unsure source of",
        ),
        (("page", "moscow", "--own"), "moscow: is not a region"),
        (("sign", "calendar/2028", "--by", "А", "--post", "Б"), "calendar/2028: there are calendars of 2019-2027"),
        (("page", "calendar/2018", "--own"), "calendar/2018: there are calendars of 2019-2027"),
    ],
)
def test_a_signature_that_cannot_be_is_one_line_and_writes_nothing(
    run: Any, packs: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run("rules", *arguments, "--packs", packs)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert not (packs / "signatures.yaml").exists()


def test_the_shipped_packs_are_not_signed_in_place(run: Any) -> None:
    done = run("rules", "sign", PACK, "--by", "А", "--post", "Б")
    assert done.code == 2
    assert "`rules copy FOLDER`" in done.err


def test_signatures_stand_beside_one_another_and_a_new_one_replaces_the_old(run: Any, packs: Path) -> None:
    signed(run, packs)
    signed(run, packs, OLD)
    signed(run, packs, PACK, "--by", "Петров")
    written = yaml.safe_load((packs / "signatures.yaml").read_text("utf-8"))["signatures"]
    assert {name: one["by"] for name, one in written.items()} == {PACK: "Петров", OLD: "Иванова Анна Петровна"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("signatures: {moscow/x.2026-01-01: {by: А, post: Б, on: 2026-12-01, digest: x}}", "в этой папке нет"),
        (f"signatures: {{{PACK}: {{by: А, on: 2026-12-01, digest: x}}}}", "post"),
        (f"signatures: {{{PACK}: {{by: А, post: Б, on: вчера, digest: x}}}}", "дату вида 2020-04-06"),
        ("signature: {}", "signatures"),
    ],
)
def test_a_bad_signature_is_told_like_any_other_mistake(packs: Path, text: str, said: str) -> None:
    (packs / "signatures.yaml").write_text(text, "utf-8")
    with pytest.raises(PackError) as refused:
        load_rules(packs)
    assert said in str(refused.value)
    assert "signatures.yaml:1" in str(refused.value)


def test_no_file_may_call_a_source_accepted(tmp_path: Path) -> None:
    folder = edited_folder(
        tmp_path / "packs", ("federal/_business_veterans.yaml", "certainty: press", "certainty: accepted")
    )
    with pytest.raises(PackError, match="слова «accepted» здесь не бывает"):
        load_rules(folder)


def test_a_signed_edition_is_another_edition_and_keeps_its_signature(run: Any, packs: Path) -> None:
    before = load_rules(packs)
    signed(run, packs, PACK, "--accept", "not_repeated")
    after = load_rules(packs)
    assert after.edition_digest("sevastopol") != before.edition_digest("sevastopol")
    assert after.edition_digest("penza") == before.edition_digest("penza")
    again = rules_of(after.edition("sevastopol").files)
    assert _measure(again).signature == _measure(after).signature
    assert again.edition_digest("sevastopol") == after.edition_digest("sevastopol")


def test_the_page_to_sign_holds_only_the_regions_own_rules_with_their_words(run: Any, packs: Path) -> None:
    done = run("rules", "page", "sevastopol", "--own", "--packs", packs, "--json")
    rules = done.json["rules"]
    assert {one["file"].partition("/")[0] for one in rules} == {"sevastopol"}
    assert all(place["source"] and place["clause"] for one in rules for place in one["cites"])
    text = run("rules", "page", "sevastopol", "--own", "--packs", packs).out
    assert "Порядок, п. 3" in text
    assert "верно ☐" in text


def test_the_page_of_a_calendar_tells_where_the_year_is_no_plain_week(run: Any) -> None:
    done = run("rules", "page", "calendar/2027", "--own", "--json").json
    assert (done["working_days"], done["worked"], len(done["days_off"])) == (247, ["2027-02-20"], 15)
    text = run("rules", "page", "calendar/2027", "--own").out
    assert "рабочих дней – 247" in text
    assert "05.11.2027 (пт)" in text
    assert "20.02.2027 (сб)" in text
    assert "Прочитал(а) и сверил(а)" in text
    assert "  –" in run("rules", "page", "calendar/2026", "--own").out, "no weekend of 2026 is worked"


def test_only_rules_of_unsure_sources_wait_for_acceptance() -> None:
    pack = {
        "sources": {"act": {"certainty": "act_text"}, "news": {"certainty": "press"}},
        "criteria": [
            {"id": "a", "cite": "act: 1"},
            {"id": "b", "cite": "news: 2", "any_of": [{"id": "c", "cite": "act: 3", "certainty": "inferred"}]},
            {"id": "d", "cite": "news: 4", "certainty": "seed"},
        ],
    }
    assert list(unsure(pack, pack["sources"])) == [("b", "press"), ("c", "inferred")]


def test_signatures_that_cannot_be_read_leave_nothing_to_say_of_their_absence(tmp_path: Path) -> None:
    folder = edited_folder(tmp_path / "packs", ("tyumen/_regime.2020-04-06.yaml", "status: draft", "status: reviewed"))
    (folder / "signatures.yaml").write_text(f"signatures: {{{OLD}: {{by: А, on: 2026-12-01, digest: x}}}}", "utf-8")
    with pytest.raises(PackError) as refused:
        load_rules(folder)
    assert refused.value.remarks == ()
