"""The services whose acts a session does and records for undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from digest.services.curation.editions import Editions
    from digest.services.curation.picks import Curation
    from digest.services.feeds.feeds import Feeds
    from digest.services.reading.entries import Reading
    from digest.services.reading.muted_words import MutedWords


class Services(Protocol):
    """They are asked for at each act: others take their place when the settings have changed."""

    @property
    def curation(self) -> Curation: ...
    @property
    def editions(self) -> Editions: ...
    @property
    def feeds(self) -> Feeds: ...
    @property
    def reading(self) -> Reading: ...
    @property
    def muted_words(self) -> MutedWords: ...
