"""What WordPress answers to a refused request, and what that means for a curator.

Decided by status and `code`, never by `message`: messages are in the site's language and may hold HTML. Every row was
seen on a WordPress 6.1.9 or made to be said by a plugin.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from digest.domain.message import Message, msg
from digest.domain.publishing import PublishFailure
from digest.domain.text import one_line
from digest.domain.url import host_of
from digest.publish.web import SAFE, WebAnswer

_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.S | re.I)
# Where an object or a list may begin behind what a broken plugin has printed before it.
_JSON_START = re.compile(r"""\{\s*["}]|\[\s*[\]{]""")

_FIVE_CAUSES = msg(
    "Check “user” (the name you log in with, not that of the application password) and the application password (the "
    "log-in password does not count here). If both are right, the web server may withhold the header Authorization: "
    "in .htaccess the line “CGIPassAuth On” lets it through. A plugin may also "
    "close the interface to your user, or the password was revoked."
)


def json_of(answer: WebAnswer) -> Any:
    """The JSON of an answer, also after a byte order mark or a notice of PHP's; else None."""
    if answer.media_type != "application/json":
        return None
    text = answer.body.decode("utf-8-sig", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # brackets in brackets, tens of thousands
        pass
    for start in list(_JSON_START.finditer(text))[:20]:
        try:
            found, _ = json.JSONDecoder().raw_decode(text, start.start())
        except (ValueError, RecursionError):
            continue
        return found
    return None


def code_of(answer: WebAnswer) -> str:
    """The `code` of an error, or empty."""
    data = json_of(answer)
    return str(data.get("code", "")) if isinstance(data, dict) else ""


def is_login_refused(answer: WebAnswer) -> bool:
    """True for the answer that five causes share; the site's `authentication` tells one."""
    return answer.status == 401 and code_of(answer) in _ANY_LOGIN


def is_list_refused(answer: WebAnswer) -> bool:
    """True for the refusal to list drafts, which may be the log-in's or the role's."""
    return code_of(answer) == "rest_invalid_param" and b"rest_forbidden_status" in answer.body


def may_not_write(host: str) -> PublishFailure:
    """The log-in is right, and the role may not write posts."""
    return _told(_ROLE, {"host": host})


def refusal(answer: WebAnswer, method: str) -> PublishFailure:
    """What the curator is told for an answer that is no success."""
    host, code = host_of(answer.url), code_of(answer)
    values: dict[str, object] = {"host": host, "status": answer.status}
    if is_login_refused(answer):
        return _told(_LOGIN, values)
    if code in _BY_CODE and answer.status < 500:
        return _told(_BY_CODE[code], values)
    if 300 <= answer.status < 400:
        return redirected(answer)
    if answer.status == 401 and "basic" in answer.fields.get("www-authenticate", "").lower() and not code:
        return _told(_SERVER_PASSWORD, values)
    if answer.status >= 500 or answer.status in (408, 429):
        return _busy(answer, method)
    if answer.status == 401:
        return _told(_LOGIN, values)
    if answer.status == 413:
        return _told(_TOO_LARGE, values)
    if answer.status == 403:
        return _told(_ROLE if code else _FIREWALL, values)
    if answer.status == 404:
        return _told(_NO_INTERFACE, values)
    if json_of(answer) is None:
        return not_json(answer, method)
    return _told(_OURS, {**values, "code": one_line(code, 40), "fields": _fields(answer)})


def redirected(answer: WebAnswer) -> PublishFailure:
    """A redirect is not followed with credentials: the configuration needs the real address."""
    location = answer.fields.get("location", "")
    values = {"host": host_of(answer.url), "url": one_line(location, 200)}
    if "wp-login.php" in location:
        return _told(_LOGIN_PAGE, values)
    return _told(_MOVED, values)


def not_json(answer: WebAnswer, method: str) -> PublishFailure:
    """A success that is no JSON (cache, log-in form, plugin); something may have been done."""
    text = one_line(_TAG.sub(" ", answer.body.decode("utf-8", "replace")), 80) or msg("nothing")
    failure = _told(_NOT_JSON, {"host": host_of(answer.url), "text": text})
    unclear = method not in SAFE and 200 <= answer.status < 300
    return PublishFailure(failure.code, failure.message, failure.remedy, unclear)


def passwords_off(host: str) -> PublishFailure:
    """The site offers no application passwords, so that no password will ever work."""
    return _told(_PASSWORDS_OFF, {"host": host})


def retry_after(answer: WebAnswer) -> int | None:
    """The seconds that a server asks us to wait; None if it says none, or a date."""
    wish = answer.fields.get("retry-after", "").strip()
    return int(wish) if wish.isascii() and wish.isdigit() else None


def _busy(answer: WebAnswer, method: str) -> PublishFailure:
    values: dict[str, object] = {"host": host_of(answer.url), "status": answer.status}
    if answer.status == 429:
        return _told(_TOO_MANY, values)
    # 502 comes from a proxy that reached no WordPress; after 500 and 504 the post was there, each time it was tried.
    failure = _told(_SERVER_ERROR, values)
    if method in SAFE:
        return PublishFailure(failure.code, failure.message, _LATER)
    return PublishFailure(failure.code, failure.message, failure.remedy, is_unclear=True)


def _fields(answer: WebAnswer) -> str:
    """The names of the parameters that were refused."""
    data = json_of(answer)
    details = data.get("data") if isinstance(data, dict) else None
    params = details.get("params") if isinstance(details, dict) else None
    return one_line(", ".join(map(str, params)), 100) if isinstance(params, dict) else "?"


def _told(row: tuple[str, Message, Message], values: Mapping[str, object]) -> PublishFailure:
    code, message, remedy = row
    return PublishFailure(code, Message(message.template, values), Message(remedy.template, values))


_LOGIN = ("login", msg("{host} does not accept the log-in."), _FIVE_CAUSES)
_SERVER_PASSWORD = (
    "server-password",
    msg("{host} asks for a password of the web server before WordPress is reached."),
    msg("Both cannot be sent at once: have the server let /wp-json/ and ?rest_route= through without that password."),
)
_ROLE = (
    "role",
    msg("Your role at {host} does not allow this."),
    msg("Ask an administrator for a role that may write posts (contributor, author, editor)."),
)
_FIREWALL = (
    "firewall",
    msg("{host} refuses access (403), and it was not WordPress that answered."),
    msg("A firewall or security plugin is in front: have it let the REST interface through for you."),
)
_TOO_LARGE = (
    "too-large",
    msg("The web server of {host} does not take a text of this size (413)."),
    msg("Ask for a higher limit (nginx: client_max_body_size), or split the edition."),
)
_NO_INTERFACE = (
    "no-interface",
    msg("There is no WordPress interface at {host}."),
    msg("Check “url”: it is the address of the home page. A security plugin may have switched the interface off."),
)
_MOVED = (
    "moved",
    msg("{host} sends us on to {url}; a password never goes along."),
    msg("If that is right, write the new address into “url” of this target."),
)
_LOGIN_PAGE = (
    "rest-closed",
    msg("{host} shows its log-in page in place of the interface."),
    msg("A plugin closes the REST interface: let it through for users who are logged in."),
)
_NOT_JSON = (
    "not-json",
    msg("{host} answers with a page rather than data: “{text}”."),
    msg("Check “url”; if it is right, a cache, a security plugin or a broken plugin interferes."),
)
_PASSWORDS_OFF = (
    "passwords-off",
    msg("Application passwords are off at {host}, so no password will work."),
    msg("WordPress offers them over https:// only; a security plugin may have switched them off as well."),
)
_TOO_MANY = (
    "too-many",
    msg("{host} asks us to come less often ({status})."),
    msg("Wait some minutes, then push again."),
)
_SERVER_ERROR = (
    "server-error",
    msg("{host} answers with an error of its own ({status})."),
    msg("Push again later: digest first looks whether the draft was made. The site's error log tells why it failed."),
)
_LATER = msg("Try again later. The site's error log tells why it failed.")
_OURS = (
    "refused",
    msg("{host} does not understand the request ({code}; {fields})."),
    msg("This is a mistake of digest's own: please report it."),
)
_REST_CLOSED = (
    "rest-closed",
    msg("A plugin closes the REST interface of {host}."),
    msg("Open it for users who are logged in, in the settings of the plugin (such as “Disable REST API”)."),
)
_NOT_YOURS = (
    "not-yours",
    msg("The draft at {host} belongs to somebody else, or is published: your role may not change it."),
    msg("Ask its author or an editor, or make a draft of your own with --anew."),
)
_UNKNOWN_USER = (
    "unknown-user",
    msg("{host} knows no such user."),
    msg("“user” is the name or mail address you log in with, not the name of the application password."),
)

# Codes that say "not logged in" whatever is wrong.
_ANY_LOGIN = frozenset({
    "rest_not_logged_in", "rest_cannot_create", "rest_cannot_edit", "rest_forbidden_context", "rest_forbidden",
    "rest_user_cannot_view", "rest_cannot_read",
})  # fmt: skip

_BY_CODE: Mapping[str, tuple[str, Message, Message]] = {
    "incorrect_password": (
        "wrong-password",
        msg("The application password for {host} is wrong."),
        msg("Copy it again, or make a new one with “digest publish login”; the log-in password does not count here."),
    ),
    "invalid_username": _UNKNOWN_USER,
    "invalid_email": _UNKNOWN_USER,
    "rest_cannot_publish": (
        "may-not-publish",
        msg("Your role at {host} may write drafts, but not publish."),
        msg("Push without --publish, and ask an editor to publish it."),
    ),
    "rest_cannot_edit": _NOT_YOURS,
    "rest_forbidden_context": _NOT_YOURS,
    "rest_cannot_access": _REST_CLOSED,
    "rest_disabled": _REST_CLOSED,
    "rest_login_required": _REST_CLOSED,
    "rest_no_route": _NO_INTERFACE,
    "empty_content": (
        "empty",
        msg("There is nothing in the edition to be sent to {host}."),
        msg("Pick something, or write an intro."),
    ),
}
