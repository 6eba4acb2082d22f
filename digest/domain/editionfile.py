"""A whole edition as one Markdown file for an editor, and back.

Pure functions, so that tests can prove that nothing is lost or mixed up.

    <!-- digest 2026-11 · title 1f0a33 · intro … · outro … · order … · picks 3f9a2b1c 77e0d4aa -->
    # Title
    Intro
    ## Category
    ### Title of a pick {3f9a2b1c 5d1e0a}
    Comment
    ---
    Outro

The short hashes tell what was there when the file was written. So the file is merged as in version control, with three
texts: the one that was written, the one that came back, and the one that the library has by now.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from digest.domain.edition import Pick, Section
from digest.domain.message import Message, msg

_HEAD = re.compile(
    r"<!-- digest (\d{4}-\d{2}) · title (\w+) · intro (\w+) · outro (\w+) · order (\w+) · picks ?([\w ]*?) ?-->\Z"
)
# Of a line without the white space behind it.
_PICK = re.compile(r"###[ \t]++(.*)\{(\w++) (\w++)\}\Z")
_CATEGORY = re.compile(r"##(?:[ \t]++(.*))?\Z")
_TITLE = re.compile(r"#(?:[ \t]++(.*))?\Z")
_RULE = re.compile(r"---\Z")
# What a line of a text may not look like; a backslash before it makes it text again.
_MARK = re.compile(r"(\\*)(#{1,3}(?:[ \t]|\Z)|---[ \t]*\Z|<!--)")


@dataclass(frozen=True, slots=True)
class FilePick:
    """A pick as the file has it; `line` counts from 1. `base` is the print of what it was."""

    line: int
    id: str
    base: str
    title: str
    category: str
    comment: str

    @property
    def print(self) -> str:
        return fingerprint(self.title, self.category, self.comment)


@dataclass(frozen=True, slots=True)
class Misread:
    """A line of the file that cannot be understood."""

    line: int
    text: str
    reason: Message


@dataclass(frozen=True, slots=True)
class EditionFile:
    """What a file says.

    `base` holds the hashes of title, intro, outro and order, `base_ids` the picks at the time of writing.
    """

    month: str = ""
    title: str = ""
    intro: str = ""
    outro: str = ""
    picks: tuple[FilePick, ...] = ()
    categories: tuple[str, ...] = ()
    base: dict[str, str] = field(default_factory=dict)
    base_ids: tuple[str, ...] = ()
    misread: tuple[Misread, ...] = ()


def fingerprint(*texts: str) -> str:
    """Six hex digits of some texts: enough to tell an edited text from one that was left alone."""
    return hashlib.blake2b("\0".join(texts).encode("utf-8", "surrogatepass"), digest_size=3).hexdigest()


def pick_print(pick: Pick) -> str:
    """The print of what a file shows of a pick."""
    return fingerprint(pick.shown_title, pick.category, pick.comment)


def write(month: str, title: str, intro: str, outro: str, sections: Sequence[Section], hints: Iterable[str]) -> str:
    """The file. `hints` explain it to the person who edits it, one line each."""
    ids = " ".join(pick.id for section in sections for pick in section.picks)
    order = fingerprint(*(section.category for section in sections))
    prints = " · ".join(f"{name} {fingerprint(text)}" for name, text in _texts(title, intro, outro))
    lines = [
        f"<!-- digest {month} · {prints} · order {order} · picks {ids} -->",
        *(f"<!-- {hint} -->" for hint in hints),
    ]
    lines += ["", f"# {title}".rstrip(), "", *_text(intro)]
    for section in sections:
        lines += [f"## {section.category}".rstrip(), ""]
        for pick in section.picks:
            lines += [f"### {pick.shown_title} {{{pick.id} {pick_print(pick)}}}", "", *_text(pick.comment)]
    lines += ["---", "", *_text(outro)]
    return "\n".join(lines).rstrip("\n") + "\n"


def read(text: str) -> EditionFile:
    """What a file says, and every line of it that cannot be understood."""
    reader = _Reader(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n"))
    return reader.read()


class _Reader:
    """Goes through the lines, gathering text for whatever stands above it."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._misread: list[Misread] = []
        self._texts: dict[str, list[str]] = {"intro": [], "outro": []}
        self._title: str | None = None
        self._categories: list[str] = []
        self._picks: list[tuple[FilePick, list[str]]] = []
        self._part = ""  # "intro", "category", "pick", "outro"

    def read(self) -> EditionFile:
        head = _HEAD.match(self._lines[0].strip())
        if head is None:
            self._miss(1, msg("the first line says which edition this is; take it from a fresh copy"))
        for number, line in enumerate(self._lines[1:], start=2):
            self._line(number, line)
        if self._title is None:
            self._miss(len(self._lines), msg("the line with the title is missing, which begins with “# ”"))
        if head and self._part != "outro" and head[4] != fingerprint(""):
            self._miss(len(self._lines), msg("the line “---” before the closing text is missing"))
        picks = tuple(_with_comment(pick, lines) for pick, lines in self._picks)
        seen: set[str] = set()
        for pick in picks:
            if pick.id in seen:
                self._miss(pick.line, msg("this pick is in the file twice"))
            seen.add(pick.id)
        return EditionFile(
            month=head[1] if head else "",
            title=self._title or "",
            intro=_joined(self._texts["intro"]),
            outro=_joined(self._texts["outro"]),
            picks=picks,
            categories=tuple(dict.fromkeys(self._categories)),
            base={"title": head[2], "intro": head[3], "outro": head[4], "order": head[5]} if head else {},
            base_ids=tuple(head[6].split()) if head else (),
            misread=tuple(self._misread),
        )

    def _line(self, number: int, line: str) -> None:
        if line.startswith("<!--") and self._title is None:
            return
        mark = line.rstrip(" \t")
        if self._part == "outro" and _PICK.match(mark):
            self._miss(number, msg("this pick is below the line “---”, where only the closing text may be"))
        elif self._part == "outro" or not (line.startswith("#") or _RULE.match(mark)):
            self._words(number, line)
        elif _RULE.match(mark):
            if self._title is None:
                self._miss(number, msg("the title comes first"))
            self._part = "outro"
        elif pick := _PICK.match(mark):
            self._begin_pick(number, pick)
        elif line.startswith("###") and not line.startswith("####"):
            self._miss(number, msg("a pick's line ends with its id in braces; a new pick is made with “digest pick”"))
        elif (category := _CATEGORY.match(mark)) and self._title is not None:
            self._categories.append(category[1] or "")
            self._part = "category"
        elif (title := _TITLE.match(mark)) and self._title is None:
            self._title, self._part = title[1] or "", "intro"
        elif _CATEGORY.match(mark) or _TITLE.match(mark):
            self._miss(number, msg("there is one title, and it comes first"))
        else:
            self._words(number, line)

    def _begin_pick(self, number: int, found: re.Match[str]) -> None:
        if not self._categories:
            self._miss(number, msg("this pick is under no category, a line that begins with “## ”"))
        category = self._categories[-1] if self._categories else ""
        self._picks.append((FilePick(number, found[2], found[3], found[1].rstrip(" \t"), category, ""), []))
        self._part = "pick"

    def _words(self, number: int, line: str) -> None:
        line = line[1:] if line.startswith("\\") and _MARK.match(line) else line
        if self._part == "pick":
            self._picks[-1][1].append(line)
        elif self._part in self._texts:
            self._texts[self._part].append(line)
        elif line.strip():
            reason = (
                msg("this text is below a category, but above its first pick")
                if self._part
                else msg("this text is above the title")
            )
            self._miss(number, reason)

    def _miss(self, number: int, reason: Message) -> None:
        self._misread.append(Misread(number, self._lines[number - 1], reason))


def _texts(title: str, intro: str, outro: str) -> list[tuple[str, str]]:
    return [("title", title), ("intro", intro), ("outro", outro)]


def _text(text: str) -> list[str]:
    """The lines of a text and a blank line; what looks like a mark of the file gets a backslash."""
    if not text:
        return []
    return [*("\\" + line if _MARK.match(line) else line for line in text.split("\n")), ""]


def _with_comment(pick: FilePick, lines: Sequence[str]) -> FilePick:
    return FilePick(pick.line, pick.id, pick.base, pick.title, pick.category, _joined(lines))


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines).strip("\n")
