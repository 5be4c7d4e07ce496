"""`case move`: letting named cases go by another edition of the law."""

from collections.abc import Sequence

from applications.casebook import Casebook
from applications.editions import EditionsAtHand
from applications.event_fields import BadEvent
from applications.moves import ForbiddenMove
from applications.ports import Conflict, UnitOfWorkFactory
from bot.commands.in_database import over_database
from bot.commands.installation import given_settings
from bot.commands.which_edition import whole_digest
from bot.process.clock import open_clock
from locales import Translator
from notifications.calendar import ProductionCalendar
from screening.edition import Edition
from screening.loader import load_rules
from screening.shipped import shipped_editions


def move(numbers: Sequence[str], to: str, reason: str, t: Translator) -> list[str]:
    """All of them or, where one cannot be moved, none (BadInputError says which and why)."""
    settings = given_settings()
    rules = load_rules(settings.rules_folder)

    async def moved(factory: UnitOfWorkFactory) -> list[str]:
        clock = await open_clock(settings.clock, next(iter(rules.regions.values())).zone, factory)
        book = Casebook(factory, EditionsAtHand(rules), ProductionCalendar(), clock)
        async with factory() as uow:
            known = {one.digest: None for one in await uow.editions.kept()}
            at_hand = {edition.digest: edition for edition in map(rules.edition, rules.regions)}
            at_hand |= {edition.digest: edition for edition in shipped_editions()}
            digest = whole_digest("--to", to, {*known, *at_hand})
            edition: Edition = at_hand[digest] if digest in at_hand else await uow.editions.get(digest)
            for number in numbers:
                try:
                    await book.move(uow, number, edition, reason=reason)
                except LookupError:
                    raise ValueError(f"there is no application {number}; nothing was moved") from None
                except BadEvent as error:
                    problem, remedy = error.in_language(t)
                    raise ValueError(f"{number}: {problem} {remedy} Nothing was moved.") from None
                except (ForbiddenMove, Conflict) as error:
                    raise ValueError(f"{number}: {error}; nothing was moved") from None
            await uow.commit()
        return list(numbers)

    return over_database(moved)
