"""`digest export`, `digest site`, `digest template`.

Options, files, templates and clipboard, as a user meets them.
"""

from __future__ import annotations

from email import message_from_string, policy
from pathlib import Path

import pytest

from tests.cli.running import Digest

MONTH = "2026-11"


@pytest.fixture
def filled(digest: Digest) -> Digest:
    """A library with two picks for November, in German."""
    digest.config.write_text('language = "de"\n', encoding="utf-8")
    for number, category in ((1, "Krise"), (2, "IK")):
        digest.ok(
            "pick", f"http://127.0.0.1:9/{number}", "--title", f"Titel {number}", "-c", category, "--comment",
            f"Kommentar *{number}*.", "--source", f"Quelle {number}",
        )  # fmt: skip
    return digest


@pytest.mark.parametrize(("options", "start"), [
    ((), "IK | Titel 2\nKommentar 2."),
    (("--style", "B"), "Titel 2\n(Quelle 2)\n"),
    (("--style", "C", "--numbered"), "1. IK: Titel 2\n"),
    (("--style", "D"), "Kommentar 2.\nQuelle 2 >>\nhttp://127.0.0.1:9/2\n"),
    (("--separator", " – ", "--credit"), "IK – Titel 2\n(Quelle 2)\n"),
])  # fmt: skip
def test_options_change_how_entries_look(filled: Digest, options: tuple[str, ...], start: str) -> None:
    out = filled.ok("export", MONTH, "--format", "text", *options).out
    assert out.startswith("2 Lesetipps aus dem November\n\n" + start)


def test_the_configuration_says_how_entries_look_unless_an_option_does(filled: Digest) -> None:
    with filled.config.open("a", encoding="utf-8") as file:
        file.write('[export]\nstyle = "B"\nnumbered = true\nfooter = "Ein *Fuß*."\n')
    assert "\n1. Titel 2\n(Quelle 2)\n" in filled.ok("export", "--format", "text").out
    assert filled.ok("export", "--format", "text").out.endswith("\n\nEin Fuß.\n")
    assert "\nIK | Titel 2\n" in filled.ok("export", "--format", "text", "--style", "A", "--no-numbered").out


def test_a_mail_tells_its_sizes_and_is_the_configured_senders(filled: Digest) -> None:
    with filled.config.open("a", encoding="utf-8") as file:
        file.write('[export]\nsender = "Anna <anna@example.org>"\nunsubscribe = "*|UNSUB|*"\n')
    ran = filled.ok("export", "--format", "email")
    mail = message_from_string(ran.out, policy=policy.default)
    assert str(mail["From"]) == "Anna <anna@example.org>"
    assert "kB" in ran.err


def test_front_matter_and_blocks_belong_to_one_format_each(filled: Digest) -> None:
    assert filled.ok("export", "--format", "markdown", "--front-matter", "hugo").out.startswith('---\ntitle: "2 Lese')
    assert filled.ok("export", "--format", "fragment", "--blocks").out.startswith("<!-- wp:heading -->")
    for wrong in (("--format", "html", "--front-matter", "hugo"), ("--format", "markdown", "--blocks"),
                  ("--format", "markdown", "--front-matter", "x"), ("--format", "text", "--style", "Q"),
                  ("--format", "docx"), ()):  # fmt: skip
        assert filled("export", MONTH, *wrong).code == 2


def test_a_text_too_long_for_linkedin_is_told_of_and_stays_whole(filled: Digest) -> None:
    filled.ok("pick", "http://127.0.0.1:9/1", "--comment", "Wort " * 700)
    ran = filled.ok("export", "--format", "linkedin")
    assert "3000" in ran.err
    assert ran.out.count("Wort") == 700


def test_the_parts_of_a_mail_and_short_posts_are_for_their_formats_alone(filled: Digest) -> None:
    html = filled.ok("export", "--format", "email", "--part", "html")
    assert html.out.startswith("<!DOCTYPE html>")
    assert "kB" in html.err
    filled.ok("export", "--format", "email", "--part", "text", "-o", str(filled.home))
    assert (filled.home / f"{MONTH}-lesetipps.mail.txt").is_file()
    filled.ok("pick", "http://127.0.0.1:9/1", "--comment", "Wort " * 700)
    assert "--short" in filled.ok("export", "--format", "linkedin").err
    short = filled.ok("export", "--format", "linkedin", "--short")
    assert ("Wort" in short.out, "http://127.0.0.1:9/1" in short.out, "3000" in short.err) == (False, True, True)
    assert filled.ok("export", "--format", "mastodon").out.startswith("--- 1/")
    for wrong in (("--format", "html", "--part", "html"), ("--format", "email", "--part", "pdf"),
                  ("--format", "text", "--short")):  # fmt: skip
        assert filled("export", MONTH, *wrong).code == 2


