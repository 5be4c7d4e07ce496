"""Erasure of a person: what was sealed with their key becomes unreadable for ever, in every application of theirs."""

from applications.ports import UnitOfWork


async def erase(uow: UnitOfWork, number: str) -> tuple[str, ...]:
    """Destroy the key of the applicant of `number`; the numbers of all their applications. The caller commits.

    Identities and half-filled forms cannot be read any more; the cases, their events and the consents given stay as
    proof. LookupError when there is no such application.
    """
    person = (await uow.applications.get(number)).person
    await uow.people.destroy_key(person)
    return tuple(sorted(item.number for item in await uow.applications.of_person(person)))
