"""The site shows what is in the database, links only to the web, and stays away from databases that are no timeline."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import sample
from datasette.app import Datasette
from datasette.plugins import pm

import tracker.site
from tracker.model import Action, Entry
from tracker.publish.rows import short
from tracker.site import board, formats, lanes, questions
from tracker.site.desk import POLICY

if not any(plugin is tracker.site for plugin in pm.get_plugins()):
    pm.register(tracker.site, name="tracker")

PAUSE = "/event/linkedin-gb-paused-2024-09"
STATEMENT = f"/document/{short(sample.URL)}"
#: path: what its page must say
PAGES = {
    "/": ["Where they stand today", "LinkedIn will begin again.", "<b>1</b> of 2 sources", "<svg"],
    "/timeline?company=meta": ["<h1>Meta</h1>", "Meta put its British plan on hold."],
    "/timeline?region=GB&action=paused": ["United Kingdom, Paused", "LinkedIn stopped for British members."],
    "/timeline?regulator=DPC": ["Meta put its European plan on hold."],
    "/timeline?year=2023": ["Italy halted ChatGPT."],
    "/timeline?company=nobody": ["No event has all of this."],
    "/search?q=%22": ["Nothing"],
    "/search?q=%00clause": ["Zoom took the clause out"],
    f"/timeline?page={'9' * 5000}": ["Zoom took the clause out"],
    "/timeline?page=no": ["Zoom took the clause out"],
    "/status": ["Status today", "gave up"],
    "/status?as_of=soon": ["is not a day like"],
    "/company": ["LinkedIn", "Known, without an event so far"],
    "/company/meta": ["<h1>Meta</h1>", "Over time", "Brazil&#39;s authority barred the training."],
    "/company/microsoft": ["The record has no event of this company."],
    "/region": ["United Kingdom"],
    "/region/GB": ["Told worldwide", "Zoom"],
    "/regulator": ["GARANTE"],
    "/regulator/ICO": ["LinkedIn stopped for British members."],
    PAUSE: [
        "members in the UK &lt;pending talks&gt;.</blockquote>",
        "2" * 64,
        "2026-08-02.warc.gz",
        f'<a href="{sample.COPY}" rel="noopener nofollow">Wayback Machine</a>',
        f'<a href="{sample.COPY}" rel="noopener nofollow">archived copy</a>',
        "Our statement on LinkedIn",
        "entered by a person and read by program",
        "news.example",
        "How to cite",
        "After: resumed, 18 September 2025",
        "event linkedin-gb-paused-2024-09",
    ],
    "/event/snap-gb-paused-undated": ["no date known", "Snap has put its plan on hold.", "A text without an address"],
    STATEMENT: [
        "<del>goes on with</del> <ins>has suspended such</ins>",
        "&lt;pending talks&gt;",
        "Not counted: <strong>demand</strong>",
        "Seen in 2 versions",
        PAUSE,
        "The look before",
    ],
    "/sources": ["&lt;404&gt; from the list", "broken", "noyb"],
    "/about": ["What counts", "The company went ahead after a pause", "Tables and columns", "event_regulators"],
    "/questions": ["For legal work", "Pauses by length, those still on included"],
    "/search": ["A phrase goes in double quotes"],
    "/search?q=british": ["LinkedIn stopped for British members."],
    "/search?q=linkedin": ["Our statement on LinkedIn", "/company/linkedin"],
    '/search?q="in+two+minds': ["Nothing has all of these words."],
    "/search?q=100%25_": ["Nothing has all of these words."],
}


class Links(HTMLParser):
    """Collects what a page links to, loads or runs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("type", "application/ld+json") in attrs:
            return  # data, which no browser runs: see test_doors.py
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.hrefs += [value or "" for name, value in attrs if name in ("href", "src", "action", "cite")]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("site") / "any-name.db"
    sample.write(file)
    return file


RUNNER = asyncio.Runner()


@cache
def serve(path: Path, **settings: Any) -> Datasette:
    """Return a started Datasette that serves the file at `path`."""
    datasette = Datasette([str(path)], settings=settings)
    RUNNER.run(datasette.invoke_startup())
    return datasette


