"""What went wrong with a feed or page, as a value, and its sentence with the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from digest.domain.message import Message, msg
from digest.domain.reasons import reason


class FailureKind(StrEnum):
    """Every way in which the outside world fails us. Stored by value: never rename one."""

    DNS = "dns"
    REFUSED = "refused"
    CONNECT = "connect"
    PROXY = "proxy"
    TIMEOUT = "timeout"
    TLS = "tls"
    HANDSHAKE = "handshake"
    PROTOCOL = "protocol"
    PRIVATE_ADDRESS = "private-address"
    BAD_ADDRESS = "bad-address"
    REDIRECTS = "redirects"
    REDIRECT_SCHEME = "redirect-scheme"
    TOO_LARGE = "too-large"
    ENCODING = "encoding"
    UNAUTHORISED = "unauthorised"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    GONE = "gone"
    TOO_MANY = "too-many"
    HTTP_STATUS = "http-status"
    EMPTY = "empty"
    WEB_PAGE = "web-page"
    NOT_A_FEED = "not-a-feed"
    DAMAGED = "damaged"
    PARSER = "parser"
    UNEXPECTED_304 = "unexpected-304"
    NO_TEXT = "no-text"
    PAYWALL = "paywall"
    CONSENT = "consent"
    LOGIN = "login"
    CHALLENGE = "challenge"
    SOFT_404 = "soft-404"


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure with its details: `status`, `host`, `seconds`, `size`, `found`, `reason`, ….

    All details are strings.

    `retry_after` in `detail` is the server's wish in seconds.
    """

    kind: FailureKind
    detail: Mapping[str, str] = field(default_factory=dict)


