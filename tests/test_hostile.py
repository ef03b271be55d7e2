"""What hostile servers do ends in a problem that names it, or is survived; bytes, time and memory stay bounded."""

from __future__ import annotations

import asyncio
import gc
import re
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace

import pytest
import stamina
from hostile_content import CONTENT, CONTENT_LIMIT
from hostile_web import TRANSPORT, Case, serving

from tracker import fetch, limits, read
from tracker.discover import Ask, DiscoverError
from tracker.fetch import Fetcher, FetchError
from tracker.model import Find, Format, Kind, Page, PageRules, Snapshot, Source
from tracker.pipeline import listed

#: where time is up within a destructor, Python can only tell
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
NOW = "2026-11-22T08:00:00Z"
AGENT = "tracker/1 (+https://example.org)"
#: seconds that a whole answer may take here
PATIENCE = 1.0
SOURCE = Source(id="x", name="X", kind=Kind.REGULATOR, url="https://a.org/", format=Format.FEED)
CASES = {case.name: case for case in (*TRANSPORT, *CONTENT)}


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serving({name: case.does for name, case in CASES.items()}) as address:
        yield address
    gc.collect()  # some of these trees are large and deep


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fetch, "TIME_LIMIT", PATIENCE)
    monkeypatch.setattr(limits, "LIST", CONTENT_LIMIT)
    with stamina.set_testing(True, attempts=2):
        yield


def ask(url: str, *allowed: str) -> Page:
    async def one() -> Page:
        async with Fetcher(AGENT, NOW, allowed=allowed, pause=0.0) as fetcher:
            return await fetcher.fetch(url)

    return asyncio.run(one())


def come_of(base: str, case: Case) -> str:
    """The problem that a case ends in, or `~` and what was read of it."""
    try:
        page = ask(f"{base}/{case.name}", base.removeprefix("http://"))
        if isinstance(case.reads, Format):
            find = Find(item="li", link="a") if case.reads is Format.LISTING else Find(item="items", link="url")
            source = replace(SOURCE, format=case.reads, find=find)
            links, _ = listed.shown(source, Ask(source.url), page)
            return f"~{len(links)} links" + "".join(f" {x.url} {x.title} {x.summary} {x.published}" for x in links[:50])
        if case.reads:
            rules = PageRules(body="div, p") if case.rules else None
            kind = next((v for k, v in page.headers if k.lower() == "content-type"), "")
            snapshot = Snapshot(page.final_url, "x", "0" * 64, NOW, "f", 0, kind, "", None)
            limits.weigh(page.body)
            source = replace(SOURCE, page=rules)
            found = limits.bounded(CONTENT_LIMIT, lambda: read.read(snapshot, page.body, source))
            return f"~{found.title}|{found.text}" if found else "~no text"
        return "~" + page.body.decode("latin-1")
    except (FetchError, DiscoverError, limits.OverwhelmedError) as error:
        return str(error)


def test_the_catalogue_is_large() -> None:
    assert len(CASES) == len(TRANSPORT) + len(CONTENT), "names are unique"
    assert len(CASES) >= 120


@pytest.mark.parametrize("name", CASES)
def test_the_end_of(base: str, name: str) -> None:
    case = CASES[name]
    start = time.monotonic()
    end = come_of(base, case)
    took = time.monotonic() - start
    assert re.search(case.ends, end, re.S), end[:300]
    assert "~" in case.ends or not end.startswith("~"), end[:300]
    assert took < 2 * PATIENCE + 2 * CONTENT_LIMIT + 3


@pytest.mark.parametrize("name", [case.name for case in TRANSPORT if "bomb" in case.name or "100-MB" in case.name])
def test_the_memory_that_is_taken_by(base: str, name: str) -> None:
    tracemalloc.start()
    try:
        come_of(base, CASES[name])
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()
