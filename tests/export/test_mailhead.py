"""Header fields of mails.

Decoded they read as they were typed, within the limits of RFC 2047 and 5322.
"""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import AddressHeader
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.domain.document import MailSlots, RenderOptions
from digest.domain.edition import Edition
from digest.domain.mailaddress import mail_address
from digest.export.layout import line
from digest.export.mailhead import address_field, text_field
from digest.export.registry import renderer
from tests.export.reading import read_mail
from tests.export.ten_picks import assembled

TITLES = (
    "Krise Krise März", "„IK“🎉 und  übrig…  ",
    "Gedankenspiele: 10 Lesetipps aus dem März über Öffentlichkeitsarbeit im Übergang",
    "=?utf-8?q?M=C3=A4rz?= ist =?utf-8?b?eA==?=", "Lesetipps? Lesetipps!", "a" * 200, "ä" * 200, "Wort " * 40 + "Ende",
    "Ü" + " " * 90 + "Ä", "🎉" * 60, "e\u0301" * 50, "A, B; C: <d@e.example> \"f\" (g) \\h", "?= =? _ = ?",
    " ä ", "x =? y",
    "Zehn Lesetipps aus dem April für die Presse- und Öffentlichkeitsarbeit, dazu ein Rückblick – und ein Ausblick",
)  # fmt: skip
# Letters, blanks and the marks of encoded words, drawn more often than chance would.
TEXT = st.one_of(
    st.lists(st.sampled_from([*" äöüßÄabcDE?=_.,:;\"\\<>@()1–„“🎉", "=?", "?=", "\u0301", "Wort ", "Öffentlichkeit",
                              "=?utf-8?q?x?="]),
             max_size=90).map("".join),
    st.text(max_size=60),
).map(line).filter(bool)  # fmt: skip


def unfolded(field: str) -> str:
    """A field's value as it is before decoding (RFC 5322 §2.2.3)."""
    assert field.endswith("\r\n")
    value = field.removesuffix("\r\n").partition(": ")[2]
    assert not re.search(r"\r(?!\n)|(?<!\r)\n|\n(?![ \t])", value)
    return value.replace("\r\n", "")


def check_form(field: str, allowed: str = "") -> None:
    for row in field.removesuffix("\r\n").split("\r\n"):
        assert row.isascii()
        assert row.strip()
        assert len(row) <= 78 or row.removeprefix("From: ").strip().strip("<>") == allowed
    words = re.findall(r"=\?[^?\s]*\?[^?\s]*\?[^?\s]*\?=", field)
    assert all(len(word) <= 75 and not word.endswith("??=") for word in words)
    for word in words:  # whole characters in each (RFC 2047 §5)
        assert str(make_header(decode_header(word)))


@given(TEXT)
def test_a_subject_reads_as_it_was_typed(text: str) -> None:
    field = text_field("Subject", text)
    check_form(field)
    assert str(make_header(decode_header(unfolded(field)))) == text
    parsed = message_from_bytes(field.encode() + b"\r\n", policy=policy.default)
    assert str(parsed["Subject"]) == text
    assert not parsed["Subject"].defects


for _title in TITLES:
    test_a_subject_reads_as_it_was_typed = example(line(_title))(test_a_subject_reads_as_it_was_typed)


@given(TEXT)
@example('Althaus, "Jo" Jördis')
@example("A. Beispiel (PR)")
@example("Anna 🎉")
@example("=?utf-8?q?x?=")
@example("Anna-Katharina von Beispiel-Öffentlichkeitsarbeit und Kommunikation im Verband der Verbände")
def test_a_display_name_reads_as_it_was_typed(name: str) -> None:
    field = address_field("From", name, "j@example.org")
    check_form(field)
    parsed: Any = message_from_bytes(field.encode() + b"\r\n", policy=policy.default)["From"]
    assert isinstance(parsed, AddressHeader)
    assert parsed.addresses[0].addr_spec == "j@example.org"
    # Python's reader takes two blanks for one, and reads one between two encoded words (against RFC 2047 §6.2).
    if len(re.findall(r"=\?utf-8\?[bq]\?", field)) < 2:
        assert parsed.addresses[0].display_name == re.sub(" +", " ", name)
    phrase = unfolded(field).removesuffix("<j@example.org>").rstrip()
    if phrase.startswith("=?"):
        assert str(make_header(decode_header(phrase))) == name


@pytest.mark.parametrize("name", ["", "Jördis", "Wort " * 12 + "Ende", "Öffentlichkeitsarbeit " * 5])
def test_a_long_address_stands_whole(name: str) -> None:
    address = "presse@" + ".".join(["oeffentlichkeitsarbeit"] * 5) + ".example"
    field = address_field("From", name.strip(), address)
    check_form(field, address)
    assert message_from_bytes(field.encode() + b"\r\n", policy=policy.default)["From"].addresses[0].addr_spec == address


@pytest.mark.parametrize("title", TITLES)
def test_the_mail_carries_the_title(title: str) -> None:
    slots = MailSlots('"Althaus, Jördis \\"Jo\\"" <j@example.org>')
    body = renderer("email").render(assembled((), Edition("2026-04"), title=title), RenderOptions(mail=slots)).body
    mail = read_mail(body)
    assert str(mail["Subject"]) == line(title)
    assert mail["From"].addresses[0].display_name == 'Althaus, Jördis "Jo"'
    assert not mail.defects
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(("text", "found"), [
    ('"Althaus, \\"Jo\\" Jördis" <j@example.org>', ('Althaus, "Jo" Jördis', "j@example.org")),
    ('"A \\\\ B" <j@example.org>', ("A \\ B", "j@example.org")),
])  # fmt: skip
def test_quotation_marks_in_a_senders_name_are_read(text: str, found: tuple[str, str]) -> None:
    assert mail_address(text) == found
