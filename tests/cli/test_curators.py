"""Several curators at one library.

Initials, notes, the history of an edition, earlier comments.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from digest.domain.curator import Curator
from digest.export.registry import FORMATS
from digest.storage.registry import open_store
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry, at, pick_of
from tests.cli.running import Digest

DORA, EMIL = "Dora Fuchs", "Emil Stein"
SECRET = "Zitat noch freigeben lassen"


@pytest.fixture
def digest(digest: Digest) -> Digest:
    """One pick of Dora's, with a comment."""
    store = open_store(str(digest.library), lambda: NOW)
    store.add_pick(a_pick(1, curator=DORA, edited_by=DORA, comment="Gut gesagt.\nSehr."), NOW)
    store.close()
    digest.environ["DIGEST_CURATOR"] = DORA
    return digest


def as_emil(digest: Digest) -> Digest:
    digest.environ["DIGEST_CURATOR"] = EMIL
    return digest


def test_initials_are_shown_as_soon_as_two_have_worked_here(digest: Digest) -> None:
    assert "Who" not in digest.ok("picks").out
    as_emil(digest).ok("comment", "p1", "Besser gesagt.")
    assert digest.ok("picks").out.splitlines()[1].split()[-1] == "DF/ES"
    (pick,) = digest.ok("picks", "--json").data
    assert (pick["curator"], pick["edited_by"]) == (DORA, EMIL)


@pytest.mark.parametrize("name", ["Dora Fuchs", "dora fuchs", "DF", "df"])
def test_a_list_is_narrowed_to_one_curators_picks(digest: Digest, name: str) -> None:
    store = open_store(str(digest.library), lambda: NOW)
    store.add_pick(a_pick(2, curator=EMIL), NOW)
    store.close()
    assert [pick["id"] for pick in digest.ok("picks", "--curator", name, "--json").data] == ["p1"]
    assert digest.ok("picks", "--curator", "ES", "--json").data[0]["position"] == 2
    assert digest.ok("stats", "--curator", name, "--json").data["total"]["picks"] == 1
    assert digest.ok("stats", "--json").data["total"]["curators"] == {DORA: 1, EMIL: 1}


def test_entries_are_narrowed_to_what_one_curator_has_picked(digest: Digest) -> None:
    store = open_store(str(digest.library), lambda: NOW, curator=Curator(EMIL))
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", *(an_entry(number) for number in range(1, 61)))])
    store.add_pick(pick_of(an_entry(1), 7, curator=DORA), NOW)
    store.add_pick(pick_of(an_entry(60), 8, edition_id="2026-09", curator=EMIL), NOW)
    store.add_pick(pick_of(an_entry(2), 9, curator=EMIL), NOW)
    store.close()

    def picked(*words: object) -> list[str]:
        return [entry["title"] for entry in digest.ok("entries", "--json", *words).data]

    assert picked("--curator", "es") == ["Beitrag 60", "Beitrag 2"]
    assert picked("--curator", "ES", "--limit", 1, "--search", "beitrag") == ["Beitrag 60"]
    assert picked("--curator", DORA, "--unread") == ["Beitrag 1"]
    assert "1 of 2 entries" in digest.ok("entries", "--curator", "ES", "--limit", 1).err
    assert "Emil Stein has picked none of these entries." in digest.ok("entries", "--curator", "ES", "--shortlist").err


def test_ones_own_words_are_told_apart_from_those_of_colleagues(digest: Digest) -> None:
    def found(*words: object) -> list[str]:
        return [text["text"] for text in digest.ok("search", "gesagt", "--json", *words).data]

    as_emil(digest).ok("edition", "set", "--intro", "-", stdin="Einleitend gesagt.")
    assert (found("--curator", "DF"), found("--curator", "es")) == (["Gut gesagt.\nSehr."], ["Einleitend gesagt."])
    digest.ok("comment", "p1", "Besser gesagt.")
    digest.environ["DIGEST_CURATOR"] = DORA
    digest.ok("mark", "p1", "--own")  # whoever does that has written no word of it
    assert found() == ["Besser gesagt.", "Einleitend gesagt."]
    assert (found("--curator", "DF"), found("--curator", "es")) == ([], ["Besser gesagt.", "Einleitend gesagt."])
    assert "Dora Fuchs has written nothing like that." in digest.ok("search", "gesagt", "--curator", "DF").err


def test_who_is_not_known_here_is_told_who_is(digest: Digest) -> None:
    for command in (("picks",), ("stats",), ("entries",), ("search", "x"), ("note", "list"), ("edition", "log")):
        refused = digest(*command, "--curator", "Xaver\x1b[31m")
        assert refused.code == 2
        assert "Xaver" in refused.err
        assert DORA in refused.err
        assert "\x1b" not in refused.err


def test_the_history_tells_who_did_what(digest: Digest) -> None:
    as_emil(digest).ok("comment", "p1", "Besser gesagt.")
    digest.ok("drop", "p1")
    events = digest.ok("edition", "log", "--json").data
    assert [(event["by"], event["what"], event["text"]) for event in events] == [
        ("", "picked", "Gut gesagt.\nSehr."), (EMIL, "commented", "Besser gesagt."), (EMIL, "dropped", ""),
    ]  # fmt: skip
    table = digest.ok("edition", "log").out
    assert "Comment on “Seite 1” written" in table
    assert digest.ok("edition", "log", "--curator", "es", "--json").data == events[1:]


