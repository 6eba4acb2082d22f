"""Consent requests, log-ins, bot checks and "not found" pages are recognised.

Ordinary pages are not taken for one.
"""

from __future__ import annotations

import asyncio
import importlib
import json
from typing import TypeVar, cast

import pytest

from digest.domain.health import Failure, FailureKind
from digest.feeds.chain import Redirect
from digest.feeds.client import Answer
from digest.feeds.walls import address_wall, page_wall
from digest.isolation.reader import Reader

T = TypeVar("T")

PAGE = "https://lageblatt.example/2026/krise-in-der-provinz"
SENTENCE = "Die Gemeinde hat am Dienstag über den Haushalt beraten und eine Entscheidung vertagt. "
TEXT = f"<p>{SENTENCE * 6}</p>" * 5
CONSENT = (
    "<p>Wir und unsere 182 Partner verarbeiten Daten, um Anzeigen auszuspielen.</p>"
    "<p>Mit Ihrer Zustimmung lesen Sie weiter wie bisher.</p><button>Alle akzeptieren</button>"
)


def page(title: str, body: str = "", head: str = "") -> bytes:
    return (
        f'<!doctype html><html lang="de"><head><title>{title}</title>{head}</head><body>{body}</body></html>'.encode()
    )


class InPlace:
    """Stands for the pool: reads in this process."""

    async def read(self, reader: Reader[T], body: bytes, *arguments: str) -> T:
        function = getattr(importlib.import_module(reader.module), reader.function)
        return cast(T, function(body, *arguments))


def wall(body: bytes, url: str = PAGE, status: int = 200, **headers: str) -> FailureKind | None:
    """What is seen in the answer to `PAGE` that came from `url`."""
    redirects = (Redirect(302, url),) if url != PAGE else ()
    fields = {"content-type": "text/html; charset=utf-8"} | {
        name.replace("_", "-"): text for name, text in headers.items()
    }
    found = asyncio.run(page_wall(InPlace(), Answer(status, url, fields, body, redirects), PAGE))  # type: ignore[arg-type]
    assert found is None or isinstance(found, Failure)
    return found.kind if found else None


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Lageblatt: Weiterlesen mit Werbung oder im PUR-Abo", f"<h1>Weiterlesen mit Werbung</h1>{CONSENT}"),
        ("Ihre Privatsphäre ist uns wichtig", CONSENT),
        ("Zustimmung zum Datenschutz | Lageblatt", CONSENT),
        ("Bevor Sie zur Videothek weitergehen", CONSENT),
        ("Before you continue", "<p>We and our 40 partners process personal data.</p><button>Accept all</button>"),
        ("Cookie-Einstellungen", CONSENT),
        ("lageblatt.example", f"<h1>Herzlich willkommen!</h1>{CONSENT}"),
        (
            "Lageblatt",
            "<p>Besuchen Sie das Lageblatt wie gewohnt mit Werbung.</p><button>Akzeptieren und weiter</button>",
        ),
    ],
)
def test_a_consent_request_is_recognised(title: str, body: str) -> None:
    assert wall(page(title, body)) is FailureKind.CONSENT


@pytest.mark.parametrize(
    "url",
    [
        "https://lageblatt.example/zustimmung?url=%2F2026%2Fkrise-in-der-provinz",
        "https://consent.lageblatt.example/v2/collect?session=1",
        "https://lageblatt.example/cookiewall/?return=x",
        "https://myprivacy.verlag.example/?site=lageblatt",
    ],
)
def test_a_redirect_to_where_consent_is_asked_for_is_recognised(url: str) -> None:
    assert address_wall(PAGE, url) is FailureKind.CONSENT
    assert wall(page("Lageblatt", CONSENT), url) is FailureKind.CONSENT


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Anmelden – Lageblatt", '<form action="/login"><input type="password" name="pw"></form>'),
        ("Lageblatt | Login", "<form><input name=mail></form>"),
        ("Bitte melden Sie sich an", '<input type="PASSWORD">'),
        ("Sign in - Wiki", ""),
        ("Lageblatt – Anmeldung", '<h1>Mitglieder</h1><input type="password">'),
        ("Einloggen oder registrieren", "<p>Weiterlesen mit Ihrem Konto.</p>"),
    ],
)
def test_a_log_in_is_recognised(title: str, body: str) -> None:
    assert wall(page(title, body)) is FailureKind.LOGIN


@pytest.mark.parametrize(
    "url",
    [
        "https://lageblatt.example/login?weiter=plus",
        "https://login.verlag.example/",
        "https://lageblatt.example/wp-login.php?redirect_to=x",
        "https://verlag.example/de/sign-in/",
        "https://sso.verlag.example/auth?client=1",
    ],
)
def test_a_redirect_to_a_log_in_is_recognised(url: str) -> None:
    assert wall(page("Lageblatt", TEXT), url) is FailureKind.LOGIN


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Just a moment...", "<noscript>Enable JavaScript</noscript><script>window._cf_chl_opt={cvId:'3'};</script>"),
        ("Nur einen Moment…", ""),
        ("lageblatt.example", "<script src='https://ct.captcha-delivery.com/c.js'></script>"),
        ("Access to this page has been denied", "<div id=px-captcha></div>"),
        ("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1>"),
        ("Making sure you're not a bot!", "<script src='/.within.website/x/cmd/anubis/main.mjs'></script>"),
        ("Sicherheitsüberprüfung", "<p>Bitte bestätigen Sie, dass Sie ein Mensch sind.</p>"),
        ("Sind Sie ein Mensch?", ""),
        ("Pardon Our Interruption", "<p>As you were browsing …</p>"),
        ("Verifying you are human. This may take a few seconds.", ""),
    ],
)
def test_a_bot_check_is_recognised(title: str, body: str) -> None:
    assert wall(page(title, body)) is FailureKind.CHALLENGE


