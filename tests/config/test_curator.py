"""Who works here: the environment, the configuration, or the log-in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from digest.config.load import curator_from, parse
from digest.domain.curator import Curator

OWN = '[curator]\nname = "Dora Fuchs"\ninitials = "DoF"\n'


@pytest.mark.parametrize(
    ("text", "environ", "expected"),
    [
        (OWN, {"DIGEST_CURATOR": "Emil", "USER": "x"}, Curator("Emil")),
        (OWN, {"DIGEST_CURATOR": "Dora Fuchs"}, Curator("Dora Fuchs", "DoF")),
        (OWN, {"DIGEST_CURATOR": " \u200b "}, Curator("Dora Fuchs", "DoF")),
        (OWN, {"USER": "x"}, Curator("Dora Fuchs", "DoF")),
        ('[edition]\ncurator = "Dora"\n', {"USER": "x"}, Curator("Dora")),
        ('[curator]\ninitials = "DF"\n', {"LOGNAME": "dora", "USER": "x"}, Curator("dora", "DF")),
        ("", {"USER": "x"}, Curator("x")),
    ],
)
def test_the_first_that_is_named_counts(text: str, environ: Mapping[str, str], expected: Curator) -> None:
    assert curator_from(parse(text, Path("config.toml"), {}), environ) == expected


def test_somebody_works_here_even_if_nobody_is_named() -> None:
    assert curator_from(parse("", Path("config.toml"), {}), {}).name
