"""The settings of the installation as a command gets them."""

from typing import TYPE_CHECKING

from bot.commands.bad_input import BadInputError

if TYPE_CHECKING:
    from bot.process.settings import Settings


def given_settings() -> "Settings":
    """From the environment; BadInputError with a line for each bad or misspelt variable."""
    # pydantic costs a third of a second, which a command that reads no setting need not pay.
    from bot.process.settings import SettingsError, load_settings  # noqa: PLC0415

    try:
        return load_settings()
    except SettingsError as error:
        raise BadInputError(str(error)) from error
