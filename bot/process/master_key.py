"""The master key of the installation: 32 random bytes in a file that only the owner may read."""

import os
import secrets
import stat
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Final

import structlog

KEY_BYTES: Final = 32
_OWNER_ONLY: Final = 0o600

_log = structlog.get_logger("bot.process.master_key")


class BadMasterKey(Exception):
    """The file is there but holds no key; the sentence names it and the remedy."""


def load_or_create(path: Path) -> bytes:
    """The key in the file; a new one where there is no file yet. Without this key nobody's identity can be read."""
    try:
        return _load(path)
    except FileNotFoundError:
        return _create(path)


def _load(path: Path) -> bytes:
    text = path.read_text("ascii", errors="replace")
    try:
        key = b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise BadMasterKey(
            f"SOTSKONTRAKT_MASTER_KEY_FILE: {path} holds no key of {KEY_BYTES} bytes in base64; "
            "restore it from your backup: without it the stored identities cannot be read"
        )
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        # Taken away from the others; a mount that cannot do so (a secret of a container) is only told of.
        try:
            path.chmod(_OWNER_ONLY)
        except OSError:
            _log.warning("master_key_readable_by_others")
        else:
            _log.warning("master_key_was_readable_by_others")
    return key


def _create(path: Path) -> bytes:
    """Write a new key whole or not at all: a file half written must not be taken for a key after a kill."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_bytes(KEY_BYTES)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(b64encode(key) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        # `link` refuses an existing name, so of two first starts at once one key wins.
        path.hardlink_to(draft)
    except FileExistsError:
        return _load(path)
    finally:
        draft.unlink()
    _log.info("master_key_created")
    return key
