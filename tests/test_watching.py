"""Watched pages are read again, by their age, and what they came to say is found, dated and shown."""

from __future__ import annotations

import sqlite3
import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from home import Home
from moving_web import Answer, MovingWeb, Play
from web import Web
from web_pages import STATEMENT

from tracker import pipeline
from tracker.archive import Archive
from tracker.declarations import Feeds, load_watch, load_words
from tracker.extract import Extractor
from tracker.ledger import Ledger
from tracker.ledger.watchbook import Watchbook, Watched
from tracker.model import Find, Format, Kind, PageRules, Source, Watch
from tracker.pipeline import watching

ROOT = Path(__file__).parent.parent
WORDS = load_words()
EXTRACTOR = Extractor(WORDS)
START = datetime(2026, 1, 1, 6, tzinfo=UTC)
FILLER = "\n".join(
    f"<p>Paragraph {n} explains what the members of the service can choose in their settings.</p>" for n in range(4)
)
STOPPED = "<p>LinkedIn has stopped training its AI models on the data of members in the United Kingdom.</p>"
RESUMED = "<p>LinkedIn has resumed training its AI models on the data of members in the United Kingdom.</p>"
PLEDGE = "<p>Zoom will never again train its AI models on the calls of customers.</p>"


def at(day: int, minute: int = 0) -> str:
    return (START + timedelta(days=day, minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")


def html(*parts: str, title: str = "Our page", noise: str = "", day: str = "") -> str:
    body = "".join(parts)
    issued = f"<meta property=article:published_time content={day}>" if day else ""
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title><meta name=csrf content='{noise}'>{issued}</head>"
        f"<body><nav><a href='/?{noise}'>Home</a></nav><main><h1>{title}</h1><div class=prose>{body}</div></main>"
        "</body></html>"
    )


# ---- when


@pytest.mark.parametrize(
    ("since", "now", "days"),
    [
        ("2026-01-01", "2026-01-01T06:00:00Z", 1),
        ("2026-01-01T06:00:00Z", "2026-02-01T06:00:00Z", 1),
        ("2026-01-01", "2026-02-02T06:00:00Z", 7),
        ("2026-01", "2027-01-02T06:00:00Z", 7),
        ("2026", "2027-01-03T06:00:00Z", 30),
        ("2030-01-01", "2026-01-01T06:00:00Z", 1),
    ],
)
def test_a_page_is_looked_at_less_often_as_its_text_ages(since: str, now: str, days: int) -> None:
    assert watching.every(since, now) == days


def test_a_page_is_due_when_its_days_have_passed_give_or_take_two_hours() -> None:
    page = Watched("u", "s", "", "2026-01-01", looked="2026-01-10T06:10:00Z")
    assert watching.due(page, "2026-01-11T05:30:00Z")
    assert not watching.due(page, "2026-01-11T03:30:00Z")
    assert not watching.due(Watched("u", "s", "", "2024", looked="2026-01-10T06:10:00Z"), "2026-02-08T06:00:00Z")
    assert watching.due(Watched("u", "s", "", "2024", looked=None), "2026-01-01T00:00:00Z")


# ---- who speaks on a page


def test_the_voice_of_each_page_of_the_list() -> None:
    source = Source("ico", "ICO", Kind.REGULATOR, "https://ico.org.uk/api", Format.JSON, aliases=("cy.ico.org.uk",))
    listed = load_watch(ROOT / "data" / "watch.yaml")
    voices = {entry.url: watching.voice(entry, {"ico": source}, WORDS) for entry in listed}
    assert {voices[url].id for url in voices if "ico.org.uk" in url} == {"ico"}
    named = {(voice.kind, voice.name) for voice in voices.values()}
    assert (Kind.COMPANY, "LinkedIn") in named
    assert (Kind.COMPANY, "Meta") in named
    assert any(voice.regulator == "FDPIC" for voice in voices.values())
    assert not [entry.url for entry in listed if entry.company == "various" and entry.kind is Kind.COMPANY]


# ---- one page


class Place:
    """A folder with archive, ledger and database; its sources and its watch list."""

    def __init__(self, folder: Path, web: MovingWeb, *watch: Watch, sources: tuple[Source, ...] = ()) -> None:
        allow = (web.url("").removeprefix("http://"),)
        self.feeds, self.watch, self.web = Feeds("a@b.example", "tests", sources, allow=allow), watch, web
        self.archive, self.ledger = Archive(folder / "archive"), Ledger(folder / "ledger.db")
        self.path = folder / "timeline.db"

    def collect(self, day: int, *only: str, minute: int = 0) -> pipeline.Collected:
        self.web.day = day
        return pipeline.collect(
            self.feeds, WORDS, self.archive, self.ledger, at(day, minute), only, watch=self.watch
        )  # fmt: skip

    def build(self, day: int) -> pipeline.Built:
        stores = (self.archive, self.ledger)
        return pipeline.build(
            self.path, WORDS, (), self.feeds.sources, *stores, EXTRACTOR, at(day)[:10], watch=self.watch
        )

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.path)) as database:
            return database.execute(sql).fetchall()


