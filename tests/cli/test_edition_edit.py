"""`digest edition edit`.

The whole edition through an editor and back, and what happens when that goes wrong.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from digest.cli.edition_edit import edit_whole
from digest.cli.session import Diagnostics, Session, Stdout
from tests.cli.running import Digest

COMMENT = "Kluge Übersicht, auch wenn\n## das hier\nwie eine Überschrift aussieht."


@pytest.fixture
def filled(digest: Digest) -> Digest:
    """Four picks under three categories, two of them ad hoc."""
    for number, category in ((1, "Strategie"), (2, "Tumblr"), (3, "Chatbots"), (4, "Strategie")):
        page = f"http://10.0.0.1/{number}"
        digest.ok("pick", page, "-c", category, "--title", f"Seite {number}", "--comment", f"{COMMENT} {number}")
    return digest


def printed(digest: Digest) -> str:
    return digest.ok("edition", "edit", "--print").out


def shown(digest: Digest) -> list[tuple[str, str]]:
    return [(pick["category"], pick["title"]) for pick in digest.ok("picks", "--json").data]


def block(text: str, title: str) -> str:
    """A pick's lines in the file."""
    rows = text.split("\n")
    start = next(at for at, row in enumerate(rows) if row.startswith(f"### {title} "))
    end = next(at for at in range(start + 1, len(rows)) if rows[at].startswith(("## ", "### ", "---")))
    return "\n".join(rows[start:end]) + "\n"


def test_a_file_that_was_not_edited_changes_nothing(filled: Digest) -> None:
    before = filled.ok("edition", "show", "--json").out
    ran = filled.ok("edition", "edit", "--read", "-", stdin=printed(filled))
    assert "Nothing was changed." in ran.err
    assert filled.ok("edition", "show", "--json").out == before


def test_titles_texts_comments_categories_and_order_flow_back(filled: Digest) -> None:
    text = printed(filled)
    one, four = block(text, "Seite 1"), block(text, "Seite 4")
    text = text.replace(one + four, four + one.replace("Übersicht", "Umschau"))
    text = text.replace("### Seite 2 ", "### Zwei ", 1).replace("\n# 4 Lese", "\n# Alte Gedankenspiele: 4 Lese", 1)
    text = text.replace("## Strategie", "Ein Vorwort.\n\n## Strategie", 1).replace("\n---\n", "\n---\n\nGruß!\n")
    text = text.replace("## Chatbots", "## krise", 1)
    filled.ok("edition", "edit", "november", "--read", "-", stdin=text)
    assert shown(filled) == [
        ("Strategie", "Seite 4"), ("Strategie", "Seite 1"), ("Tumblr", "Zwei"), ("Krise", "Seite 3"),
    ]  # fmt: skip
    edition = filled.ok("edition", "show", "--json").data
    assert edition["title"].startswith("Alte Gedankenspiele")
    assert (edition["intro"], edition["outro"]) == ("Ein Vorwort.", "Gruß!")
    assert edition["picks"][1]["comment"] == f"{COMMENT} 1".replace("Übersicht", "Umschau")
    assert edition["picks"][2]["original_title"] == "Seite 2"


def test_ad_hoc_labels_are_reordered_and_standing_ones_told_to_stay(filled: Digest) -> None:
    text = printed(filled)
    head, tumblr, rest = text.partition("## Tumblr")
    section, chatbots, tail = rest.partition("## Chatbots")
    body, rule, end = tail.partition("---")
    ran = filled.ok("edition", "edit", "--read", "-", stdin=head + chatbots + body + tumblr + section + rule + end)
    assert [category for category, _ in shown(filled)] == ["Strategie", "Strategie", "Chatbots", "Tumblr"]
    assert "configuration" not in ran.err
    swapped = printed(filled).replace("## Strategie", "## X", 1).replace("## Tumblr", "## Strategie", 1)
    ran = filled.ok("edition", "edit", "--read", "-", stdin=swapped.replace("## X", "## Tumblr"))
    assert "configuration" in ran.err


def test_a_pick_stands_where_the_file_has_it_in_its_new_section(filled: Digest) -> None:
    filled.ok("pick", "http://10.0.0.1/5", "-c", "Tumblr", "--title", "Seite 5", "--comment", f"{COMMENT} 5")
    text = printed(filled)
    four = block(text, "Seite 4")
    text = text.replace(four, "", 1).replace("## Tumblr\n", f"## Tumblr\n\n{four}", 1)
    filled.ok("edition", "edit", "--read", "-", stdin=text)
    assert shown(filled) == [
        ("Strategie", "Seite 1"), ("Tumblr", "Seite 4"), ("Tumblr", "Seite 2"), ("Tumblr", "Seite 5"),
        ("Chatbots", "Seite 3"),
    ]  # fmt: skip


def test_a_pick_that_is_taken_out_is_dropped_and_its_comment_is_kept(filled: Digest) -> None:
    text = printed(filled)
    ran = filled.ok("edition", "edit", "--read", "-", stdin=text.replace(block(text, "Seite 4"), ""))
    assert "Dropped: Seite 4" in ran.err
    assert len(shown(filled)) == 3
    filled.ok("pick", "http://10.0.0.1/4", "--title", "Seite 4")
    assert filled.ok("picks", "--json").data[1]["comment"] == f"{COMMENT} 4"


