"""Every setting with its default and explanation.

A field's `help` is what `digest config init` writes above it, and what the dialog of the settings says. `load` fills
these classes from the file, `checks` refuses values that make no sense.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from digest.domain.message import Message, msg

#: The fields that are shown nowhere.
SECRET_FIELDS = frozenset({"password", "headers"})


def _setting(default: Any, help_text: Message) -> Any:
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata={"help": help_text})
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True, slots=True)
class EditionSettings:
    """[edition]"""

    title: str = _setting(
        "{n} {tipps} aus dem {monat}",
        msg("Title pattern. Places: {{serie}} {{n}} {{tipps}} {{monat}} {{jahr}} {{woche}} {{nummer}} {{thema}}"),
    )
    series: str = _setting("", msg("Name of the series, for {{serie}} in the title"))
    target: int = _setting(10, msg("How many picks an edition should have"))
    language: str = _setting(
        "", msg("Language of the editions: de, de_AT, de_CH, en; if empty, that of the messages if it is set, else de")
    )
    curator: str = _setting("", msg("Your name, for exports that name the curator"))


@dataclass(frozen=True, slots=True)
class CuratorSettings:
    """[curator]"""

    name: str = _setting(
        "", msg("Who you are for colleagues, and in the history of an edition; empty: your log-in. Also DIGEST_CURATOR")
    )
    initials: str = _setting("", msg("Your initials, up to 4 characters; empty: made of your name"))


@dataclass(frozen=True, slots=True)
class CategorySettings:
    """[categories]"""

    standing: tuple[str, ...] = _setting(
        ("Strategie", "Medienarbeit", "IK", "Krise"), msg("The standing categories, on the keys 1 to 9")
    )
    order: tuple[str, ...] = _setting(
        ("Strategie", "Medienarbeit", "IK", "*", "Krise"),
        msg("Order of the sections; * is the place of ad-hoc labels"),
    )


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """[export]"""

    style: str = _setting(
        "A",
        msg(
            "How an entry looks. A: Category | Title; B: title, (source, author); C: bullet Category: Title; "
            "D: comment, then Source >>"
        ),
    )
    separator: str = _setting("", msg("The sign between category and title; empty: the style's own, | or :"))
    numbered: bool = _setting(False, msg("true: number the entries"))
    credit: bool = _setting(False, msg("true: name source and author of each entry below its title"))
    own_posts: bool = _setting(False, msg("true: your own posts come first, under “In eigener Sache”"))
    headings: bool = _setting(
        False, msg("true: in HTML to paste and WordPress blocks, titles of entries are headings, not bold lines")
    )
    languages: bool = _setting(False, msg("true: name the language of pages that are in another than the edition"))
    addresses: bool = _setting(False, msg("true: plain text names each entry's address; in style D it always does"))
    quotes: str = _setting(
        "",
        msg(
            "Quotation marks of all texts. german: {german}; guillemets: {guillemets}; swiss: {swiss}; "
            "english: {english}; empty: as they were typed",
            german="„…“",
            guillemets="»…«",
            swiss="«…»",
            english="“…”",
        ),
    )
    footer: str = _setting("", msg("Markdown at the end of each page, text and mail"))
    base_url: str = _setting("", msg("Where “digest site” is published, such as https://example.org/lesetipps/"))
    sender: str = _setting("", msg("From whom a mail is: Name <name@example.org>"))
    imprint: str = _setting("", msg("The imprint of a mail (§ 5 DDG), Markdown: name, postal address, link"))
    privacy: str = _setting("", msg("Address of the privacy notice, for mails"))
    unsubscribe: str = _setting(
        "",
        msg("Address to unsubscribe at, or your mailing service's placeholder: {{{{ UnsubscribeURL }}}}, *|UNSUB|*"),
    )


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """[network]"""

    allow_hosts: tuple[str, ...] = _setting(
        (), msg("Hosts that may have a private address (an intranet); also DIGEST_ALLOW_HOSTS")
    )
    user_agent: str = _setting("", msg("Another name for the program towards servers"))
    contact: str = _setting("", msg("An address at which feed operators can reach you; part of the program's name"))
    connections: int = _setting(192, msg("How many feeds to ask at the same time"))
    connect_seconds: float = _setting(10.0, msg("How long to wait for a connection"))
    feed_seconds: float = _setting(30.0, msg("How long one feed may take in all"))
    run_seconds: float = _setting(900.0, msg("How long a whole fetch may take; feeds not reached come first next time"))
    max_megabytes: int = _setting(20, msg("How large an answer may be, unpacked"))


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """[check]"""

    silence: Mapping[str, str] = _setting(
        {}, msg('Preflight rules not to be told, each with the reason: {{"old-entry" = "classics are welcome"}}')
    )


@dataclass(frozen=True, slots=True)
class LibrarySettings:
    """[library]"""

    keep_texts: int = _setting(
        24, msg("For how many months “digest tidy” keeps the texts of entries; 0: for ever. Picked ones always stay")
    )
    url: str = _setting(
        "", msg("Where the library is: a folder, or postgresql://… for a team; --library and DIGEST_LIBRARY go first")
    )
    archive: str = _setting(
        "", msg("Another place for archive.sqlite, if the library lies in a synced folder or in git: a file of its own")
    )


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """[feeds."ADDRESS"]: one feed's settings with secrets or exceptions, not for the library."""

    user: str = _setting("", msg("User name, if the feed asks for one"))
    password: str = _setting("", msg('Password; better in a variable: password = "$MY_VARIABLE"'))
    headers: Mapping[str, str] = _setting({}, msg("Further header fields, sent to the feed's own host only"))
    user_agent: str = _setting("", msg("Another name for the program, for this feed"))
    verify: bool = _setting(True, msg("false: trust the server without a valid certificate"))


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """[publish.NAME]: a place to push editions to. `options` are its kind's own keys."""

    COMMON: ClassVar[tuple[str, ...]] = (
        "kind", "url", "user", "password", "password_command", "verify", "status", "slug", "style", "template",
    )  # fmt: skip

    kind: str = _setting(
        "",
        msg(
            "What it is: wordpress, ghost, folder, smtp, buttondown, listmonk, mailchimp, keila, mastodon or webhook; "
            "each has keys of its own, too"
        ),
    )
    url: str = _setting("", msg("Its address, such as https://blog.example/"))
    user: str = _setting("", msg("User name there"))
    password: str = _setting("", msg('Password or key; better in a variable: password = "$MY_VARIABLE"'))
    password_command: str = _setting("", msg('A command that prints the password, such as "pass show blog"'))
    verify: bool = _setting(True, msg("false: trust the server without a valid certificate"))
    status: str = _setting("draft", msg("draft, or publish: then “digest publish --publish” may make it public"))
    slug: str = _setting(
        "", msg("The last part of the address. Places: {{edition}} {{year}} {{month}} {{series}} {{title}}")
    )
    style: str = _setting("", msg("How an entry looks there, if not as in [export]"))
    template: str = _setting("", msg("A template of your own for it"))
    name: str = ""
    options: Mapping[str, object] = field(default_factory=dict, metadata={"rest": True}, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration. `feeds` is keyed by address, `publish` by the target's name."""

    language: str = _setting("", msg("Language of the messages, de or en; if empty, the system decides"))
    keys: Mapping[str, str] = _setting(
        {}, msg("Keys of the terminal interface: a command of “digest keys” and its keys, separated by commas")
    )
    edition: EditionSettings = field(default_factory=EditionSettings)
    curator: CuratorSettings = field(default_factory=CuratorSettings)
    categories: CategorySettings = field(default_factory=CategorySettings)
    export: ExportSettings = field(default_factory=ExportSettings)
    check: CheckSettings = field(default_factory=CheckSettings)
    library: LibrarySettings = field(default_factory=LibrarySettings)
    network: NetworkSettings = field(default_factory=NetworkSettings)
    feeds: Mapping[str, FeedSettings] = field(default_factory=dict)
    publish: Mapping[str, PublishSettings] = field(default_factory=dict)

    @property
    def edition_language(self) -> str:
        """The language of editions: [edition] language, else the general one, else German."""
        return self.edition.language or self.language or "de"
