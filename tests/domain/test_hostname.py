"""Host names as DNS knows them: UTS 46, non-transitional."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.hostname import ascii_host
from digest.domain.mailaddress import mail_address
from digest.domain.url import canonical, former_address, host_of, same_feed_key, web_address


@pytest.mark.parametrize(
    ("host", "ascii_form"),
    [
        ("straße.example", "xn--strae-oqa.example"),
        ("STRAẞE.example", "xn--strae-oqa.example"),
        ("strasse.example", "strasse.example"),
        ("MÜLLER.example", "xn--mller-kva.example"),
        ("mu\u0308ller.example", "xn--mller-kva.example"),  # decomposed, as macOS writes file names
        ("bücher.straße.example", "xn--bcher-kva.xn--strae-oqa.example"),
        ("müller。example", "xn--mller-kva.example"),  # the ideographic full stop parts labels, too
        ("ΦΙΛΟΣ.example", "xn--uxaemql.example"),
        ("φιλος.example", "xn--uxaemmq.example"),
        ("نامه\u200cای.example", "xn--mgba3gch31f060k.example"),
        ("i❤.example", "xn--i-7iq.example"),
        ("blog\u00ad.exämple", "blog.xn--exmple-cua"),
        ("１２７.0.0.1", "127.0.0.1"),
        ("Blog.Example", "blog.example"),
    ],
)
def test_a_host_has_the_form_that_browsers_ask_for(host: str, ascii_form: str) -> None:
    assert ascii_host(host) == ascii_form
    assert web_address(f"https://{host}/a") == f"https://{ascii_form}/a"
    assert host_of(f"https://{host}/a") == ascii_form


@pytest.mark.parametrize(
    "host", ["a\u200db.example", "a\ufffdü.example", "ü" * 70 + ".example", "１%.exämple", "ü .example"]
)
def test_an_impossible_host_is_no_address(host: str) -> None:
    assert ascii_host(host) is None
    assert web_address(f"https://{host}/a") is None


@given(st.text(min_size=1, max_size=20).map(lambda text: f"{text}.example"))
def test_the_ascii_form_is_ascii_and_its_own_ascii_form(host: str) -> None:
    converted = ascii_host(host)
    assert converted is None or (converted.isascii() and ascii_host(converted) == converted)


def test_two_owners_have_two_addresses_everywhere() -> None:
    assert canonical("https://straße.example/a") != canonical("https://strasse.example/a")
    assert same_feed_key("https://straße.example/feed") != same_feed_key("https://strasse.example/feed")
    assert canonical("https://www.straße.example/a/") == canonical("https://xn--strae-oqa.example/a")
    assert same_feed_key("https://STRAßE.example/f") == same_feed_key("https://xn--strae-oqa.example/f")


def test_the_form_of_old_libraries_is_told_where_it_was_another() -> None:
    assert former_address("https://Straße.example:8443/feed#x") == "https://strasse.example:8443/feed#x"
    assert former_address("https://müller.example/feed") is None
    assert former_address("https://strasse.example/feed") is None
    assert former_address("kein Wort") is None


def test_mail_domains_outside_ascii_are_given_in_ascii() -> None:
    assert mail_address("Jördis <j@straße.example>") == ("Jördis", "j@xn--strae-oqa.example")
    assert mail_address("redaktion@müller.example") == ("", "redaktion@xn--mller-kva.example")
    assert mail_address("Redaktion@Blatt.Example") == ("", "Redaktion@Blatt.Example")
    assert mail_address("jördis@blatt.example") is None
    assert mail_address("j@a\u200db.example") is None


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1.", "127.0.0.1"), ("0x7f.1", "127.0.0.1"), ("0X7F000001", "127.0.0.1"), ("2130706433", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"), ("127.1", "127.0.0.1"), ("0x", "0.0.0.0"), ("１２７.０.０.１", "127.0.0.1"),
        ("127。0。0。1", "127.0.0.1"), ("①②⑦.0.0.1", "127.0.0.1"), ("loc\u00adalhost", "localhost"),
        ("[0:0:0:0:0:FFFF:127.0.0.1]", "[::ffff:7f00:1]"), ("[::0001]", "[::1]"),
    ],
)  # fmt: skip
def test_a_host_that_is_a_number_is_the_address_that_it_means(host: str, address: str) -> None:
    assert web_address(f"http://{host}/a") == f"http://{address}/a"


@pytest.mark.parametrize(
    "host",
    [
        "%31%32%37.0.0.1", "127.0.0.1%2f", "a%00b.example", "1.2.3.999", "1.2.3.4.5", "256.1", "09.1.1.1", "a.0x4",
        "a.example.7", "9" * 5000, "127.0.0.1..", "a..example", "[fe80::1%25eth0]", "[fe80::1%eth0]", "[v1.x]",
        "[127.0.0.1]", "[a.example]", "[::1", "a.example％2f",
    ],
)  # fmt: skip
def test_a_host_that_hides_what_it_is_is_no_address(host: str) -> None:
    assert web_address(f"http://{host}/a") is None


@given(st.integers(0, 2**32 - 1), st.lists(st.sampled_from(["{}", "0x{:x}", "0{:o}"]), min_size=4, max_size=4))
def test_every_way_to_write_a_number_is_the_same_address(number: int, forms: list[str]) -> None:
    parts = number.to_bytes(4, "big")
    address = ".".join(map(str, parts))
    for count in (1, 2, 3, 4):
        written = [*parts[: count - 1], int.from_bytes(parts[count - 1 :], "big")]
        assert ascii_host(".".join(form.format(part) for form, part in zip(forms, written, strict=False))) == address
