"""A mail as a file (EML): an HTML part for old and odd mail programs, and a text part.

No address but those of the picks and of the footer, no image, nothing that reports back. Message id, date and
boundary come from the edition, so the same edition gives the same bytes. Sources of the rules: docs/editions.md.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from digest.config.language import decimal
from digest.domain.document import Document, Limit, MailSlots, RenderOptions
from digest.domain.edition import Assembled, Pick
from digest.domain.mailaddress import mail_address
from digest.domain.message import msg
from digest.domain.url import web_address
from digest.export.commenttext import comment_text, wrapped
from digest.export.frontmatter import appeared_at
from digest.export.html import html_of
from digest.export.layout import Laid, document_name, laid_out, typed
from digest.export.mailhead import LINE, address_field, text_field
from digest.export.owntemplate import has_kind, own_body
from digest.export.text import plain_text

#: Gmail clips a mail whose HTML is larger, in bytes (measured by others at 102 kB; what services add counts too).
LIMIT = 100_000

# Stands for the unsubscribe slot until the curator's texts are made harmless; no text can hold it.
_SLOT = "\x00unsubscribe\x00"
# What mailing services replace in a mail: {{ … }}, {% … %}, *|…|*. In a title it is only text.
_MERGE_TAG = re.compile(r"\{(?=[{%#])|\*(?=\|)")
# Gmail shows "[Message clipped]" if these occur raw, however small the mail is.
_AS_ENTITIES = str.maketrans({"©": "&copy;", "®": "&reg;", "™": "&trade;"})
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]")
# An address that stands in a header field, whole in one line (RFC 5322 §2.1.1: at most 998 characters).
_FIELD_ADDRESS = re.compile(r"[!-;=?-~]{1,990}")


class EmailRenderer:
    """Multipart/alternative, quoted-printable; `X-Unsent` marks a draft for mail programs."""

    name = "email"
    extension = "eml"

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:
        if options.unsubscribe:
            options = replace(options, mail=replace(options.mail, unsubscribe=options.unsubscribe), unsubscribe="")
        laid = laid_out(assembled, options)
        text, html = _parts(assembled, options, laid)
        if options.part:
            return _part(assembled, options.part, text if options.part == "text" else html)
        sender = mail_address(options.mail.sender)
        head = address_field("From", *sender) if sender else ""
        head += text_field("Subject", _plain_tags(_ZERO_WIDTH.sub("", laid.title)))
        head += f"Date: {format_datetime(appeared_at(assembled))}\r\n"
        head += f"Message-ID: <{laid.month or 'edition'}.{_print(laid.title, text)}@{_domain(sender)}>\r\n"
        head += _list_unsubscribe(options.mail.unsubscribe)
        head += "X-Unsent: 1\r\n"
        mail = EmailMessage(policy=SMTP)
        mail.set_content(text, cte="quoted-printable")
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
        mail["Content-Language"] = laid.language
        # "=_" never occurs in quoted-printable text (RFC 2045 §6.7): the boundary cannot either.
        mail.set_boundary(f"=_{_print(text, html)}")
        name = document_name(assembled.edition, assembled.language, self.extension)
        return Document(name, "message/rfc822", head.encode() + mail.as_bytes())


def _part(assembled: Assembled, part: str, text: str) -> Document:
    """One part alone, as a mailing service wants it."""
    extension, kind = ("mail.txt", "plain") if part == "text" else ("mail.html", "html")
    name = document_name(assembled.edition, assembled.language, extension)
    return Document(name, f"text/{kind}; charset=utf-8", text.encode())


def _list_unsubscribe(slot: str) -> str:
    """The field for a mail program's button (RFC 2369 §3.2); none for a placeholder.

    None for a broken address, either.

    No `List-Unsubscribe-Post` (RFC 8058): whether the address answers to one click, only its owner knows.
    """
    address = slot if slot.lower().startswith("mailto:") else web_address(slot) if "://" in slot else None
    if address is None or not _FIELD_ADDRESS.fullmatch(address):
        return ""
    field = f"List-Unsubscribe: <{address}>"
    return (field if len(field) <= LINE else field.replace(" ", "\r\n ", 1)) + "\r\n"


def _parts(assembled: Assembled, options: RenderOptions, laid: Laid) -> tuple[str, str]:
    """Text and HTML; each from the curator's own template, if there is one of that kind."""
    kinds = [kind for kind in ("txt", "html") if has_kind(options, kind)]
    if options.template and not kinds:
        kinds = ["html"]
    # The placeholders that a template writes itself are meant; those in what it is given are not.
    own = {kind: own_body(kind, _without_tags(assembled), options) for kind in kinds}
    return own.get("txt") or mail_text(laid, options.mail), own.get("html") or mail_html(laid, options.mail)