def get(path: Path, url: str, **settings: Any) -> Any:
    """Return the answer to a GET of `url` where the file at `path` is served."""
    return RUNNER.run(serve(path, **settings).client.get(url, follow_redirects=True))


@cache
def status_code(path: Path, url: str) -> int:
    return int(get(path, url).status_code)


@pytest.mark.parametrize(("url", "phrases"), PAGES.items())
def test_pages_say_what_they_must(path: Path, url: str, phrases: list[str]) -> None:
    answer = get(path, url)
    assert answer.status_code == 200
    assert [phrase for phrase in phrases if phrase not in answer.text] == []
    assert answer.headers["content-security-policy"] == POLICY
    assert len(answer.content) < 100_000


@pytest.mark.parametrize("url", [url for url in PAGES if "?" not in url])
def test_pages_need_no_script_and_no_other_host_and_their_links_lead_somewhere(path: Path, url: str) -> None:
    page = Links(get(path, url).text)
    assert "script" not in page.tags
    assert not {name for name in page.attributes if name == "style" or name.startswith("on")}
    assert page.tags.count("h1") == 1

    ours = sorted({href for href in page.hrefs if href.startswith("/")})[:40]
    assert {href: code for href in ours if (code := status_code(path, href)) != 200} == {}


@pytest.mark.parametrize(
    "url", ["/company/nix", "/region/XX", "/regulator/NIX", "/event/<nix>", "/document/nix", "/event/meta%2Feu"]
)
def test_unknown_ids_are_not_found(path: Path, url: str) -> None:
    answer = get(path, url)
    assert answer.status_code == 404
    assert "Not in the record" in answer.text
    assert "<nix>" not in answer.text


def test_the_style_sheet_is_served_for_long_and_known_by_its_content(path: Path) -> None:
    (style,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', get(path, "/").text)
    answer = get(path, style)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]


def test_the_site_works_under_a_prefix(path: Path) -> None:
    page = get(path, "/company/meta", base_url="/tracker/")
    assert page.status_code == 200
    assert [href for href in Links(page.text).hrefs if href.startswith("/") and not href.startswith("/tracker/")] == []


def test_status_as_of_a_day(path: Path) -> None:
    """Meta in Britain: announced in May 2024, paused in June, resumed in September."""

    def meta(day: str) -> str:
        row = get(path, f"/status?as_of={day}").text.split('/company/meta">')[1].split("</tr>")[0]
        cell = re.search(r'data-at="United Kingdom".*?<b>(.*?)</b>', row, re.DOTALL)
        return cell[1] if cell else "nothing"

    days = ["2024-05-21", "2024-06-01", "2024-06-14", "2024-09-12", "2024-09-13"]
    assert "/company/meta" not in get(path, f"/status?as_of={days[0]}").text
    assert [meta(day) for day in days[1:]] == ["will start", "paused", "paused", "resumed"]


def test_an_announcement_without_a_day_does_not_hide_an_act_on_the_board(tmp_path: Path) -> None:
    said = Entry("meta", "GB", Action.ANNOUNCED, "2025-01-01", "Meta said it again.", sample.ENTRIES[0].sources)
    sample.write(tmp_path / "timeline.db", (*sample.ENTRIES, said))
    shown = Links(get(tmp_path / "timeline.db", "/status").text).hrefs
    assert "/event/meta-gb-resumed-2024-09" in shown
    assert "/event/meta-gb-announced-2025-01" not in shown


def test_a_source_that_is_switched_off_is_not_missed(tmp_path: Path) -> None:
    sample.write(tmp_path / "timeline.db")
    with closing(sqlite3.connect(tmp_path / "timeline.db")) as db, db:
        db.execute("update sources set state = 'off' where id = 'ico'")
    assert "<b>1</b> of 1 source" in get(tmp_path / "timeline.db", "/").text
    assert "1 of 1 answer" in get(tmp_path / "timeline.db", "/sources").text


def test_what_takes_effect_is_shown_before_it_does(path: Path) -> None:
    text = get(path, "/").text
    assert "What takes effect next" in text
    assert "1 January 2999" in text


