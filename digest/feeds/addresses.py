"""Which IP addresses are public: the rule behind "no feed leads into a private network"."""

from __future__ import annotations

import ipaddress
import socket

# Everything of IPv4 that is not a public unicast address (IANA IPv4 Special-Purpose Address Registry, RFC 6890;
# multicast, RFC 5771). An own list because `ipaddress.is_global` differs from one Python to the next.
_DENIED_V4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip

# Of IPv6 only global unicast is open (RFC 4291 2.4), less what IANA took out of it: protocol assignments with
# Teredo, documentation (RFC 3849, RFC 9637).
_ALLOWED_V6 = ipaddress.IPv6Network("2000::/3")
_DENIED_V6 = tuple(ipaddress.IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "3fff::/20"))

_INTRANET_V4 = tuple(
    ipaddress.IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)
_INTRANET_V6 = (ipaddress.IPv6Network("fc00::/7"), ipaddress.IPv6Network("fe80::/10"))
# Metadata services within these networks: Alibaba; Amazon, Google, Oracle. The others' are at 169.254.169.254.
_CLOUD_V4 = ipaddress.IPv4Address("100.100.100.200")
_CLOUD_V6 = tuple(ipaddress.IPv6Network(text) for text in ("fd00:ec2::/32", "fd20:ce::/32", "fd00:c1::/32"))

_6TO4 = ipaddress.IPv6Network("2002::/16")  # RFC 3056
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052; its local sister 64:ff9b:1::/48 is not open at all


def is_public(address: str) -> bool:
    """True if an IP address, as text, is public; IPv4 inside IPv6 is unwrapped.

    False for what is no IP address.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _wrapped_v4(ip)
        if inner is None:
            return ip in _ALLOWED_V6 and not any(ip in network for network in _DENIED_V6)
        ip = inner
    return not any(ip in network for network in _DENIED_V4)


def is_intranet(address: str) -> bool:
    """True for an address of a private network: RFC 1918, RFC 6598, RFC 4193, fe80::/10.

    Not for this computer itself, nor for the addresses at which clouds give their machines secrets.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    inner = _wrapped_v4(ip) if isinstance(ip, ipaddress.IPv6Address) else ip
    if inner is None:
        return any(ip in network for network in _INTRANET_V6) and not any(ip in network for network in _CLOUD_V6)
    return any(inner in network for network in _INTRANET_V4) and inner != _CLOUD_V4


def literal_address(host: str) -> str | None:
    """The IP address that a host name really is, or None for a name.

    Also the forms that the C library reads as numbers (`inet_aton`: 2130706433, 0x7f000001, 127.1) and `localhost`,
    which RFC 6761 6.3 reserves for loopback.
    """
    host = host.rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def _wrapped_v4(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip in _6TO4:
        return ip.sixtofour
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None
