"""How consent, log-in, bot-check and "not found" pages are recognised by what they show.

All patterns compare with `plain` text: lower case, umlauts without their dots. They are German and English, which
the services in between show to everybody else as well.
"""

from __future__ import annotations

import re

from digest.domain.health import FailureKind
from digest.domain.text import lazy_pattern, one_line, search_keys
from digest.feeds.jsonld import described
from digest.feeds.pagehead import PageHead, read_head, visible_text
from digest.feeds.walls import Wall

#: What the pages of such services hold. Some of these are scripts in the background of other pages as well.
_CHALLENGE_MARKS = lazy_pattern(
    rb"_cf_chl_opt|captcha-delivery\.com|px-captcha|_Incapsula_Resource|gokuProps|awsWafCookieDomainList"
    rb"|sucuri_cloudproxy_js|\.within\.website/x/cmd/anubis|ddos-guard/js-challenge|_sec/cp_challenge"
    rb"|errors\.edgesuite\.net|vercel-challenge|bobcmn"
)
_CHALLENGE_TITLE = lazy_pattern(
    r"just a moment|(?:nur )?einen (?:kleinen )?moment(?: bitte)?|(?:bitte )?einen augenblick(?: bitte)?|un instant"
    r"|attention required|checking your browser.*|(?:ihr|dein) browser wird (?:uberpruft|gepruft)|ddos-guard"
    r"|access (?:to this page has been )?denied|zugriff verweigert|pardon our interruption"
    r"|(?:please )?verif(?:y|ying) (?:that )?you are (?:a )?human.*|bitte warten"
    r"|please wait|(?:403 )?forbidden|are you (?:a robot|human)|(?:sind sie|bist du) (?:ein|kein) \w+"
    r"|human verification|robot check|(?:bot|sicherheits|security)[ -]?(?:check|checkpoint|prufung|uberprufung)"
    r"|vercel security checkpoint|making sure youre not a bot|client challenge|captcha|request rejected"
    r"|bitte bestatigen sie.{0,30}(?:mensch|roboter).*"
)
#: What a consent request calls itself; many an article does so, too.
_CONSENT_TITLE = lazy_pattern(
    r"weiterlesen mit|mit werbung (?:weiter|nutz|les|surf)|weiter mit (?:werbung|tracking)|pur-?abo|contentpass"
    r"|werbefrei|cookie|privatsphare|datenschutz-?(?:einstellungen|zustimmung|center|praferenzen|auswahl)|privacy"
    r"|zustimm|stimmen sie|einwillig|consent|before you continue|bevor sie (?:zu|fort)|your data|ihre daten"
)
#: Without one of these no page asks for consent.
_CONSENT_BYTES = lazy_pattern(rb"akzeptier|zustimm|einwillig|einverstanden|consent|accept|agree", re.IGNORECASE)
#: What explains how consent is handled and asks for none.
_POLICY_TITLE = lazy_pattern(r"policy|statement|notice|erklarung|richtlinie|hinweise")
# How a consent request speaks to its reader, which an article about them does not.
_CONSENT_PHRASES = tuple(
    map(
        lazy_pattern,
        (
            r"\b(?:wir|we)(?: und| and)? .{0,60}\bpartner",
            r"unsere[nr]? (?:\d+ )?(?:werbe)?partner|our (?:\d+ )?(?:trusted )?partners",
            r"verarbeiten .{0,40}daten|process .{0,40}data",
            r"(?:mit|ohne) ihrer? (?:zustimmung|einwilligung)|with your (?:consent|permission)",
            r"(?:stimmen|willigen) sie|sie (?:stimmen|willigen)|zustimmen und weiter|akzeptieren und weiter",
            r"alle[ns]? (?:akzeptieren|zustimmen|ablehnen)|accept (?:all|and)|reject all|\bi (?:agree|accept)",
            r"jederzeit .{0,40}widerruf|withdraw .{0,30}consent",
            r"informationen auf .{0,30}gerat .{0,20}speicher|store and/or access information",
            r"personalisierte[nr]? (?:anzeigen|werbung|inhalte)|personali[sz]ed (?:ads|advertising|content)",
            r"mit werbung .{0,60}(?:nutzen|lesen|besuchen|weiter)|(?:nutzen|lesen|besuchen) sie .{0,60}mit werbung",
        ),
    )
)
# The titles of log-ins and of missing pages are made of few words, all of them among these, one of them a key.
_LOGIN_WORDS = frozenset(
    word
    for line in (
        "anmelden anmeldung login log in sign signin einloggen loggen logge bitte melden melde sie sich du dich an",
        "ein register registrieren registrierung oder und or and to zu ihr ihrem dein deinem mein meine meinem my",
        "your konto account kundenkonto benutzerkonto kundenlogin continue weiterlesen weiter um fur for mitglieder",
        "members abonnenten subscribers passwort password please zugang geschutzter bereich zum inhalt this page",
        "diese seite required erforderlich notig jetzt now",
    )
    for word in line.split()
)
_LOGIN_KEY = lazy_pattern(r"\b(?:login|log-?in|log in|sign-?in|sign in|einloggen|logge|anmelden|anmeldung|melden?)\b")
_SURE_LOGIN_KEY = lazy_pattern(r"\b(?:login|log-?in|log in|sign-?in|sign in|einloggen)\b")
_MISSING_WORDS = frozenset(
    word
    for line in (
        "die diese der dieser das dieses den the this that your angeforderte angefragte gewunschte gesuchte",
        "aufgerufene requested leider wurde wurden konnte konnten kann werden sein ist sind is was be could cannot",
        "cant can couldnt sorry oops ups hoppla huch uups fehler error http es tut uns leid hier mehr langer longer",
        "gibt wir haben ihre ihren we you are looking for nothing here kein keine zu exist exists existiert",
        "existieren seite seiten artikel beitrag beitrage inhalt inhalte dokument datei url adresse webseite page",
        "article content post file document site link nicht not no nichts gefunden found finden find vorhanden",
        "gone verfugbar available auffindbar erreichbar oh nein status statuscode code",
    )
    for word in line.split()
)
_MISSING_KEY = lazy_pattern(
    r"\b4(?:04|10)\b"
    r"|\b(?:nicht|not|no longer|nichts|nothing|keine?|cant|cannot|couldnt)\b.*"
    r"\b(?:gefunden|found|find|finden|vorhanden|verfugbar|available|auffindbar|erreichbar|exists?|existiert|existieren)\b"
    r"|\b(?:gibt|existiert)\b.*\b(?:nicht|keine?)\b"
)
_SENTENCE_END = lazy_pattern(r"(?<=[.!?])\s+")
_NO_WORD = lazy_pattern(r"[^\w\s-]+")
# Letters that a reader sees: a check or log-in has less, and no "not found" or consent request has more.
_LITTLE, _MOST_OF_MISSING, _MOST_OF_CONSENT = 1200, 4000, 8000
# Of a consent request at least this much of the text asks for it.
_SHARE_OF_CONSENT = 0.3
# What has no word of it in its title is a request if there is hardly anything else.
_NOTHING_ELSE = 0.7
# Parts of a title; a part with at most so many words may be the site's name.
_PARTS = re.compile(r"\s+[-|–—·•»›/]+\s+|\s*[|»›]\s*")
_NAME_WORDS = 4


