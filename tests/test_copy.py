"""A copy of the site as plain files has the pages that a server gives, and every link in it leads somewhere."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unittest.mock import patch

import feedparser
import jsonschema
import pytest
import sample
import walk
from asked import get
from icalendar import Calendar
from jsonfeed import SCHEMA
from lxml import etree, html
from test_feeds import RULES

from tracker.model import Entry
from tracker.site import copy
from tracker.site.copy.files import file_of, way
from tracker.site.copy.rewrite import Page

URL = "https://example.org/tracker/"
DAY = "2026-11-28"
#: pages that every way of serving gives: a sample of each kind
PAGES = ["/", "/status", "/company", "/company/meta", "/region/GB", "/regulator/ICO", "/about", "/questions",
         "/questions/lately", "/sources", "/api", "/event/linkedin-gb-paused-2024-09", "/timeline",
         "/timeline?company=meta", "/changes", "/accuracy"]  # fmt: skip


def small(path: Path, *entries: Entry) -> Path:
    """Publish the sample without the hundreds of companies and authorities that have no event in it."""
    sample.write(path, entries or sample.ENTRIES)
    return shrink(path)


def shrink(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as db:
        db.execute("delete from regulators where id not in (select regulator from event_regulators) and id <> 'DPC'")
        db.execute("delete from companies where id not in (select company from events) and id <> 'microsoft'")
        db.execute(
            "delete from regions where id not in (select region from events)"
            " and id not in ('EU', 'FR', 'GB', 'IE', 'IT', 'US', 'WW')"
        )
        db.execute(
            "delete from standings where company not in (select id from companies)"
            " or region not in (select id from regions)"
        )
        db.commit()
    return path


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("served")
    (root / "data").mkdir()
    return small(root / "data" / "timeline.db")


@pytest.fixture(scope="module")
def folder(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("copies") / "public"
    asyncio.run(copy.copy(database, place, URL, DAY))
    files = json.loads((place / "copy.json").read_text("utf-8"))
    assert len(files) == len(set(files)), "two addresses have one file"
    return place


def made(database: Path, place: Path) -> int:
    return asyncio.run(copy.copy(database, place, URL, DAY))


def test_no_link_is_dead_and_no_place_is_missing(folder: Path) -> None:
    assert walk.dead(folder, URL) == []


def test_every_page_is_valid_html(folder: Path) -> None:
    assert walk.faults(folder) == []


def test_hostile_data_makes_no_dead_link_and_no_bad_html(tmp_path: Path) -> None:
    small(tmp_path / "timeline.db")
    sample.spoil(tmp_path / "timeline.db")
    made(tmp_path / "timeline.db", tmp_path / "public")
    assert walk.dead(tmp_path / "public", URL) == []
    assert walk.faults(tmp_path / "public") == []


def test_the_walk_sees_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    """Each kind of fault is found: else the tests above say nothing."""
    page = (folder / "about.html").read_text("utf-8")
    (tmp_path / "index.html").write_text(
        page.replace("</main>", '<a href="nowhere.html">x</a><a href="#nothing">x</a><a href="/about">x</a>'
                                f'<a href="{URL}about.html">x</a><p><div></p></main>'), "utf-8")  # fmt: skip
    found = "\n".join(walk.dead(tmp_path, URL))
    for told in (
        "nowhere.html is not there",
        "#nothing has no such place",
        "/about depends",
        f"{URL}about.html is not",
    ):
        assert told in found
    assert "No “p” element in scope but a “p” end tag seen" in "\n".join(walk.faults(tmp_path))


def test_every_event_and_place_of_the_record_has_its_page_and_its_feeds(folder: Path) -> None:
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    pages = etree.parse(folder / "sitemap.xml").iterfind(".//{*}loc")
    named = {(page.text or "").removeprefix(URL) or "index.html" for page in pages}
    assert {"badge/linkedin/GB.svg", "badge/meta/EU.svg", "badge/zoom/WW.svg"} <= there
    assert {"event/zoom-ww-abandoned-2023-08.html", "company/meta.html", "region/GB.html"} <= named <= there
    for slice_ in ("", ",company=meta", ",region=GB", ",regulator=ICO", ",action=paused"):
        for ending in ("atom", "feed.json", "ics", "csv", "json"):
            assert f"timeline{slice_}.{ending}" in there


def test_feeds_of_the_copy_are_valid(folder: Path) -> None:
    for path in folder.rglob("*.atom"):
        RULES.assertValid(etree.fromstring(path.read_bytes()))
        assert not feedparser.parse(path.read_bytes()).bozo
    for path in folder.rglob("*.feed.json"):
        feed = json.loads(path.read_text("utf-8"))
        jsonschema.Draft202012Validator(SCHEMA).validate(feed)
        assert feed["feed_url"] == URL + path.relative_to(folder).as_posix()
    for path in folder.rglob("*.ics"):
        Calendar.from_ical(path.read_bytes())


def test_what_a_copy_cannot_do_is_said_where_one_would_look_for_it(folder: Path) -> None:
    for name, way_there in (
        ("index.html", "api.html#copy"),
        ("event/zoom-ww-abandoned-2023-08.html", "../api.html#copy"),
    ):
        tree = html.parse(folder / name)
        assert tree.xpath("//form | //input | //button") == []
        (note,) = tree.xpath("//header//p[@class='find']/a")
        assert note.text == "Copy of 28 November 2026, without search"
        assert note.get("href") == way_there
        assert way_there in tree.xpath("//footer//a[text()='your own SQL']/@href")
    section = html.parse(folder / "api.html").xpath("string(//section[@aria-labelledby='copy'])")
    assert all(word in section for word in ("search", "SQL", "tables", "today"))


def test_only_links_and_forms_differ_from_what_a_server_gives(folder: Path, database: Path) -> None:
    for url in PAGES:
        served = get(database, url).text
        written = (folder / file_of(url)).read_text("utf-8")

        def bare(text: str) -> str:
            text = re.sub(r"<form.*?</form>", '<p class="find"></p>', text, flags=re.DOTALL)
            text = re.sub(r'<p class="find">.*?</p>', "", text, flags=re.DOTALL)
            text = re.sub(r"(?:http://localhost/|https://example\.org/tracker/)[^\s\"'<)]*", "ADDRESS", text)
            return re.sub(r' (href|src)="[^"]*"', r' \1=""', text)

        assert bare(written).replace("&#x27;", "&#39;") == bare(served), url


def test_twice_gives_the_same_files_and_touches_none(folder: Path, database: Path) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}
    made(database, folder)
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}
    assert after == before


def test_what_left_the_record_leaves_the_copy(tmp_path: Path) -> None:
    place = tmp_path / "public"
    small(tmp_path / "timeline.db")
    made(tmp_path / "timeline.db", place)
    (place / "own.txt").write_text("of the owner", "utf-8")
    assert (place / "event" / "zoom-ww-abandoned-2023-08.html").exists()
    small(tmp_path / "timeline.db", *sample.ENTRIES[:4])
    made(tmp_path / "timeline.db", place)
    assert not (place / "event" / "zoom-ww-abandoned-2023-08.html").exists()
    assert (place / "own.txt").exists()
    assert walk.dead(place, URL) == []


def test_another_folder_is_left_alone(tmp_path: Path, database: Path) -> None:
    (tmp_path / "letter.txt").write_text("x", "utf-8")
    with pytest.raises(copy.CopyError, match="holds something else"):
        made(database, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_copy_that_was_cut_off_is_finished_by_the_next_one(database: Path, folder: Path, tmp_path: Path) -> None:
    real, written = copy._write, []

    def cut(path: Path, body: bytes) -> None:
        written.append(path)
        if len(written) > 30:
            raise KeyboardInterrupt
        real(path, body)

    with patch.object(copy, "_write", cut), pytest.raises(KeyboardInterrupt):
        made(database, tmp_path)
    assert len(list(tmp_path.rglob("*.html"))) > 5
    made(database, tmp_path)
    made(database, tmp_path)
    assert {path.relative_to(tmp_path) for path in tmp_path.rglob("*")} >= {
        path.relative_to(folder) for path in folder.rglob("*")
    }
    assert walk.dead(tmp_path, URL) == []


def test_a_list_of_files_takes_out_nothing_outside_of_its_folder(tmp_path: Path, database: Path) -> None:
    (tmp_path / "letter.txt").write_text("x", "utf-8")
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "copy.json").write_text('["../letter.txt"]', "utf-8")
    made(database, tmp_path / "public")
    assert (tmp_path / "letter.txt").exists()


def test_an_empty_record_has_a_copy(tmp_path: Path) -> None:
    sample.empty(tmp_path / "timeline.db")
    shrink(tmp_path / "timeline.db")
    made(tmp_path / "timeline.db", tmp_path / "public")
    assert walk.dead(tmp_path / "public", URL) == []


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/company", "company.html"),
        ("/company/x.ai", "company/x.ai.html"),
        ("/event/a-b?x=1#c", "event/a-b,x=1.html"),
        ("/timeline.feed.json?region=GB&company=meta", "timeline,company=meta,region=GB.feed.json"),
        ("/badge/meta/EU.svg", "badge/meta/EU.svg"),
        ("/?page=2", "index,page=2.html"),
        ("/event/..", "event/f4cb4a2a6a04d04f.html"),
        ("/?q=a/b", "index,0f8c3e1f2d4b5a69.html"),
    ],
)
def test_names_of_files(address: str, file: str) -> None:
    if re.search("[0-9a-f]{16}", file):
        assert re.fullmatch(re.sub("[0-9a-f]{16}", "[0-9a-f]{16}", file), file_of(address))
    else:
        assert file_of(address) == file


def test_links_between_files() -> None:
    assert way("index.html", "company/meta.html") == "company/meta.html"
    assert way("event/a.html", "index.html", "list") == "../index.html#list"
    assert way("event/a.html", "event/a.html", "top") == "#top"
    assert way("event/a.html", "event/a.html") == "a.html"


def test_rewriting_leaves_all_else_as_it_was() -> None:
    text = (
        '<!DOCTYPE html>\n<p title="a > b">x &amp; y\u2028<a class=k href="/a?b=1&amp;c=2">z</a><svg viewBox="0 0 1 1">'
        '<a href="/s"/></svg><script type="application/ld+json">{"a": "<a href=\'/no\'>"}</script>'
        '<!-- <a href="/no"> --><form action="/f"><a href="/in"></a></form><br/>'
    )
    page = Page(text)
    assert page.links == ["/a?b=1&c=2", "/s"]
    assert page.rewritten(lambda link: f"to{link}", lambda action: f"[{action}]") == (
        text.replace('<a class=k href="/a?b=1&amp;c=2">', '<a class="k" href="to/a?b=1&amp;c=2">')
        .replace('<a href="/s"/>', '<a href="to/s"/>')
        .replace('<form action="/f"><a href="/in"></a></form>', "[/f]")
    )


@contextmanager
def served(*command: str, cwd: Path) -> Iterator[str]:
    """Run a server of this machine; its address."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(Path(copy.__file__).parents[3])}
    process = subprocess.Popen([sys.executable, "-m", *command, "--port", str(port)], cwd=cwd, env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(600):
            if process.poll() is not None:
                raise AssertionError(f"{command} ended")
            try:
                urllib.request.urlopen(address).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def test_datasette_alone_and_the_tracker_give_the_same_pages(database: Path) -> None:
    """The plugin is found by its entry point, whoever serves the file."""
    root = database.parents[1]
    alone = served("datasette", str(database), "--host", "127.0.0.1", cwd=root)
    ours = served("tracker.cli", "--root", str(root), "serve", cwd=root)
    with alone as one, ours as other:
        for url in [*PAGES, "/timeline.atom", "/timeline.csv?company=meta", "/badge/meta/EU.svg", "/sitemap.xml"]:
            got = []
            for address in (one, other):
                with urllib.request.urlopen(address + url) as answer:
                    got.append(answer.read().decode().replace(address, "http://localhost"))
            assert got[0] == got[1] == get(database, url).text, url
