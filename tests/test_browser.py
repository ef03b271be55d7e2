"""Five readers get what they came for in a real browser; axe finds nothing on any kind of page; no page is too wide.

Needs Chromium (Debian's package `chromium`) and the extra `browser`. With PICTURES=FOLDER in the environment each page
is photographed for a person to look at.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sample
from browser import CHROMIUM, MODES, Mode, chromium, served
from datasette.plugins import pm
from readers import READERS, Task

import tracker.site
from tracker.model import Correction, Ruling
from tracker.publish import publish
from tracker.publish.rows import short

pytest.importorskip("playwright.sync_api", reason="the extra `browser` is not installed")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="there is no Chromium on this machine: apt-get install chromium"
)

if not any(plugin is tracker.site for plugin in pm.get_plugins()):
    pm.register(tracker.site, name="tracker")

#: one address of each kind of page, and what it must have
KINDS = {
    "home": "/",
    "home of a year": "/?year=2024",
    "status": "/status",
    "status of a day": "/status?as_of=2024-06-30",
    "status of no day": "/status?as_of=soon",
    "timeline": "/timeline",
    "timeline of a company": "/timeline?company=meta",
    "timeline without a hit": "/timeline?q=nothing+at+all",
    "company": "/company/meta",
    "company without events": "/company/adobe",
    "region": "/region/GB",
    "regulator": "/regulator/ICO",
    "companies": "/company",
    "regulators": "/regulator",
    "event": "/event/linkedin-gb-paused-2024-09",
    "event without a quote": "/event/meta-gb-paused-2024-06",
    "document": f"/document/{short(sample.URL)}",
    "withdrawn event": "/event/openai-it-cleared-2023-04",
    "search": "/search?q=linkedin",
    "search for a slip": "/search?q=linkdin",
    "search without a hit": "/search?q=qwertyuiop",
    "search without words": "/search",
    "sources": "/sources",
    "changes": "/changes",
    "accuracy": "/accuracy",
    "about": "/about",
    "feeds and badges": "/api",
    "questions": "/questions",
    "answer": "/questions/pause-lengths",
    "answer to a value": "/questions/coming-up?days=60",
    "missing": "/event/nix",
}
#: the text may not be wider than the screen, from a small phone to a large monitor
WIDTHS = (320, 768, 3840)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("browser") / "timeline.db"
    dropped = Correction("openai-it-cleared-2023-04", Ruling.DROP, "A. Person", "2026-08-02", "For the test.")
    publish(path, sample.content(rulings=[dropped]))
    with closing(sqlite3.connect(path)) as db:  # as under a licence that lets whole texts be shown
        text = sample.TEXT.replace(sample.QUOTE, f"{sample.QUOTE} The regulator was pleased.")
        db.execute("update versions set text = ? where words > 10", [text])
        db.commit()
    with served(path) as address:
        yield address


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    path = tmp_path_factory.mktemp("hostile") / "timeline.db"
    sample.write(path)
    event = sample.spoil(path)
    with served(path) as address:
        yield address, event


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


def photograph(page: Any, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize(
    ("reader", "task"),
    [pytest.param(who, task, id=f"{who}: {task.__name__}") for who, tasks in READERS.items() for task in tasks],
)
def test_readers_get_what_they_came_for(site: str, browser: Any, mode: Mode, reader: str, task: Task) -> None:
    context = browser.new_context(**mode.options)
    context.set_default_timeout(5000)
    page = context.new_page()
    try:
        page.goto(f"{site}/")
        task(page)
        photograph(page, f"{reader}-{task.__name__}-{mode.name}")
    finally:
        context.close()


@pytest.mark.parametrize("mode", [MODES[0], MODES[-1]], ids=lambda mode: mode.name)
def test_axe_finds_nothing_and_no_page_asks_anybody_else(site: str, browser: Any, mode: Mode) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(**{**mode.options, "java_script_enabled": True}, bypass_csp=True)
    page, axe = context.new_page(), Axe()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    found = {}
    for name, path in KINDS.items():
        page.goto(site + path)
        photograph(page, f"{name}-{mode.name}")
        for details in page.locator("details").all():
            details.evaluate("one => { one.open = true }")
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        results = axe.run(page, options=rules)
        if results.violations_count:
            found[name] = [(one["id"], one["nodes"][0]["html"][:200]) for one in results.response["violations"]]
    context.close()
    assert found == {}
    assert [url for url in asked if not url.startswith(site)] == []


def test_no_page_is_wider_than_the_screen(site: str, browser: Any) -> None:
    page = browser.new_page()
    wide = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for name, path in KINDS.items():
            page.goto(site + path)
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            wide += [(name, width, over)] if over > 0 else []
    page.close()
    assert wide == []


def test_hostile_titles_do_nothing(hostile: tuple[str, str], browser: Any) -> None:
    site, event = hostile
    page = browser.new_page()
    troubles: list[str] = []
    page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: troubles.append(message.text))
    for path in ("/", "/timeline", f"/event/{event}", "/company/x", "/sources", "/search?q=<script>alert(4)</script>"):
        page.goto(site + path)
        assert page.locator("main i, main u").count() == 0, path
    page.goto(f"{site}/event/{event}")
    assert "<script>alert(1)</script>" in page.get_by_role("main").inner_text()
    page.close()
    assert troubles == []


def test_a_keyboard_reaches_the_content_first_and_every_mark_of_the_lanes(site: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(f"{site}/company/meta")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")
    marks = page.locator(".lanes svg a").count()
    reached = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        label = page.evaluate("document.activeElement.closest('.lanes svg a')?.getAttribute('aria-label')")
        if label:
            lane = page.evaluate("document.activeElement.closest('li').querySelector('.lane').textContent")
            reached.add((lane, label, page.evaluate("document.activeElement.getAttribute('href')")))
    page.close()
    assert marks > 5
    assert len(reached) == marks


def test_print_leaves_out_what_only_screens_need(site: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(f"{site}/event/linkedin-gb-paused-2024-09")
    page.emulate_media(media="print")
    assert not page.get_by_role("search").is_visible()
    assert page.locator("mark").is_visible()
    page.close()
