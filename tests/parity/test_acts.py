"""Each act that both front ends have, done through the command line and by keys.

The libraries are equal afterwards.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bookmarks.files import NETSCAPE
from tests.parity.both_ways import MONTH, Act, assert_equal_libraries

#: The acts of every day.
ACTS = (
    Act("pick", ("pick", "{entry}", "-c", "Krise"), ("4",)),
    Act("another category", ("pick", "{entry}", "-c", "IK"), ("3",)),
    Act("comment", ("comment", "{pick}", "Lesen!"), ("c", *"Lesen", "exclamation_mark", "escape")),
    Act("drop", ("drop", "{pick}"), ("0",)),
    Act("pick again what was dropped", ("pick", "{entry}", "-c", "Strategie"), ("1",)),
    Act("pick a second one", ("pick", "{next}", "-c", "Strategie"), ("1",), on="{next}"),
    Act("move", ("move", "{pick}", "2"), ("v", "J"), on="{pick}"),
    Act("title of the pick", ("pick", "{entry}", "--title", "Neu"), ("enter", "ctrl+u", *"Neu", "escape"), on="{pick}"),
    Act(
        "title of the edition",
        ("edition", "set", "--title", "Zehn"),
        ("enter", "ctrl+u", *"Zehn", "escape"),
        on="title",
    ),
    Act("close", ("edition", "close", MONTH), ("C",)),
    Act("reopen", ("edition", "reopen", MONTH), ("C", "y")),
    Act("mute a feed", ("feeds", "edit", "f1", "--mute"), ("v", "F", "M"), on="f1"),
    Act("let it in again", ("feeds", "edit", "f1", "--unmute"), ("M",), on="f1"),
    Act("pause a feed", ("feeds", "edit", "f1", "--pause"), ("p",), on="f1"),
    Act("resume a feed", ("feeds", "edit", "f1", "--resume"), ("p",), on="f1"),
    Act("rename a feed", ("feeds", "edit", "f2", "--title", "Neu"), ("e", "ctrl+u", *"Neu", "enter"), on="f2"),
    Act("remove a feed", ("feeds", "remove", "f2"), ("d",), on="f2"),
    Act("mute a word", ("mute", "Werbung"), ("F", "M", *"Werbung", "enter"), on="{entry}"),
)

#: Keys for commands that have none.
CONFIG = """\
[keys]
rules = "f2"
import = "f3"
own-post = "f4"
advertisement = "f5"
edit-medium = "f6"
edit-quotation = "f7"
edit-preheader = "f8"
edit-topic = "f9"
edit-published = "f10"
ignored-remarks = "f12"
"""

#: The same for acts that write files.
FILE_KEYS = """\
[keys]
export-feeds = "f2"
backup = "f3"
"""

FILES = {
    "config.toml": CONFIG,
    "list.html": NETSCAPE.replace("<DT><A FEEDURL", "<DT><A X").replace("javascript:void(0)", "https://c.example/"),
}

RARER_ACTS = (
    Act("a rule", ("rules", "add", "Gewinn*"), ("f2", "=Gewinn*", "enter")),
    Act("remove the rule", ("mute", "--off", "Gewinn*"), ("f2", "=gewinn", "enter", "shift+tab", "enter")),
    Act(
        "a rule that suggests",
        ("rules", "add", "Krise", "--action", "category", "-c", "Strategie", "--field", "text"),
        ("f2", "=Krise", "tab", "tab", "tab", "down", "tab", "enter"),
    ),
    Act(
        "remove it",
        ("rules", "remove", "{rule}"),
        ("f2", "=Krise", "enter", "tab", "tab", "enter"),
    ),
    Act("a note on an entry", ("note", "add", "{entry}", "Fragen"), ("number_sign", "=Fragen", "enter"), on="{entry}"),
    Act("tick it off", ("note", "done", "{note}"), ("number_sign", "enter"), on="{entry}"),
    Act("pick", ("pick", "{entry}", "-c", "Krise"), ("4",), on="{entry}"),
    Act("pick under a label", ("pick", "{next}", "-c", "Instagram"), ("t", "=Instagram", "enter"), on="{next}"),
    Act("an own post", ("mark", "{pick}", "--own"), ("v", "f4"), on="{pick}"),
    Act("no own post", ("mark", "{pick}", "--no-own"), ("f4",), on="{pick}"),
    Act("an advertisement", ("mark", "{pick}", "--ad"), ("f5",), on="{pick}"),
    Act("a medium", ("mark", "{pick}", "--medium", "Video"), ("f6", "=Video", "escape"), on="{pick}"),
    Act("a quotation", ("mark", "{pick}", "--quotation", "Ein Satz."), ("f7", "=Ein Satz.", "escape"), on="{pick}"),
    Act("who said it", ("mark", "{pick}", "--quotation-source", "Ada"), ("f7", "tab", "=Ada", "escape"), on="{pick}"),
    Act("no medium", ("mark", "{pick}", "--medium", ""), ("f6", "ctrl+u", "escape"), on="{pick}"),
    Act("a language", ("mark", "{pick}", "--language", "en"), ("f6", "shift+tab", "=en", "escape"), on="{pick}"),
    Act(
        "author and source",
        ("pick", "{entry}", "--author", "Ada", "--source", "Ihr Blog"),
        ("enter", "tab", "tab", "ctrl+u", "=Ada", "tab", "ctrl+u", "=Ihr Blog", "escape"),
        on="{pick}",
    ),
    Act("another category", ("pick", "{next}", "-c", "Strategie"), ("t", "=Strategie", "enter"), on="{other}"),
    Act("comments", ("comment", "{other}", "Lesen!"), ("c", "=Lesen!", "escape"), on="{other}"),
    Act("comment", ("comment", "{pick}", "Lesen!"), ("c", "=Lesen!", "escape"), on="{pick}"),
    Act(
        "ignore a remark",
        ("check", "--anyway", "{pick}", "comment-short", "--reason", "Bild"),
        ("I", "=Bild", "enter"),
        on="{pick}",
    ),
    Act("mind it again", ("check", "--again", "{pick}", "comment-short"), ("f12", "enter"), on="{pick}"),
    Act(
        "topic and preheader",
        ("edition", "set", "--topic", "Krisen", "--preheader", "Zehn"),
        ("f9", "=Krisen", "tab", "=Zehn", "escape"),
        on="title",
    ),
    Act(
        "intro",
        ("edition", "set", "--intro", "-"),
        ("enter", "=Guten Tag", "escape"),
        on="intro",
        stdin="Guten Tag",
    ),
    Act("published at", ("edition", "set", "--url", "https://b.example/11"), ("f10", "=b.example/11", "escape")),
    Act("a folder", ("feeds", "move", "f1", "--folder", "PR/Blogs"), ("i", "F", "t", "=PR/Blogs", "enter"), on="f1"),
    Act("rename the folder", ("feeds", "rename-folder", "PR/Blogs", "Neu"), ("T", "ctrl+u", "=Neu", "enter"), on="f1"),
    Act(
        "category and folder of a feed",
        ("feeds", "edit", "f2", "-c", "Krise", "--folder", "Alt"),
        ("e", "tab", "tab", "=Krise", "tab", "=Alt", "enter"),
        on="f2",
    ),
    Act("out of the folder", ("feeds", "move", "f2", "--folder", ""), ("t", "=(out", "enter"), on="f2"),
    Act("remove a feed", ("feeds", "remove", "f2"), ("d",), on="f2"),
    Act("bring it back", ("feeds", "restore", "f2"), ("u",)),
    Act(
        "all entries of a feed are muted",
        ("rules", "add", "--feed", "f1"),
        ("r", "down", "down", "down", "tab", "enter"),
        on="f1",
    ),
    Act(
        "a saved search",
        ("searches", "add", "Rückrufe", "beitrag", "--unread"),
        ("i", "slash", "=beitrag", "ctrl+s", "ctrl+u", "=Rückrufe", "enter"),
    ),
    Act(
        "name and words of it",
        ("searches", "edit", "{search}", "--name", "Warnungen", "--words", "krise"),
        ("h", "ctrl+s", "ctrl+u", "=Warnungen", "tab", "ctrl+u", "=krise", "enter"),
        on="view:{search}",
    ),
    Act("remove the search", ("searches", "remove", "{search}"), ("h", "d"), on="view:{search}"),
    Act("import pages", ("import", "{home}/list.html"), ("i", "f3", "ctrl+u", "={home}/list.html", "enter")),
    Act(
        "a setting",
        ("config", "set", "edition.target", "7"),
        ("comma", "enter", "ctrl+u", "7", "enter", "escape"),
        on="setting:edition.target",
    ),
    Act("its default", ("config", "unset", "edition.target"), ("comma", "d", "escape"), on="setting:edition.target"),
)


FILE_ACTS = (
    Act("feeds as OPML", ("opml", "export", "{home}/out/feeds.opml"),
        ("f2", "ctrl+u", "={home}/out/feeds.opml", "enter")),
    Act("an address of a feed", ("feeds", "edit", "f2", "--url", "https://neu.example/rss"),
        ("F", "e", "tab", "ctrl+u", "=https://neu.example/rss", "enter"), on="f2"),
    Act("pick", ("pick", "{entry}", "-c", "Krise"), ("i", "4"), on="{entry}"),
    Act("a comment with a password", ("comment", "{pick}", "Siehe https://wer:geheim@a.example/b"),
        ("c", "=Siehe https://wer:geheim@a.example/b", "escape"), on="{entry}"),
    Act("plain links", ("mark", "{pick}", "--plain-links"), ("v", "L"), on="{pick}"),
    Act("outro", ("edition", "set", "--outro", "-"), ("enter", "=Bis bald", "escape"), on="outro", stdin="Bis bald"),
    Act("export", ("export", "--format", "html", "-o", "{home}/out/november.html"),
        ("X", "tab", "ctrl+u", "={home}/out/november.html", "enter")),
    Act("backup", ("backup", "{home}/out/alles.zip"), ("f3", "ctrl+u", "={home}/out/alles.zip", "enter")),
)  # fmt: skip


def test_keys_and_commands_leave_equal_libraries(tmp_path: Path) -> None:
    assert_equal_libraries(tmp_path, ACTS)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_rarer_acts_leave_equal_libraries_too(tmp_path: Path) -> None:
    assert_equal_libraries(tmp_path, RARER_ACTS, FILES)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_files_that_are_read_and_written_are_the_same(tmp_path: Path) -> None:
    assert_equal_libraries(tmp_path, FILE_ACTS, {"config.toml": FILE_KEYS})
    for name in ("feeds.opml", "november.html"):
        assert (tmp_path / "keys" / "out" / name).stat().st_size > 100