def read_wall(body: bytes, content_type: str, led_to: str = "") -> Wall:
    """`body_wall` for a worker; `led_to` is a FailureKind's value, or empty."""
    return Wall(body_wall(body, content_type, FailureKind(led_to) if led_to else None) or "")


def body_wall(body: bytes, content_type: str, led_to: FailureKind | None = None) -> FailureKind | None:
    """The wall that a page itself shows; `led_to` is what its address says after a redirect."""
    head = read_head(body, content_type)
    if _is_article(head):
        return None
    titles = [one_line(title) for title in (head.title, head.meta.get("og:title", ""), *head.headings[:2]) if title]
    parts = [part for title in titles for part in _essential(title)]
    is_challenge = _CHALLENGE_MARKS.search(body) is not None or any(map(_is_challenge_title, parts))
    is_consent = led_to is FailureKind.CONSENT or any(map(_is_consent_title, titles))
    is_login = led_to is FailureKind.LOGIN or any(map(_is_login_title, parts))
    is_missing = any(map(_is_missing_title, parts))
    is_asking = _CONSENT_BYTES.search(body) is not None and not any(
        _POLICY_TITLE.search(_plain(title)) for title in titles
    )
    if not (is_challenge or is_consent or is_login or is_missing or is_asking):
        return None
    text = _plain(visible_text(body, content_type))
    if is_challenge and len(text) < _LITTLE:
        return FailureKind.CHALLENGE
    if is_consent and len(text) < _MOST_OF_CONSENT and _asks_for_consent(text, led_to):
        return FailureKind.CONSENT
    if (
        is_asking
        and len(text) < _MOST_OF_MISSING
        and _consent_phrases(text) > 1
        and _consent_share(text) >= _NOTHING_ELSE
    ):
        return FailureKind.CONSENT
    if is_login and _asks_to_log_in(head, parts, text, led_to):
        return FailureKind.LOGIN
    return FailureKind.SOFT_404 if is_missing and len(text) < _MOST_OF_MISSING else None


