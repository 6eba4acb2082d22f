"""What is kept of a draft's texts, and whether two of them differ."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from digest.domain.receipt import Receipt
from digest.publish.publisher import Remote

#: Longer texts are kept as their hash: an edition's record has a limit (docs/library-format.md).
MOST_KEPT = 100_000
_HASHED = "sha256:"


def kept_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts of a draft as a receipt keeps them."""
    return {name: text if len(text) <= MOST_KEPT else _hashed(text) for name, text in texts.items()}


def edited_fields(receipt: Receipt, remote: Remote) -> tuple[str, ...]:
    """The names of the fields that somebody has changed at the target since our last push.

    Compared by what they say: a target's clock has whole seconds, and moves when nothing changes. What a push was to
    bring whose answer was lost is ours as well.
    """
    ours = {name: (receipt.texts.get(name), receipt.awaited.get(name)) for name in (*receipt.texts, *receipt.awaited)}
    return tuple(
        name
        for name, known in ours.items()
        if name in remote.texts and remote.texts[name] not in known and _hashed(remote.texts[name]) not in known
    )


def known_text(receipt: Receipt, name: str) -> str:
    """What stood in a field after our last push; empty if only its hash was kept."""
    text = receipt.texts.get(name, "")
    return "" if text.startswith(_HASHED) else text


def _hashed(text: str) -> str:
    return _HASHED + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
