"""The environment's proxies as curl reads them: http_proxy, https_proxy, no_proxy, …."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from digest.domain.errors import ConfigError
from digest.domain.hostname import ascii_host
from digest.domain.message import msg
from digest.domain.secrets import masked


def proxy_for(url: str, environ: Mapping[str, str]) -> str | None:
    """The proxy for an http(s) address; None for a direct connection.

    Lower-case names go before upper-case ones. HTTP_PROXY is ignored under CGI, in which a client could set it
    (CVE-2016-5385). Raises ConfigError for a proxy that speaks neither http nor https (SOCKS).
    """
    parts = urlsplit(url)
    proxy, name = _configured(parts.scheme, environ)
    if not proxy or _bypassed(parts.hostname or "", parts.port, _value("no_proxy", environ)):
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    try:
        proxy_parts = urlsplit(proxy)
        usable = proxy_parts.scheme in ("http", "https") and bool(proxy_parts.hostname) and proxy_parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ConfigError(
            msg("The proxy {proxy} cannot be used: it is neither http:// nor https://.", proxy=masked(proxy)),
            msg("Change or unset {name} in the environment.", name=name),
        )
    return proxy


def _configured(scheme: str, environ: Mapping[str, str]) -> tuple[str, str]:
    """The proxy for a scheme and the variable that names it."""
    for name in (f"{scheme}_proxy", "all_proxy"):
        value = _value(name, environ)
        if value:
            return value, name
    return "", ""


def _value(name: str, environ: Mapping[str, str]) -> str:
    upper = "" if name == "http_proxy" and "REQUEST_METHOD" in environ else environ.get(name.upper(), "")
    return environ.get(name, upper).strip()


def _bypassed(host: str, port: int | None, no_proxy: str) -> bool:
    """True if no_proxy names it: `*`, names and subdomains, `host:port`, IPs, networks.

    Parted by commas or blanks, as curl reads it.
    """
    return any(_covers(rule, host.lower(), port) for rule in re.split(r"[\s,]+", no_proxy) if rule)


def _covers(rule: str, host: str, port: int | None) -> bool:
    if rule == "*":
        return True
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(rule.strip("[]"), strict=False)
    except (ValueError, TypeError):
        pass  # the rule or the host is a name
    name, colon, wanted = rule.rpartition(":")
    if colon and wanted.isdigit():
        if port is None or int(wanted) != port:
            return False
        rule = name
    name = rule.strip("[]").removeprefix("*").lstrip(".")
    name = ascii_host(name) or name.lower()
    return bool(name) and (host == name or host.endswith(f".{name}"))
