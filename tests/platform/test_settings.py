"""Settings are read from the environment; a bad one is named with its remedy."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.process.settings import PREFIX, TOKEN_VARIABLE, Settings, SettingsError, load_settings, variable_of

TOKEN = "123456:AAE-abcdefgh_12345678"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(PREFIX) or name == TOKEN_VARIABLE:
            monkeypatch.delenv(name)


def test_with_nothing_set_everything_runs_on_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert settings.host == "127.0.0.1"
    assert settings.database == "sqlite:///var/sotskontrakt.sqlite"
    assert settings.key_file == Path("var/master.key")
    assert settings.telegram_token is None
    assert settings.port is None
    assert settings.clock is None


def test_the_telegram_token_has_its_usual_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    settings = load_settings()
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert TOKEN not in repr(settings)


def test_the_database_that_is_named_wins_over_the_file_in_the_data_folder_and_its_password_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = "postgresql://user:secret-word@host:5432/name?sslmode=verify-full"
    monkeypatch.setenv("SOTSKONTRAKT_DATA_DIR", "/data")
    monkeypatch.setenv("SOTSKONTRAKT_DATABASE_URL", address)
    settings = load_settings()
    assert settings.database == address
    assert "secret-word" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2020-09-15", date(2020, 9, 15)),
        ("2020-09-15T10:30", datetime(2020, 9, 15, 10, 30)),  # noqa: DTZ001 - local on purpose
        ("2020-09-15T10:30:00+00:00", datetime(2020, 9, 15, 10, 30, tzinfo=UTC)),
    ],
)
def test_the_development_clock_is_a_day_or_a_moment(text: str, value: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTSKONTRAKT_CLOCK", text)
    clock = load_settings().clock
    assert clock == value
    assert type(clock) is type(value)


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("SOTSKONTRAKT_PORT", "many", "integer"),
        ("SOTSKONTRAKT_PORT", "70000", "65535"),
        ("SOTSKONTRAKT_CLOCK", "15.09.2020", "2020-09-15T10:30"),
        ("SOTSKONTRAKT_CLOCK", "2020-02-31", "2020-09-15"),
        ("SOTSKONTRAKT_PUBLIC_URL", "sotskontrakt.example", "https://host"),
        ("SOTSKONTRAKT_TELEGRAM_API_BASE", "https://x/?a=1", "https://host"),
        ("SOTSKONTRAKT_TELEGRAM_PROXY", "socks5://host:1", "http://host:port"),
        ("SOTSKONTRAKT_TELEGRAM_WEBHOOK_SECRET", "short", "16 to 256"),
        ("SOTSKONTRAKT_DATABASE_URL", "mysql://host/db", "sqlite:///"),
        ("SOTSKONTRAKT_DATABASE_URL", "postgres://user:secret@host/db", "postgresql://user:password@host"),
        ("SOTSKONTRAKT_ALLOW_DRAFT_RULES", "perhaps", "boolean"),
        ("SOTSKONTRAKT_LOG_LEVEL", "loud", "'debug'"),
        ("TELEGRAM_TOKEN", "secret-but-wrong", "@BotFather"),
    ],
)
def test_a_bad_value_is_one_line_with_the_variable_and_the_remedy_and_not_the_value(
    name: str, value: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    [line] = caught.value.problems
    assert line.startswith(f"{name}: ")
    assert remedy in line
    assert value not in line
    assert "\n" not in line


def test_half_a_webhook_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTSKONTRAKT_TELEGRAM_WEBHOOK_URL", "https://bot.example")
    with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_SECRET go together"):
        load_settings()


def test_a_misspelt_variable_is_refused_with_the_likely_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTSKONTRAKT_PROT", "8081")
    with pytest.raises(
        SettingsError, match="SOTSKONTRAKT_PROT: there is no such setting; did you mean SOTSKONTRAKT_PORT"
    ):
        load_settings()


def test_every_field_has_one_variable() -> None:
    names = [variable_of(field) for field in Settings.model_fields]
    assert len(set(names)) == len(names)
