"""Files as other programs write them, with invented content.

Two pages, one of them with note, tags and date.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

NETSCAPE = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file.
     It will be read and overwritten. DO NOT EDIT! -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Lesezeichen</H1>
<DL><p>
    <DT><H3 ADD_DATE="1700000000" PERSONAL_TOOLBAR_FOLDER="true">Lesezeichen-Symbolleiste</H3>
    <DL><p>
        <DT><H3 ADD_DATE="1700000000">Krise</H3>
        <DL><p>
            <DT><A HREF="https://blog.example/rueckruf?a=1&amp;b=2" ADD_DATE="1700000000" TAGS="pr,rückruf">Der
                R&uuml;ckruf</A>
            <DD>Gut erzählt
        </DL><p>
        <DT><A HREF="https://other.example/zwei" ADD_DATE="1700000001">Zwei</A>
        <DT><A HREF="javascript:void(0)">Merken</A>
        <DT><A FEEDURL="https://blog.example/feed" HREF="https://blog.example/">Blog</A>
    </DL><p>
</DL><p>
"""

TEXTS: Mapping[str, str] = {
    "netscape.html": NETSCAPE,
    "ril_export.html": """<!DOCTYPE html>
<html><head><meta charset="UTF-8"><title>Pocket Export</title></head><body>
<h1>Unread</h1>
<ul>
<li><a href="https://blog.example/rueckruf?a=1&amp;b=2" time_added="1700000000" tags="pr,rückruf">Der Rückruf</a></li>
</ul>
<h1>Read Archive</h1>
<ul>
<li><a href="https://other.example/zwei" time_added="1700000001" tags="">Zwei</a></li>
</ul>
</body></html>
""",
    "pocket.csv": "title,url,time_added,tags,status\n"
    "Der Rückruf,https://blog.example/rueckruf?a=1&b=2,1700000000,pr|rückruf,unread\n"
    "Zwei,https://other.example/zwei,1700000001,,archive\n",
    "raindrop.csv": "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n"
    '1,"Der Rückruf","Gut erzählt","Ein Anriss",https://blog.example/rueckruf?a=1&b=2,Krise,"pr, rückruf",'
    "2023-11-14T22:13:20.000Z,,,false\n"
    "2,Zwei,,,https://other.example/zwei,Unsorted,,2023-11-14T22:13:21.000Z,,,true\n",
    "instapaper.csv": "URL,Title,Selection,Folder,Timestamp,Tags\n"
    'https://blog.example/rueckruf?a=1&b=2,Der Rückruf,Gut erzählt,Unread,1700000000,"[""pr"",""rückruf""]"\n'
    "https://other.example/zwei,Zwei,,Archive,1700000001,[]\n",
    "reader.csv": "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen\n"
    'Der Rückruf,https://blog.example/rueckruf?a=1&b=2,01h,"pr,rückruf",2023-11-14 22:13:20+00:00,0.1,later,True\n'
    "Zwei,https://other.example/zwei,01j,,2023-11-14 22:13:21+00:00,1,archive,True\n",
    "reader-lists.csv": "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen\n"
    "Der Rückruf,https://blog.example/rueckruf?a=1&b=2,01h,\"['pr', 'rückruf']\",2023-11-14 22:13:20+00:00,0,new,True\n"
    "Zwei,https://other.example/zwei,01j,[],2023-11-14 22:13:21+00:00,1,archive,True\n",
    "excel.csv": "sep=;\nAdresse;Titel;Notiz;Schlagwörter;Datum\n"
    "https://blog.example/rueckruf?a=1&b=2;Der Rückruf;Gut erzählt;pr, rückruf;14.11.2023 22:13\n"
    "https://other.example/zwei;Zwei;;;\n",
    "tabs.tsv": "https://blog.example/rueckruf?a=1&b=2\tDer Rückruf\tGut erzählt\tpr,rückruf\n"
    "https://other.example/zwei\tZwei\t\t\n",
    "linkding.json": """{"count": 2, "next": null, "previous": null, "results": [
 {"id": 1, "url": "https://blog.example/rueckruf?a=1&b=2", "title": "Der Rückruf", "description": "Ein Anriss",
  "notes": "Gut erzählt", "website_title": null, "is_archived": false, "unread": true, "shared": false,
  "tag_names": ["pr", "rückruf"], "date_added": "2023-11-14T22:13:20.000000Z"},
 {"id": 2, "url": "https://other.example/zwei", "title": "", "website_title": "Zwei", "notes": "", "description": "",
  "tag_names": [], "date_added": "2023-11-14T22:13:21.000000Z"}]}""",
    "readwise.json": """{"count": 2, "nextPageCursor": null, "results": [
 {"id": "01h", "url": "https://read.example/read/01h", "source_url": "https://blog.example/rueckruf?a=1&b=2",
  "title": "Der Rückruf", "author": "Kerstin Beispiel", "tags": {"pr": {"name": "pr"}, "rückruf": {"name": "rückruf"}},
  "notes": "Gut erzählt", "summary": "Ein Anriss", "saved_at": "2023-11-14T22:13:20+00:00"},
 {"id": "01j", "source_url": "https://other.example/zwei", "title": "Zwei", "tags": {}, "notes": "",
  "saved_at": "2023-11-14T22:13:21+00:00"}]}""",
    "pocket-api.json": """{"status": 1, "list": {
 "1": {"item_id": "1", "given_url": "https://blog.example/rueckruf?a=1&b=2", "resolved_title": "Der Rückruf",
       "time_added": "1700000000", "excerpt": "Gut erzählt", "tags": {"pr": {"tag": "pr"}, "rückruf": {}}},
 "2": {"item_id": "2", "given_url": "https://other.example/zwei", "resolved_title": "Zwei", "time_added": "1700000001"}
}}""",
    "pinboard.json": """[{"href": "https://blog.example/rueckruf?a=1&b=2", "description": "Der Rückruf",
  "extended": "Gut erzählt", "time": "2023-11-14T22:13:20Z", "tags": "pr rückruf", "toread": "yes"},
 {"href": "https://other.example/zwei", "description": "Zwei", "extended": "", "time": "", "tags": ""}]""",
    "firefox.json": """{"guid": "root________", "title": "", "type": "text/x-moz-place-container", "children": [
 {"title": "toolbar", "type": "text/x-moz-place-container", "children": [
  {"title": "Krise", "children": [
   {"title": "Der Rückruf", "uri": "https://blog.example/rueckruf?a=1&b=2", "dateAdded": 1700000000000000,
    "tags": "pr,rückruf", "type": "text/x-moz-place"}]},
  {"title": "Zwei", "uri": "https://other.example/zwei", "dateAdded": 1700000001000000}]}]}""",
    "chrome.json": """{"checksum": "x", "version": 1, "roots": {"bookmark_bar":
 {"name": "Bookmarks bar", "type": "folder",
 "children": [{"name": "pr", "type": "folder", "children": [{"name": "Der Rückruf", "type": "url",
 "url": "https://blog.example/rueckruf?a=1&b=2", "date_added": "13344473600000000"}]},
 {"name": "Zwei", "type": "url", "url": "https://other.example/zwei", "date_added": "13344473601000000"}]}}}""",
    "starred.json": """{"id": "user/-/state/com.google/starred", "title": "Starred", "items": [
 {"title": "Der Rückruf", "published": 1700000000, "canonical": [{"href": "https://blog.example/rueckruf?a=1&b=2"}],
  "categories": ["user/-/state/com.google/starred", "user/-/label/pr"], "origin": {"title": "Blog"}},
 {"title": "Zwei", "published": 1700000001, "alternate": [{"href": "https://other.example/zwei"}],
  "categories": []}]}""",
    "miniflux.json": """{"total": 2, "entries": [
 {"id": 1, "title": "Der Rückruf", "url": "https://blog.example/rueckruf?a=1&b=2", "starred": true,
  "published_at": "2023-11-14T22:13:20Z", "tags": ["pr", "rückruf"],
  "feed": {"feed_url": "https://blog.example/feed", "title": "Blog"}},
 {"id": 2, "title": "Zwei", "url": "https://other.example/zwei",
  "published_at": "2023-11-14T22:13:21Z", "tags": []}]}""",
    "lines.jsonl": '{"url": "https://blog.example/rueckruf?a=1&b=2", "title": "Der Rückruf", "tags": ["pr"]}\n'
    '{"url": "https://other.example/zwei", "title": "Zwei"}\n',
    "liste.txt": "# Meine Liste\n- [Der Rückruf](https://blog.example/rueckruf?a=1&b=2)\n"
    "\nhttps://other.example/zwei Gut erzählt\n",
}

