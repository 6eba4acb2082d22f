"""Web addresses: what is acceptable, and which two are the same page."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from digest.domain.hostname import ascii_host, former_ascii_host, host_as_written

# Parameters that only tell a publisher where a click came from; the page is the same without them.
_TRACKING_NAMES = frozenset({
    "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "yclid", "igshid", "igsh", "mkt_tok",
    "mc_cid", "mc_eid", "wt_mc", "wt_zmc", "_hsenc", "_hsmi", "ns_campaign", "ns_mchannel", "ns_source",
    "ns_linkname", "ns_fee", "vero_id", "vero_conv", "oly_anon_id", "oly_enc_id", "s_cid", "cmpid",
})  # fmt: skip
_TRACKING_PREFIXES = ("utm_", "at_", "pk_", "mtm_", "hsa_", "piwik_", "matomo_")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f]")


def is_web_address(text: str) -> bool:
    """True for an absolute http or https address with a host and a possible port."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and (port is None or 0 < port < 65536)


def web_address(text: str) -> str | None:
    """`text` as a usable http(s) address, or None. Trims white space, takes off `feed:`, encodes what must be.

    Host names outside ASCII become ASCII (`hostname.ascii_host`); spaces and umlauts in the path are
    percent-encoded, as browsers do (WHATWG URL, "path percent-encode set").
    """
    text = _CONTROL.sub(lambda found: " " if found.group() == " " else "", text.strip()).strip()
    if text[:5].lower() == "feed:":
        rest = text[5:]
        text = rest if rest.lower().startswith(("http:", "https:")) else "http:" + rest
    if not is_web_address(text):
        return None
    parts = urlsplit(text)
    host = ascii_host(host_as_written(parts))
    if not host:
        return None
    return urlunsplit(
        (
            parts.scheme,
            _userinfo(parts) + _bracketed(host) + (f":{parts.port}" if parts.port else ""),
            quote(parts.path, safe="/%:@!$&'()*+,;=~-._"),
            quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]"),
            quote(parts.fragment, safe="/%:@!$&'()*+,;=~-._?"),
        )
    )


def without_tracking(url: str) -> str:
    """The address as read minus tracking parameters; everything else stays byte for byte."""
    head, question, tail = url.partition("?")
    if not question:
        return url
    query, hash_sign, fragment = tail.partition("#")
    kept = [pair for pair in query.split("&") if not _is_tracking(unquote(pair.partition("=")[0]))]
    if len(kept) == len(query.split("&")):
        return url
    return head + ("?" + "&".join(kept) if kept else "") + hash_sign + fragment


def canonical(url: str) -> str:
    """The form under which two addresses of one page are equal; for comparing only, never for opening.

    http counts as https, `www.` and a trailing slash do not matter, nor do fragments, default ports, tracking
    parameters or the order of the others.
    """
    try:
        parts = urlsplit(without_tracking(url.strip()))
        port = parts.port
    except ValueError:
        return url.strip()
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return url.strip()
    host = (ascii_host(host_as_written(parts)) or parts.hostname).rstrip(".").removeprefix("www.")
    netloc = _bracketed(host) + (f":{port}" if port and port != _DEFAULT_PORTS[parts.scheme] else "")
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return urlunsplit(("https", netloc, quote(unquote(parts.path), safe="/:@!$&'()*+,;=~").rstrip("/"), query, ""))


def same_feed_key(url: str) -> str:
    """Two feed addresses with one key are one subscription: case of host, default port and fragment do not count.

    Stricter than `canonical`: http and https, or a slash at the end, may well be two feeds to a server.
    """
    parts = urlsplit(url)
    port = parts.port
    netloc = _userinfo(parts) + _bracketed(_host(parts))
    netloc += f":{port}" if port and port != _DEFAULT_PORTS.get(parts.scheme) else ""
    return urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))


def host_of(url: str) -> str:
    """The host name in lower case and ASCII, without port; empty if there is none."""
    try:
        return _host(urlsplit(url))
    except ValueError:
        return ""


def former_address(url: str) -> str | None:
    """The address that digest 0.1.0 stored for this one, if it was another: it took ß in a host for ss."""
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    written = host_as_written(parts)
    former = former_ascii_host(written)
    if written.isascii() or former is None or former == ascii_host(written):
        return None
    userinfo = _userinfo(parts)
    return web_address(urlunsplit(parts._replace(netloc=userinfo + former + port)))


def _is_tracking(name: str) -> bool:
    name = name.lower()
    return name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES)


def _userinfo(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[0] + "@" if "@" in parts.netloc else ""


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _host(parts: SplitResult) -> str:
    written = host_as_written(parts)
    return ascii_host(written) or written.lower()
