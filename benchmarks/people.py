"""What the measured people do: families of five that answer the whole interview, again and again."""

from typing import Final

from benchmarks.telegram import Key, Move, Phone

CHILDREN: Final = 3
_LIVES_HERE: Final = "Вы живёте"
_BORN: Final = "рождения"
_ONWARD: Final = ("idk", "restart", "erase")
"""Where nothing can be chosen: «не знаю», and from the verdict back to the beginning."""


def family(phone: Phone) -> Move:
    """The next step of a couple with three children, both earning; at the verdict it begins anew."""
    keys = {action(key): key for key in phone.keys if key.data}
    if not keys:
        return "/start"
    if "add" in keys:
        return _household(phone)
    if "t" in keys:
        return _ticks(phone, keys)
    question = phone.text.partition("<b>")[2]
    if _BORN in question.lower():
        return "12.04.2015"
    if "zero" in keys:
        return "14 000; 15 000,50; 0"
    answers = [key for key in phone.keys if action(key) == "a"]
    if answers:
        return next(
            (key for key in answers if key.data.endswith((":all", ":ru"))), answers[-1 if _asks_no(question) else 0]
        )
    return next((keys[name] for name in _ONWARD if name in keys), "/start")


def begins_anew(move: Move) -> bool:
    """Whether the move ends an interview."""
    return isinstance(move, Key) and action(move) == "erase"


def action(key: Key) -> str:
    """What a button does: `3:a:yes` -> `a`."""
    return key.data.split(":")[1] if ":" in key.data else ""


def _asks_no(question: str) -> bool:
    """Everything but where one lives is answered with the last answer offered, mostly «нет»."""
    return not question.startswith(_LIVES_HERE)


def _household(phone: Phone) -> Move:
    added = phone.notes.get("added", 0)
    phone.notes["added"] = added + 1 if added <= CHILDREN else 0
    wanted = ":add:spouse" if added == 0 else ":add:child" if added <= CHILDREN else ":whole:"
    return next(key for key in phone.keys if wanted in key.data)


def _ticks(phone: Phone, keys: dict[str, Key]) -> Move:
    """Kinds of income: wages for some, nothing for others; of several people: nobody."""
    wages = next((key for key in phone.keys if key.data.endswith(":t:wages")), None)
    if wages is None:
        return keys.get("a", keys["done"])
    if "☑" in wages.text:
        return keys["done"]
    phone.notes["asked"] = phone.notes.get("asked", 0) + 1
    return wages if phone.notes["asked"] % 2 else keys["zero"]
