"""Web addresses: what is acceptable, which two are one page, what people type."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from digest.domain.errors import UsageError
from digest.domain.hostname import ascii_host, former_ascii_host, unicode_host
from digest.domain.message import Message, msg
from digest.domain.page_address import (
    original_of_copy,
    plain_host,
    plain_path,
    plain_query,
    telling_fragment,
    video_of,
)
from digest.domain.secrets import masked
from digest.domain.text import lazy_pattern

_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONTROL = lazy_pattern(r"[\x00-\x20\x7f-\x9f]")
# An address of which `canonical` changes nothing but scheme, "www." and the last slash: that is most of them.
_USUAL_PAGE = lazy_pattern(
    r"https?://(?:www\.)?(?!(?:www\d?|m|mobil|mobile|amp)\.|[^/]*(?:youtu|twitter|google|ampproject|wiki))"
    r"(?!.*/(?i:amp|print|druck|index|default))"
    r"((?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}(?:/[A-Za-z0-9_-]+)*(?:\.html?)?)/?\Z"
)


def is_web_address(text: str) -> bool:
    """True for an absolute http or https address with a host and a possible port."""
    return _split(text) is not None


def web_address(text: str) -> str | None:
    """Normalise `text` to a usable http(s) address; None if it is none.

    Trims white space, takes off `feed:`, encodes what must be.

    Host names outside ASCII become ASCII (`hostname.ascii_host`); spaces and umlauts in the path are
    percent-encoded, as browsers do (WHATWG URL, "path percent-encode set").
    """
    text = _CONTROL.sub(lambda found: " " if found.group() == " " else "", text.strip()).strip()
    if text[:5].lower() == "feed:":
        rest = text[5:]
        text = rest if rest.lower().startswith(("http:", "https:")) else "http:" + rest
    split = _split(text)
    if split is None:
        return None
    parts, port = split
    host = ascii_host(_host_as_written(parts))
    if not host or ("[" in parts.netloc and ":" not in host):  # only IPv6 stands in brackets
        return None
    return urlunsplit(
        (
            parts.scheme,
            _userinfo(parts) + _bracketed(host) + (f":{port}" if port else ""),
            quote(parts.path, safe="/%:@!$&'()*+,;=~-._"),
            quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]"),
            quote(parts.fragment, safe="/%:@!$&'()*+,;=~-._?"),
        )
    )


def _split(text: str) -> tuple[SplitResult, int | None] | None:
    """An http or https address in its parts, and its port; None if it is none."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    return (parts, port) if parts.scheme in ("http", "https") and parts.hostname and port != 0 else None


def without_tracking(url: str) -> str:
    """The address minus tracking parameters in query and fragment; the rest byte for byte."""
    rest, hash_sign, fragment = url.partition("#")
    if hash_sign and is_tracking_fragment(fragment):
        hash_sign = fragment = ""
    head, question, query = rest.partition("?")
    pairs = query.split("&") if query else []
    kept = [pair for pair in pairs if not is_tracking(pair)]
    if len(kept) < len(pairs):
        query = "&".join(kept)
        question = "?" if query.strip("&") else ""
    return head + (question + query if question else "") + hash_sign + fragment


@lru_cache(maxsize=4096)
def canonical(url: str) -> str:
    """The form in which two addresses of one page are equal; for comparing, never for opening.

    http counts as https; forms for phones, AMP and printing, index pages, a trailing slash, default ports, tracking
    parameters and the order of the others do not matter, nor does a fragment, unless it names an entry of a live blog
    or a route of an application (`page_address`).
    """
    if usual := _USUAL_PAGE.match(url):
        return f"https://{usual[1]}"
    try:
        parts = urlsplit(without_tracking(url.strip()))
        port = parts.port
    except ValueError:
        return url.strip()
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return url.strip()
    written = ascii_host(_host_as_written(parts)) or parts.hostname
    if copy := original_of_copy(written, parts.path):
        return canonical(f"{copy}?{parts.query}" if parts.query else copy)
    host = plain_host(written)
    if film := video_of(parts, host):
        return f"https://youtube.com/watch?v={film}"
    query = plain_query(parts.query)
    path = plain_path(quote(unquote(parts.path), safe="/:@!$&'()*+,;=~"), has_query=bool(query))
    netloc = _bracketed(host) + (f":{port}" if port and port != _DEFAULT_PORTS[parts.scheme] else "")
    return urlunsplit(("https", netloc, path, query, telling_fragment(parts.fragment)))


def one_page(one: str, other: str) -> bool:
    """True for two canonical addresses of one page; an older rule may have made stored ones."""
    return bool(one and other) and (one == other or canonical(one) == canonical(other))


def same_feed_key(url: str) -> str:
    """Two feed addresses with one key are one subscription.

    Case of host, default port and fragment do not count.

    Stricter than `canonical`: http and https, or a slash at the end, may well be two feeds to a server.
    """
    parts = urlsplit(url)
    port = parts.port
    netloc = _userinfo(parts) + _bracketed(_host(parts))
    netloc += f":{port}" if port and port != _DEFAULT_PORTS.get(parts.scheme) else ""
    return urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))


@lru_cache(maxsize=4096)  # a refresh asks ten times for each feed
def host_of(url: str) -> str:
    """The host name in lower case and ASCII, without port; empty if there is none."""
    try:
        return _host(urlsplit(url))
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def site_of(url: str) -> str:
    """The host of an address as people call it: without "www."."""
    return host_of(url).removeprefix("www.")


