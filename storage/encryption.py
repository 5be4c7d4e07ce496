"""Envelope encryption: a data key per person, wrapped by the installation's master key.

Destroying a person's data key makes everything sealed with it unreadable for ever, which is how a person is erased.
Every seal is AES-256-GCM bound to the row it belongs to (`about`), so a ciphertext copied to another row does not open.
"""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_FORMAT: Final = b"\x01"
"""The first byte of every seal: another algorithm gets another number, and old rows stay readable."""


class EncryptionError(Exception):
    """A sealed value that does not open. Carries no part of the value."""


class WrongMasterKey(EncryptionError):
    """The database was made with another master key (or its key row was damaged)."""

    def __init__(self) -> None:
        super().__init__("the master key does not fit this database: give the key the database was created with")


class Unreadable(EncryptionError):
    """A sealed value was altered, cut, or belongs to another row; `about` names the row."""

    def __init__(self, about: str) -> None:
        self.about = about
        super().__init__(f"the sealed value of {about} does not open: it was altered or belongs to another row")


class DataKey:
    """One person's key. `id` is stored beside what it seals, so that a later key is never tried on it."""

    __slots__ = ("_cipher", "id")

    def __init__(self, key_id: str, key: bytes) -> None:
        self.id = key_id
        self._cipher = AESGCM(key)

    def seal(self, plaintext: bytes, about: str) -> bytes:
        return _seal(self._cipher, plaintext, about)

    def open(self, sealed: bytes, about: str) -> bytes:
        """The plaintext; `Unreadable` when `sealed` was not made by this key for this row."""
        return _open(self._cipher, sealed, about)


class Keyring:
    """Makes and unwraps data keys with the master key (32 bytes)."""

    __slots__ = ("_master",)

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != KEY_BYTES:
            raise ValueError(f"the master key must be {KEY_BYTES} bytes long, not {len(master_key)}")
        self._master = AESGCM(master_key)

    def new_key(self) -> tuple[DataKey, bytes]:
        """A fresh data key and its wrapped form for storage."""
        key_id, key = secrets.token_hex(16), secrets.token_bytes(KEY_BYTES)
        return DataKey(key_id, key), _seal(self._master, key, _wrapped(key_id))

    def unwrap(self, key_id: str, wrapped: bytes) -> DataKey:
        """The data key of a stored row; `WrongMasterKey` when it was wrapped by another master key."""
        try:
            return DataKey(key_id, _open(self._master, wrapped, _wrapped(key_id)))
        except Unreadable as error:
            raise WrongMasterKey from error


def _wrapped(key_id: str) -> str:
    return f"data key {key_id}"


def _seal(cipher: AESGCM, plaintext: bytes, about: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _FORMAT + nonce + cipher.encrypt(nonce, plaintext, about.encode())


def _open(cipher: AESGCM, sealed: bytes, about: str) -> bytes:
    nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if sealed[:1] != _FORMAT or not ciphertext:
        raise Unreadable(about)
    try:
        return cipher.decrypt(nonce, ciphertext, about.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable(about) from error
