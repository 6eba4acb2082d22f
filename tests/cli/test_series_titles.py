"""The title of a new edition follows by itself."""

from __future__ import annotations

from tests.cli.running import Digest


def close(digest: Digest, month: str, title: str) -> None:
    digest.ok("edition", "set", month, "--title", title)
    digest.ok("edition", "close", month)


def title_of(digest: Digest, month: str) -> str:
    return str(digest.ok("edition", "show", month, "--json").data["title"])


def test_the_next_edition_is_called_as_the_last_one_was(digest: Digest) -> None:
    digest.environ["LC_ALL"] = "de_DE.UTF-8"
    digest.config.write_text('language = "de"\n', encoding="utf-8")
    close(digest, "2026-09", "Klartext: 0 Lesetipps aus dem September 2026")
    close(digest, "2026-10", "Was uns der Herbst lehrt")  # a theme of its own is not repeated
    assert title_of(digest, "2026-11") == "Klartext: 0 Lesetipps aus dem November 2026"
    assert title_of(digest, "2027-01") == "Klartext: 0 Lesetipps aus dem Januar 2027"


def test_a_configured_pattern_and_an_own_title_come_first(digest: Digest) -> None:
    digest.config.write_text('language = "de"\n[edition]\ntitle = "Fundsachen {monat}"\n', encoding="utf-8")
    close(digest, "2026-09", "Klartext im September")
    assert title_of(digest, "2026-11") == "Fundsachen November"
    digest.ok("edition", "set", "2026-11", "--title", "Ganz anders")
    assert title_of(digest, "2026-11") == "Ganz anders"


def test_a_title_in_another_language_is_not_followed(digest: Digest) -> None:
    digest.config.write_text('language = "de"\n', encoding="utf-8")
    close(digest, "2026-09", "Klartext im September")
    digest.config.write_text('language = "en"\n', encoding="utf-8")
    assert not title_of(digest, "2026-11").startswith("Klartext")
