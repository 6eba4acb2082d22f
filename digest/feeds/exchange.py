"""One request and its answer over a connection of its own, by h11.

That is the direct road to a server. httpcore2 does the same with h11, and much more (pools, proxies, HTTP/2);
that takes as long to load as all of asyncio, and for each request as long as the request itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple, Protocol

import h11

from digest.feeds.network_errors import AnswerGarbled, ConnectionBroken, FieldUnsendable
from digest.feeds.stream import Stream

# Bytes read at a time, and of a head that may come before its end.
_AT_ONCE = 1 << 16
_LONGEST_HEAD = 100 * 1024
_SWITCHING_PROTOCOLS = 101

Fields = Sequence[tuple[bytes, bytes]]


class SentRequest(NamedTuple):
    """A request as it is sent; `seconds` is what its connection may take to come about."""

    method: str
    url: str
    fields: Fields
    body: bytes
    seconds: float


class Response(Protocol):
    """An answer whose head has come, and whose body may be read, once."""

    @property
    def status(self) -> int: ...

    @property
    def headers(self) -> Fields: ...

    async def piece(self) -> bytes:
        """The next piece of the body, still packed; empty at the end.

        Raises ConnectionBroken and AnswerGarbled.
        """


class Exchange:
    """One request over a stream, and the answer to it."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        self.status = 0
        self.headers: Fields = ()

    async def ask(self, message: SentRequest, target: bytes) -> None:
        """Send the request and read the head of its answer; interim ones (103) are passed over.

        Raises FieldUnsendable, AnswerGarbled and ConnectionBroken.
        """
        try:
            sent = self._sent(h11.Request(method=message.method, target=target, headers=list(message.fields)))
            if message.body:
                sent += self._sent(h11.Data(data=message.body))
            sent += self._sent(h11.EndOfMessage())
        except h11.LocalProtocolError as error:
            raise FieldUnsendable from error
        with suppress(ConnectionBroken):  # a server may refuse before it has read everything: what it says counts
            await self._stream.write(sent)
        while True:
            event = await self._event()
            if isinstance(event, h11.Response | h11.InformationalResponse) and (
                isinstance(event, h11.Response) or event.status_code == _SWITCHING_PROTOCOLS
            ):
                self.status, self.headers = event.status_code, event.headers.raw_items()
                return

    async def piece(self) -> bytes:
        """See `Response`."""
        while True:
            event = await self._event()
            if isinstance(event, h11.Data):
                if event.data:
                    return bytes(event.data)
            elif isinstance(event, h11.EndOfMessage) or event is h11.PAUSED:
                return b""

    def _sent(self, event: h11.Request | h11.Data | h11.EndOfMessage) -> bytes:
        return self._http.send(event) or b""

    async def _event(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError as error:
                raise AnswerGarbled(str(error)) from error
            if event is not h11.NEED_DATA:
                return event  # type: ignore[return-value] # the checker takes no class for a constant
            data = await self._stream.read(_AT_ONCE)
            if not data and self._http.their_state is h11.SEND_RESPONSE:
                raise AnswerGarbled("Server disconnected without sending a response.")
            self._http.receive_data(data)