def listed(web: MovingWeb, path: str, company: str = "linkedin") -> Watch:
    return Watch(web.url(path), company, "GB", "It changes in place.")


def until(change: int, before: str, after: str) -> Play:
    return lambda day: Answer(before if day < change else after)


def test_an_edit_that_nothing_dates_is_of_the_day_on_which_it_was_first_seen(tmp_path: Path) -> None:
    pages = {"/help": until(3, html(FILLER), html(FILLER, RESUMED))}
    with MovingWeb(pages) as web:
        place = Place(tmp_path, web, listed(web, "/help"))
        for day in range(5):
            assert place.collect(day).exit_code == 0
        place.build(5)
    assert web.asked["/help"] == [0, 1, 2, 3, 4]
    assert place.ask("select e.date, r.date, r.first_seen, r.version, e.confidence_reasons from reports r join events e"
                     " on e.id = r.event where r.action = 'resumed'") == [
        ("2026-01-04", "2026-01-04", 1, 2,
         "company's own statement; 1 publisher; dated by the day on which an edit of the page was first seen"),
    ]  # fmt: skip
    assert place.ask("select version, date, first_seen from sections where version = 2") == [(2, "2026-01-04", 1)]
    assert place.ask("select version, before from versions where version = 2") == [(2, at(2))]
    assert place.ask("select change, about, after from edits") == [("added", 1, RESUMED[3:-4])]


def test_a_rewording_is_no_second_act_and_what_an_official_page_said_stays_said(tmp_path: Path) -> None:
    again = STOPPED.replace("has stopped", "has now stopped")
    texts = [html(said, FILLER, day="2026-01-05") for said in (STOPPED, again, RESUMED)]
    with MovingWeb({"/s": lambda day: Answer(texts[min(day - 6, 2)])}) as web:
        place = Place(tmp_path, web, listed(web, "/s"))
        found = []
        for day in (6, 7, 8):
            place.collect(day)
            place.build(day)
            found.append(place.ask("select action, date, version, first_seen from reports order by action"))
    assert found[0] == [("paused", "2026-01-05", 1, 0)]
    assert found[1] == [("paused", "2026-01-05", 2, 0)], "the same act told anew"
    assert found[2] == [("paused", "2026-01-05", 2, 0), ("resumed", "2026-01-09", 3, 1)]


def test_an_edit_that_denies_what_the_page_said_takes_it_back(tmp_path: Path) -> None:
    denied = STOPPED.replace("has stopped", "has not stopped")
    with MovingWeb({"/s": until(1, html(STOPPED, FILLER), html(denied, FILLER))}) as web:
        place = Place(tmp_path, web, listed(web, "/s"))
        for day in (0, 1):
            place.collect(day)
        place.build(1)
    assert place.ask("select action from reports") == []
    assert place.ask("select distinct reason from rejections") == [("denial",)]


def test_unchanged_pages_cost_a_question_and_those_that_moved_or_went_are_told(tmp_path: Path) -> None:
    pages: dict[str, Play] = {
        "/same": lambda _: Answer(html(FILLER)),
        "/moved": lambda _: Answer(status=301, place="/home"),
        "/slash": lambda _: Answer(status=301, place="/slash/"),
        "/slash/": lambda _: Answer(html(FILLER)),
        "/gone": lambda _: Answer(status=404),
        "/home": lambda _: Answer(html(FILLER)),
    }
    with MovingWeb(pages, tagged=("/same",)) as web:
        paths = ("/same", "/moved", "/slash", "/gone")
        place = Place(tmp_path, web, *(listed(web, path) for path in paths))
        for day in (0, 1):
            (outcome,) = place.collect(day).outcomes
            assert (outcome.source, outcome.state, outcome.links) == ("watch", "ok", 4)
            told = {problem.url: problem.message for problem in outcome.problems}
            assert set(told) == {web.url("/moved"), web.url("/gone")}
            assert web.url("/home") in told[web.url("/moved")]
        assert web.unchanged["/same"] == [1]
        place.build(1)
        assert {snapshot.url for snapshot in place.archive.snapshots()} == {web.url("/same"), web.url("/slash/")}
        shown = dict(place.ask("select url, message from watched"))
        assert shown[web.url("/gone")] == "status 404"
        assert shown[web.url("/same")] is None


