"""What a failure says to the user: what happened, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from digest.domain.failure_details import reason
from digest.domain.health import Failure, FailureKind
from digest.domain.message import Message, msg

#: What failed: a stored feed, a page that was to be read, or an address that was to become a feed.
Subject = Literal["feed", "page", "address"]

_LATER = msg("Try again later, or open it in the browser.")
_BROWSER = msg("Open it in the browser.")
_ADDRESS = msg("Check the address.")
_ADDRESS_LATER = msg("Try again later, or open the address in the browser.")
_SITE = msg("Check the address, or open the site in the browser and look for its feed.")
_CONNECTION = msg("Check the address and the internet connection.")
_AGAIN = msg("Check the internet connection and try again.")


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said of a feed, and what differs for a page or an address that was tried.

    It differs because digest does not ask a page again by itself, and because an address that was tried is no feed yet
    that could be edited or removed.
    """

    sentence: Message
    remedy: Message
    page_remedy: Message | None = None
    page_sentence: Message | None = None
    address_remedy: Message | None = None
    address_sentence: Message | None = None


# The places are filled from Failure.detail.
_WORDS: dict[FailureKind, _Words] = {
    FailureKind.DNS: _Words(
        msg("The name {host} cannot be found."),
        msg("Check the address and the internet connection; if the site has moved, edit the feed's address."),
        page_remedy=_CONNECTION, address_remedy=_CONNECTION,
    ),
    FailureKind.REFUSED: _Words(
        msg("{host} refuses the connection."),
        msg("The server is probably down; digest tries again by itself."),
        page_remedy=_LATER, address_remedy=_ADDRESS_LATER,
    ),
    FailureKind.CONNECT: _Words(
        msg("No connection to {host}."),
        msg("Check the internet connection; digest tries again by itself."),
        page_remedy=_AGAIN, address_remedy=_AGAIN,
    ),
    FailureKind.PROXY: _Words(
        msg("The proxy {proxy} does not let us through to {host}."),
        msg("Check http_proxy, https_proxy and no_proxy in the environment."),
    ),
    FailureKind.TIMEOUT: _Words(
        msg("{host} did not finish its answer within {seconds} seconds."),
        msg("The server is slow or overloaded; digest tries again by itself."),
        page_remedy=_LATER, address_remedy=_ADDRESS_LATER,
    ),
    FailureKind.TLS: _Words(
        msg("The secure connection to {host} failed: its certificate is not valid ({reason})."),
        msg("Ask the site's owner; if you trust the server, set verify = false for this feed in the configuration."),
        page_remedy=_BROWSER,
    ),
    FailureKind.HANDSHAKE: _Words(
        msg("No secure connection to {host} came about ({reason})."),
        msg("Try the address with http://, or ask the site's owner."),
        page_remedy=_BROWSER,
    ),
    FailureKind.PROTOCOL: _Words(
        msg("{host} sent an answer that breaks off or is no proper HTTP ({reason})."),
        msg("Nothing was lost; digest tries again by itself."),
        page_remedy=_LATER, address_remedy=_ADDRESS_LATER,
    ),
    FailureKind.PRIVATE_ADDRESS: _Words(
        msg("{host} leads to a private address of this computer or network; digest does not go there."),
        msg("If it is meant, name the host in allow_hosts under [network] in the configuration."),
    ),
    FailureKind.BAD_ADDRESS: _Words(
        msg("“{url}” is not a web address."),
        msg("An address begins with https:// or http:// and names a host."),
    ),
    FailureKind.REDIRECTS: _Words(
        msg("{host} sends us from one address to the next without end (stopped after {count})."),
        msg("Open the site in the browser and look for the feed's present address."),
        page_remedy=_BROWSER,
    ),
    FailureKind.REDIRECT_SCHEME: _Words(
        msg("{host} redirects to an address that is not a web address ({scheme}); it was not followed."),
        msg("Open the site in the browser and look for the feed's present address."),
        page_remedy=_BROWSER,
    ),
    FailureKind.TOO_LARGE: _Words(
        msg("The answer is larger than {size} MB and was cut off."),
        msg("Look for a smaller feed of this site, or raise max_megabytes under [network] in the configuration."),
        page_remedy=_BROWSER,
    ),
    FailureKind.ENCODING: _Words(
        msg("The answer is packed in a way that cannot be read ({reason})."),
        msg("The error is on the server's side; digest tries again by itself."),
        page_remedy=_BROWSER, address_remedy=_ADDRESS_LATER,
    ),
    FailureKind.UNAUTHORISED: _Words(
        msg("The server asks for a user name and password (401)."),
        msg("Set user and password for this feed in the configuration."),
        page_remedy=_BROWSER,
    ),
    FailureKind.FORBIDDEN: _Words(
        msg("The server refuses access (403)."),
        msg("It may dislike the program's name: set another user_agent for this feed in the configuration."),
        page_remedy=_BROWSER,
    ),
    FailureKind.NOT_FOUND: _Words(
        msg("Nothing is found at this address (404)."),
        msg("Look for the feed's new address on the site, then edit or remove the feed."),
        page_remedy=_ADDRESS, address_remedy=_SITE,
    ),
    FailureKind.GONE: _Words(
        msg("The feed has been given up by its publisher (410); it is paused."),
        msg("Remove it, or resume it with “digest feeds edit {feed} --resume” if you know better."),
        page_remedy=_ADDRESS,
        page_sentence=msg("The page was taken away by its publisher (410)."),
        address_remedy=msg("Open the site in the browser and look whether it has another feed."),
        address_sentence=msg("What was at this address has been given up by its publisher (410)."),
    ),
    FailureKind.TOO_MANY: _Words(
        msg("The server asks us to come less often ({status})."),
        msg("digest waits as long as the server asked for."),
        page_remedy=_LATER, address_remedy=_ADDRESS_LATER,
    ),
    FailureKind.HTTP_STATUS: _Words(
        msg("The server answers with an error ({status})."),
        msg("It is a problem of the server; digest tries again by itself."),
        page_remedy=_LATER, address_remedy=_ADDRESS_LATER,
    ),
    FailureKind.EMPTY: _Words(
        msg("The server sent an empty answer."),
        msg("Older entries stay; digest tries again by itself."),
        page_remedy=_LATER, address_remedy=_SITE,
    ),
    FailureKind.WEB_PAGE: _Words(
        msg("This is a web page, not a feed."),
        msg("Use one of the feeds that it names: {found}."),
    ),
    FailureKind.NOT_A_FEED: _Words(
        msg("This is not a feed (neither RSS, Atom nor JSON Feed)."),
        msg("Open the site in the browser and look for the feed's address."),
    ),
    FailureKind.DAMAGED: _Words(
        msg("The feed is damaged ({reason}); what could be read was kept."),
        msg("The error is on the publisher's side; digest tries again by itself."),
    ),
    FailureKind.PARSER: _Words(
        msg("The feed could not be read ({reason})."),
        msg("Older entries stay. If it stays so, remove the feed."),
        page_remedy=_BROWSER,
        page_sentence=msg("The page could not be read ({reason})."),
    ),
    FailureKind.UNEXPECTED_304: _Words(
        msg("The server says “unchanged” (304) although it was asked for everything."),
        msg("The error is on the server's side; digest tries again by itself."),
        page_remedy=_LATER, address_remedy=_ADDRESS_LATER,
    ),
    FailureKind.NO_TEXT: _Words(
        msg("No text was found on the page; it may be closed to programs or behind a paywall."),
        _BROWSER,
    ),
    FailureKind.PAYWALL: _Words(
        msg("The page is behind a paywall; only what it shows to everybody was kept."),
        _BROWSER,
    ),
    FailureKind.CONSENT: _Words(
        msg("Instead of what was asked for, {host} asks for consent (cookies, advertising)."),
        msg("Open the address in the browser; perhaps the site has a feed without that."),
        page_remedy=_BROWSER,
    ),
    FailureKind.LOGIN: _Words(
        msg("Instead of what was asked for, {host} shows a log-in."),
        msg("Set user and password for this feed in the configuration, or look for an open feed."),
        page_remedy=_BROWSER,
    ),
    FailureKind.CHALLENGE: _Words(
        msg("{host} checks whether a person is there, and lets no program in (bot check)."),
        msg("Set another user_agent for this feed in the configuration, or ask the site to let feed readers in."),
        page_remedy=_BROWSER,
    ),
    FailureKind.SOFT_404: _Words(
        msg("{host} has nothing at this address any more, though it does not answer with 404."),
        msg("Look for the feed's new address on the site, then edit or remove the feed."),
        page_remedy=_ADDRESS, address_remedy=_SITE,
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


def sentence(failure: Failure, of: Subject = "feed") -> Message:
    """What happened, as one sentence."""
    words = _WORDS[failure.kind]
    own = {"feed": None, "page": words.page_sentence, "address": words.address_sentence}[of]
    return filled(own or words.sentence, failure)


def remedy(failure: Failure, of: Subject = "feed") -> Message:
    """What to do about it, as one sentence."""
    words = _WORDS[failure.kind]
    own = {"feed": None, "page": words.page_remedy, "address": words.address_remedy}[of]
    if own is None and failure.kind is FailureKind.WEB_PAGE and not failure.detail.get("found"):
        return _WEB_PAGE_ALONE
    return filled(own or words.remedy, failure)


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
