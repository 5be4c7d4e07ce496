"""The settings of the process, from environment variables. `docs/operating.md` explains every one of them."""

import difflib
import os
import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX: Final = "SOTSKONTRAKT_"
TOKEN_VARIABLE: Final = "TELEGRAM_TOKEN"  # noqa: S105 - the name of the variable, not its value
DEFAULT_PORT: Final = 8080

_TOKEN: Final = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{8,}")
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{16,256}")


class SettingsError(Exception):
    """A setting cannot be used; each problem is one line that names the variable and the remedy."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _base_url(text: str) -> str:
    url = urlsplit(text)
    if url.scheme not in {"http", "https"} or not url.hostname or url.query or url.fragment:
        raise ValueError("write it as https://host or http://host:port, with nothing after a «?» or «#»")
    return text.rstrip("/")


BaseUrl = Annotated[str, AfterValidator(_base_url)]


class Settings(BaseSettings):
    """Values as the process uses them; the variable's name is the field's with the prefix."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, hide_input_in_errors=True, env_ignore_empty=True
    )

    data_dir: Path = Path("var")
    database_url: SecretStr = SecretStr("")
    master_key_file: Path | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] | None = None
    public_url: BaseUrl | None = None
    operator_name: Annotated[str, Field(min_length=2, max_length=300)] = "Оператор сервиса «Соцконтракт»"
    clock: Annotated[date | datetime | None, NoDecode] = None
    rules_folder: Path | None = None
    allow_draft_rules: bool = True
    idle_draft_days: Annotated[int, Field(ge=1, le=3650)] = 180
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    telegram_token: SecretStr | None = Field(default=None, validation_alias=AliasChoices(TOKEN_VARIABLE))
    telegram_api_base: BaseUrl = "https://api.telegram.org"
    telegram_proxy: SecretStr | None = None
    telegram_webhook_url: BaseUrl | None = None
    telegram_webhook_secret: SecretStr | None = None

    @field_validator("clock", mode="before")
    @classmethod
    def _read_clock(cls, value: object) -> object:
        """A date or a date with time; told apart by length, because pydantic would read a date as midnight."""
        if not isinstance(value, str):
            return value
        try:
            return date.fromisoformat(value) if len(value) <= len("2020-09-15") else datetime.fromisoformat(value)
        except ValueError:
            raise ValueError("write a date or a moment: 2020-09-15 or 2020-09-15T10:30") from None

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        address = value.get_secret_value()
        if address and not address.startswith(("sqlite:///", "postgresql://")):
            raise ValueError(
                "write it as sqlite:///path/to/file.sqlite or postgresql://user:password@host:5432/name, "
                "or leave it out"
            )
        return value

    @field_validator("telegram_token")
    @classmethod
    def _token_of_botfather(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("copy the whole token that @BotFather gave: digits, a colon and letters")
        return value

    @field_validator("telegram_proxy")
    @classmethod
    def _proxy_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and urlsplit(value.get_secret_value()).scheme not in {"http", "https"}:
            raise ValueError("write it as http://host:port or http://user:password@host:port")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _secret_alphabet(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("write 16 to 256 letters A-Z a-z, digits, _ or -")
        return value

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Self:
        if (self.telegram_webhook_url is None) != (self.telegram_webhook_secret is None):
            raise ValueError(
                f"{PREFIX}TELEGRAM_WEBHOOK_URL and {PREFIX}TELEGRAM_WEBHOOK_SECRET go together: set both or neither"
            )
        return self

    @property
    def database(self) -> str:
        """The database's address, maybe with a password: the one that was set, else a file in the data folder."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.own_file}"

    @property
    def own_file(self) -> Path:
        """The SQLite file of an installation that names no other database."""
        return self.data_dir / "sotskontrakt.sqlite"

    @property
    def key_file(self) -> Path:
        return self.master_key_file or self.data_dir / "master.key"


def variable_of(field: str) -> str:
    """The environment variable that sets a field."""
    return TOKEN_VARIABLE if field == "telegram_token" else PREFIX + field.upper()


def load_settings() -> Settings:
    """Read the environment; SettingsError with a line for each bad or misspelt variable."""
    known, unknown = {variable_of(field) for field in Settings.model_fields}, list[str]()
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name.upper() not in known:
            close = difflib.get_close_matches(name, known, n=1)
            remedy = f"did you mean {close[0]}?" if close else "docs/operating.md lists all of them"
            unknown.append(f"{name}: there is no such setting; {remedy}")
    if unknown:
        raise SettingsError(tuple(unknown))
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(
            tuple(_line(str(item["loc"][0]) if item["loc"] else "", item["msg"]) for item in error.errors())
        ) from None


def _line(field: str, message: str) -> str:
    sentence = message.removeprefix("Value error, ")
    if not field:
        return sentence
    name = field if field == TOKEN_VARIABLE else variable_of(field)
    return f"{name}: {sentence}"
