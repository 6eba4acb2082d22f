"""Finds the acceptance data and the corpus of real feeds, which are not part of the project.

Without them a small invented set stands in (`tests/invented`), of which each file has the form of the one it stands
for; what has none there is skipped.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_INVENTED = Path(__file__).parent / "invented"
_BESIDE = Path(__file__).resolve().parents[2] / "shared"


def shared_root() -> Path | None:
    """The folder beside the checkout, or DIGEST_SHARED; None where there is none."""
    root = Path(os.environ.get("DIGEST_SHARED") or _BESIDE)
    return root if (root / "corpus").is_dir() else None


def shared_folder(name: str) -> Path:
    """One folder of it (`acceptance`, `corpus/feeds`, …); skips the calling test where it is missing."""
    root = shared_root() or _INVENTED
    if not (root / name).is_dir():
        pytest.skip(f"the shared data are not here ({name}); set DIGEST_SHARED to run this test")
    return root / name
