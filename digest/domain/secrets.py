"""How a secret in a web address is recognised, so that none is shown or published.

A secret is a user name or password before the host, the value of a parameter named like a token, key, signature or
session (in the query, the fragment or behind `;` in the path), or a token that is known by its own form. An address
inside a parameter is looked at as well. The user of a database is none. Nothing here parses strictly: what is no
valid address may hold a password too.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from digest.domain.text import lazy_pattern

_HIDDEN = "***"
# Words of which one makes a parameter's name a secret's, whatever its value is.
_SURE = frozenset({
    "token", "tokens", "tok", "secret", "secrets", "password", "passwd", "passwort", "kennwort", "passphrase",
    "passcode", "pwd", "apikey", "signature", "hmac", "jwt", "bearer", "credential", "credentials", "creds",
    "authorization", "authorisation", "oauth", "authkey", "accesskey", "secretkey", "privatekey", "accessid", "sas",
    "phpsessid", "jsessionid", "aspsessionid", "sessionid", "sessid", "sesskey", "csrf", "xsrf", "otp", "totp",
    "samlresponse", "assertion", "hdnea", "hdnts", "hdntl",
})  # fmt: skip
# Words that mean something harmless as often: published, they are secrets if the value looks made by a machine.
_PERHAPS = frozenset({
    "key", "keys", "auth", "pass", "pw", "pin", "sig", "sign", "signed", "session", "sess", "sid", "cfid", "cookie",
    "ticket", "nonce", "verifier", "code", "hash", "policy",
})  # fmt: skip
# The same, and too common to be hidden when shown.
_SELDOM = frozenset({"digest", "checksum", "gift", "unlock", "magic", "login", "uuid", "guid", "uid", "member",
    "unlocked", "freebie", "geschenk", "geschenkcode", "geschenkartikel", "freischaltung", "freischaltcode", "premium",
})  # fmt: skip
# Names written as one word: "usertoken", "rsskey".
_SURE_ENDING = lazy_pattern(r"(?:token|secret|password|passwd|signature|sessionid|sessid|sesskey)$")
_PERHAPS_ENDING = lazy_pattern(
    r"(?:access|account|api|app|auth|client|download|feed|gift|invite|licen[cs]e|login|member|private|rss|secret|session"
    r"|share|site|stream|subscriber|subscription|user)(?:auth|code|hash|id|key|pass|pin|sid|sig|sign)$"
)
# "xn_auth=no": a switch, whatever its name is; without it the address may lead elsewhere.
_SWITCHES = frozenset({"", "0", "1", "yes", "no", "true", "false", "on", "off", "none", "null", "ja", "nein"})
# "sharetype=gift": the link of a subscriber who lets others read.
_SHARED = frozenset({"share", "sharetype", "shared", "sharing"})
_AS_GIFT = frozenset({"gift", "geschenk"})
_WORD = lazy_pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_MACHINE = lazy_pattern(r"(?=.*[0-9])[^\s/]{8,}|[^\s/]{20,}")
# What stands before the last "@" of the authority; or a password with a slash in it, which makes no valid address.
_USERINFO = lazy_pattern(r"//(?:([^\s/?#\\]*)|([^\s/?#@:\\]+:(?!\d*[/?#\\])[^\s@]{0,200}))@")
_PAIR = lazy_pattern(r"([?&#])([^=&;#?\s/]{1,100})=([^&;#\s\"“”„«»<>]*)")
_PATH_PAIR = lazy_pattern(r"(;)([^=&;#?\s/]{1,100})=([^?&;#/\s\"“”„«»<>]*)")
_SEGMENT = lazy_pattern(r"/([A-Za-z_-]{2,30})/([^\s/?#;\"“”„«»<>]{12,})")
_KNOWN = lazy_pattern(
    r"(?<![\w-])(?:eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{10,}"
    r"|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|sk-[\w-]{20,})"
)
# PostgreSQL's addresses: what stands before the first "@" is not one token, as it may be on the web.
_DATABASE = lazy_pattern(r"postgres(?:ql)?://", re.IGNORECASE)
_NO_PORT = lazy_pattern(r"\A((?:[^/\[:]|\[[^\]]*\])*:)(?!\d*[.,:!?)\]']*(?:[/,]|$))[^/]*")
_COLON = lazy_pattern(r":|%3a", re.IGNORECASE)
# Marks of a sentence behind an address.
_BEHIND = ".,:!?)]'"
_DEEPEST = 3


def masked(url: str) -> str:
    """The address for showing: what is secret in it, or perhaps, becomes `***`."""
    return _masked(url, _DEEPEST)


def masked_text(text: str) -> str:
    """A text with every address in it masked."""
    if "//" not in text:
        return text
    return re.sub(r"\S+", lambda found: masked(found[0]) if "//" in found[0] else found[0], text)


def has_secret(url: str) -> bool:
    """True if `masked` would hide something."""
    return masked(url) != url


def secrets_in(url: str) -> tuple[str, ...]:
    """Name what an address gives away: parameters, and `@` for user and password.

    Unlike `masked` it passes over what may well be harmless: `?session=2`.
    """
    found: dict[str, None] = {"@": None} if _USERINFO.search(url) else {}
    for _, name, value in (*_PATH_PAIR.findall(url), *_PAIR.findall(url)):
        if is_secret(name, value.rstrip(_BEHIND)):
            found.setdefault(_name(name))
    return tuple(found)


def is_secret(name: str, value: str) -> bool:
    """True if a parameter of that name with that value is a secret that should not be published."""
    if value.lower() in _SWITCHES:
        return False
    sure, perhaps = _judged(name)
    is_random = bool(_MACHINE.fullmatch(value))
    if value.lower() in _AS_GIFT and not _SHARED.isdisjoint(_words(name)):
        return True
    return bool(value) and (sure or (is_random and (perhaps or _is_seldom(name))) or bool(_KNOWN.search(value)))


def without_secrets(url: str) -> str:
    """The address without user, password and secret parameters.

    A token in its path becomes `***`.
    """
    if not has_secret(url):
        return url
    head, question, tail = _USERINFO.sub("//", url).partition("?")
    query, hash_sign, fragment = tail.partition("#")
    kept = "&".join(pair for pair in query.split("&") if not has_secret(f"?{pair}"))
    return masked(head + (question + kept if kept else "") + hash_sign + fragment)


def _masked(url: str, depth: int) -> str:
    if (found := _DATABASE.search(url)) is not None:
        return _masked(url[: found.start()], depth) + found[0] + _masked_database(url[found.end() :])

    def without_user(found: re.Match[str]) -> str:
        user, colon, _ = (found[1] or found[2] or "").partition(":")
        return f"//{user if colon else ''}{colon}{_HIDDEN}@"

    def without_value(found: re.Match[str]) -> str:
        mark, name, text = found.groups()
        value = text.rstrip(_BEHIND)
        if value.lower() not in _SWITCHES and (any(_judged(name)) or is_secret(name, value)):
            return f"{mark}{name}={_HIDDEN}{text[len(value) :]}"
        return f"{mark}{name}={_masked_inside(text, depth)}"

    shown = _USERINFO.sub(without_user, url)
    for pair in (_PATH_PAIR, _PAIR):
        shown = pair.sub(without_value, shown)
    return _SEGMENT.sub(_without_segment, _KNOWN.sub(_HIDDEN, shown))


def _masked_database(rest: str) -> str:
    """`user@host/name?…`: the user is shown, every password hidden.

    A password in which "@", "/" or "?" is not encoded is hidden as well: rather too much than half of it.
    """
    head, mark, query = rest.partition("?")
    if "@" in query and ":" in head:
        head, mark, query = rest, "", ""
    if "@" not in head:  # "user:password/name"
        head = _NO_PORT.sub(rf"\1{_HIDDEN}", head, count=1)
    user, at, place = head.rpartition("@")
    name, *password = _COLON.split(user, maxsplit=1)
    shown = f"{name}:{_HIDDEN}" if password else name
    return shown + at + place + mark + "&".join(map(_masked_pair, query.split("&")))


def _masked_pair(pair: str) -> str:
    """`password=***`, whatever stands in it; libpq's SCRAM keys do as well as a password."""
    name, equals, text = pair.partition("=")
    value = text.rstrip(_BEHIND)
    is_password = _judged(name)[0] or _name(name).startswith("scram_")
    return f"{name}={_HIDDEN}{text[len(value) :]}" if equals and value and is_password else pair