def _is_consent_title(title: str) -> bool:
    words = _plain(title)
    return _CONSENT_TITLE.search(words) is not None and _POLICY_TITLE.search(words) is None


def _asks_for_consent(text: str, led_to: FailureKind | None) -> bool:
    if led_to is FailureKind.CONSENT:
        return _consent_phrases(text) > 0
    return _consent_phrases(text) > 1 and _consent_share(text) >= _SHARE_OF_CONSENT


def _asks_to_log_in(head: PageHead, parts: list[str], text: str, led_to: FailureKind | None) -> bool:
    """True if, beside the title, a redirect or a password field asks to log in.

    Other pages have such a field in a corner, with text beside it.
    """
    if led_to is FailureKind.LOGIN:
        return True
    return len(text) < _LITTLE and (head.passwords > 0 or any(_is_login_title(part, surely=True) for part in parts))


def _is_article(head: PageHead) -> bool:
    """True if the page says so itself: by Open Graph, or by an article with a date in JSON-LD."""
    if head.meta.get("og:type", "").strip().lower() == "article" or "article:published_time" in head.meta:
        return True
    article = described(head.scripts)
    return article.is_article and bool(article.published)


def _essential(title: str) -> list[str]:
    """The title and its parts that have only names beside them; after a colon is no name."""
    parts = [part for part in _PARTS.split(title) if part]
    found = [title]
    for place, part in enumerate(parts):
        others = parts[:place] + parts[place + 1 :]
        name, colon, rest = part.partition(": ")
        if colon:
            others.append(name)
        if (others or colon) and all(len(other.split()) <= _NAME_WORDS and ": " not in other for other in others):
            found.append(rest or part)
    return found


def _plain(text: str) -> str:
    """The form that all signs are compared in."""
    return search_keys(text)[0]


def _is_challenge_title(title: str) -> bool:
    """True if that is all that a title says."""
    return _CHALLENGE_TITLE.fullmatch(_words(title)) is not None


def _is_login_title(title: str, *, surely: bool = False) -> bool:
    """The same for log-ins; `surely` without "Anmeldung", which may be one to an event."""
    words = _words(title)
    key = _SURE_LOGIN_KEY if surely else _LOGIN_KEY
    return key.search(words) is not None and all(word in _LOGIN_WORDS for word in words.replace("-", " ").split())


def _is_missing_title(title: str) -> bool:
    """The same for "404 – Seite nicht gefunden" and its kin."""
    words = _words(title)
    is_short = all(word.isdigit() or word in _MISSING_WORDS for word in words.replace("-", " ").split())
    return is_short and _MISSING_KEY.search(words) is not None


def _consent_phrases(text: str) -> int:
    """How many ways of asking for consent a page's plain text has."""
    return sum(phrase.search(text) is not None for phrase in _CONSENT_PHRASES)


def _consent_share(text: str) -> float:
    """How much of a page's plain text asks for consent, by its letters, from 0 to 1.

    A banner beside an article is little of it.
    """
    sentences = _SENTENCE_END.split(text)
    asking = sum(len(sentence) for sentence in sentences if _consent_phrases(sentence))
    return asking / max(sum(map(len, sentences)), 1)


def _words(title: str) -> str:
    return " ".join(_NO_WORD.sub("", _plain(title)).split()).strip("- ")
