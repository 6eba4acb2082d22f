"""The mail, rule by rule (docs/editions.md, "Mail").

What Outlook, GMX, WEB.DE and Gmail do decides what is allowed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from itertools import pairwise

import pytest
from hypothesis import given, settings

from digest.domain.document import STYLES, MailSlots, RenderOptions
from digest.domain.edition import Assembled, Edition
from digest.domain.mailaddress import mail_address
from digest.export.email import LIMIT, LINE, part_sizes
from digest.export.layout import line, typed
from digest.export.registry import renderer
from tests.export.contrast import contrast
from tests.export.reading import mail_part, read_mail, read_page
from tests.export.ten_picks import SLOTS, assembled, edition, marked_picks, picks, ten_picks, with_pick
from tests.export.test_markdown import TEXT

FULL = RenderOptions(
    credit=True, own_posts=True, footer="Ein *Fuß* mit [Verweis](https://gedankengang.example/).", mail=SLOTS
)
EDITIONS = [
    ten_picks(),
    marked_picks(),
    with_pick(medium="Video", quotation="Ein Satz.", comment="- a\n- b\n\n> c\n\n3. d\n4. e"),
]


def body(of: Assembled, options: RenderOptions = FULL) -> bytes:
    return renderer("email").render(of, options).body


def every_html() -> list[str]:
    """The HTML part of each edition in each style: the rules hold for all."""
    return [
        mail_part(body(of, replace(FULL, style=style, numbered=numbered)), "html")
        for of in EDITIONS
        for style in STYLES
        for numbered in (False, True)
    ]


HTML = every_html()


def visible(html: str) -> str:
    """Without the style element and Outlook's comments."""
    return re.sub(r"(?s)<style>.*?</style>|<!--.*?-->", "", html)


def test_one_column_of_600_pixels_with_a_table_for_outlook_around_it() -> None:
    for html in HTML:
        tables = re.findall(r"<table[^>]*>", html)
        assert len(tables) == 3
        assert all('role="presentation" cellpadding="0" cellspacing="0" border="0"' in table for table in tables)
        assert '<!--[if mso]><table role="presentation" cellpadding="0" cellspacing="0" border="0" width="600"' in html
        assert "<!--[if mso]></td></tr></table><![endif]-->" in html
        assert re.findall(r"<(\w+)[^>]*max-width", visible(html)) == ["table"]


def test_every_element_with_a_look_carries_it_itself() -> None:
    for html in HTML:
        shown = re.findall(r"<(h1|h2|h3|p|a|ul|ol|li|blockquote|td)\b([^>]*)>", visible(html))
        assert all("style=" in attributes for _tag, attributes in shown)


def test_the_style_element_is_small_and_stands_in_the_head() -> None:
    for html in HTML:
        assert html.count("<style>") == 1
        assert html.index("<style>") < html.index("</head>")
        assert len(re.findall(r"(?s)<style>(.*?)</style>", html)[0]) < 16_000


def test_lengths_are_pixels_and_colours_hexadecimal() -> None:
    for html in HTML:
        declared = ";".join(re.findall(r'style="([^"]*)"', html))
        assert not re.findall(r"(?i)\d(?:r?em|pt|vw|ch|%)|rgba?\(|hsl|var\(|calc\(", declared)
        colours = re.findall(r"color:([^;]+)", declared)
        assert colours
        assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in colours)
        assert not re.search(r"flex|grid|position:|float:|border-radius", declared)


def test_space_is_padding_of_cells_and_margins_are_simple() -> None:
    for html in HTML:
        for tag, style in re.findall(r'<(\w+)[^>]* style="([^"]*)"', html):
            assert "padding" not in style or tag in ("td", "ul", "ol", "blockquote")
            assert "margin" not in style or tag in ("h1", "h2", "h3", "p", "ul", "ol", "li", "blockquote")
            assert not re.search(r"margin:[^;]*(?:auto|-\d)", style)


