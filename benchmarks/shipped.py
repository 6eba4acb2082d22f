"""A newcomer's first `digest fetch`: the shipped list behind real waiting times.

    python benchmarks/shipped.py [--times 5]

`feeds.opml` is imported with its titles and folders; each feed's host becomes a loopback address of its own, and its
body is one of the invented ones (`synthetic.py`), after 20 to 300 ms (`feedsite.py`). Every run begins with a new
library, and counts only if every entry is there. Prints the median and the extremes of wall time, and the processor
time.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urlsplit

from refresh import Site, measured, serving
from rivals import Digest

SHIPPED = Path(__file__).resolve().parents[1] / "feeds.opml"


class Newcomer(Digest):
    """digest with the shipped list, whose addresses lead to the benchmark's server."""

    def prepare(self) -> None:
        tree = ET.parse(SHIPPED)
        for outline, url in zip(_feeds(tree), self.urls, strict=True):
            outline.set("xmlUrl", url)
        tree.write(self.folder / "feeds.opml", encoding="utf-8")
        self.subscribe()

    def command(self) -> list[str]:
        return [*self._digest(), "fetch", "--quiet"]


def _feeds(tree: ET.ElementTree) -> list[ET.Element]:
    return [outline for outline in tree.iter("outline") if outline.get("xmlUrl")]


def addresses(site: Site) -> list[str]:
    """For each feed of the list an address at the server; feeds of one host keep to one."""
    hosts = [urlsplit(outline.get("xmlUrl") or "").netloc for outline in _feeds(ET.parse(SHIPPED))]
    numbers = {host: number for number, host in enumerate(dict.fromkeys(hosts))}
    places = [urlsplit(url) for url in site.urls]
    return [
        f"http://127.2.{numbers[host] // 250}.{numbers[host] % 250 + 1}:{place.port}{place.path}"
        for host, place in zip(hosts, places, strict=True)
    ]


def main() -> None:
    """See the module."""
    options = argparse.ArgumentParser(description="The first refresh of the shipped list")
    options.add_argument("--times", type=int, default=5)
    times = options.parse_args().times
    count = len(_feeds(ET.parse(SHIPPED)))
    with tempfile.TemporaryDirectory() as folder, serving(count) as site:
        urls = addresses(site)
        costs = [measured(Newcomer(Path(folder) / str(number), urls), 0) for number in range(times)]
    walls = sorted(cost.wall for cost in costs)
    cpu = statistics.median(cost.cpu for cost in costs)
    sys.stdout.write(
        f"{count} feeds for the first time: {statistics.median(walls):.2f} s ({walls[0]:.2f} to {walls[-1]:.2f}), "
        f"{cpu:.2f} s of processor, {max(cost.peak for cost in costs):.0f} MB\n"
    )


if __name__ == "__main__":
    main()