def test_the_board_of_today_says_what_the_view_status_says(path: Path) -> None:
    shown = Links(get(path, "/status").text).hrefs
    with closing(sqlite3.connect(path)) as db:
        standing = {row[0] for row in db.execute("select event from status where since is not null")}
    assert standing
    assert {f"/event/{event}" for event in standing} <= set(shown)


def test_markup_in_the_data_is_shown_and_not_run(tmp_path: Path) -> None:
    spoiled = tmp_path / "spoiled.db"
    sample.write(spoiled)
    event = sample.spoil(spoiled)
    for url in (
        "/",
        f"/event/{event}",
        PAUSE,
        STATEMENT,
        "/company/x",
        "/region/WW",
        "/sources",
        "/search?q=linkedin",
        "/search?q=<script>alert(4)</script>",
        "/timeline?company=<script>",
        '/timeline?company="><script>',
    ):
        text = get(spoiled, url).text
        page = Links(text)
        assert "script" not in page.tags, url
        assert not {"i", "u"} & set(page.tags), url
        assert [href for href in page.hrefs if not re.match(r"https?://|/|#|\?", href)] == [], url
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in get(spoiled, f"/event/{event}").text
    assert "javascript:alert(2)" in get(spoiled, f"/event/{event}").text


@pytest.mark.parametrize("question", questions.QUESTIONS, ids=lambda question: question.name)
def test_questions_are_answered(path: Path, question: questions.Question) -> None:
    answer = get(path, f"/data/{question.name}.json?_shape=objects").json()
    assert answer["ok"], answer
    names = set(re.findall(r":([a-z]+)", question.sql))
    filled = "&".join(f"{name}=1" for name in sorted(names))
    assert get(path, f"/data/{question.name}.json?_shape=objects&{filled}").json()["ok"]
    assert question.description
    assert [other.title for other in questions.QUESTIONS].count(question.title) == 1


@pytest.mark.parametrize(
    ("name", "query", "column", "wanted"),
    [
        (
            "chronology",
            "company=meta",
            "date",
            ["2024-05-22", "2024-06-06", "2024-06-14", "2024-06-14", "2024-07-02", "2024-09-13"],
        ),
        ("pause-lengths", "", "days", None),
        ("why-it-came-back", "company=linkedin", "stopped", ["2024-09-20"]),
        ("orders-and-fines", "", "regulator", ["ANPD", "GARANTE"]),
        ("ended-well", "", "before", ["2023-03-30 order: Italy halted ChatGPT."]),
        ("quiet-returns", "", "company", ["LinkedIn"]),
        ("phrase", "words=clause", "company_name", ["Zoom"]),
        ("turned-down", "reason=demand", "quote", ["We urge the others to stop too."]),
        ("edited-pages", "", "versions", [2]),
        ("quiet-sources", "", "name", ["ICO statements"]),
        ("coming-up", "days=999999", "company", ["X"]),
        ("gave-up", "", "company_name", ["Zoom"]),
        ("notice", "", "days", [35, 46, 356234]),
        ("quick-retreats", "", "days", [23]),
    ],
)
def test_questions_have_the_right_answer(
    path: Path, name: str, query: str, column: str, wanted: list[Any] | None
) -> None:
    rows = get(path, f"/data/{name}.json?_shape=array&{query}").json()
    found = [row[column] for row in rows]
    if wanted is None:
        ended = {row["event"]: (row["days"], row["ended"]) for row in rows}
        assert ended["meta-gb-paused-2024-06"] == (91, 1)
        assert ended["meta-eu-paused-2024-06"][1] == 0
    else:
        assert found == wanted


def test_a_question_without_its_opening_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="must open with"):
        questions.parse("x", "select 1")
    with pytest.raises(ValueError, match="'nobody' is not one of"):
        questions.parse("x", "-- for: nobody\n-- title: Why?\nselect 1")


