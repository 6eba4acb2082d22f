"""The script of an afternoon that `refresh.py` compares with: httpx, feedparser, TinyDB.

python benchmarks/naive.py ADDRESSES.txt LIBRARY.json
"""

import asyncio
import sys
from pathlib import Path

import feedparser
import httpx
from tinydb import TinyDB


async def fetch(client, places, url, state):
    headers = {}
    if state.get("etag"):
        headers["If-None-Match"] = state["etag"]
    async with places:
        return url, await client.get(url, headers=headers, follow_redirects=True, timeout=30)


async def main(addresses, library):
    db = TinyDB(library)
    feeds, entries = db.table("feeds"), db.table("entries")
    states = {row["url"]: row for row in feeds.all()}
    known = {(row["feed"], row["guid"]) for row in entries.all()}
    places, new = asyncio.Semaphore(64), []
    async with httpx.AsyncClient() as client:
        tasks = [fetch(client, places, url, states.get(url, {})) for url in addresses]
        for task in asyncio.as_completed(tasks):
            url, answer = await task
            if answer.status_code != 200:
                continue
            items = [item for item in feedparser.parse(answer.content).entries if (url, item.id) not in known]
            new += [{"feed": url, "guid": item.id, "title": item.title, "body": item.summary} for item in items]
            states[url] = {"url": url, "etag": answer.headers.get("etag", "")}
    entries.insert_multiple(new)
    feeds.truncate()
    feeds.insert_multiple(states.values())


asyncio.run(main(Path(sys.argv[1]).read_text().split(), sys.argv[2]))
