"""What digest does with a person's text, and texts that make a careless pattern slow.

`READERS` are all functions that read a curator's or a stranger's text as a whole, by name; each takes the text alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from digest.domain.document import RenderOptions
from digest.domain.duplicates import searches, title_words
from digest.domain.edition import Assembled, Edition, Section
from digest.domain.editionfile import read as read_edition
from digest.domain.editionfile import write as write_edition
from digest.domain.links import pages_in
from digest.domain.preflight.preflight_rules import RULES
from digest.domain.preflight.remark import Checked
from digest.domain.quotes import STYLES, set_quotes
from digest.domain.secrets import masked_text, secrets_in, without_secrets
from digest.domain.text import count_words, curator_text, harmless, matches, one_line, slug
from digest.domain.url import canonical, web_address, without_tracking
from digest.export.comment import comment_html
from digest.export.commentmarkdown import comment_markdown
from digest.export.commenttext import comment_text
from digest.export.registry import FORMATS, renderer
from digest.feeds.sanitise import plain_text, sanitise
from digest.past.reading import read_post
from digest.tui.widgets.body_text import body_text
from digest.tui.widgets.preview_text import preview_text
from tests.builders import a_pick

Reader = Callable[[str], object]


def _assembled(text: str) -> Assembled:
    pick = a_pick(1, comment=text, title=text, author=text[:300], quotation=text, source=text[:300])
    return Assembled(Edition("2026-11", intro=text, outro=text), "Tipps", "de", (Section("Strategie", (pick,)),))


def _checked(**texts: str) -> Checked:
    of_edition = {name: texts.pop(name, "") for name in ("intro", "outro", "preheader")}
    pick = a_pick(1, **texts)
    return Checked(
        Edition("2026-11", title="Tipps", **of_edition), [pick, replace(pick, id="p2")], "de", 2,
        ["Strategie"], teasers={}, title="Tipps", by_mail=True, names_sources=True, quotes="german",
    )  # fmt: skip


def _check(text: str) -> object:
    """Every rule, over a comment and a title that are the text."""
    checked = _checked(comment=text, title=text)
    return [list(rule.look(checked)) for rule in RULES if rule.look]


def _check_address(text: str) -> object:
    checked = _checked(url=f"https://a.example/{text}")
    return [list(rule.look(checked)) for rule in RULES if rule.look]


def _check_rest(text: str) -> object:
    checked = replace(_checked(intro=text, quotation=text, preheader=text), teasers={"p1": text}, title=text)
    return [list(rule.look(checked)) for rule in RULES if rule.look]


def _rendered(name: str, text: str) -> object:
    return renderer(name).render(_assembled(text), RenderOptions(footer=text[:1000]))


def _previewed(name: str, text: str) -> object:
    return preview_text(renderer(name).render(_assembled(text), RenderOptions()), as_page=name == "html")


def _round_trip(text: str) -> object:
    assembled = _assembled(text)
    return read_edition(write_edition("2026-11", "Tipps", text, text, assembled.sections, []))


def _imported(name: str, text: str) -> object:
    try:
        return read_post(name, text)
    except Exception as error:  # noqa: BLE001 - refusing it is right; how long that takes is asked here
        return error


READERS: Mapping[str, Reader] = {
    "check": _check,
    "check of the address": _check_address,
    "check of the rest": _check_rest,
    **{f"export {name}": partial(_rendered, name) for name in FORMATS},
    **{f"preview {name}": partial(_previewed, name) for name in FORMATS},
    **{f"quotes {style}": partial(set_quotes, style=style) for style in STYLES},
    "comment as HTML": comment_html,
    "comment as Markdown": comment_markdown,
    "comment as text": comment_text,
    "edition as a file": _round_trip,
    "any file as an edition": read_edition,
    "old post in Markdown": partial(_imported, "a.md"),
    "old post as text": partial(_imported, "a.txt"),
    "old post in HTML": partial(_imported, "a.html"),
    "pages": pages_in,
    "words": count_words,
    "search": lambda text: matches("krise", text),
    "search for it": lambda text: matches(text, text),
    "typed": curator_text,
    "harmless": harmless,
    "title": one_line,
    "file name": slug,
    "title's words": lambda text: title_words(one_line(text)),
    "title's searches": lambda text: searches(one_line(text)),
    "masked": masked_text,
    "secrets": lambda text: (secrets_in(text), without_secrets(text)),
    "address": lambda text: (web_address(f"https://a.example/{text}"), canonical(text), without_tracking(text)),
    "body": partial(sanitise, base="https://a.example/"),
    "summary": partial(plain_text, limit=1000),
    "reading pane": lambda text: body_text(sanitise(text, "https://a.example/")),
}

PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
#: Pairs and more that make nested, unfinished or ambiguous constructs of Markdown, HTML and addresses.
PIECES = (
    "[]", "()", "](", "[a](", "![", "[a]: ", "[[", "<a ", "</", "<!--", "-->", "<![CDATA[", "<?", "<b>", "<b",
    "<a href=\"",
    "**", "__", "*_", "_*", "*a", "a*", "** ", "*a **b", "`a", "``a`", "~~", "\\[", "\\\\", "&#", "&a", "&amp;",
    "http://",
    "https://a", "www.", "a@", "@a.", "://", "//", "a.b", "a, ", "1. ", "1.\n", "- ", "- a\n", "> ", ">", "# ", "#\n",
    "|a",
    "|-", "a|b\n", "|\n", "--", "---\n", "===\n", "\n\n", " \n", "  \n", "\\\n", "\"a", "a\"", "„a", "a“", "'a ", "…",
    "a…",
    "{{", "{%", "{{ a", "[a", "a]", "(a", "((a", ")a", "<a>", "<div>", "TODO ", "x ", "ä", "a ", "a\n", "\ta",
    "\n    a", "..",
    "?a=b&", "&a=", "%41", ";a=", "=?a?q?", "\r\n", "\x00", "\u200b", "\U000e0041",
)  # fmt: skip


def marks_and_nestings(length: int) -> Mapping[str, str]:
    """By name: texts of about that length, each mark repeated, and pairs of marks nested."""
    found = {f"{mark!r} repeated": mark * length for mark in (*PUNCTUATION, *"„“”»«‚‘’›‹ \n\ta1")}
    for opening, closing in (
        ("(", ")"), ("[", "]"), ("{", "}"), ("<b>", "</b>"), ("*a ", " a*"), ("> ", ""), ("„", "“"),
    ):  # fmt: skip
        half = length // (len(opening) + len(closing))
        found[f"{opening!r} nested"] = opening * half + "a" + closing * half
    return found


def texts(length: int) -> Mapping[str, str]:
    """Those, each of the pieces repeated, and what begins something that never ends."""
    found = dict(marks_and_nestings(length))
    found |= {f"{piece!r} repeated": piece * (length // len(piece)) for piece in PIECES}
    for head in (
        "# ",
        "## ",
        "### ",
        "---",
        "\\",
        "1.",
        "*",
        "<!-- digest ",
        "https://a/",
        "www.",
        "@",
        "„",
        "---\ntitle: ",
    ):
        found[f"{head!r} and blanks"] = head + " " * length + "a"
        found[f"{head!r} and letters"] = head + "a" * length
        found[f"{head!r} and marks"] = head + "." * length + " a"
    found["links in links"] = "[a" * (length // 12) + "](http://b)" * (length // 12)
    return found