def test_an_earlier_comment_is_shown_compared_and_brought_back(digest: Digest) -> None:
    as_emil(digest).ok("comment", "p1", "Besser gesagt.\nSehr.")
    shown = digest.ok("edition", "log", "--pick", "p1").out.splitlines()
    assert [line.strip() for line in shown if line.startswith("    ")] == [
        "+Gut gesagt.", "+Sehr.", "-Gut gesagt.", "+Besser gesagt.", "Sehr.",
    ]  # fmt: skip
    digest.ok("comment", "p1", "--from", 1)
    assert digest.ok("picks", "--json").data[0]["comment"] == "Gut gesagt.\nSehr."
    assert [event["text"] for event in digest.ok("edition", "log", "--json").data][-1] == "Gut gesagt.\nSehr."
    refused = digest("comment", "p1", "--from", 99)
    assert refused.code == 2
    assert "There are: 1, 2, 3." in refused.err


def test_a_comment_needs_a_text_or_a_number(digest: Digest) -> None:
    assert digest("comment", "p1").code == 2
    assert digest("comment", "p1", "x", "--from", 1).code == 2
    assert digest.ok("picks", "--json").data[0]["comment"] == "Gut gesagt.\nSehr."


def test_notes_are_left_listed_and_settled(digest: Digest) -> None:
    note = as_emil(digest).ok("note", "add", "1", SECRET).word
    (listed,) = digest.ok("note", "list", "--json").data
    assert (listed["text"], listed["by"], listed["pick"], listed["done"]) == (SECRET, EMIL, "p1", None)
    assert SECRET in digest.ok("check").out
    digest.ok("note", "done", note[:4])
    assert "open notes" in digest.ok("note", "list").err
    assert SECRET not in digest.ok("check").out
    assert f"{SECRET} ✓" in digest.ok("note", "list", "--all").out
    digest.ok("note", "remove", note)
    assert digest.ok("note", "list", "--all", "--json").data == []
    assert digest("note", "done", note).code == 2


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b"])
def test_a_note_says_something(digest: Digest, text: str) -> None:
    assert digest("note", "add", "p1", text).code == 2
    assert digest("note", "add", "x9", "Text").code == 2


def test_a_note_is_a_line_that_does_no_harm(digest: Digest) -> None:
    digest.ok("note", "add", "p1", "-", stdin="Erst\nfragen\x1b[2J\u202e" + "x" * 900)
    (listed,) = digest.ok("note", "list", "--json").data
    assert listed["text"].startswith("Erst fragen")
    assert len(listed["text"]) <= 500
    assert listed["text"].isprintable()


@pytest.mark.parametrize("format_name", sorted(FORMATS))
def test_no_export_holds_a_note(digest: Digest, format_name: str, tmp_path: Path) -> None:
    digest.ok("note", "add", "p1", SECRET)
    target = tmp_path / "out"
    digest("export", "--format", format_name, "-o", target)
    files = [target] if target.is_file() else [*target.rglob("*")] if target.exists() else []
    assert files
    assert not any(SECRET.encode() in file.read_bytes() for file in files if file.is_file())
    assert SECRET not in digest("edition", "edit", "--print").out


def test_neither_the_site_nor_a_target_holds_a_note(digest: Digest, tmp_path: Path) -> None:
    digest.ok("note", "add", "p1", SECRET)
    folder = tmp_path / "there"
    folder.mkdir()
    digest.config.write_text(f'[publish.there]\nkind = "folder"\nfolder = {json.dumps(str(folder))}\n', "utf-8")
    digest.ok("edition", "close", MONTH)
    digest.ok("site", tmp_path / "site", "--base-url", "https://tips.example")
    digest.ok("publish", MONTH, "--to", "there")
    written = [file for place in ("site", "there") for file in (tmp_path / place).rglob("*") if file.is_file()]
    assert len(written) > 3
    assert not any(SECRET.encode() in file.read_bytes() for file in written)
    assert digest.ok("edition", "log", MONTH, "--json").data[-1]["what"] == "published"


def test_curators_notes_and_history_come_back_from_a_backup(digest: Digest, tmp_path: Path) -> None:
    for number in range(20):
        as_emil(digest).ok("comment", "p1", f"Fassung {number}")
    digest.ok("note", "add", "p1", SECRET)
    asked = (("edition", "log", "--json"), ("note", "list", "--json"), ("picks", "--json"))
    before = [digest.ok(*question).data for question in asked]
    digest.ok("backup", tmp_path / "a.zip")
    (tmp_path / "b.json").write_text(digest.ok("library", "export", "--json").out, "utf-8")
    for source in ("a.zip", "b.json"):
        digest.environ["DIGEST_LIBRARY"] = str(tmp_path / f"of-{source}")
        digest.ok("restore", tmp_path / source)
        assert [digest.ok(*question).data for question in asked] == before


def test_a_library_from_before_there_was_a_history_begins_one(digest: Digest) -> None:
    path = digest.library / "editions.json"
    tables = json.loads(path.read_text("utf-8"))
    for name in ("events", "curators"):
        tables.pop(name, None)
    for pick in tables["picks"].values():
        pick.pop("curator"), pick.pop("edited_by")
    path.write_text(json.dumps(tables), "utf-8")
    assert digest.ok("edition", "log", "--json").data == []
    assert digest.ok("picks", "--json").data[0]["curator"] == ""
    digest.ok("comment", "p1", "Neu")
    events = digest.ok("edition", "log", "--json").data
    assert [(event["what"], event["text"]) for event in events] == [
        ("found", "Gut gesagt.\nSehr."), ("commented", "Neu"),
    ]  # fmt: skip
    digest.ok("comment", "p1", "--from", 1)
    assert digest.ok("picks", "--json").data[0]["comment"] == "Gut gesagt.\nSehr."


def test_moments_of_a_history_are_the_clocks(digest: Digest) -> None:
    digest.now = at(5).isoformat()
    digest.ok("comment", "p1", "Neu")
    assert digest.ok("edition", "log", "--json").data[-1]["at"] == "2026-11-21T12:05:00Z"