def test_a_host_that_is_down_is_asked_again_at_the_next_run(tmp_path: Path) -> None:
    with MovingWeb({"/s": lambda _: Answer(html(FILLER))}) as web:
        place = Place(tmp_path, web, listed(web, "/s"))
    assert place.collect(0).exit_code == 3
    assert [page.looked for page in Watchbook(place.ledger).pages()] == [None]
    assert place.collect(0, minute=30).outcomes[0].problems


def test_pages_are_left_alone_in_a_run_for_a_named_source(tmp_path: Path) -> None:
    with MovingWeb({"/s": lambda _: Answer(html(FILLER))}) as web:
        source = Source("site", "Site", Kind.NGO, web.url("/feed"), Format.FEED)
        place = Place(tmp_path, web, listed(web, "/s"), sources=(source,))
        place.collect(0, "site")
        assert web.asked["/s"] == []
        assert [outcome.source for outcome in place.collect(0, "watch").outcomes] == ["watch"]
        assert web.asked["/s"] == [0]


def test_a_page_taken_off_the_list_is_left_alone(tmp_path: Path) -> None:
    with MovingWeb({"/s": lambda _: Answer(html(FILLER))}) as web:
        place = Place(tmp_path, web, listed(web, "/s"))
        place.collect(0)
        place.watch = ()
        place.build(0)
        place.collect(1)
    assert web.asked["/s"] == [0]


# ---- what the ICO did


def test_a_statement_rewritten_under_its_old_date_gives_both_events(tmp_path: Path, web: Web) -> None:
    """Its list does not tell (the stamp stays): only the second look at the page does."""
    home = Home(tmp_path, web)
    home.now = "2024-09-21T06:00:00Z"
    home.run("collect", "ico-news")
    home.run("build")
    web.edit()
    home.now = "2025-09-24T06:00:00Z"
    before = len(web.requests)
    assert home.run("collect", "watch").exit_code == 0
    asked = [seen.path for seen in web.requests[before:] if seen.site == "ico"]
    assert STATEMENT in asked
    assert not [path for path in asked if "search" in path]
    home.run("build")
    rows = home.ask("select action, date, effective, state from events where company = 'linkedin' order by date")
    assert rows == [
        ("paused", "2024-09-20", None, "extracted"), ("resumed", "2025-09-23", "2025-11-03", "extracted"),
    ]  # fmt: skip
    asked = "select action, version, first_seen from reports where company = 'linkedin' order by 1"
    assert home.ask(asked) == [("paused", 2, 0), ("resumed", 2, 0)]
    assert {row[0] for row in home.ask("select url from watched where why = 'It gave a report.'")} >= {
        web.url("ico", STATEMENT)
    }


# ---- a year in fast time

LIST = "/news"
RULES = PageRules(body=".prose", title="h1")


def statements(change: int, before: str, after: str, day: str) -> Play:
    text = f"<p>Statement of {day}</p>"
    return until(
        change, html(text, before, FILLER, title="On LinkedIn"), html(text, before, after, FILLER, title="On LinkedIn")
    )


def played() -> dict[str, Play]:
    """The pages of a year: what is edited on which day, and what only seems to be."""

    def noisy(day: int) -> Answer:
        banner = "<p>We use cookies. Accept all cookies?</p>" if day % 9 < 3 else ""
        views = f"<p>{day * 17} views</p>"
        return Answer(html(banner, FILLER, views, noise=str(day)))

    def sick(day: int) -> Answer:
        if 10 <= day < 17:
            return Answer("down", status=500)
        return Answer(html(FILLER, RESUMED if day >= 12 else ""))

    heading = "<h2>Updated statement 9 February 2026</h2>"
    earlier = "<h2>Previous statement - 1 January 2026</h2>"
    return {
        LIST: lambda day: Answer(
            "<ul>" + "".join(f"<li><a href='/news/{name}'>On LinkedIn {name}</a> <time>{shown}</time></li>"
                             for name, shown, since in NEWS if day >= since) + "</ul>"
        ),
        "/news/new": statements(95, STOPPED, RESUMED, "6 January 2026"),
        "/news/old": statements(200, STOPPED, RESUMED, "3 May 2023"),
        "/terms": until(40, html(FILLER), html(heading, RESUMED, earlier, FILLER)),
        "/help": until(100, html(FILLER), html(FILLER, RESUMED)),
        "/noise": noisy,
        "/pledge": until(210, html(PLEDGE, FILLER), html(FILLER)),
        "/sick": sick,
        "/moved": lambda day: Answer(html(FILLER)) if day < 60 else Answer(status=302, place="/noise"),
    }  # fmt: skip