def test_what_cannot_be_understood_is_told_with_its_line_and_nothing_changes(filled: Digest) -> None:
    before = filled.ok("edition", "show", "--json").out
    text = printed(filled).replace("### Seite 2 ", "### Neu ohne Kennung\n\n### Zwei ", 1)
    line = text.split("\n").index("### Neu ohne Kennung") + 1
    ran = filled("edition", "edit", "--read", "-", stdin=text)
    assert (ran.code, f"line {line}: ### Neu ohne Kennung: a pick's line ends with its id" in ran.err) == (2, True)
    unknown = printed(filled).replace("### Seite 2 {", "### Seite 2 {abc", 1)
    assert "there is no pick abc" in filled("edition", "edit", "--read", "-", stdin=unknown).err
    assert filled("edition", "edit", "--read", "-", stdin="  \n").code == 2
    assert filled("edition", "edit", "oktober", "--read", "-", stdin=printed(filled)).code == 2
    assert filled.ok("edition", "show", "--json").out == before


def test_changes_made_meanwhile_elsewhere_are_kept_and_the_same_place_is_a_conflict(filled: Digest) -> None:
    text = printed(filled)
    picks = [pick["id"] for pick in filled.ok("picks", "--json").data]
    filled.ok("comment", picks[0], "Ihr neuer Text")
    filled.ok("pick", "http://10.0.0.1/5", "-c", "IK", "--title", "Seite 5")
    edited = text.replace("### Seite 2 ", "### Zwei ", 1)
    filled.ok("edition", "edit", "--read", "-", stdin=edited)
    assert ("IK", "Seite 5") in shown(filled)
    assert ("Tumblr", "Zwei") in shown(filled)
    assert filled.ok("picks", "--json").data[0]["comment"] == "Ihr neuer Text"
    ran = filled("edition", "edit", "--read", "-", stdin=text.replace("### Seite 1 ", "### Eins ", 1))
    assert ran.code == 1
    assert "Ihr neuer Text" in ran.err
    assert ("Strategie", "Seite 1") in shown(filled)


def test_a_closed_edition_is_not_changed(filled: Digest) -> None:
    text = printed(filled).replace("### Seite 2 ", "### Zwei ", 1)
    filled.ok("edition", "close", "november")
    assert filled("edition", "edit", "november", "--read", "-", stdin=text).code == 2


def editor(folder: Path, script: str) -> str:
    """A small program that edits the file it is given."""
    file = folder / "editor.py"
    file.write_text(f"import sys, pathlib\nfile = pathlib.Path(sys.argv[1])\ntext = file.read_text()\n{script}\n")
    return f"{sys.executable} {file}"


def test_the_editor_is_opened_and_its_text_taken_back(filled: Digest) -> None:
    filled.environ["EDITOR"] = editor(filled.home, "file.write_text(text.replace('### Seite 2', '### Zwei'))")
    ran = filled.ok("edition", "edit")
    assert "1 pick changed" in ran.err
    assert ("Tumblr", "Zwei") in shown(filled)
    assert not list((filled.library / "drafts").iterdir())


@pytest.mark.parametrize("script", ["file.write_text(text.replace('## Tumblr', 'Tumblr {x}'))", "sys.exit(3)"])
def test_a_text_that_does_not_come_back_is_kept_in_its_file(filled: Digest, script: str) -> None:
    filled.environ["EDITOR"] = editor(filled.home, script.replace("'Tumblr {x}'", "'### Tumblr'"))
    ran = filled("edition", "edit")
    assert ran.code == 2
    (file,) = (filled.library / "drafts").iterdir()
    assert str(file) in ran.err
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Seite 2" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("set_to", ["vi 'oops", '"', "vim \\"])
def test_an_editor_with_a_quotation_mark_too_few_is_one_sentence(filled: Digest, set_to: str) -> None:
    filled.environ["EDITOR"] = set_to
    ran = filled("edition", "edit")
    assert ran.code == 2
    assert "never closed" in ran.err
    assert "EDITOR=nano" in ran.err
    assert not list((filled.library / "drafts").iterdir())


def test_an_editor_that_is_not_there_is_one_sentence(filled: Digest) -> None:
    filled.environ["EDITOR"] = "/nowhere/editor"
    ran = filled("edition", "edit")
    assert ran.code == 2
    assert "/nowhere/editor" in ran.err
    assert not list((filled.library / "drafts").iterdir())


def test_a_file_that_the_editor_has_deleted_changes_nothing(filled: Digest) -> None:
    filled.environ["EDITOR"] = editor(filled.home, "file.unlink()")
    before = shown(filled)
    ran = filled("edition", "edit")
    assert ran.code == 2
    assert "has left no file" in ran.err
    assert shown(filled) == before


def said_of_editing(digest: Digest, at_once_seconds: float) -> str:
    """What the command says if an editor back within these seconds counts as back at once."""
    said = io.StringIO()
    session = Session(digest.environment(), Stdout(), Diagnostics(said))
    edition = session.library.editions.month_to_change(None)
    try:
        edit_whole(session, edition, session.library.roundtrip.text(edition, ()), at_once_seconds)
    finally:
        session.close()
    return said.getvalue()


def test_an_editor_that_comes_back_at_once_leaves_the_file_and_the_way_back(filled: Digest) -> None:
    program = filled.home / "code"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o700)
    filled.environ["EDITOR"] = str(program)
    said = said_of_editing(filled, 1e9)  # however slow this machine starts a process
    (file,) = (filled.library / "drafts").iterdir()
    assert "came back at once" in said
    assert f"{program} --wait" in said
    assert f"digest edition edit --read {file}" in said
    file.write_text(file.read_text(encoding="utf-8").replace("### Seite 2", "### Zwei"), encoding="utf-8")
    filled.ok("edition", "edit", "--read", str(file))
    assert ("Tumblr", "Zwei") in shown(filled)


def test_an_editor_that_was_looked_through_and_left_leaves_nothing_behind(filled: Digest) -> None:
    filled.environ["EDITOR"] = editor(filled.home, "pass")
    assert "Nothing was changed" in said_of_editing(filled, 0)
    assert not list((filled.library / "drafts").iterdir())