def _without_tags(assembled: Assembled) -> Assembled:
    """The edition with texts in which a mailing service finds nothing to fill in."""
    sections = tuple(
        replace(section, category=_plain_tags(section.category), picks=tuple(map(_plain_pick, section.picks)))
        for section in assembled.sections
    )
    edition = replace(
        assembled.edition,
        intro=_plain_tags(assembled.edition.intro),
        outro=_plain_tags(assembled.edition.outro),
        preheader=_plain_tags(assembled.edition.preheader),
    )
    return replace(assembled, edition=edition, title=_plain_tags(assembled.title), sections=sections)


def _plain_pick(pick: Pick) -> Pick:
    return replace(
        pick,
        category=_plain_tags(pick.category),
        title=_plain_tags(pick.title),
        original_title=_plain_tags(pick.original_title),
        comment=_plain_tags(pick.comment),
        source=_plain_tags(pick.source),
        author=_plain_tags(pick.author),
        medium=_plain_tags(pick.medium),
        quotation=_plain_tags(pick.quotation),
        quotation_source=_plain_tags(pick.quotation_source),
    )


def mail_html(laid: Laid, slots: MailSlots) -> str:
    """The HTML part."""
    html = html_of(
        "mail.html.j2",
        laid,
        imprint=typed(slots.imprint),
        privacy=slots.privacy,
        unsubscribe=_SLOT if slots.unsubscribe else "",
    )
    html = _MERGE_TAG.sub(lambda found: f"&#{ord(found[0])};", _ZERO_WIDTH.sub("", html)).translate(_AS_ENTITIES)
    return html.replace(_SLOT, slots.unsubscribe.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;"))


def mail_text(laid: Laid, slots: MailSlots) -> str:
    """The text part: lines of at most `LINE` characters, each address on a line of its own."""
    text = plain_text(laid, _wrapped_comment, addresses=True, wrap=_wrapped)
    footer = [
        _wrapped_comment(typed(slots.imprint), ""),
        f"{laid.words.privacy}:\n{slots.privacy}" if slots.privacy else "",
        f"{laid.words.unsubscribe}:\n{_SLOT}" if slots.unsubscribe else "",
    ]
    text = "\n\n".join([text.rstrip("\n"), *filter(None, footer)]) + "\n"
    return _plain_tags(_ZERO_WIDTH.sub("", text)).replace(_SLOT, slots.unsubscribe)


def _wrapped_comment(text: str, before: str) -> str:
    return before + comment_text(text, width=LINE - len(before)).replace("\n", "\n" + " " * len(before))


def _wrapped(row: str) -> str:
    """A line of its own; behind a bullet, further lines are indented."""
    return wrapped(row, LINE, "  " if row.startswith("• ") else "")


def _plain_tags(text: str) -> str:
    """The text without anything that a mailing service would fill in."""
    return _MERGE_TAG.sub(lambda found: found[0] + " ", text)


def _print(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:24]


def _domain(sender: tuple[str, str] | None) -> str:
    """Of the sender; without one a name that cannot exist (RFC 2606 §2)."""
    return sender[1].rpartition("@")[2] if sender else "digest.invalid"


def part_sizes(document: Document) -> tuple[int, int]:
    """Decoded bytes of the text and the HTML part, which Gmail counts; 0 if a part is missing."""
    if document.media_type != "message/rfc822":
        size = len(document.body)
        return (0, size) if document.media_type.startswith("text/html") else (size, 0)
    mail = message_from_bytes(document.body, policy=SMTP)
    sizes = [len(part.get_content().encode()) for part in mail.iter_parts()]
    return sizes[0], sizes[1]


def limits(document: Document) -> tuple[Limit, ...]:
    """How large the parts are, and that Gmail clips what is larger."""
    text, html = part_sizes(document)
    if text and html:
        sizes = Limit(msg("Text {text} kB, HTML {html} kB.", text=decimal(text / 1000), html=decimal(html / 1000)))
    else:
        sizes = Limit(msg("{size} kB.", size=decimal((text or html) / 1000)))
    if html <= LIMIT:
        return (sizes,)
    clipped = msg("Gmail cuts off mails of more than {limit} kB.", limit=LIMIT // 1000)
    return sizes, Limit(clipped, exceeded=True)