BUILT = (0, 6, 20, 50, 110, 215, 240, 300, 365)
#: name, the day in the list, from which day of the year it stands there
NEWS = (("new", "6 January 2026", 5), ("old", "3 May 2023", 0))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, MovingWeb, dict[int, int]]]:
    """A tracker after a year of days; only when it is built an edit makes a page young again."""
    with MovingWeb(played(), tagged=("/terms", "/news/new", "/pledge")) as web, pytest.MonkeyPatch.context() as patch:
        # each run loads the certificates of the world, a tenth of a second for nothing here
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        office = Source("office", "Office", Kind.REGULATOR, web.url(LIST), Format.LISTING, region="GB", page=RULES,
                        find=Find("li", "a", "a", "time"), keep=("/news/",))  # fmt: skip
        paths = ("/terms", "/help", "/noise", "/pledge", "/sick", "/moved")
        watch = [listed(web, path, "zoom" if path == "/pledge" else "linkedin") for path in paths]
        place = Place(tmp_path_factory.mktemp("year"), web, *watch, sources=(office,))
        cost = {}
        for day in range(366):
            place.collect(day, minute=day % 45)
            cost[day] = sum(len(days) for days in web.asked.values())
            if day in BUILT:
                place.build(day)
        yield place, web, cost


def path(url: object) -> str:
    return urlsplit(str(url)).path


def test_a_year_finds_every_edit_and_no_noise(year: tuple[Place, MovingWeb, dict[int, int]]) -> None:
    place, _, _ = year
    rows = place.ask("select d.url, v.version, v.fetched from versions v join documents d on d.id = v.document"
                     " where v.version > 1")  # fmt: skip
    seen = {path(url): (version, fetched) for url, version, fetched in rows}
    edited = {"/terms": 40, "/help": 100, "/pledge": 210, "/sick": 17, "/news/new": 95, "/news/old": 200}
    assert set(seen) == set(edited)
    for page, day in edited.items():
        number = (datetime.fromisoformat(str(seen[page][1])) - START).days
        limit = {"/terms": 7, "/help": 7, "/pledge": 7, "/sick": 0, "/news/new": 7, "/news/old": 30}[page]
        assert day <= number <= day + limit, page
        assert seen[page][0] == 2


def test_a_year_dates_what_it_found(year: tuple[Place, MovingWeb, dict[int, int]]) -> None:
    place, _, _ = year
    rows = place.ask(
        "select d.url, r.action, r.date, r.first_seen from reports r join documents d on d.id = r.document"
    )
    found = {(path(url), action): (date, seen) for url, action, date, seen in rows}
    assert found["/terms", "resumed"] == ("2026-02-09", 0)
    assert found["/news/old", "paused"] == ("2023-05-03", 0)
    assert found["/news/new", "paused"] == ("2026-01-06", 0)
    for page in ("/help", "/sick", "/news/new", "/news/old"):
        date, seen = found[page, "resumed"]
        first = place.ask("select v.fetched from versions v join documents d on d.id = v.document"
                          f" where v.version = 2 and d.url like '%{page}'")  # fmt: skip
        assert (str(date), seen) == (str(first[0][0])[:10], 1)


def test_a_year_asks_no_page_more_often_than_its_schedule(year: tuple[Place, MovingWeb, dict[int, int]]) -> None:
    _, web, cost = year
    #: day from which its text is what it is
    young = {"/terms": (0, 40), "/help": (0, 100), "/noise": (0,), "/pledge": (0, 210), "/sick": (0, 17),
             "/moved": (0,), "/news/new": (5, 95), "/news/old": (-900, 200)}  # fmt: skip
    for page, began in young.items():
        days = sorted(set(web.asked[page]))
        for one, two in pairwise(days):
            age = min(two - day for day in began if day <= two)
            # an edit is noticed after it happened, and heeded after the next build
            least = min(
                watching.every(at(0), at(max(age - late, 0))) for late in (0, 11, 30) if age >= late or not late
            )
            assert two - one >= least, (page, one, two)
    assert len(set(web.asked["/noise"])) <= 32 + 48
    assert len(set(web.asked["/news/old"])) <= 7 + 32 + 24
    assert web.unchanged["/pledge"], "an unchanged page costs a question only"
    late = cost[365] - cost[305]
    assert late <= cost[120] - cost[60], "the work of a day does not grow"