# kind → (what happened, what to do). Places are filled from Failure.detail.
_SENTENCES: dict[FailureKind, tuple[Message, Message]] = {
    FailureKind.DNS: (
        msg("The name {host} cannot be found."),
        msg("Check the address and the internet connection; if the site has moved, edit the feed's address."),
    ),
    FailureKind.REFUSED: (
        msg("{host} refuses the connection."),
        msg("The server is probably down; digest tries again by itself."),
    ),
    FailureKind.CONNECT: (
        msg("No connection to {host}."),
        msg("Check the internet connection; digest tries again by itself."),
    ),
    FailureKind.PROXY: (
        msg("The proxy {proxy} does not let us through to {host}."),
        msg("Check http_proxy, https_proxy and no_proxy in the environment."),
    ),
    FailureKind.TIMEOUT: (
        msg("{host} did not finish its answer within {seconds} seconds."),
        msg("The server is slow or overloaded; digest tries again by itself."),
    ),
    FailureKind.TLS: (
        msg("The secure connection to {host} failed: its certificate is not valid ({reason})."),
        msg("Ask the site's owner; if you trust the server, set verify = false for this feed in the configuration."),
    ),
    FailureKind.HANDSHAKE: (
        msg("No secure connection to {host} came about ({reason})."),
        msg("Try the address with http://, or ask the site's owner."),
    ),
    FailureKind.PROTOCOL: (
        msg("{host} sent an answer that breaks off or is no proper HTTP ({reason})."),
        msg("Nothing was lost; digest tries again by itself."),
    ),
    FailureKind.PRIVATE_ADDRESS: (
        msg("{host} leads to a private address of this computer or network; digest does not go there."),
        msg("If it is meant, name the host in allow_hosts under [network] in the configuration."),
    ),
    FailureKind.BAD_ADDRESS: (
        msg("“{url}” is not a web address."),
        msg("An address begins with https:// or http:// and names a host."),
    ),
    FailureKind.REDIRECTS: (
        msg("{host} sends us from one address to the next without end (stopped after {count})."),
        msg("Open the site in the browser and look for the feed's present address."),
    ),
    FailureKind.REDIRECT_SCHEME: (
        msg("{host} redirects to an address that is not a web address ({scheme}); it was not followed."),
        msg("Open the site in the browser and look for the feed's present address."),
    ),
    FailureKind.TOO_LARGE: (
        msg("The answer is larger than {size} MB and was cut off."),
        msg("Look for a smaller feed of this site, or raise max_megabytes under [network] in the configuration."),
    ),
    FailureKind.ENCODING: (
        msg("The answer is packed in a way that cannot be read ({reason})."),
        msg("The error is on the server's side; digest tries again by itself."),
    ),
    FailureKind.UNAUTHORISED: (
        msg("The server asks for a user name and password (401)."),
        msg("Set user and password for this feed in the configuration."),
    ),
    FailureKind.FORBIDDEN: (
        msg("The server refuses access (403)."),
        msg("It may dislike the program's name: set another user_agent for this feed in the configuration."),
    ),
    FailureKind.NOT_FOUND: (
        msg("Nothing is found at this address (404)."),
        msg("Look for the feed's new address on the site, then edit or remove the feed."),
    ),
    FailureKind.GONE: (
        msg("The feed has been given up by its publisher (410); it is paused."),
        msg("Remove it, or resume it with “digest feeds edit {feed} --resume” if you know better."),
    ),
    FailureKind.TOO_MANY: (
        msg("The server asks us to come less often ({status})."),
        msg("digest waits as long as the server asked for."),
    ),
    FailureKind.HTTP_STATUS: (
        msg("The server answers with an error ({status})."),
        msg("It is a problem of the server; digest tries again by itself."),
    ),
    FailureKind.EMPTY: (
        msg("The server sent an empty answer."),
        msg("Older entries stay; digest tries again by itself."),
    ),
    FailureKind.WEB_PAGE: (
        msg("This is a web page, not a feed."),
        msg("Use one of the feeds that it names: {found}."),
    ),
    FailureKind.NOT_A_FEED: (
        msg("This is not a feed (neither RSS, Atom nor JSON Feed)."),
        msg("Open the site in the browser and look for the feed's address."),
    ),
    FailureKind.DAMAGED: (
        msg("The feed is damaged ({reason}); what could be read was kept."),
        msg("The error is on the publisher's side; digest tries again by itself."),
    ),
    FailureKind.PARSER: (
        msg("The feed could not be read ({reason})."),
        msg("Older entries stay. If it stays so, remove the feed."),
    ),
    FailureKind.UNEXPECTED_304: (
        msg("The server says “unchanged” (304) although it was asked for everything."),
        msg("The error is on the server's side; digest tries again by itself."),
    ),
    FailureKind.NO_TEXT: (
        msg("No text was found on the page; it may be closed to programs or behind a paywall."),
        msg("Open it in the browser."),
    ),
    FailureKind.PAYWALL: (
        msg("The page is behind a paywall; only what it shows to everybody was kept."),
        msg("Open it in the browser."),
    ),
    FailureKind.CONSENT: (
        msg("Instead of what was asked for, {host} asks for consent (cookies, advertising)."),
        msg("Open the address in the browser; perhaps the site has a feed without that."),
    ),
    FailureKind.LOGIN: (
        msg("Instead of what was asked for, {host} shows a log-in."),
        msg("Set user and password for this feed in the configuration, or look for an open feed."),
    ),
    FailureKind.CHALLENGE: (
        msg("{host} checks whether a person is there, and lets no program in (bot check)."),
        msg("Set another user_agent for this feed in the configuration, or ask the site to let feed readers in."),
    ),
    FailureKind.SOFT_404: (
        msg("{host} has nothing at this address any more, though it does not answer with 404."),
        msg("Look for the feed's new address on the site, then edit or remove the feed."),
    ),
}  # fmt: skip

# What stands for a reason that only a library knows, in its own English words.
_UNTOLD: dict[FailureKind, Message] = {
    FailureKind.TLS: msg("the check of it failed"),
    FailureKind.HANDSHAKE: msg("the handshake failed"),
    FailureKind.PROTOCOL: msg("it cannot be understood"),
    FailureKind.PARSER: msg("the reader failed"),
}

_WEB_PAGE_ALONE = msg("It names no feed; look for one on the site.")


class _Forgiving(dict[str, object]):
    """Shows a detail that an older version did not store as "?" and keeps the sentence whole."""

    def __missing__(self, key: str) -> str:
        return "?"


def sentence(failure: Failure) -> Message:
    """What happened, as one sentence."""
    return filled(_SENTENCES[failure.kind][0], failure)


def remedy(failure: Failure) -> Message:
    """What to do about it, as one sentence."""
    if failure.kind is FailureKind.WEB_PAGE and not failure.detail.get("found"):
        return _WEB_PAGE_ALONE
    return filled(_SENTENCES[failure.kind][1], failure)


def filled(message: Message, failure: Failure) -> Message:
    """A sentence with the failure's particulars in their places."""
    values = _Forgiving(failure.detail)
    if "reason" in values:
        values["reason"] = failure_reason(failure)
    return Message(message.template, values)


def failure_reason(failure: Failure) -> Message | str:
    """The failure's `reason` in words of ours, if there are any."""
    words = reason(failure.detail["reason"]) or _UNTOLD.get(failure.kind)
    return Message(words.template, _Forgiving(failure.detail)) if words else failure.detail["reason"]