def test_tables_stay_reachable_and_tell_what_their_columns_mean(path: Path) -> None:
    rows = get(path, "/data/timeline.json?_shape=array&company=zoom").json()
    assert [row["summary"] for row in rows] == ["Zoom took the clause out of its terms."]
    text = get(path, "/data/events").text
    with closing(sqlite3.connect(path)) as db:
        (meaning,) = db.execute(
            "select description from dictionary where table_name = 'events' and column_name = 'witnesses'"
        ).fetchone()
    assert meaning in text
    order = [text.index(f"<dt>{column}</dt>") for column in ("id", "company", "region", "action", "date", "witnesses")]
    assert order == sorted(order)
    found = get(path, "/data/events.json?_shape=array&_search=clause").json()
    assert [row["company"] for row in found] == ["zoom"]
    assert 'href="/status"' in text


def test_an_empty_timeline_says_so(tmp_path: Path) -> None:
    sample.empty(tmp_path / "timeline.db")
    answer = get(tmp_path / "timeline.db", "/")
    assert answer.status_code == 200
    assert "tracker refresh" in answer.text
    for url in ("/status", "/company", "/sources", "/about", "/questions", "/search?q=x"):
        assert get(tmp_path / "timeline.db", url).status_code == 200


def test_new_rows_are_seen_without_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "timeline.db"
    sample.empty(file)

    before = get(file, "/").text
    sample.write(file)
    after = get(file, "/").text
    assert "no events yet" in before
    assert "LinkedIn will begin again." in after


@pytest.mark.parametrize("statement", ["create table company (id text)", "create view timeline as select 1 as event"])
def test_other_databases_are_left_alone(tmp_path: Path, statement: str) -> None:
    file = tmp_path / "company.db"
    with closing(sqlite3.connect(file)) as db:
        db.execute(statement)
        db.commit()
    assert "Where they stand" not in get(file, "/").text
    assert get(file, "/status").status_code == 404
    assert get(file, "/company").status_code == 200, "a database called company keeps its page"
    assert 'href="/questions"' not in get(file, "/company").text
    assert get(file, "/company/lately.json").status_code == 404


def test_only_web_addresses_become_links() -> None:
    good = ["https://a.example/x?y=1#z", "http://a.example"]
    bad = [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//a.example",
        "/x",
        "https:",
        "",
        None,
        "http://[",
        "sha256:00",
    ]
    assert [formats.weblink(url) for url in good] == good
    assert [formats.weblink(url) for url in bad] == [None] * len(bad)


@pytest.mark.parametrize(
    ("prefix", "words", "short", "year"),
    [
        ("2024-06-14", "14 June 2024", "Jun 2024", 2024 + 165 / 366),
        ("2024-06", "June 2024", "Jun 2024", 2024 + 5.5 / 12),
        ("2024", "2024", "2024", 2024.5),
        ("2024-06-14T09:30:00Z", "14 June 2024", "Jun 2024", 2024 + 165 / 366),
    ],
)
def test_dates_are_as_precise_as_they_are_known(prefix: str, words: str, short: str, year: float) -> None:
    assert (formats.day(prefix), formats.month(prefix)) == (words, short)
    assert formats.fraction(prefix) == pytest.approx(year)
    assert formats.day(None) == "no date known"


def _act(
    event: str, action: str, date: str, effective: str | None = None, region: str = "GB", part: str | None = None
) -> dict[str, Any]:
    actor = "company" if action in lanes.STATES else "others"
    return {
        "event": event,
        "company": "meta",
        "company_name": "Meta",
        "region": region,
        "region_name": region,
        "action": action,
        "action_label": action.title(),
        "actor": actor,
        "date": date,
        "effective": effective,
        "part": part,
        "older": 0,
    }


