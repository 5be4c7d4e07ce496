"""A region that somebody adds speaks every language of the product: its translations stand beside its rules."""

from pathlib import Path
from typing import Final

import pytest

from bot.commands.cli import main
from bot.process.rulefolder import open_rules
from locales import learn, translator
from screening.errors import PackError
from screening.loader import PACKS, load_rules
from tests.screening.editing import edited_folder

NEW: Final = (
    "rules",
    "new",
    "zarechye",
    "--title",
    "Заречный край",
    "--title-in",
    "в Заречном крае",
    "--zone",
    "Asia/Omsk",
)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = edited_folder(tmp_path / "packs")
    assert main([*NEW, "--packs", str(folder)]) == 0
    return folder


def remarks(packs: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    assert main(["rules", "check", str(packs)]) == 0
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith("замечание: ")]


def translate(packs: Path, text: str) -> None:
    (packs / "translations" / "zarechye.yaml").write_text(text, encoding="utf-8")


NAMES: Final = """\
texts:
  - {text: Заречный край, en: Zarechny Krai}
  - {text: в Заречном крае, en: in Zarechny Krai}
"""


def test_names_without_a_translation_are_a_remark_and_with_one_are_said(
    packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [remark] = remarks(packs, capsys)
    assert remark.startswith("замечание: regions.yaml:")
    assert "нет перевода (en) – текстов: 2, первый: «Заречный край»" in remark
    assert main(["rules", "check", str(packs), "--strict"]) == 1
    translate(packs, NAMES)
    assert remarks(packs, capsys) == []
    assert (
        main(
            ["rules", "show", "zarechye/job_search", "--as-of", "2026-03-10", "--language", "en", "--packs", str(packs)]
        )
        == 0
    )
    assert "Do you live in Zarechny Krai?" in capsys.readouterr().out


def test_the_process_speaks_with_them_too(packs: Path) -> None:
    translate(packs, "texts: [{text: слово одной этой проверки, en: a word of this one test}]\n")
    assert translator("en")("слово одной этой проверки") == "слово одной этой проверки"
    open_rules(packs)
    assert translator("en")("слово одной этой проверки") == "a word of this one test"
    assert translator("ru")("слово одной этой проверки") == "слово одной этой проверки"


def test_what_the_catalogue_says_no_pack_says_otherwise() -> None:
    said = translator("en")("Заявление")
    learn({"en": {"Заявление": "Something else"}, "tlh": {"Заявление": "qaStaH"}})
    assert translator("en")("Заявление") == said


def test_the_missing_texts_are_listed_to_be_filled_in_and_nothing_is_lost(
    packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    translate(packs, "# Своё пояснение.\ntexts:\n  - {text: Заречный край, en: Zarechny Krai}\n")
    base = packs / "zarechye" / "_region.yaml"
    base.write_text(
        base.read_text("utf-8") + '\nduties: [{id: own, text: "Своя: обязанность.", cite: "fz44: п. 1"}]\n', "utf-8"
    )
    assert main(["rules", "translate", "zarechye", "--packs", str(packs)]) == 0
    text = (packs / "translations" / "zarechye.yaml").read_text("utf-8")
    assert text == (
        "# Своё пояснение.\ntexts:\n  - {text: Заречный край, en: Zarechny Krai}\n"
        '  - text: "в Заречном крае"\n    en:\n  - text: "Своя: обязанность."\n    en:\n  - text: "п. 1"\n    en:\n'
    )
    assert main(["rules", "translate", "zarechye", "--packs", str(packs)]) == 0
    assert (packs / "translations" / "zarechye.yaml").read_text("utf-8") == text, "asked twice, listed once"
    assert len(remarks(packs, capsys)) == 2, "a blank translation is none"


def test_the_other_places_of_a_rule_are_listed_and_asked_for_too(
    packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    translate(packs, NAMES)
    base = packs / "zarechye" / "_region.yaml"
    duty = 'duties: [{id: own, text: Заявление, cite: "fz44: статьи 1–3", cite_also: ["fz178: своё место 7"]}]'
    base.write_text(f"{base.read_text('utf-8')}\n{duty}\n", "utf-8")
    assert any("«своё место 7»" in one for one in remarks(packs, capsys))
    assert main(["rules", "translate", "zarechye", "--packs", str(packs)]) == 0
    assert '  - text: "своё место 7"\n    en:\n' in (packs / "translations" / "zarechye.yaml").read_text("utf-8")


def test_the_translation_of_a_text_that_is_no_more_is_a_remark(packs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    translate(packs, NAMES + "  - {text: Текст прежних правил, en: A text of former rules}\n")
    [remark] = remarks(packs, capsys)
    assert remark.startswith("замечание: translations/zarechye.yaml:4: text: перевод лишний")
    assert "«Текст прежних правил»" in remark


def test_a_short_answer_in_another_language_names_the_clauses_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    situation = tmp_path / "one.json"
    situation.write_text(
        '{"region": "tyumen", "applied_on": "2026-03-10", "facts": {"lives_in_region": true}}', "utf-8"
    )
    assert main(["screen", str(situation), "--language", "en"]) == 0
    out = capsys.readouterr().out
    assert "[Articles 1–3;" in out
    assert "[статьи" not in out


def test_only_a_region_of_ones_own_folder_is_translated_so(packs: Path) -> None:
    assert main(["rules", "translate", "atlantis", "--packs", str(packs)]) == 2
    assert main(["rules", "translate", "tyumen"]) == 2


@pytest.mark.parametrize(
    ("rows", "key", "words"),
    [
        ("[{text: 'Живёте %(region_in)s?', en: 'Do you live there?'}]", "texts[0].en", "не те места"),
        ("[{text: А, en: A}, {text: А, en: B}]", "texts[1].en", "уже переведён иначе: «A»"),
        ("[{en: A}]", "texts[0].text", "этого поля нет"),
        ("[{text: А, en: 5}]", "texts[0].en", "не подходит: здесь целое число 5"),
    ],
)
def test_a_translation_that_could_not_be_said_is_refused(packs: Path, rows: str, key: str, words: str) -> None:
    translate(packs, f"texts: {rows}\n")
    with pytest.raises(PackError) as error:
        load_rules(packs)
    [complaint] = error.value.complaints
    assert (complaint.file, complaint.key) == ("translations/zarechye.yaml", key)
    assert words in str(complaint)


def test_the_programs_own_folder_is_never_written_to(capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in PACKS.rglob("*.yaml")}
    assert main([*NEW]) == 2
    assert "--packs" in capsys.readouterr().err
    assert main([*NEW, "--packs", str(PACKS / ".." / "packs")]) == 2
    assert {path: path.read_bytes() for path in PACKS.rglob("*.yaml")} == before