def _masked_inside(value: str, depth: int) -> str:
    """A value that is an address itself, percent-encoded or not."""
    plain = unquote(value)
    if not depth or ("//" not in plain and "=" not in plain):
        return value
    shown = _masked(plain, depth - 1)
    if shown == plain:
        return value
    return shown if plain == value else quote(shown, safe="*:/@")


def _without_segment(found: re.Match[str]) -> str:
    """`/token/0123456789ab`: the part behind a secret's name."""
    is_named = _judged(found[1])[0] or found[1].lower() in ("key", "auth")
    return f"/{found[1]}/{_HIDDEN}" if is_named and _MACHINE.fullmatch(found[2]) else found[0]


def _judged(name: str) -> tuple[bool, bool]:
    """Whether a parameter's name is surely a secret's, and whether it may be one."""
    words = _words(name)
    sure = bool(words & _SURE) or any(map(_SURE_ENDING.search, words))
    return sure, bool(words & _PERHAPS) or any(map(_PERHAPS_ENDING.search, words))


def _is_seldom(name: str) -> bool:
    return not _SELDOM.isdisjoint(_words(name))


def _words(name: str) -> set[str]:
    """The words of a parameter's name, and the name as one word."""
    plain = _name(name)
    return {word.lower() for word in _WORD.findall(plain)} | {re.sub(r"[^a-z]", "", plain.lower())}


def _name(name: str) -> str:
    return unquote(unquote(name)).removeprefix("amp;")