@lru_cache(maxsize=1024)
def origin_of(url: str) -> str:
    """Host and port, by which a private address is exempt: another port is another host.

    The usual ports of http and https count as one, for a server that sends from the one to the other; empty if
    there is no host.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = _host(parts).rstrip(".")
    return f"{_bracketed(host)}:{port}" if port and port != _DEFAULT_PORTS.get(parts.scheme) else host


def former_address(url: str) -> str | None:
    """The address that digest 0.1.0 stored for this one, if another: it took ß in a host for ss."""
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    written = unicode_host(_host_as_written(parts))
    former = former_ascii_host(written)
    if former is None or former == ascii_host(written):
        return None
    userinfo = _userinfo(parts)
    return web_address(urlunsplit(parts._replace(netloc=userinfo + former + port)))


def _userinfo(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[0] + "@" if "@" in parts.netloc else ""


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _host(parts: SplitResult) -> str:
    written = _host_as_written(parts)
    return ascii_host(written) or written.lower()


def _host_as_written(parts: SplitResult) -> str:
    """The host of a split address in its own letters, without brackets; empty if there is none."""
    netloc = parts.netloc.rpartition("@")[2]
    if netloc.startswith("["):
        return netloc[1:].partition("]")[0]
    return netloc.partition(":")[0]


# What a person types who means an address, with a scheme or without: one rule for all commands and fields.

_SCHEME = lazy_pattern(r"[a-z][a-z0-9+.-]*:(?!\d)", re.I)
_WITH_HOST = lazy_pattern(
    r"([^/?#\s@]+@)?(localhost|\[[0-9a-f:.]+\]|[^/?#\s:@]+\.[^/?#\s:@]+|[^/?#\s:@.]+(?=:\d))(:\d+)?([/?#]|\Z)", re.I
)


#: What to do about a text that is none.
ADDRESS_FORM = msg("An address begins with https:// or http:// and names a host.")


def no_address(typed: str) -> Message:
    """The sentence for a text that is no web address."""
    return msg("“{url}” is not a web address.", url=masked(typed))


def not_an_address(typed: str) -> UsageError:
    """The error for a text that is no web address, typed where one is wanted."""
    return UsageError(no_address(typed), ADDRESS_FORM)


def addresses_of(typed: str) -> tuple[str, ...]:
    """The addresses that a person may mean, the likeliest first; none for what is no address.

    A bare "blog.example/news" is tried over https, then http, as browsers do it.
    """
    typed = typed.strip()
    if _SCHEME.match(typed):
        url = web_address(typed)
        return (url,) if url else ()
    bare = typed.lstrip("/")
    if not _WITH_HOST.match(bare):
        return ()
    return tuple(url for url in map(web_address, (f"https://{bare}", f"http://{bare}")) if url)


def address_of(typed: str) -> str | None:
    """The likeliest address, https if no scheme was typed; None if the text is no address."""
    return next(iter(addresses_of(typed)), None)


def typed_address(typed: str) -> str:
    """As `address_of`. Raises UsageError if the text is no address."""
    if (address := address_of(typed)) is None:
        raise not_an_address(typed)
    return address


# Parameters that tell a publisher where a click came from; the page is the same without them. Only names that are known
# to be such, for what is taken off a link that is published must not be its content. `at_home` stays, as only the known
# names of AT Internet go, and so does `cmpid`: one site's campaign is another site's company.

_TRACKING = frozenset(
    name
    for line in (
        # advertising and social networks
        "fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid yclid ysclid ttclid igshid igsh mkt_tok li_fat_id",
        "rdt_cid sc_cid epik srsltid wickedid dicbo oborigurl tblci _ga _gl __twitter_impression wprov",
        "trkcampaign spref",
        # mailings
        "mc_cid mc_eid _hsenc _hsmi hss_channel vero_id vero_conv oly_anon_id oly_enc_id s_cid ns_campaign",
        "ns_mchannel ns_source ns_linkname ns_fee nl_campaign",
        # measuring on German and French sites
        "wt_mc wt_zmc wt_ga wt_cc1 sara_ref sara_ecid sara_icid xtor xtref xts gepc icid intcid pk_campaign",
        "pk_cpn pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid pk_cmp pk_group pk_placement pk_creative",
        # sessions
        "phpsessid jsessionid aspsessionid oscsid zenid",
    )
    for name in line.split()
)
_TRACKING_FORM = lazy_pattern(
    r"utm_\w+|wt[._](?:z?mc|ga|cc|cg|kw|ds)\w*|wt\.\w+|mtm_\w+|hsa_\w+|piwik_\w+|matomo_\w+|guce_\w+|aspsessionid\w+"
    r"|at_(?:medium|campaign|custom\d+|link_\w+|ptr_name|format|creation|variant|network|content|term|channel|platform"
    r"|type|source|bbc_team|campaign_type|send_date|emailtype|recipient_\w+|general_placement|detail_placement)"
)
# These say it by their value: ?ref=rss, ?source=newsletter.
_BY_VALUE = frozenset(("ref", "source", "src", "via", "partner", "cmp"))
_ORIGINS = lazy_pattern(
    r"rss|feeds?|rss-?feed|atom|newsletter|nl|social|share|teilen|twitter|x|facebook|fb|linkedin|xing|whatsapp|telegram"
    r"|mastodon|bluesky|threads|instagram|pinterest|reddit|flipboard|e-?mail|mail",
    re.IGNORECASE,
)


def is_tracking(pair: str) -> bool:
    """True for one "name=value" of a query, as it stands there."""
    name, _, value = pair.partition("=")
    name = unquote(name).lower()
    if name in _TRACKING or _TRACKING_FORM.fullmatch(name):
        return True
    return name in _BY_VALUE and _ORIGINS.fullmatch(unquote(value)) is not None


def is_tracking_fragment(fragment: str) -> bool:
    """True if a fragment holds nothing else: #utm_source=rss, #xtor=RSS-1."""
    pairs = fragment.split("&")
    return "=" in fragment and all("=" in pair and is_tracking(pair) for pair in pairs)
