"""Secrets in addresses are hidden when shown, and told before they are published."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.language import tell
from digest.domain.message import msg
from digest.domain.secrets import has_secret, masked, masked_text, secrets_in, without_secrets

NAMES = [
    "token", "access_token", "refresh_token", "id_token", "auth_token", "authtoken", "csrf_token", "session_token",
    "api_token", "user_token", "rss_token", "feed_token", "private_token", "accessToken", "shareToken", "__token__",
    "key", "api_key", "apikey", "APIKEY", "apiKey", "x-api-key", "app_key", "secret_key", "access_key", "accesskey",
    "feed_key", "feedkey", "rsskey", "userkey", "license_key", "subscription-key", "AWSAccessKeyId", "Key-Pair-Id",
    "signature", "sig", "sign", "hmac", "hash", "X-Amz-Signature", "X-Amz-Credential", "X-Amz-Security-Token",
    "X-Goog-Signature", "GoogleAccessId", "Policy", "session", "sessionid", "session_id", "sid", "sessKey",
    "PHPSESSID", "JSESSIONID", "ASP.NET_SessionId", "CFID", "CFTOKEN", "password", "passwd", "pass", "pwd",
    "passphrase", "pin", "otp", "code", "auth", "authorization", "authkey", "auth_key", "bearer", "jwt",
    "credential", "credentials", "secret", "client_secret", "nonce", "ticket", "SAMLResponse", "oauth_token",
    "oauth_signature", "oauth_verifier", "oauth_consumer_key", "xsrf", "unlocked_article_code", "giftCode", "hdnts",
    "user[password]", "auth%5Btoken%5D", "%74oken",
]  # fmt: skip
HARMLESS = [
    "monkey", "author", "keyword", "keywords", "design", "assign", "id", "page", "q", "s", "p", "lang",
    "utm_source", "tag", "category", "sort_by", "format", "week", "publisher", "heading", "passage", "basis",
    "signal", "turkey", "hockey", "tokyo", "oauthor",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_named_like_a_secret_is_hidden_and_dropped_for_others(name: str) -> None:
    for before, behind in (("?", ""), ("?page=2&", "&n=5"), ("#", ""), ("?page=2#", ""), (";", "?n=5")):
        address = f"https://feed.example/rss{before}{name}=geheim{behind}"
        assert masked(address) == f"https://feed.example/rss{before}{name}=***{behind}"
        assert masked(masked(address)) == masked(address)
        assert "geheim" not in without_secrets(address)
    assert (
        without_secrets(f"https://feed.example/rss?page=2&{name}=geheim&n=5") == "https://feed.example/rss?page=2&n=5"
    )
    assert secrets_in(f"https://feed.example/?{name}=a8f53b0c77de41")


@pytest.mark.parametrize("name", HARMLESS)
def test_no_other_parameter_is(name: str) -> None:
    address = f"https://feed.example/rss?{name}=geheim&n=5"
    assert masked(address) == without_secrets(address) == address
    assert not has_secret(address)
    assert not secrets_in(address)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://anna:geheim@feed.example/rss", "https://anna:***@feed.example/rss"),
        ("https://geheim@feed.example/rss", "https://***@feed.example/rss"),
        ("https://anna@x:ge@heim@feed.example/", "https://anna@x:***@feed.example/"),
        ("https://anna:ge/heim@feed.example/", "https://anna:***@feed.example/"),
        ("https://anna:geheim@feed.example:99999x/", "https://anna:***@feed.example:99999x/"),
        ("socks5://anna:geheim@proxy.example:1080", "socks5://anna:***@proxy.example:1080"),
        ("https://feed.example:8080/@anna/feed", "https://feed.example:8080/@anna/feed"),
        ("https://feed.example/@anna", "https://feed.example/@anna"),
        ("http://[feed/?token=geheim", "http://[feed/?token=***"),
        ("https://a.example/?url=https://b.example/?token=geheim", "https://a.example/?url=https://b.example/?token=***"),
        ("https://a.example/?u=https%3A%2F%2Fanna%3Ageheim%40b.example", "https://a.example/?u=https://anna:***@b.example"),
        ("https://feed.example/rss/token/8f53b0c77de41/feed", "https://feed.example/rss/token/***/feed"),
        ("https://feed.example/token/erklaert", "https://feed.example/token/erklaert"),
        ("https://feed.example/?x=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxw", "https://feed.example/?x=***"),
        ("https://feed.example/ghp_0123456789abcdefghijklmn", "https://feed.example/***"),
    ],
)  # fmt: skip
def test_what_else_is_secret_is_hidden(address: str, shown: str) -> None:
    assert masked(address) == shown
    assert "geheim" not in without_secrets(address)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://dora@db.example/tipps", "postgresql://dora@db.example/tipps"),
        ("postgres://dora@db.example:5432,b.example/tipps?sslmode=verify-full", None),
        ("postgresql:///tipps?service=tipps&passfile=/home/dora/.pgpass&user=dora@db", None),
        ("postgresql://[::1]:5432/tipps", None),
        ("postgresql://dora:geheim@db.example:5432/tipps", "postgresql://dora:***@db.example:5432/tipps"),
        ("postgresql://dora%3Ageheim@db.example/tipps", "postgresql://dora:***@db.example/tipps"),
        ("postgresql://dora:$GEHEIM_geheim@db.example", "postgresql://dora:***@db.example"),
        ("postgresql://dora:geheim/tipps", "postgresql://dora:***/tipps"),
        ("postgresql:///x?user=dora&password=ge;he#geheim&sslpassword=geheim", "postgresql:///x?user=dora&password=***&sslpassword=***"),
        ("postgresql:///x?p%61ssword=geheim&scram_client_key=geheim", "postgresql:///x?p%61ssword=***&scram_client_key=***"),
        ("https://geheim@a.example/ postgresql://dora@b.example", "https://***@a.example/ postgresql://dora@b.example"),
    ],
)  # fmt: skip
def test_of_a_database_the_user_is_shown_and_no_password(address: str, shown: str | None) -> None:
    assert masked(address) == (shown or address)
    assert masked(masked(address)) == masked(address)
    assert tell(msg("{address}.", address=address)) == f"{shown or address}."


@given(st.text(st.sampled_from("ab1:/@?#&=;%[]. $"), max_size=20))
def test_whatever_stands_in_a_password_of_a_database_is_hidden(password: str) -> None:
    shown = "postgresql://dora:***@db.example/tipps"
    assert masked(f"postgresql://dora:{password}@db.example/tipps") == shown


@pytest.mark.parametrize("query", ["session=2", "key=overview", "sign=aries", "code=DE", "pass=1", "hash=top"])
def test_what_may_well_be_harmless_is_no_reason_to_warn(query: str) -> None:
    assert not secrets_in(f"https://feed.example/?{query}")


def test_addresses_within_a_text_are_masked_where_it_is_told() -> None:
    text = "Tipp 3: „https://a.example/?token=geheim“, (https://anna:geheim@b.example/), [x](https://c.example/?key=geheim)."
    shown = "Tipp 3: „https://a.example/?token=***“, (https://anna:***@b.example/), [x](https://c.example/?key=***)."
    assert masked_text(text) == shown
    assert tell(msg("{text} {inner}", text=text, inner=msg("{url}", url="//u:p@x"))) == f"{shown} //u:***@x"


@given(st.text(st.sampled_from("ab:/@?#&;=.%2F3A token&key=//\n “"), max_size=60))
def test_masking_never_fails_and_is_done_once(text: str) -> None:
    assert masked(masked(text)) == masked(text)
    assert masked_text(masked_text(text)) == masked_text(text)
    secrets_in(text)
    without_secrets(text)


@pytest.mark.parametrize(
    "piece",
    ["postgres://", "//", "//a:b", "?a=b", "/a/b", ";a=", "?x=%3D", "?x=//", "@", "//a:", "%", "a", "eyJ",
     "&token=", "sk-"],
)  # fmt: skip
def test_it_takes_time_in_proportion_to_the_length(piece: str) -> None:
    text = "//" + piece * (200_000 // len(piece))
    begin = time.process_time()
    masked_text(text)
    secrets_in(text)
    without_secrets(text)
    assert time.process_time() - begin < 5


@pytest.mark.parametrize("value", ["no", "0", "true", ""])
def test_a_switch_is_no_secret(value: str) -> None:
    url = f"https://blog.example/feed?xn_auth={value}&token={value}"
    assert masked(url) == url
    assert secrets_in(url) == ()
