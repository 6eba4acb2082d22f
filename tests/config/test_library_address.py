"""A library lies in a folder or in PostgreSQL.

Any other address is refused before anything is made.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config.paths import folder_at
from digest.domain.errors import UsageError
from digest.storage.registry import open_store
from tests.builders import NOW
from tests.cli.running import Digest

OTHERS = [
    "postgersql://anna:geheim@host/digest", "postgresql:/host/digest", "postgresql:digest", "mysql://host/digest",
    "postgersql://host/digest", "postgresql//host/digest", "postgresql;//host/digest",
    "HTTP://host/digest", " http://host/digest", "\tPostgersql://anna:geheim@host/digest",
    "http://host/digest", "https:/host", "sqlite:///tmp/x.sqlite", "file:///tmp/library", "s3://bucket/digest",
]  # fmt: skip
FOLDERS = ["library", "./http:", "/var/lib/post:gres", "Lese:tipps", "a//b", "~/Lesetipps: Archiv", "http", "postgres"]


@pytest.mark.parametrize("address", OTHERS)
def test_what_names_no_folder_is_refused_without_its_password(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no place for a library") as caught:
        open_store(address, lambda: NOW)
    assert "geheim" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", FOLDERS)
def test_a_folder_may_be_called_as_it_likes(address: str) -> None:
    assert folder_at(address) == Path(address).expanduser().absolute()


@pytest.mark.parametrize("address", OTHERS[:3])
@pytest.mark.parametrize("words", [("feeds",), ("entries",), ("doctor",), ("library", "path")])
def test_every_command_refuses_it_as_option_and_from_the_environment(
    words: tuple[str, ...], address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    digest = Digest(tmp_path)
    for ran in (digest("--library", address, *words), Digest(tmp_path, environ={"DIGEST_LIBRARY": address})(*words)):
        assert ran.code == 2
        assert "no place for a library" in ran.err
        assert "--library" in ran.err
        assert "geheim" not in ran.err
    assert list(tmp_path.iterdir()) == []


def test_the_path_of_a_folder_is_told_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "token" / "3f9a72c1d0e84b65" / "key=abc"
    assert Digest(tmp_path).ok("--library", str(folder), "library", "path").out == f"{folder}\n"