def test_bars_last_until_the_next_act_and_marks_do_not_overlap() -> None:
    acts = [
        _act("a", "announced", "2024-01-01", "2024-07-01"),
        _act("b", "order", "2024-03-01"),
        _act("c", "inquiry", "2024-03-02"),
        _act("d", "paused", "2025-01-01"),
    ]
    chart = lanes.draw(acts, "2026-01-01")
    assert chart is not None
    (lane,) = chart.lanes
    assert [(bar.event, bar.state) for bar in lane.bars] == [("a", "announced"), ("a", "running"), ("d", "paused")]
    assert lane.bars[1].x + lane.bars[1].width == pytest.approx(lane.bars[2].x, abs=0.02)
    assert lane.bars[2].width == pytest.approx(2 * lane.bars[0].width, rel=0.02)
    assert len({(mark.y, mark.x // lanes.APART) for mark in lane.marks}) == 2
    assert max(mark.y for mark in lane.marks) < lane.bar_y < lane.height
    assert [words for _, words in chart.ticks] == ["2024", "2025", "2026"]


def test_a_chart_that_starts_late_keeps_the_state_it_starts_in() -> None:
    acts = [_act("a", "paused", "2019-01-01"), _act("b", "order", "2019-02-01"), _act("c", "resumed", "2024-01-01")]
    chart = lanes.draw(acts, "2025-01-01", since="2023")
    assert chart is not None
    (lane,) = chart.lanes
    assert (lane.bars[0].event, lane.bars[0].x) == ("a", 0)
    assert lane.marks == ()
    assert lanes.draw([], "2025-01-01") is None


def test_one_year_is_drawn_in_quarters_from_its_first_day_to_its_last() -> None:
    acts = [_act("a", "paused", "2023-06-01"), _act("b", "order", "2024-07-01"), _act("c", "resumed", "2025-03-01")]
    chart = lanes.draw(acts, "2026-01-01", since="2024", until="2025")
    assert chart is not None
    (lane,) = chart.lanes
    assert [words for _, words in chart.ticks] == ["Jan 2024", "Apr 2024", "Jul 2024", "Oct 2024"]
    assert [(bar.event, bar.x, bar.width) for bar in lane.bars] == [("a", 0, 100)]
    assert [mark.x for mark in lane.marks] == [pytest.approx(49.7, abs=0.1)]
    assert chart.now is None


def test_an_act_on_a_part_is_a_notch_unless_it_is_all_that_is_told() -> None:
    given_up = _act("b", "abandoned", "2025-01-01", part="posts")
    for acts, states in (([_act("a", "started", "2024-01-01"), given_up], ["running", "part"]), ([given_up], ["part"])):
        chart = lanes.draw(acts, "2026-01-01")
        assert chart is not None
        bars = chart.lanes[0].bars
        assert [bar.state for bar in bars] == states
        assert (bars[-1].title, bars[-1].width > 50) == ("gave up in part, 1 January 2025", len(acts) == 1)
    assert bars[0].word == "gave up in part"
    acts = [_act("a", "announced", "2024-01-01", "2024-07-01", part="posts"), _act("b", "started", "2025-01-01")]
    chart = lanes.draw(acts, "2026-01-01")
    assert chart is not None
    assert [bar.word for bar in chart.lanes[0].bars] == ["announced in part", "in effect in part", "started"]


def test_an_announcement_without_a_day_is_a_notch_and_ends_no_bar() -> None:
    acts = [_act("a", "paused", "2024-01-01"), _act("b", "announced", "2025-01-01")]
    chart = lanes.draw(acts, "2026-01-01")
    assert chart is not None
    bars = {bar.event: bar for bar in chart.lanes[0].bars}
    assert bars["a"].x + bars["a"].width > 97
    assert bars["b"].width < 1


def test_the_board_gives_columns_to_the_regions_with_most_and_counts_the_rest() -> None:
    def cell(company: str, region: str, state: str = "paused") -> dict[str, str]:
        return {"company": company, "company_name": company, "region": region, "region_name": region, "state": state}

    places = [f"R{n}" for n in range(board.COLUMNS)]
    cells = [cell("a", place) for place in places] + [
        cell("a", "QQ", "others"),
        cell("b", "WW"),
        cell("c", "QQ", "others"),
        *(cell("d", f"S{n}", "others") for n in range(9)),
    ]
    full = board.lay_out(cells)
    assert len(full.columns) == board.COLUMNS
    assert full.columns[0] == ("WW", "WW") or "WW" not in dict(full.columns)
    assert all(len(line.cells) == board.COLUMNS for line in full.lines)
    shown = sum(1 for line in full.lines for c in (*line.cells, *line.elsewhere) if c)
    assert shown + sum(line.more for line in full.lines) == len(cells)
    assert [line.more for line in full.lines if line.company == "d"] == [9 - board.ELSEWHERE]
