"""Receipts of pushes as data."""

from __future__ import annotations

from typing import Any

from digest.cli.session import iso
from digest.domain.receipt import Receipt
from digest.domain.secrets import masked


def receipt_data(receipt: Receipt) -> dict[str, Any]:
    """The documented JSON of a receipt."""
    return {
        "target": receipt.target,
        "kind": receipt.kind,
        "state": receipt.state,
        "status": receipt.status,
        "id": receipt.id,
        "url": masked(receipt.url),
        "pushed": iso(receipt.pushed),
        "by": receipt.by,
    }
