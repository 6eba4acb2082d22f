"""Certificates that nobody vouches for, made with `openssl` when a test needs one."""

from __future__ import annotations

import ipaddress
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest


def self_signed(folder: Path, *names: str) -> Path:
    """A new key and a certificate for these names (the first is the subject) in one file.

    Skips without openssl.
    """
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("the openssl command is not here")
    target = folder / f"{names[0].replace(':', '-')}.pem"
    key = folder / "key.pem"
    subprocess.run(
        [program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={names[0]}", "-addext", "subjectAltName=" + ",".join(map(_alternative, names)),
         "-keyout", str(key), "-out", str(target)],
        check=True,
        capture_output=True,
    )  # fmt: skip
    target.write_text(target.read_text() + key.read_text())
    return target


def server_side(certificate: Path) -> ssl.SSLContext:
    """What a server needs to speak TLS with it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _alternative(name: str) -> str:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return f"DNS:{name}"
    return f"IP:{name}"
