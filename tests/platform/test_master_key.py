"""The master key is made once, readable by its owner only, and never made over a damaged one."""

import stat
from base64 import b64encode
from pathlib import Path

import pytest

from bot.process.master_key import BadMasterKey, load_or_create


def test_a_new_installation_gets_a_key_that_only_the_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "data" / "master.key"
    key = load_or_create(path)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["master.key"]


def test_the_same_key_is_read_ever_after(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    assert load_or_create(path) == load_or_create(path)


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o604])
def test_a_key_that_others_could_read_is_taken_from_them(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "master.key"
    key = load_or_create(path)
    path.chmod(mode)
    assert load_or_create(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    assert load_or_create(tmp_path / "a") != load_or_create(tmp_path / "b")


@pytest.mark.parametrize("content", [b"", b"not base64!", b64encode(bytes(31)), bytes(32), "ключ".encode()])
def test_a_damaged_key_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(content)
    path.chmod(0o644)
    with pytest.raises(BadMasterKey, match=r"SOTSKONTRAKT_MASTER_KEY_FILE: .*restore it from your backup"):
        load_or_create(path)
    assert path.read_bytes() == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o644, "it may be somebody else's file"
