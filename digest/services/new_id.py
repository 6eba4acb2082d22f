"""Ids of what people make: short enough to be typed."""

from __future__ import annotations

import secrets
from collections.abc import Callable


def new_id(is_taken: Callable[[str], object]) -> str:
    """8 hex digits that are not taken yet."""
    while is_taken(made := secrets.token_hex(4)):
        continue
    return made
