"""A library with the model edition, and the service that pushes it, for tests of targets.

room = Newsroom(tmp_path, 'kind = "folder"\\nfolder = "…"')
room.push()
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from digest.config.load import parse
from digest.config.settings import Settings
from digest.domain.publishing import Outgoing, PublishFailure
from digest.domain.receipt import Receipt, receipt_of
from digest.publish.publisher import COMMAND_SECONDS
from digest.services.curation.editions import Editions
from digest.services.publishing.exports import Exports
from digest.services.publishing.one_push import Consent
from digest.services.publishing.outcomes import Outcome
from digest.services.publishing.pushing import Publishing
from digest.services.publishing.templates import Templates
from digest.storage.store import Store
from tests.builders import at
from tests.export.ten_picks import ten_picks
from tests.model.store import MemoryStore

_TEN = ten_picks()
#: The month of the model edition, and its title as long as it is a draft.
MONTH = _TEN.edition.id
TITLE = "10 Lesetipps aus dem April"


@dataclass
class Newsroom:
    """`target` is the text of a [publish.there] section.

    `more` stands before it in the configuration.
    """

    folder: Path
    target: str
    more: str = ""
    environ: dict[str, str] = field(default_factory=dict)
    store: Store = field(default_factory=MemoryStore)
    minutes: float = 0
    paused: list[float] = field(default_factory=list)
    command_seconds: float = COMMAND_SECONDS

    def __post_init__(self) -> None:
        edition = replace(_TEN.edition, version=1, frozen=None, closed=None, receipts=())
        if not self.store.edition(MONTH).version:
            self.store.import_edition(edition, _TEN.picks, at(0))

    @property
    def settings(self) -> Settings:
        return parse(f"{self.more}\n[publish.there]\n{self.target}\n", self.folder / "config.toml", self.environ)

    @property
    def publishing(self) -> Publishing:
        """A new service each time, as each run of the program has."""
        settings = self.settings
        editions = Editions(self.store, settings, self._clock)
        exports = Exports(editions, settings, lambda: Templates(self.folder / "templates"))
        pause, seconds = self.paused.append, self.command_seconds
        return Publishing(self.store, settings, self._clock, self.environ, editions, exports, pause, seconds)

    def push(self, **consent: bool) -> Outcome:
        """Push as a new run of the program would, a minute after the last one."""
        self.minutes += 1
        return self.publishing.push(MONTH, "there", Consent(**consent))

    def outgoing(self) -> tuple[Outgoing, ...] | PublishFailure:
        """What a push would send, or holds back."""
        found = self.publishing.plan(MONTH, "there")
        return found if isinstance(found, PublishFailure) else found.parts

    def change(self, **changes: object) -> None:
        """The curator changes fields of the edition."""
        self.minutes += 1
        self.store.change_edition(MONTH, changes, self._clock())

    @property
    def receipt(self) -> Receipt | None:
        return receipt_of(self.store.edition(MONTH).receipts, "there")

    def _clock(self) -> Any:
        return at(self.minutes)


def toml(values: Mapping[str, object]) -> str:
    """Lines of a TOML table of texts, lists and switches."""
    import json

    return "\n".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