def test_a_bot_check_is_recognised_by_its_header_fields() -> None:
    assert wall(page("Lageblatt", TEXT), cf_mitigated="challenge") is FailureKind.CHALLENGE
    assert wall(page("Lageblatt", TEXT), status=202, x_amzn_waf_action="challenge") is FailureKind.CHALLENGE
    assert wall(page("Lageblatt", TEXT), x_datadome="protected") is None  # that it is protected does not mean refused


@pytest.mark.parametrize(
    "title",
    [
        "Seite nicht gefunden (404) – Lageblatt", "404", "Fehler 404 | Lageblatt", "Page not found", "404 Not Found",
        "Nicht gefunden", "Oops! That page can’t be found.", "Diese Seite gibt es nicht mehr",
        "Lageblatt: Die gewünschte Seite wurde leider nicht gefunden", "Artikel nicht mehr verfügbar",
        "410 Gone",
        "Error 404 (Not Found)", "Der Beitrag existiert nicht", "Sorry, we couldn't find the page you are looking for",
    ],
)  # fmt: skip
def test_a_missing_page_is_recognised(title: str) -> None:
    assert wall(page(title, "<p>Suchen Sie auf der Startseite.</p>")) is FailureKind.SOFT_404


def test_a_page_that_fell_back_to_the_front_page_is_missing() -> None:
    front = page("Lageblatt – Nachrichten", TEXT)
    assert wall(front, "https://www.lageblatt.example/") is FailureKind.SOFT_404
    assert wall(front, "https://anderes.example/") is None  # a site may have moved, or a short link may lead there


ARTICLE = json.dumps({"@type": "NewsArticle", "headline": "x", "datePublished": "2026-11-02"})


@pytest.mark.parametrize(
    ("title", "body", "head"),
    [
        ("Krise in der Provinz – Lageblatt", TEXT, ""),
        ("Cookie-Banner: was jetzt gilt", f"<h1>Cookie-Banner: was jetzt gilt</h1>{TEXT}", ""),
        ("Cookie-Banner: was jetzt gilt", f"<h1>Cookie-Banner</h1>{TEXT}<div class=banner>{CONSENT}</div>",
         f'<script type="application/ld+json">{ARTICLE}</script>'),
        ("Weiterlesen mit Werbung: Wie Verlage mit dem Pur-Abo rechnen", TEXT * 2, ""),
        ("Zustimmung zum Haushalt", f"<h1>Zustimmung zum Haushalt</h1>{TEXT}<div>{CONSENT}</div>", ""),
        ("Cookies backen", f"<h1>Cookies backen</h1>{TEXT}<div>{CONSENT}</div>", ""),
        ("Privacy Policy", CONSENT * 3, ""),
        ("Haushalt vertagt", f"<p>{SENTENCE * 3}</p><div class=banner>{CONSENT}</div>", ""),
        ("Datenschutzerklärung – Lageblatt", CONSENT, ""),
        ("Anmelden, abwarten, absagen: Was Veranstalter ärgert", TEXT, ""),
        ("Anmeldung zum PR-Tag 2026", "<p>Melden Sie sich bis zum 3. März an.</p>", ""),
        ("Anmeldung – Verband", "<p>Die Tagung beginnt um neun.</p><input name=mail>", ""),
        ("Krise in der Provinz", f'{TEXT}<div class=modal><h2>Anmelden</h2><input type="password"></div>', ""),
        ("Login-Daten im Umlauf: was Betroffene tun können", "<p>Kurz.</p><input type=password>", ""),
        ("404 – Seite nicht gefunden: Wie gute Fehlerseiten aussehen", TEXT, ""),
        ("Nicht gefunden: Warum Pressestellen im Netz unsichtbar bleiben", "<p>Kurz.</p>", ""),
        ("404", "<p>Ein Gedicht.</p>", '<meta property="og:type" content="article">'),
        ("Page not found", TEXT * 8, ""),
        ("Just a moment: Kolumne", TEXT, ""),
        ("Zugriff verweigert", TEXT, ""),
        ("Krise in der Provinz", f"{TEXT}<script src='/_Incapsula_Resource?x'></script>", ""),
        ("Kurz gemeldet", "<p>Die Gemeinde vertagt.</p><div class='g-recaptcha'></div>", ""),
        ("Ihre Daten, unser Auftrag", "<p>Über uns.</p>", ""),
    ],
)  # fmt: skip
def test_ordinary_pages_are_no_walls(title: str, body: str, head: str) -> None:
    assert wall(page(title, body, head)) is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("https://a.example/login-daten-im-umlauf", "https://a.example/news/login-daten-im-umlauf"),
        ("https://a.example/login", "https://a.example/login/"),
        ("https://consent.example/x", "https://consent.example/y"),
        ("https://kurz.example/abc", "https://a.example/anmeldung-zum-pr-tag"),
        ("http://a.example/x", "https://a.example/x"),
    ],
)
def test_ordinary_redirects_lead_to_no_wall(asked: str, found: str) -> None:
    assert address_wall(asked, found) is None


@pytest.mark.parametrize("body", [b"", b"\0\xff", b"<" * 50_000, b"<title>404" * 5_000, b"wir und " * 100_000])
def test_bytes_that_are_no_page_are_no_wall(body: bytes) -> None:
    assert wall(body) is None
