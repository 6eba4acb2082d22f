"""[export] in the configuration.

What cannot be is refused with its line, before anything is written.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from digest.config.checks import ENTRY_STYLES
from digest.config.load import load
from digest.domain.document import STYLES
from digest.domain.errors import ConfigError


def test_the_styles_of_the_configuration_are_those_of_the_exports() -> None:
    assert ENTRY_STYLES == STYLES


@pytest.mark.parametrize("line", [
    'quotes = "duden"',
    'style = "E"', 'style = ""', 'base_url = "example.org"', 'privacy = "javascript:x"', 'sender = "Anna"',
    'sender = "Anna <a@b> <c@d>"', 'sender = "a@b\\r\\nBcc: c@d"', 'unsubscribe = "hier"',
    'unsubscribe = "javascript:x"', 'unsubscribe = "https://a.example/\\"><script>"',
    'separator = "a\\nb"', "numbered = 1", 'fuss = "x"',
])  # fmt: skip
def test_what_cannot_be_is_refused_with_its_line(line: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"[export]\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(file, {})
    assert "config.toml:2" in str(caught.value.message)
    assert caught.value.remedy


@pytest.mark.parametrize("line", [
    'quotes = "swiss"', 'quotes = ""',
    'style = "C"', 'base_url = "https://example.org/lesetipps/"', 'sender = "Anna Müller <anna@example.org>"',
    'unsubscribe = "{{ UnsubscribeURL }}"', 'unsubscribe = "*|UNSUB|*"', 'unsubscribe = "%unsubscribe%"',
    'unsubscribe = "[[unsubscribe]]"', 'unsubscribe = "https://example.org/ab?x=1&y=2"',
    'unsubscribe = "mailto:ab@example.org?subject=Abmelden"', 'separator = " – "', 'footer = "Eins\\n\\nzwei"',
])  # fmt: skip
def test_what_can_be_is_taken(line: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"[export]\n{line}\n", encoding="utf-8")
    ((name, value),) = tomllib.loads(line).items()
    assert getattr(load(file, {}).export, name) == value