def test_line_heights_are_pixels_and_exact_in_outlook() -> None:
    for html in HTML:
        for style in re.findall(r'style="([^"]*line-height[^"]*)"', html):
            assert re.search(r"line-height:\d+px;", style)
            assert "mso-line-height-rule:exactly" in style


def test_colours_stand_on_cells_because_the_body_is_lost() -> None:
    for html in HTML:
        cells = re.findall(r'<td [^>]*style="([^"]*)"', visible(html))
        assert all("background-color:#fdfcfa" in style and ";color:#23211e" in style for style in cells)


def test_only_elements_that_every_program_knows() -> None:
    allowed = {"html", "head", "meta", "style", "title", "body", "div", "table", "tbody", "tr", "td", "h1", "h2", "h3",
               "p", "a", "span", "em", "strong", "ul", "ol", "li", "blockquote"}  # fmt: skip
    for html in HTML:
        assert set(read_page(html.encode()).tags) <= allowed


def test_no_anchors_no_images_nothing_from_elsewhere() -> None:
    for html in HTML:
        assert not re.findall(
            r"(?i)<(?:img|script|link|iframe|object|video|svg)|url\(|@import|@font-face| on\w+=", html
        )
        assert 'href="#' not in html
        outside = re.sub(r'<a [^>]*?href="[^"]*"', "", html)
        assert not re.findall(r"(?:https?:)?//", outside)


def test_the_mail_is_far_below_what_gmail_cuts_off() -> None:
    text, html = part_sizes(renderer("email").render(ten_picks(), FULL))
    assert html < 20_000
    assert text < 5_000
    assert LIMIT == 100_000


def test_signs_that_make_gmail_clip_a_mail_are_entities_or_gone() -> None:
    html = mail_part(body(with_pick(original_title="© Firma® ™\u0092 x\u200by", comment="©\u0085\ufeff")), "html")
    assert "&copy; Firma&reg; &trade;" in html
    assert not set(html) & {*"©®™\u200b\ufeff", *map(chr, range(0x80, 0xA0))}


def test_the_charset_is_declared_in_the_first_bytes_and_in_the_header() -> None:
    for html in HTML:
        assert html.encode().index(b'<meta charset="utf-8">') < 100
    assert [part.get_content_charset() for part in read_mail(body(ten_picks())).iter_parts()] == ["utf-8", "utf-8"]


def test_dark_mode_is_declared_and_every_rule_insists() -> None:
    for html in HTML:
        assert '<meta name="color-scheme" content="light dark">' in html
        dark = re.findall(r"(?s)prefers-color-scheme: dark\) \{(.*?)\n\}", html)[0]
        assert all("!important" in rule for rule in re.findall(r"\{([^}]*)\}", dark))
        assert not re.search(r"#(?:000|fff)\b|#000000|#ffffff", html)


def test_the_preheader_is_the_first_thing_in_the_body_and_hidden() -> None:
    html = mail_part(body(ten_picks()), "html")
    hidden = '<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">'
    assert re.search(r"<body[^>]*>\n" + re.escape(hidden + edition().preheader), html)
    assert "display:none" not in mail_part(body(with_pick()), "html")


def test_the_text_part_is_written_with_short_lines_and_addresses_alone() -> None:
    text = mail_part(body(ten_picks()), "plain")
    rows = text.split("\n")
    assert all(len(row) <= LINE or re.fullmatch(r"https?://\S+", row) for row in rows)
    assert [row for row in rows if "://" in row and "gedankengang" not in row] == [
        pick.url.replace("utm_source=rss&", "") for pick in picks()
    ]
    assert "*" not in text.replace("*reichen*", "")
    assert "Abmelden:\n{{ UnsubscribeURL }}" in text
    assert [part.get_content_type() for part in read_mail(body(ten_picks())).iter_parts()] == [
        "text/plain",
        "text/html",
    ]


def test_lines_of_the_file_are_short_and_end_as_mail_wants() -> None:
    written = body(ten_picks())
    assert all(len(row) <= 78 for row in written.split(b"\r\n"))
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert written.isascii()


