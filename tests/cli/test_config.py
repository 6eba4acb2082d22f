"""`digest config set` and `unset`: one setting, the rest of the file as it was."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from digest.domain.errors import Conflict
from digest.services.configuration import Configuration
from tests.cli.running import Digest

MINE = """# Meine Einstellungen
language = "en"   # für die Kollegen

[publish.blog]  # unser Blog
kind = "wordpress"
own_key = 3
"""


def test_a_first_setting_makes_a_file_of_the_users_own(digest: Digest) -> None:
    assert "Written" in digest.ok("config", "set", "edition.series", "Lesezeichen „A“").err
    assert digest.config.read_text(encoding="utf-8") == '[edition]\nseries = "Lesezeichen „A“"\n'
    assert stat.S_IMODE(digest.config.stat().st_mode) == 0o600
    assert "Lesezeichen" in digest.ok("config", "show").out


def test_comments_order_and_unknown_keys_stay(digest: Digest) -> None:
    digest.config.write_text(MINE, encoding="utf-8")
    digest.config.chmod(0o640)
    digest.ok("config", "set", "edition.target", "7")
    digest.ok("config", "set", "language", "de")
    assert digest.config.read_text(encoding="utf-8") == MINE.replace('"en"', '"de"') + "\n[edition]\ntarget = 7\n"
    assert stat.S_IMODE(digest.config.stat().st_mode) == 0o640
    digest.ok("config", "unset", "edition.target")
    assert "# target = 7" in digest.config.read_text(encoding="utf-8")


def test_a_link_is_followed(digest: Digest, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text(MINE, encoding="utf-8")
    digest.config.symlink_to(real)
    digest.ok("config", "set", "language", "de")
    assert digest.config.is_symlink()
    assert 'language = "de"' in real.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("edition.target", "viele", "Write a number"),
        ("edition.target", "0", "more than 0"),
        ("edition.ziel", "3", "There is no setting"),
        ("edition", "3", "There is no setting"),
        ("export.style", "Z", "not a style"),
        ("export.numbered", "vielleicht", "true or false"),
        ("edition.title", "{quatsch}", "quatsch"),
        ("edition.series", "a\nb", "one line"),
        ("publish.blog.password", "geheim", "A password is not taken"),
        ("a b", "x", "no key"),
        ("", "x", "no key"),
        ("x\ny", "x", "no key"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_written(digest: Digest, key: str, value: str, said: str) -> None:
    digest.config.write_text(MINE, encoding="utf-8")
    ran = digest("config", "set", key, value)
    assert ran.code == 2
    assert said in ran.err
    assert "geheim" not in ran.err
    assert digest.config.read_text(encoding="utf-8") == MINE


def test_a_variable_for_a_password_is_taken(digest: Digest) -> None:
    digest.config.write_text(MINE, encoding="utf-8")
    digest.ok("config", "set", "publish.blog.password", "$WP_PASSWORD")
    assert 'password = "$WP_PASSWORD"' in digest.config.read_text(encoding="utf-8")


def test_a_file_that_nobody_may_write_stays(digest: Digest) -> None:
    digest.config.write_text(MINE, encoding="utf-8")
    digest.config.chmod(0o444)
    ran = digest("config", "set", "language", "de")
    assert (ran.code, "read-only" in ran.err) == (2, True)
    assert digest.config.read_text(encoding="utf-8") == MINE


@pytest.mark.parametrize("body", [b'a = "\xff"\n', b"language = 'de'\nlanguage = 'en'\n", b"[edition\n"])
def test_a_broken_file_is_told_and_stays(digest: Digest, body: bytes) -> None:
    digest.config.write_bytes(body)
    ran = digest("config", "set", "edition.target", "7")
    assert ran.code == 2
    assert str(digest.config) in ran.err
    assert digest.config.read_bytes() == body


def test_what_an_editor_has_written_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(MINE, encoding="utf-8")
    configuration = Configuration(file, {})
    seen = configuration.read()
    file.write_text(MINE + "# neu\n", encoding="utf-8")
    with pytest.raises(Conflict):
        configuration.change({"language": "de"}, seen)
    assert file.read_text(encoding="utf-8") == MINE + "# neu\n"


def test_a_configuration_from_a_pipe_counts(digest: Digest) -> None:
    """`digest --config <(…)`: what is read of a pipe once is gone."""
    read, write = os.pipe()
    os.write(write, b"[edition]\ntarget = 3\n")
    os.close(write)
    try:
        assert "\ntarget = 3\n" in digest.ok("--config", f"/dev/fd/{read}", "config", "show").out
    finally:
        os.close(read)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")
@pytest.mark.parametrize("command", ["picks", "config show", "config set edition.target 7"])
def test_a_configuration_without_end_is_refused(digest: Digest, command: str) -> None:
    ran = digest("--config", "/dev/zero", *command.split())
    assert ran.code == 2
    assert "/dev/zero is larger than 1 MB." in ran.err


@pytest.mark.parametrize("command", ["config init", "config set edition.target 7"])
def test_what_cannot_be_written_leaves_no_empty_file_in_the_way(
    digest: Digest, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("digest.config.user_files.write_whole", full)
        ran = digest(*command.split())
    assert (ran.code, "no space is left" in ran.err) == (2, True)
    digest.ok("config", "init")
    assert stat.S_IMODE(digest.config.stat().st_mode) == 0o600
