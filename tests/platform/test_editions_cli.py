"""`rules editions`, `rules reload`, `case move`: what cases go by, told and changed from the command line."""

import asyncio
import json
from pathlib import Path
from typing import Any, TypeVar

import pytest

from applications.model import Application, EventKind
from bot.commands.cli import main
from bot.commands.rules import editions as module
from bot.process.master_key import load_or_create
from storage.database import Database
from tests.applications.values import Office
from tests.screening.editing import Edit, edited_folder

T = TypeVar("T")
VERSION: Edit = ("tyumen/self_support.2020-04-06.yaml", "version: 2", "version: 3")
CAP: Edit = ("tyumen/_regime.2020-04-06.yaml", "value: 100000", "value: 90000")


class Installation:
    """A data folder with one case in it, made by the shipped rules."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.number = self._in_database(self._file)

    def run(self, *arguments: str) -> tuple[int, str, str]:
        self._capsys.readouterr()
        code = main(list(arguments))
        return code, *self._capsys.readouterr()

    def case(self) -> Application:
        return self._in_database(lambda office: office.stored(self.number))

    def _in_database(self, step: Any) -> Any:
        async def work() -> Any:
            url = f"sqlite:///{self.folder / 'sotskontrakt.sqlite'}"
            database = await Database.open(url, master_key=load_or_create(self.folder / "master.key"))
            await database.migrate()
            try:
                return await step(await Office.open(database))
            finally:
                await database.close()

        return asyncio.run(work())

    async def _file(self, office: Office) -> str:
        return (await office.submit()).number


@pytest.fixture
def here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, no_installation: None
) -> Installation:
    monkeypatch.setenv("SOTSKONTRAKT_CLOCK", "2020-09-16")
    (tmp_path / "var").mkdir()
    return Installation(tmp_path / "var", capsys)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return edited_folder(tmp_path / "packs", VERSION, CAP)


def listed(out: str, region: str) -> list[Any]:
    return [one for one in json.loads(out)["editions"] if one["region"] == region]


def test_every_edition_is_listed_with_its_cases_and_what_differs(here: Installation, packs: Path) -> None:
    code, out, _ = here.run("rules", "editions", "--packs", str(packs), "--json")
    before, today = listed(out, "tyumen")[-2:]
    assert code == 0
    assert (before["cases"], before["today"], before["kept_at"] is None) == (1, False, False)
    assert (today["cases"], today["today"], today["kept_at"]) == (0, True, None)
    assert before["digest"] == here.case().edition
    differing = {change["id"] for measure in today["differs"] for change in measure["changes"]}
    assert any(name.startswith("self_support_cap") for name in differing)

    _, text, _ = here.run("rules", "editions", "--packs", str(packs))
    assert f"tyumen  {before['digest'][:12]}  хранится с" in text
    assert "1 дело" in text
    assert "90 000" in text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_case_is_moved_by_the_first_digits_of_an_edition(
    here: Installation, packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOTSKONTRAKT_RULES_FOLDER", str(packs))
    _, out, _ = here.run("rules", "editions", "--json")
    today = listed(out, "tyumen")[-1]["digest"]
    arguments = ("case", "move", here.number, "--to", today[:10], "--reason", "опечатка в пределе суммы")
    assert here.run(*arguments) == (0, f"moved: {here.number}\n", "")
    case = here.case()
    assert (case.edition, case.events[-1].kind) == (today, EventKind.EDITION_MOVED)
    assert case.events[-1].data["reason"] == "опечатка в пределе суммы"


@pytest.mark.parametrize(
    ("numbers", "to", "reason", "said"),
    [
        ([], "0" * 64, "причина", "no such edition; give 8 or more digits"),
        ([], "abc", "причина", "no such edition; give 8 or more digits"),
        (["SK-2020-9999999"], None, "причина", "there is no application SK-2020-9999999; nothing was moved"),
        ([], None, " ", "Nothing was moved."),
    ],
)
def test_a_move_that_cannot_be_is_one_line_and_moves_none_of_the_cases(
    here: Installation, numbers: list[str], to: str | None, reason: str, said: str
) -> None:
    before = here.case()
    digest = to or str(before.edition)
    code, out, err = here.run("case", "move", here.number, *numbers, "--to", digest, "--reason", reason)
    assert (code, out) == (2, "")
    assert said in err
    assert here.case() == before


def test_bad_rules_are_told_before_any_process_is_asked(
    here: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = edited_folder(tmp_path / "bad", (CAP[0], "value: 100000", "valeu: 100000"))
    monkeypatch.setenv("SOTSKONTRAKT_RULES_FOLDER", str(bad))
    code, out, err = here.run("rules", "reload")
    assert (code, out) == (2, "")
    assert f"{CAP[0]}:" in err
    _, text, _ = here.run("rules", "editions", "--packs", str(edited_folder(tmp_path / "good")), "--json")
    assert text


def test_without_a_running_process_the_rules_are_checked_and_nobody_is_waited_for(here: Installation) -> None:
    code, out, _ = here.run("rules", "reload")
    assert (code, out.strip()) == (
        0,
        "Правила проверены. Сейчас ни один процесс не запущен: при запуске он прочитает их сам.",
    )


def test_a_process_that_does_not_answer_is_named(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.0)

    async def leave(office: Office) -> None:
        async with office.database.unit_of_work() as uow:
            await uow.editions.note_reader(module.RuleReader("gone:1", office.clock.now(), 0, ""))
            await uow.commit()

    here._in_database(leave)
    code, out, _ = here.run("rules", "reload")
    assert (code, out) == (1, "gone:1  не ответил: он остановлен или занят; проверьте его\n")
    code, out, _ = here.run("rules", "reload", "--json")
    assert json.loads(out)["processes"] == [{"process": "gone:1", "answered": False, "problem": None}]