def test_the_language_stands_where_programs_leave_it() -> None:
    for of, tag in ((ten_picks("de_AT"), "de-AT"), (marked_picks(), "en")):
        html = mail_part(body(of), "html")
        assert html.startswith(f'<!DOCTYPE html>\n<html lang="{tag}">')
        assert f'aria-roledescription="email" aria-label="{of.title}" lang="{tag}"' in html
        assert read_mail(body(of))["Content-Language"] == tag
    assert 'lang="en" hreflang="en"' in mail_part(body(ten_picks()), "html")


def test_there_is_one_main_heading_and_none_is_skipped() -> None:
    for html in HTML:
        levels = [int(tag[1]) for tag in read_page(html.encode()).tags if re.fullmatch(r"h\d", tag)]
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_link_says_where_it_leads() -> None:
    for style in STYLES:
        page = read_page(mail_part(body(ten_picks(), replace(FULL, style=style)), "html").encode())
        named = {text for _href, text in page.links}
        assert all(any(pick.original_title in text for text in named) for pick in picks())
        assert not {"hier", "mehr", "weiter"} & {text.lower() for text in named}


def test_links_are_underlined_and_text_has_enough_contrast() -> None:
    for html in HTML:
        links = re.findall(r'<a [^>]*style="([^"]*)"', html)
        assert all("text-decoration:underline" in style for style in links)
        assert all(contrast(colour, "#fdfcfa") >= 4.5 for colour in re.findall(r'style="[^"]*;color:(#\w+)', html))
        dark = re.findall(r"(?s)prefers-color-scheme: dark\) \{(.*?)\n\}", html)[0]
        assert all(contrast(colour, "#191817") >= 4.5 for colour in re.findall(r" color: (#\w+)", dark))


def test_the_footer_has_imprint_privacy_and_a_way_out() -> None:
    html = mail_part(body(ten_picks()), "html")
    assert "12345 Beispielstadt" in html
    assert f'<a href="{SLOTS.privacy}"' in html
    assert '<a href="{{ UnsubscribeURL }}"' in html
    bare = mail_part(body(ten_picks(), RenderOptions()), "html")
    assert "Abmelden" not in bare
    assert "Datenschutz" not in bare


def test_mailing_services_find_no_placeholder_of_their_own_in_a_title() -> None:
    hostile = "{{Vorname}} *|FNAME|* {% if x %} {# y #}"
    mail = body(assembled((picks()[0],), Edition("2026-04", intro=hostile), title=hostile))
    for text in (mail_part(mail, "html"), mail_part(mail, "plain"), str(read_mail(mail)["Subject"])):
        assert not re.search(r"\{\{V|\{%|\{#|\*\|", text)
        assert "Vorname" in text
    assert "{{Vorname}}" in read_page(mail_part(mail, "html").encode()).text


def test_header_fields_cannot_be_broken_by_a_line_end() -> None:
    title = "Titel\r\nBcc: alle@example.org\nX: y"
    for sender in ("Anna <anna@example.org>", "A\r\nBcc: x@example.org <anna@example.org>"):
        mail = read_mail(body(assembled((), Edition("2026-04"), title=title), RenderOptions(mail=MailSlots(sender))))
        assert "Bcc" not in mail
        assert "X" not in mail
        assert str(mail["Subject"]) == "Titel Bcc: alle@example.org X: y"


@pytest.mark.parametrize(("text", "found"), [
    ("Jördis Althaus <j@example.org>", ("Jördis Althaus", "j@example.org")),
    ('"Althaus, Jördis" <j@example.org>', ("Althaus, Jördis", "j@example.org")),
    ("j@example.org", ("", "j@example.org")),
    ("j@localhost", ("", "j@localhost")),
    ("Jördis", None),
    ("a@b@c", None),
    ("a b@example.org", None),
    ("x <j@example.org>\r\nBcc: y@example.org", None),
    ("x <j@example.org> y <k@example.org>", None),
])  # fmt: skip
def test_a_sender_is_a_name_and_one_address(text: str, found: tuple[str, str] | None) -> None:
    assert mail_address(text) == found