URLS = """# newsboat
https://blog.example/feed.xml Krise "interne Kommunikation" "~Das Blog"
https://other.example/rss
"query:Ungelesen:unread = \\"yes\\""
exec:~/bin/feed.sh
"filter:~/bin/f:https://third.example/feed"
https://fourth.example/atom !verborgen IK
"""

_SCHEMA = """
CREATE TABLE rss_feed (rssurl VARCHAR(1024) PRIMARY KEY NOT NULL, url VARCHAR(1024) NOT NULL,
  title VARCHAR(1024) NOT NULL, lastmodified INTEGER(11) NOT NULL DEFAULT 0, is_rtl INTEGER(1) NOT NULL DEFAULT 0,
  etag VARCHAR(128) NOT NULL DEFAULT "");
CREATE TABLE rss_item (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid VARCHAR(64) NOT NULL,
  title VARCHAR(1024) NOT NULL, author VARCHAR(1024) NOT NULL, url VARCHAR(1024) NOT NULL,
  feedurl VARCHAR(1024) NOT NULL, pubDate INTEGER NOT NULL, content VARCHAR(65535) NOT NULL,
  unread INTEGER(1) NOT NULL, enclosure_url VARCHAR(1024), enclosure_type VARCHAR(1024),
  enqueued INTEGER(1) NOT NULL DEFAULT 0, flags VARCHAR(52), deleted INTEGER(1) NOT NULL DEFAULT 0,
  base VARCHAR(128) NOT NULL DEFAULT "");
"""
FEED = "https://blog.example/feed.xml"


def newsboat_cache(path: Path, count: int = 4) -> Path:
    """newsboat's cache.db with `count` entries.

    The first is unread, the second flagged, the last deleted.
    """
    with closing(sqlite3.connect(path)) as db:
        db.executescript(_SCHEMA)
        db.execute("INSERT INTO rss_feed (rssurl, url, title) VALUES (?, 'https://blog.example/', 'Das Blog')", (FEED,))
        rows = [
            (
                f"guid-{number}", f"Beitrag {number}", "Kerstin Beispiel", f"https://blog.example/{number}", FEED,
                1_700_000_000 + number, "<p>Text</p>", number == 1, "s" if number == 2 else "", number == count,
            )
            for number in range(1, count + 1)
        ]  # fmt: skip
        db.executemany(
            "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread, flags, deleted)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        db.commit()
    return path
