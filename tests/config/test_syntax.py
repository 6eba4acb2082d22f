"""A mistake in the configuration's syntax is told with its line, in everyday words."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config.language import activate, tell
from digest.config.load import parse
from digest.domain.errors import ConfigError

MISTAKES = {
    'a = "x"\nlanguage\nb = 1': (2, "equals sign"),
    "language =": (1, "the value is missing"),
    "language = de": (1, "quotation marks"),
    'x = 1\nlanguage = "de': (2, ""),
    'language = "de\n"': (1, ""),
    "[categories]\nstanding = [1,\n": (2, ""),
    'language = "de"\nlanguage = "en"': (2, "there twice"),
    "[edition]\n[edition]": (2, "there twice"),
    '[edition\ntitle = "x"': (1, "closing bracket"),
    'language = "de" "en"': (1, "a line of its own"),
    'title = "C:\\Users"': (1, "backslash"),
    "= 3": (1, ""),
}


@pytest.mark.parametrize("text", list(MISTAKES))
@pytest.mark.parametrize("language", ["en", "de"])
def test_line_and_meaning(text: str, language: str) -> None:
    line, meaning = MISTAKES[text]
    with pytest.raises(ConfigError) as raised:
        parse(text, Path("config.toml"), {})
    activate(language)
    told, remedy = tell(raised.value.message), tell(raised.value.remedy) if raised.value.remedy else ""
    activate("en")
    word = "line" if language == "en" else "Zeile"
    assert told.startswith(f"config.toml, {word} {line}: ")
    assert remedy
    if language == "en":
        assert meaning in told
    else:
        for word in ("Invalid", "Expected", "line", "Cannot", "value", "text "):
            assert word not in told.removeprefix("config.toml")