def test_titles_are_bold_lines_in_blocks_unless_headings_are_wanted(filled: Digest) -> None:
    blocks = ("export", "--format", "fragment", "--blocks", "--no-title")
    assert "<p><strong>IK | <a " in filled.ok(*blocks).out
    assert "<h3>IK | <a " in filled.ok(*blocks, "--headings").out
    with filled.config.open("a", encoding="utf-8") as file:
        file.write("[export]\nheadings = true\n")
    assert "<h3>IK | <a " in filled.ok(*blocks).out
    assert "<p><strong>IK | <a " in filled.ok(*blocks, "--no-headings").out


def test_an_own_template_is_begun_shown_listed_and_used(filled: Digest) -> None:
    filled.ok("template", "new", "rundbrief", "--kind", "txt")
    file = filled.home / "templates" / "rundbrief.txt.j2"
    assert file.read_text(encoding="utf-8") == filled.ok("template", "show", "digest", "--kind", "txt").out
    assert "rundbrief" in filled.ok("template", "list").out
    plain = filled.ok("export", "--format", "text").out
    assert filled.ok("export", "--format", "text", "--template", "rundbrief").out == plain
    file.write_text("Hallo\n{{ titel }}\n", encoding="utf-8")
    ran = filled("export", "--format", "text", "--template", "rundbrief")
    assert ran.code == 2
    assert f"{file}:2" in ran.err
    assert "titel" in ran.err


@pytest.mark.parametrize("words", [
    ("template", "new", "../x"), ("template", "new", "digest"), ("template", "new", "a", "--kind", "pdf"),
    ("template", "show", "nichts"), ("template", "show", "digest"),
    ("export", "--format", "text", "--template", "nichts"), ("export", "--format", "json", "--template", "nichts"),
])  # fmt: skip
def test_a_wrong_word_about_templates_is_exit_2(filled: Digest, words: tuple[str, ...]) -> None:
    assert filled(*words).code == 2


def test_an_edition_without_picks_is_told_of(filled: Digest) -> None:
    ran = filled.ok("export", "2026-12", "--format", "json")
    assert "Dezember 2026 hat keine Tipps" in ran.err
    assert ran.data["picks"] == []
    assert "keine Tipps" not in filled.ok("export", "--format", "json").err


def test_only_the_template_that_is_used_must_be_readable(filled: Digest) -> None:
    filled.ok("template", "new", "a")
    (filled.home / "templates" / "b.html.j2").write_bytes(b"\xff\xfe")
    (filled.home / "templates" / "c.html.j2").mkdir()
    filled.ok("export", "--format", "html", "--template", "a")
    ran = filled("export", "--format", "html", "--template", "b")
    assert ran.code == 2
    assert "b.html.j2" in ran.err
    assert filled("export", "--format", "html", "--template", "c").code == 2


def test_a_template_is_never_overwritten(filled: Digest) -> None:
    filled.ok("template", "new", "a")
    file = filled.home / "templates" / "a.html.j2"
    file.write_text("meins", encoding="utf-8")
    assert filled("template", "new", "a").code == 2
    assert file.read_text(encoding="utf-8") == "meins"


def test_a_site_without_editions_says_what_is_missing(filled: Digest) -> None:
    assert "edition close" in filled.ok("site", filled.home / "site").err
    filled.ok("edition", "close", MONTH)
    assert "edition close" not in filled.ok("site", filled.home / "site").err


