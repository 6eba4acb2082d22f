"""Which addresses a feed may lead to."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.feeds.addresses import is_public, literal_address

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.127.255.255", "0.0.0.0", "0.1.2.3", "255.255.255.255", "224.0.0.1", "239.1.2.3", "240.0.0.1",
    "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "::8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1",
    "64:ff9b:1::808:808", "2002:7f00:1::", "2002:a00:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1",
    "3fff::1", "5f00::1", "100::1", "2001:2::1", "2001:10::1",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "192.0.1.1",
    "223.255.255.255",
    "2606:4700:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_outside_the_open_internet_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_open_internet_is_allowed(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("text", ["", "feeds.example", "127.1", "8.8.8.8/32", "::g"])
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public(text)


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_never_changes_the_judgement(ip: ipaddress.IPv4Address) -> None:
    verdict = is_public(str(ip))
    wrapped = int(ip)
    assert is_public(str(ipaddress.IPv6Address((0xFFFF << 32) | wrapped))) == verdict
    assert is_public(str(ipaddress.IPv6Address((0x64FF9B << 96) | wrapped))) == verdict
    assert is_public(str(ipaddress.IPv6Address((0x2002 << 112) | (wrapped << 80) | 1))) == verdict


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert not (is_public(str(ip)) and (ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified))
    if ip.version == 4:
        assert not (is_public(str(ip)) and ip.is_private)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("localhost", "127.0.0.1"),
        ("LOCALHOST.", "127.0.0.1"),
        ("evil.localhost", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("10.0.0.1", "10.0.0.1"),
        ("8.8.8.8.", "8.8.8.8"),
        ("::1", "::1"),
        ("feeds.example", None),
        ("1.feeds.example", None),
        ("", None),
        ("ümlaut", None),
    ],
)
def test_a_host_that_is_really_a_number_is_seen_as_one(host: str, address: str | None) -> None:
    assert literal_address(host) == address
