"""An act goes through no more files than it has to: see `walks.py`, which counts them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.walks import WALKS

#: Each act is done in full, and the interface is waited for until it is calm.
pytestmark = pytest.mark.slow

#: Little more than there were when this was written: 59, 44, 57 and 47. In the interface a heartbeat, or a look at
#: what others do, may fall into the time that is counted. Whoever needs more asks first whether the act needs it, and
#: whether it must be a file of its own.
MOST_FILES = {"key 3": 63, "a letter of a comment": 48, "digest pick URL": 59, "digest export": 49}


@pytest.mark.parametrize("name", MOST_FILES)
def test_an_act_goes_through_few_files(name: str, tmp_path: Path) -> None:
    walk = WALKS[name](tmp_path)
    assert len(walk.files) <= MOST_FILES[name], "\n".join(sorted(walk.files))
