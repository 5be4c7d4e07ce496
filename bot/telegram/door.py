"""The Mini App's door to the secure form: whom Telegram's signature lets in. Without aiogram: the form needs none."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from applications.model import PersonId
from applications.ports import UnitOfWork
from bot.channels import Admission, Door
from bot.telegram.init_data import BadInitData, verify
from bot.telegram.settings import NAME
from locales import N_
from notifications.ports import Clock
from web.refusal import Refusal, Words
from web.static import StaticFolder

INIT_DATA_LIFE: Final = timedelta(hours=1)
_HERE: Final = Path(__file__).parent
_FILES: Final = StaticFolder("/telegram/static", _HERE / "static")
_NO_ANSWERS: Final[Words] = (
    N_("Сначала ответьте на вопросы в чате"),
    N_("Закройте это окно и вернитесь в чат: по ответам станет видно, на какую помощь можно подать заявление."),
)
_NOT_TELEGRAM: Final[Words] = (
    N_("Telegram не подтвердил вход"),
    N_("Закройте это окно, вернитесь в чат и откройте анкету кнопкой ещё раз."),
)


def mini_app(*, token: str, clock: Clock) -> Door:
    """The door of the bot with the token. `clock` is the real time also under a development clock: Telegram signs by
    it."""
    return Door(
        admit=partial(_admitted, token=token, clock=clock),
        frame="https://web.telegram.org",
        templates=_HERE / "templates",
        page="mini_app.html",
        files=_FILES,
    )


def _admitted(sent: str, *, token: str, clock: Clock) -> Admission:
    try:
        known = verify(sent, token, now=clock.now(), max_age=INIT_DATA_LIFE)
    except BadInitData as error:
        raise Refusal(403, *_NOT_TELEGRAM) from error

    async def claim(uow: UnitOfWork) -> PersonId:
        if not await uow.forms.use_init_data(known.digest, known.expires_at, clock.now()):
            raise Refusal(403, *_NOT_TELEGRAM)
        # A private chat has the id of its user. Whoever has not written there leaves no trace here either.
        person = await uow.people.find(NAME, str(known.user_id))
        if person is None:
            raise Refusal(409, *_NO_ANSWERS)
        return person.id

    return Admission(known.digest, claim)
