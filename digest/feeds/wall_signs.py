"""How consent, log-in, bot-check and "not found" pages are recognised.

By words, addresses and header fields.

All patterns compare with `plain` text: lower case, umlauts without their dots. They are German and English, which
the services in between show to everybody else as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from digest.domain.lazy_pattern import lazy_pattern
from digest.domain.text import search_keys

# Header fields by which services say that this answer is their check and not the site's (value: what must be in it).
_CHALLENGE_FIELDS = {
    "x-amzn-waf-action": "",
    "x-datadome": "",
    "x-sucuri-block": "",
    "x-vercel-mitigated": "challenge",
}
_MAY_CHALLENGE = frozenset({202, 401, 403, 405, 429, 503})
#: What the pages of such services hold. Some of these are scripts in the background of other pages as well.
CHALLENGE_MARKS = lazy_pattern(
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
CONSENT_TITLE = lazy_pattern(
    r"weiterlesen mit|mit werbung (?:weiter|nutz|les|surf)|weiter mit (?:werbung|tracking)|pur-?abo|contentpass"
    r"|werbefrei|cookie|privatsphare|datenschutz-?(?:einstellungen|zustimmung|center|praferenzen|auswahl)|privacy"
    r"|zustimm|stimmen sie|einwillig|consent|before you continue|bevor sie (?:zu|fort)|your data|ihre daten"
)
#: Without one of these no page asks for consent.
CONSENT_BYTES = lazy_pattern(rb"akzeptier|zustimm|einwillig|einverstanden|consent|accept|agree", re.IGNORECASE)
#: What explains how consent is handled and asks for none.
POLICY_TITLE = lazy_pattern(r"policy|statement|notice|erklarung|richtlinie|hinweise")
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
#: Places of an address (a host's first label, parts of a path) where consent is asked for, and where one logs in.
CONSENT_PLACE = lazy_pattern(
    r"consent|zustimm|einwillig|cookie-?wall|pur-?abo|privacy-?(?:wall|gate)|\A(?:pur|gdpr|cmp|tcf|myprivacy)\Z"
)
LOGIN_PLACE = lazy_pattern(
    r"\A(?:log-?in|log-?on|sign[-_]?in|sso|oauth2?|authori[sz]e|authenticate|einloggen|anmelden|wp-login|user-?login)\Z"
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


def plain(text: str) -> str:
    """The form that all signs are compared in."""
    return search_keys(text)[0]


def is_challenge_answer(status: int, headers: Mapping[str, str]) -> bool:
    """True if an answer's header fields say that it is a bot check."""
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return True
    return status in _MAY_CHALLENGE and any(
        name in headers and sign in headers[name].lower() for name, sign in _CHALLENGE_FIELDS.items()
    )


def is_challenge_title(title: str) -> bool:
    """True if that is all that a title says."""
    return _CHALLENGE_TITLE.fullmatch(_words(title)) is not None


def is_login_title(title: str, *, surely: bool = False) -> bool:
    """The same for log-ins; `surely` without "Anmeldung", which may be one to an event."""
    words = _words(title)
    key = _SURE_LOGIN_KEY if surely else _LOGIN_KEY
    return key.search(words) is not None and all(word in _LOGIN_WORDS for word in words.replace("-", " ").split())


def is_missing_title(title: str) -> bool:
    """The same for "404 – Seite nicht gefunden" and its kin."""
    words = _words(title)
    is_short = all(word.isdigit() or word in _MISSING_WORDS for word in words.replace("-", " ").split())
    return is_short and _MISSING_KEY.search(words) is not None


def consent_phrases(text: str) -> int:
    """How many ways of asking for consent a page's plain text has."""
    return sum(phrase.search(text) is not None for phrase in _CONSENT_PHRASES)


def consent_share(text: str) -> float:
    """How much of a page's plain text asks for consent, by its letters, from 0 to 1.

    A banner beside an article is little of it.
    """
    sentences = _SENTENCE_END.split(text)
    asking = sum(len(sentence) for sentence in sentences if consent_phrases(sentence))
    return asking / max(sum(map(len, sentences)), 1)


def _words(title: str) -> str:
    return " ".join(_NO_WORD.sub("", plain(title)).split()).strip("- ")
