"""A rendered edition, and how it may be rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from digest.domain.errors import UsageError
from digest.domain.message import Message, msg
from digest.domain.quotes import STYLES as QUOTES

#: Ways to set an entry. A: `Category | Title`, the comment below. B: title, `(source, author)`, comment.
#: C: bullet `Category: Title`, comment. D: comment, then `Source >>`.
STYLES = ("A", "B", "C", "D")


#: Site generators for which Markdown can carry front matter.
GENERATORS = ("hugo", "jekyll", "eleventy", "zola")


#: The parts of a mail that can be had alone, for services that want them one by one.
MAIL_PARTS = ("html", "text")


@dataclass(frozen=True, slots=True)
class Document:
    """A rendered edition; its text is UTF-8.

    `name` is a file name without folder, `media_type` an IANA one.
    """

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class MailSlots:
    """What a mail needs beside the edition.

    `sender` is a From field, `imprint` Markdown, `privacy` an address.

    `unsubscribe` is an address, or the placeholder that a mailing service replaces by one. An empty slot is left out.
    """

    sender: str = ""
    imprint: str = ""
    privacy: str = ""
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class OwnTemplate:
    """A template of the curator: its `name`, and the `sources` (file name → text) to include.

    `sources` holds `NAME.html.j2`, `NAME.md.j2` or `NAME.txt.j2`; `folder` only makes errors easy to follow.
    """

    name: str
    sources: Mapping[str, str]
    folder: str = ""


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How to render.

    `style` of the entries (`STYLES`); `separator` between category and title, "" for the style's own; `numbered`
    entries; `credit` for a line that names source and author of each; `own_posts` for a block of the curator's own
    posts before the others; `languages` to name the language of a page that is in another than the edition;
    `addresses` to write each entry's below it in plain text (None: in style D only); `footer` in Markdown; `quotes`
    for quotation marks of one style (`domain.quotes`), "" for those that were typed. `title` False leaves the
    edition's title out, for systems that show it themselves. `front_matter` (`GENERATORS`) concerns Markdown;
    `draft` is what it says of the edition (None: that an open one is a draft). `blocks` concerns the fragment, `mail`
    and `part` (`MAIL_PARTS`, "" for the whole) the mail; `unsubscribe` replaces the slot of that name. `headings`:
    titles of entries are headings in the fragment, not bold lines. `short`: posts hold title and address of each entry
    alone; without `mentions` the curator's "@name" notifies nobody.

    Raises UsageError for a style, generator, part or quotation marks that do not exist.
    """

    style: str = "A"
    credit: bool = False
    numbered: bool = False
    separator: str = ""
    own_posts: bool = False
    languages: bool = False
    addresses: bool | None = None
    footer: str = ""
    quotes: str = ""
    title: bool = True
    front_matter: str = ""
    draft: bool | None = None
    blocks: bool = False
    headings: bool = False
    short: bool = False
    mentions: bool = True
    mail: MailSlots = MailSlots()
    part: str = ""
    unsubscribe: str = ""
    template: OwnTemplate | None = None

    def __post_init__(self) -> None:
        if self.style not in STYLES:
            raise UsageError(
                msg("There is no entry style “{style}”.", style=self.style),
                msg("Styles are: {styles}.", styles=", ".join(STYLES)),
            )
        if self.front_matter and self.front_matter not in GENERATORS:
            raise UsageError(
                msg("There is no front matter for “{name}”.", name=self.front_matter),
                msg("There is one for: {names}.", names=", ".join(GENERATORS)),
            )
        if self.part and self.part not in MAIL_PARTS:
            raise UsageError(
                msg("A mail has no part “{name}”.", name=self.part),
                msg("Parts are: {names}.", names=", ".join(MAIL_PARTS)),
            )
        if self.quotes and self.quotes not in QUOTES:
            raise UsageError(
                msg("“{value}” is not a style of quotation marks.", value=self.quotes),
                msg("Allowed are: {allowed}.", allowed=", ".join(QUOTES)),
            )


class Limit(NamedTuple):
    """One sentence; `exceeded`: a reader's program would cut something off."""

    said: Message
    exceeded: bool = False


class ExportForm(NamedTuple):
    """A form of a format, such as a mail's HTML alone, and the `RenderOptions` that make it."""

    name: Message
    options: Mapping[str, Any] = MappingProxyType({})


class FormatSpec(NamedTuple):
    """All that the program knows of a format beside what its renderer makes.

    `shown`: what it is called for people. `module` and `renderer`: the class, which is loaded when it is asked for.
    `forms`: how the export dialog offers it, the usual form first. `options`: the fields of `RenderOptions` that are
    for formats with them alone, each with its option on the command line. `has_limits`: `limits` in its module says how
    a document stands to what the place takes that it goes to. `is_page`: a page for the browser, shown as it reads.
    `is_formatted`: goes into the clipboard as formatted text. `has_templates`: own templates can make it.
    `is_previewed`: somebody reads it while writing.
    """

    shown: Message
    module: str
    renderer: str
    forms: tuple[ExportForm, ...] = (ExportForm(msg("whole")),)
    options: Mapping[str, str] = MappingProxyType({})
    has_limits: bool = False
    is_page: bool = False
    is_formatted: bool = False
    has_templates: bool = True
    is_previewed: bool = True
