"""Runs the command line in this process, with a library, clock and home of its own."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from digest.cli.main import run
from digest.config.language import activate


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The JSON document on stdout."""
        return json.loads(self.out)

    @property
    def word(self) -> str:
        """The one line on stdout."""
        return self.out.strip()


@dataclass
class Digest:
    """`digest(…)` runs a command; one that should work is asked for with `ok`."""

    home: Path
    now: str = "2026-11-21T08:00:00+00:00"
    environ: dict[str, str] = field(default_factory=dict)

    @property
    def library(self) -> Path:
        return self.home / "library"

    @property
    def config(self) -> Path:
        return self.home / "config.toml"

    def environment(self) -> dict[str, str]:
        """Everything that the program may know of the outside."""
        return {
            "HOME": str(self.home),
            "DIGEST_LIBRARY": str(self.library),
            "DIGEST_CONFIG": str(self.config),
            "DIGEST_NOW": self.now,
            "LC_ALL": "C.UTF-8",
            "PATH": "/usr/bin:/bin",
            **self.environ,
        }

    def __call__(self, *arguments: object, stdin: str = "") -> Ran:
        out, err, given = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(3))
        given.buffer.write(stdin.encode())
        given.seek(0)
        with patch("sys.stdout", out), patch("sys.stderr", err), patch("sys.stdin", given):
            code = run([str(argument) for argument in arguments], self.environment())
            activate("en")  # the language of messages holds for the whole process: give it back
            out.flush()
            err.flush()
        texts = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
        return Ran(code, *texts)

    def ok(self, *arguments: object, stdin: str = "") -> Ran:
        """Run a command that must succeed without a word of complaint about a mistake."""
        ran = self(*arguments, stdin=stdin)
        assert ran.code == 0, f"{arguments}: exit {ran.code}\n{ran.out}{ran.err}"
        return ran