def test_the_site_writes_only_what_changed(filled: Digest) -> None:
    site = filled.home / "site"
    filled.ok("edition", "close", MONTH)
    assert "3" in filled.ok("site", site).err
    assert sorted(file.name for file in site.iterdir()) == ["2026-11-lesetipps.html", "feed.xml", "index.html"]
    before = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in site.iterdir()}
    (site / "CNAME").write_text("mein.example", encoding="utf-8")
    filled.ok("site", site)
    assert {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in before} == before
    filled.ok("site", site, "--base-url", "https://example.org/x")
    changed = {file.name for file, (when, _body) in before.items() if file.stat().st_mtime_ns != when}
    assert changed == {"feed.xml"}
    assert (site / "CNAME").exists()


def test_the_page_of_an_edition_that_was_reopened_goes(filled: Digest) -> None:
    site = filled.home / "site"
    filled.ok("edition", "close", MONTH)
    filled.ok("site", site)
    (site / "2026-10-lesetipps.html").write_text("von Hand", encoding="utf-8")
    filled.ok("edition", "reopen", MONTH)
    filled.ok("site", site)
    assert sorted(file.name for file in site.iterdir()) == ["2026-10-lesetipps.html", "feed.xml", "index.html"]


def test_the_site_leaves_a_strangers_index_alone(filled: Digest, tmp_path: Path) -> None:
    index = tmp_path / "index.html"
    index.write_text("<p>meine Seite</p>", encoding="utf-8")
    assert filled("site", tmp_path).code == 2
    assert index.read_text(encoding="utf-8") == "<p>meine Seite</p>"
    assert not (tmp_path / "feed.xml").exists()
    assert filled("site", tmp_path / "neu", "--base-url", "mailto:x").code == 2
    (tmp_path / "datei").write_text("", encoding="utf-8")
    assert filled("site", tmp_path / "datei").code == 2


def test_copy_hands_html_and_text_to_the_desktop(filled: Digest) -> None:
    program = filled.home / "wl-copy"
    program.write_text(f'#!/bin/sh\n/bin/cat > "{filled.home}/given"\n', encoding="utf-8")
    program.chmod(0o755)
    filled.environ |= {"WAYLAND_DISPLAY": "wayland-0", "PATH": f"{filled.home}:/usr/bin:/bin"}
    ran = filled.ok("export", "--copy")
    assert ran.out == ""
    assert "wl-copy" in ran.err
    given = filled.home / "given"
    assert given.read_bytes().decode() == filled.ok("export", "--format", "fragment").out
    filled.ok("export", "--copy", "--format", "fragment", "--blocks")
    assert given.read_bytes().decode().startswith("<!-- wp:heading -->")
    both = filled.ok("export", "--copy", "--format", "markdown", "-o", "-")
    assert given.read_bytes().decode() == both.out


def test_marks_of_a_pick_are_shown_where_they_belong(filled: Digest) -> None:
    first = filled.ok("picks", "--json").data[0]["id"]
    filled.ok(
        "mark", first, "--ad", "--medium", "Video, 12 Minuten", "--language", "en", "--quotation", "Ein Satz.",
        "--quotation-source", "A. Beispiel",
    )  # fmt: skip
    shown = filled.ok("export", "--format", "text", "--languages").out
    assert "IK | Anzeige: Titel 2 (Video, 12 Minuten, Englisch)\nKommentar 2.\n„Ein Satz.“ (A. Beispiel)\n" in shown
    filled.ok("mark", first, "--no-ad", "--medium", "", "--own", "--quotation", "")
    shown = filled.ok("export", "--format", "text", "--own-posts").out
    assert "\n\nIn eigener Sache\n\nIK | Titel 2\nKommentar 2.\n\nLesetipps\n\n" in shown
    assert filled("mark", first).code == 2
    assert filled("mark", "zz", "--own").code == 2


def test_secrets_are_taken_off_the_links_of_a_pick(filled: Digest) -> None:
    first = filled.ok("picks", "--json").data[0]["id"]
    assert "Zugangsdaten" in filled.ok("mark", first, "--plain-links").err
    filled.ok("comment", first, "Hier [frei](https://lage.example/x?seite=2&giftCode=aBc123DEF456) zu lesen.")
    told = [remark["rule"] for remark in filled("check", "--json").data]
    assert "secret-link" in told
    filled.ok("mark", first, "--plain-links")
    assert "secret-link" not in [remark["rule"] for remark in filled("check", "--json").data]
    assert filled.ok("picks", "--json").data[0]["comment"] == "Hier [frei](https://lage.example/x?seite=2) zu lesen."
