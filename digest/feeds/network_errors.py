"""What may go wrong on a connection; `failures.told` makes a Failure of it."""

from __future__ import annotations


class NetworkError(Exception):
    """A request that came to nothing because of the network or of the other side."""


class NameUnknown(NetworkError):
    """The name has no address."""


class AddressRefused(NetworkError):
    """The name leads to an address that is not in the open internet."""


class ConnectFailed(NetworkError):
    """No connection came about; the cause says why."""


class ConnectTooSlow(NetworkError):
    """No connection came about in time, its TLS included."""


class ConnectionBroken(NetworkError):
    """The connection ended in the middle of a request or of its answer."""


class AnswerGarbled(NetworkError):
    """What came is no HTTP; the text says in what way."""


class FieldUnsendable(NetworkError):
    """A header field that cannot be sent. The text may hold a secret."""


class ProxyRefused(NetworkError):
    """The proxy opened no way to the other side."""
