"""Folders of feeds, and searches under a name, on the command line."""

from __future__ import annotations

import pytest

from digest.storage.registry import open_store
from tests.builders import NOW, a_feed, a_refresh, an_entry
from tests.cli.running import Digest

NESTED = """<opml version="2.0"><body>
<outline text="PR"><outline text="Blogs &amp; Co"><outline type="rss" text="Eins" xmlUrl="https://eins.example/feed"/></outline>
<outline type="rss" text="Zwei" xmlUrl="https://zwei.example/feed"/></outline>
<outline type="rss" text="Lose" xmlUrl="https://lose.example/feed"/>
</body></opml>"""


@pytest.fixture
def filled(digest: Digest) -> Digest:
    """Three feeds in nested folders and one outside; one entry in each, the first read."""
    store = open_store(str(digest.library), lambda: NOW)
    folders = ["PR/Blogs", "PR", "Krise", ""]
    store.add_feeds([a_feed(number, title=f"Feed {number}", folder=folder) for number, folder in enumerate(folders, 1)])
    titles = ["Rückruf im Blog", "Rückruf", "Rückruf in der Krise", "Anderes"]
    for number, title in enumerate(titles, 1):
        store.apply_refresh([a_refresh(f"f{number}", an_entry(number, f"f{number}", title=title))])
    store.mark([an_entry(1, "f1")], read=True)
    store.close()
    return digest


def titles(digest: Digest, *words: str) -> list[str]:
    return sorted(row["title"] for row in digest.ok("entries", "--json", *words).data)


def test_nested_opml_folders_come_in_and_go_out_and_become_no_category(digest: Digest) -> None:
    (digest.home / "liste.opml").write_text(NESTED, encoding="utf-8")
    digest.ok("opml", "import", digest.home / "liste.opml")
    rows = {row["title"]: row for row in digest.ok("feeds", "--json").data}
    assert {title: row["folder"] for title, row in rows.items()} == {"Eins": "PR/Blogs & Co", "Zwei": "PR", "Lose": ""}
    assert {row["category"] for row in rows.values()} == {""}
    digest.ok("feeds", "rename-folder", "PR/Blogs & Co", "Wir/Die Blogs")
    exported = digest.ok("opml", "export").out
    assert '<outline text="Wir" title="Wir">\n      <outline text="Die Blogs" title="Die Blogs">' in exported
    (digest.home / "wieder.opml").write_text(exported, encoding="utf-8")
    digest.ok("opml", "import", digest.home / "wieder.opml", "--library", digest.home / "neu")
    again = digest.ok("feeds", "--json", "--library", digest.home / "neu").data
    assert sorted(row["folder"] for row in again) == ["", "PR", "Wir/Die Blogs"]


def test_folders_are_listed_with_what_is_inside_them(filled: Digest) -> None:
    found = [tuple(row.values()) for row in filled.ok("feeds", "folders", "--json").data]
    assert found == [("Krise", 1, 1, 1), ("PR", 2, 2, 1), ("PR/Blogs", 1, 1, 0)]
    assert [row["title"] for row in filled.ok("feeds", "--folder", "pr", "--json").data] == ["Feed 1", "Feed 2"]
    assert [row["title"] for row in filled.ok("feeds", "list", "--folder", "Blogs", "--json").data] == ["Feed 1"]
    assert titles(filled, "--folder", "PR") == ["Rückruf", "Rückruf im Blog"]
    assert filled("entries", "--folder", "nirgends").code == 2
    assert [row["title"] for row in filled.ok("feeds", "--json").data] == ["Feed 3", "Feed 1", "Feed 2", "Feed 4"]


