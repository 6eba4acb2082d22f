"""What a target gave back for an edition: where the draft is, and what it held then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

#: A push is written down before the request ("begun") and completed when the answer is there: "done", or "failed" if
#: the target refused it and nothing is there.
BEGUN, DONE, FAILED = "begun", "done", "failed"

# Kinds of targets whose address, once published, is a page for readers.
_READ_BY_ALL = frozenset({"wordpress", "ghost", "mastodon"})


@dataclass(frozen=True, slots=True)
class Receipt:
    """One edition at one target. Times are UTC.

    `target` is the NAME of [publish.NAME], `kind` its kind.

    `state` is BEGUN, DONE or FAILED: of a receipt that stays begun nobody knows whether the draft was made, so it
    is looked for before it is made again. `mark` is what our drafts bear inside, `slug` what was asked for: both find
    a draft whose id is not known. `id`, `url`, `status` and `modified` (of the target's own clock, as it writes it) are
    the draft's. `texts` are the draft's fields as the target gave them back, by name: what differs from them there was
    changed by somebody else; `awaited` are those that a begun push brings if it arrives. `sent` is the hash of what was
    sent. `detail` is the target's own. `pushed` is when it was pushed last, `by` who did it.
    """

    target: str
    kind: str
    state: str = BEGUN
    mark: str = ""
    slug: str = ""
    id: str = ""
    url: str = ""
    status: str = ""
    modified: str = ""
    sent: str = ""
    texts: Mapping[str, str] = field(default_factory=dict, hash=False)
    awaited: Mapping[str, str] = field(default_factory=dict, hash=False)
    detail: Mapping[str, str] = field(default_factory=dict, hash=False)
    begun: datetime | None = None
    pushed: datetime | None = None
    by: str = ""

    def __post_init__(self) -> None:
        """A member of an enumeration is a text here, as it is once it was stored."""
        object.__setattr__(self, "status", str(self.status))

    @property
    def is_done(self) -> bool:
        return self.state == DONE

    @property
    def public_url(self) -> str:
        """The address for readers; empty for a draft, and for pages that only its owners see."""
        return self.url if self.status == "published" and self.kind in _READ_BY_ALL else ""

    @property
    def is_known(self) -> bool:
        """True if the target has given it an id, by which it is found without looking for it."""
        return bool(self.id)


def receipt_of(receipts: tuple[Receipt, ...], target: str) -> Receipt | None:
    """The receipt of that target, if there is one."""
    return next((receipt for receipt in receipts if receipt.target == target), None)


def with_receipt(receipts: tuple[Receipt, ...], receipt: Receipt) -> tuple[Receipt, ...]:
    """The receipts with this one in its target's place, or at the end."""
    if receipt_of(receipts, receipt.target) is None:
        return (*receipts, receipt)
    return tuple(receipt if other.target == receipt.target else other for other in receipts)