def test_the_sender_and_the_date_are_the_editions() -> None:
    mail = read_mail(body(ten_picks()))
    assert str(mail["From"]) == SLOTS.sender
    assert str(mail["Date"]) == "Thu, 30 Apr 2026 12:00:00 +0000"
    assert str(mail["Message-ID"]).endswith("@gedankengang.example>")
    assert str(mail["X-Unsent"]) == "1"
    assert "From" not in read_mail(body(ten_picks(), RenderOptions()))


@settings(max_examples=80, deadline=None)
@given(TEXT, TEXT.map(typed))
def test_any_text_gives_a_mail_that_is_read_as_it_was_meant(text: str, comment: str) -> None:
    of = assembled((replace(picks()[0], original_title=text, category=text, comment=comment),), edition(), title=text)
    written = body(of, RenderOptions(mail=SLOTS))
    mail = message_from_bytes(written, policy=policy.SMTP)
    assert not mail.defects
    assert "".join(str(mail["Subject"]).split()) == "".join(
        line(text).replace("{{", "{ {").replace("{%", "{ %").replace("*|", "* |").split()
    )
    page = read_page(mail_part(written, "html").encode())
    assert page.links[0][1] == line(text) or not line(text)
    assert body(of, RenderOptions(mail=SLOTS)) == written


def test_further_lines_hang_below_entries_of_lists_only() -> None:
    long = "Frist für die Anmeldung zur Tagung über Pressearbeit in Krisen, danach nur noch Restplätze"
    comment = f"17. April: {long}\n\n- Punkt: {long}\n\n  1. eins {long}\n  2. zwei\n\n> Zitat: {long}"
    text = mail_part(body(with_pick(comment=comment, original_title=f"3. Teil: {long}")), "plain")
    rows = text.split("\n")
    assert all(len(row) <= LINE for row in rows)
    behind = {
        start: rows[at + 1]
        for start in ("17.", "- P", "  1.", "> Z", "Stra")
        for at, row in enumerate(rows)
        if row.startswith(start)
    }
    assert [re.match(r"[> ]*", row)[0] for row in behind.values()] == ["", "  ", "     ", "> ", ""]  # type: ignore[index]


def test_one_part_alone_is_what_the_mail_holds() -> None:
    whole = body(ten_picks())
    for part, kind, extension in (("html", "html", "mail.html"), ("text", "plain", "mail.txt")):
        alone = renderer("email").render(ten_picks(), replace(FULL, part=part))
        assert alone.body.decode() == mail_part(whole, kind)
        assert (alone.name, alone.media_type) == (f"2026-04-lesetipps.{extension}", f"text/{kind}; charset=utf-8")
        assert part_sizes(alone) == ((0, len(alone.body)) if part == "html" else (len(alone.body), 0))


@pytest.mark.parametrize(("slot", "expected"), [
    ("https://a.example/abmelden?liste=1", "<https://a.example/abmelden?liste=1>"),
    ("mailto:abmelden@a.example?subject=weg", "<mailto:abmelden@a.example?subject=weg>"),
    ("https://a.example/" + "x" * 300, f"<https://a.example/{'x' * 300}>"),
    ("https://müller.example/ü", "<https://xn--mller-kva.example/%C3%BC>"),
    ("{{ UnsubscribeURL }}", None),
    ("*|UNSUB|*", None),
    ("https://{{ x }}", None),
    ("mailto:ich@a.example\r\nBcc: x@b.example", None),
    ("mailto:ü@a.example", None),
    ("", None),
])  # fmt: skip
def test_mail_programs_get_the_address_to_unsubscribe_at(slot: str, expected: str | None) -> None:
    mail = read_mail(body(ten_picks(), replace(FULL, mail=replace(SLOTS, unsubscribe=slot))))
    assert (mail["List-Unsubscribe"] or "").strip() == (expected or "")
    assert mail["Bcc"] is None
    assert mail["Message-ID"]