def test_feeds_move_together_or_not_at_all(filled: Digest) -> None:
    said = filled.ok("feeds", "move", "f1", "Feed 4", "--folder", " krise / Fälle ")
    assert "2 feeds moved to “krise/Fälle”" in said.err
    assert filled("feeds", "move", "f2", "nirgends", "--folder", "X").code == 2
    assert [row["folder"] for row in filled.ok("feeds", "folders", "--json").data] == [
        "Krise",
        "krise",
        "krise/Fälle",
        "PR",
    ]
    filled.ok("feeds", "move", "f1", "f4", "--folder", "KRISE")
    assert {row["folder"] for row in filled.ok("feeds", "folders", "--json").data} == {"Krise", "PR"}
    filled.ok("feeds", "move", "f1", "--folder", "")
    assert filled.ok("feeds", "folders", "--json").data[0]["feeds"] == 2


def test_a_folder_is_renamed_with_what_is_inside(filled: Digest) -> None:
    assert "2 feeds" in filled.ok("feeds", "rename-folder", "pr", "Kommunikation").err
    folders = [row["folder"] for row in filled.ok("feeds", "folders", "--json").data]
    assert folders == ["Kommunikation", "Kommunikation/Blogs", "Krise"]
    filled.ok("feeds", "rename-folder", "Kommunikation", "Kommunikation/Innen")
    filled.ok("feeds", "rename-folder", "Krise", "")
    folders = [row["folder"] for row in filled.ok("feeds", "folders", "--json").data]
    assert folders == ["Kommunikation", "Kommunikation/Innen", "Kommunikation/Innen/Blogs"]
    assert filled("feeds", "rename-folder", "Krise", "Neu").code == 2
    assert filled("feeds", "rename-folder", "Innen", "Kommunikation/Innen").code == 2


def test_a_search_is_saved_listed_changed_and_removed(filled: Digest) -> None:
    ident = filled.ok("searches", "add", "Rückrufe", "rueckruf", "--unread").word
    assert titles(filled, "--saved", "rückrufe") == ["Rückruf", "Rückruf in der Krise"]
    assert titles(filled, "--saved", ident, "--folder", "PR") == ["Rückruf"]
    assert [(row["name"], row["unread"]) for row in filled.ok("searches", "--json").data] == [("Rückrufe", 2)]
    filled.ok("searches", "edit", "Rückrufe", "--name", "Warnungen", "--folder", "PR", "--read-too")
    assert titles(filled, "--saved", "Warnungen") == ["Rückruf", "Rückruf im Blog"]
    filled.ok("feeds", "rename-folder", "PR", "Anders")
    assert titles(filled, "--saved", "Warnungen") == ["Rückruf", "Rückruf im Blog"], "it follows its folder"
    filled.ok("searches", "remove", "Warnungen")
    assert filled.ok("searches", "--json").data == []
    assert len(titles(filled)) == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("searches", "add", "Leer"), "asks for nothing"),
        (("searches", "add", "", "--unread"), "needs a name"),
        (("searches", "add", "RÜCKRUFE", "x"), "already"),
        (("searches", "edit", "Rückrufe", "--words", ""), "asks for nothing"),
        (("searches", "edit", "Rückrufe"), "Nothing to change"),
        (("searches", "remove", "nirgends"), "no saved search"),
        (("entries", "--saved", "nirgends"), "no saved search"),
        (("searches", "add", "X", "y", "--folder", "nirgends"), "no folder"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(filled: Digest, words: tuple[str, ...], said: str) -> None:
    filled.ok("searches", "add", "Rückrufe", "rückruf")
    ran = filled(*words)
    assert (ran.code, said in ran.err) == (2, True), ran.err
    assert [row["name"] for row in filled.ok("searches", "--json").data] == ["Rückrufe"]


@pytest.mark.parametrize("words", ['"offen', "a\x00b", "(((", "*", "NEAR(", "a OR", "\\", "%_", "x" * 400])
def test_no_words_break_a_saved_search(filled: Digest, words: str) -> None:
    filled.ok("searches", "add", "Kaputt", words)
    assert titles(filled, "--saved", "Kaputt") == []
    assert filled.ok("searches", "--json").data[0]["unread"] == 0
