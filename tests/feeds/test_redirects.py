"""Rules about pairs of addresses: where a redirect leads and who may know a password."""

from __future__ import annotations

import pytest

from digest.domain.health import Failure, FailureKind
from digest.feeds.chain import carries_secrets, redirect_target, shown, with_userinfo_of, without_userinfo


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b", "https://feeds.example/b"),
        ("b?x=1", "https://feeds.example/dir/b?x=1"),
        ("//other.example/c", "https://other.example/c"),
        ("http://other.example", "http://other.example"),
        ("https://me:geheim@other.example/x", "https://other.example/x"),
        (" /b ", "https://feeds.example/b"),
        ("/größe".encode().decode("latin-1"), "https://feeds.example/gr%C3%B6%C3%9Fe"),
        ("/gr\xf6\xdfe", "https://feeds.example/gr%C3%B6%C3%9Fe"),
        ("/a b", "https://feeds.example/a%20b"),
    ],
)
def test_a_location_is_read_as_browsers_do(location: str, target: str) -> None:
    assert redirect_target("https://feeds.example/dir/a", location) == target


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("file:///etc/passwd", FailureKind.REDIRECT_SCHEME),
        ("ftp://feeds.example/", FailureKind.REDIRECT_SCHEME),
        ("javascript:alert(1)", FailureKind.REDIRECT_SCHEME),
        ("feed:https://feeds.example/", FailureKind.REDIRECT_SCHEME),
        ("http://[bad", FailureKind.BAD_ADDRESS),
        ("http://feeds.example:99999/", FailureKind.BAD_ADDRESS),
        ("http:///nowhere", FailureKind.BAD_ADDRESS),
    ],
)
def test_other_schemes_and_broken_addresses_are_told_apart(location: str, kind: FailureKind) -> None:
    target = redirect_target("https://feeds.example/", location)
    assert isinstance(target, Failure)
    assert target.kind is kind


@pytest.mark.parametrize(
    ("first", "then", "carried"),
    [
        ("https://a.example/x", "https://a.example/y", True),
        ("https://a.example/x", "https://a.example:443/y", True),
        ("http://a.example/x", "https://a.example/x", True),
        ("https://a.example/x", "http://a.example/x", False),
        ("https://a.example/x", "https://a.example:8443/x", False),
        ("http://a.example:8080/x", "https://a.example/x", False),
        ("https://a.example/x", "https://b.example/x", False),
        ("https://a.example/x", "https://www.a.example/x", False),
    ],
)
def test_secrets_stay_with_their_host_and_never_leave_encryption(first: str, then: str, carried: bool) -> None:
    assert carries_secrets(first, then) == carried


def test_user_names_and_passwords_can_be_taken_off_and_put_back() -> None:
    full = "https://me:geheim@a.example:8443/x?y"
    assert without_userinfo(full) == "https://a.example:8443/x?y"
    assert with_userinfo_of("https://a.example:8443/x?y", full) == full
    assert with_userinfo_of("https://a.example/", "https://b.example/") == "https://a.example/"


@pytest.mark.parametrize(
    "address",
    ["http://me:geheim@[bad", "http://me:ge/geheim@a.example/", "http://me:geheim@", "http://a.example:x/?key=geheim"],
)
def test_a_broken_address_is_shown_without_its_password(address: str) -> None:
    assert "geheim" not in shown(address)
