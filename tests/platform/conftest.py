"""What tests of commands inside the test process share."""

import os
from pathlib import Path

import pytest


@pytest.fixture
def no_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of this machine, and a folder of data that is not there yet."""
    for name in [name for name in os.environ if name.startswith("SOTSKONTRAKT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SOTSKONTRAKT_DATA_DIR", str(tmp_path / "var"))
