"""The published database: its rows, its descriptions, and that no reader and no kill ever finds it torn."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import replace
from multiprocessing import synchronize
from pathlib import Path

import pytest
from datasette.app import Datasette

from tracker.model import (
    Act,
    Action,
    Change,
    Company,
    Document,
    Edit,
    Event,
    InputError,
    Kind,
    Reason,
    Region,
    Regulator,
    Rejection,
    Report,
    State,
    Subject,
    Witness,
    Words,
)
from tracker.publish import Content, Filed, publish
from tracker.resolve import course

TEXT = "Acme has paused the training of its model. The office welcomed the step."
PAGE = Document(
    "https://paper.example/acme", "https://paper.example/acme?x=1", "Acme pauses", TEXT, "2024-09-21", "Paper",
    Kind.NEWS, "en", source="paper", sha="a" * 64, fetched="2024-09-22T08:00:00Z", file="2024-09-22.warc.gz", offset=7,
)  # fmt: skip
FREE = replace(PAGE, id="https://office.example/acme", publisher="Office", kind=Kind.REGULATOR, licence="OGL-UK-3.0")
SOURCE: dict[str, str | int | float | None] = {
    "id": "paper", "name": "Paper", "kind": "news", "url": "https://paper.example/feed", "format": "feed", "lang": "en",
    "region": "GB", "regulator": None, "licence": None, "poll": 24, "state": "ok", "message": None, "last_try": None,
    "last_success": None, "newest": None, "links": 10, "note": None,
}  # fmt: skip
RUN: dict[str, str | int | float | None] = {
    "id": 3, "command": "collect", "started": "2024-09-22T08:00:00Z", "ended": None, "sources_ok": None,
    "sources_failed": None, "fetched": None, "new": None, "exit_code": None,
}  # fmt: skip


def words() -> Words:
    company = ("paused", "resumed", "abandoned", "announced", "started")
    return Words(
        companies={"acme": Company("acme", "Acme"), "zeta": Company("zeta", "Zeta", owner="acme")},
        regions={"GB": Region("GB", "United Kingdom"), "WW": Region("WW", "Worldwide")},
        regulators={"ICO": Regulator("ICO", "Information Commissioner's Office", "GB")},
        acts={
            one: Act(one, one.title(), "company" if one in company else "others", "Meaning.", rank, f"status of {one}")
            for rank, one in enumerate(reversed(Action))
        },
        gate=(),
        rules={},
    )


def report(document: Document = PAGE, **other: object) -> Report:
    base = Report(
        document.id, "acme", "GB", Action.PAUSED, "2024-09-20", None, ("ICO",), Subject.TRAINING, True, TEXT[:42], 0,
        42, "paused", 0.8,
    )  # fmt: skip
    return replace(base, **other)  # type: ignore[arg-type]


def event(name: str = "acme-gb-paused-2024-09", **other: object) -> Event:
    base = Event(
        name, "acme", "GB", Action.PAUSED, "2024-09-20", None, ("ICO",), Subject.TRAINING, State.EXTRACTED,
        "Acme paused.", None, 0.8, (), (Witness(PAGE.id, "Paper", Kind.NEWS, "2024-09-21"),), ("1 publisher",),
    )  # fmt: skip
    return replace(base, **other)  # type: ignore[arg-type]


def filed(*versions: Document, current: int = 0) -> Filed:
    return Filed(versions, current or len(versions), versions[0].fetched, "2024-10-01T08:00:00Z")


def content(**other: object) -> Content:
    said = Rejection(PAGE.id, Reason.DENIAL, Action.RESUMED, "acme", TEXT[43:], 43, len(TEXT), "not")
    base = Content(
        words=words(),
        events=(event(reports=(report(),)),),
        documents=(filed(PAGE), filed(FREE)),
        reports=(report(), report(FREE, date=None, start=4, end=10, quote=TEXT[4:10])),
        rejections=(said,),
        sources=(SOURCE,),
        runs=(RUN,),
        problems=({"step": "read", "source": "gone", "url": "https://gone.example/", "message": "no text", "run": 3},),
    )
    made = replace(base, **other)  # type: ignore[arg-type]
    return replace(made, course=course(made.events, made.words))


def asked(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return list(database.iterdump())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "timeline.db"


def test_timeline_has_what_one_needs_to_cite(path: Path) -> None:
    older = event("acme-gb-order-2024", action=Action.ORDER, date="2024", regulators=(), witnesses=())
    undated = event("acme-gb-fine-undated", action=Action.FINE, date=None)
    publish(path, content(events=(undated, older, event(reports=(report(),)))))
    assert asked(path, "select * from timeline limit 1") == [(
        "acme-gb-paused-2024-09", "2024-09-20", "acme", "Acme", "GB", "United Kingdom", "paused", "company", None,
        "ICO", "training", None, "extracted", "Acme paused.", TEXT[:42], "https://paper.example/acme", "Paper",
        "2024-09-21", 1, 0.8,
    )]  # fmt: skip
    assert [row[0] for row in asked(path, "select date from timeline")] == ["2024-09-20", "2024", None]


def test_status_is_the_last_act_of_the_company_itself(path: Path) -> None:
    acts = [
        event("a", date="2024-06-14"),
        event("b", action=Action.RESUMED, date="2024-09-13"),
        event("c", action=Action.FINE, date="2025-01-01"),
        event("d", action=Action.PAUSED, date="2025-02-01", subject=Subject.PRODUCT),
        event("e", action=Action.PAUSED, date="2024-09-13"),
        event("f", action=Action.ABANDONED, date=None),
        event("g", region="WW", action=Action.PAUSED, subject=Subject.PRODUCT, regulators=()),
        event("h", company="zeta", action=Action.COMPLAINT),
    ]
    publish(path, content(events=tuple(acts)))
    # of the two acts of 13 September the one with the higher rank stands at the end of the day
    assert asked(path, "select company, region, action, since, event, meaning, regulators from status") == [
        ("acme", "GB", "paused", "2024-09-13", "e", "status of paused", "ICO"),
        ("acme", "WW", "paused", "2024-09-20", "g", "product paused", None),
        ("zeta", "GB", None, None, None, "unknown, never said", None),
    ]


def test_an_announcement_counts_only_beside_no_act_or_with_a_day_to_come(path: Path) -> None:
    told = Action.ANNOUNCED
    acts = [
        event("a", action=Action.RESUMED, date="2024-09-13"),
        event("b", action=told, date="2025-01-01"),
        event("c", action=told, date="2025-02-01", effective="2025-01-01"),  # since a day that had passed
        event("d", region="WW", action=Action.PAUSED, date="2024-06-14"),
        event("e", region="WW", action=told, date="2025-01-01", effective="2025-03-01"),
        event("f", region="WW", action=told, date="2025-02-01"),
        event("g", company="zeta", action=told, date="2024-01-01", effective="2024-02-01"),
        event("h", company="zeta", action=told, date="2025-01-01"),
        event("i", company="zeta", action=Action.PAUSED, date="2024-06-01", subject=Subject.PRODUCT),
        event("j", company="zeta", region="WW", action=told, date="2024-01-01", effective="2024-05-01"),
        event("k", company="zeta", region="WW", action=Action.PAUSED, date="2024-04-01"),
    ]
    publish(path, content(events=tuple(acts)))
    standing = asked(path, "select company, region, event from status")
    assert standing == [("acme", "GB", "a"), ("acme", "WW", "e"), ("zeta", "GB", "h"), ("zeta", "WW", "k")]


def test_an_act_on_a_part_counts_where_there_is_no_other(path: Path) -> None:
    """Who gave up the use of some data has not given up all of it."""
    acts = [
        event("a", action=Action.STARTED, date="2024-01-01"),
        event("b", action=Action.ABANDONED, date="2024-06-14", part="data of firms"),
        event("c", region="WW", action=Action.ABANDONED, date="2024-06-14", part="data of firms"),
        event("e", region="WW", action=Action.ANNOUNCED, date="2024-08-01", part="posts"),
    ]
    publish(path, content(events=tuple(acts)))
    assert asked(path, "select region, event, meaning from status order by region") == [
        ("GB", "a", "status of started"),
        ("WW", "c", "status of abandoned, told only of data of firms, but announced a use on 2024-08-01"),
    ]
    assert asked(path, "select id from events where part = 'data of firms' order by id") == [("b",), ("c",)]


def test_press_text_is_not_published_and_free_text_is(path: Path) -> None:
    publish(path, content())
    rows = asked(path, "select d.publisher, v.text, v.words from versions v join documents d on d.id = v.document")
    assert sorted(rows, key=str) == [("Office", TEXT, 13), ("Paper", None, 13)]
    stored = "\n".join(dump(path)).replace(TEXT, "")
    assert "welcomed the step" in TEXT
    assert stored.count("welcomed the step") == 1  # the quote of the rejection, nothing else


def test_documents_and_versions(path: Path) -> None:
    later = replace(PAGE, text="Acme goes on.", title="Acme goes on", fetched="2024-10-01T08:00:00Z", sha="b" * 64)
    bare = replace(PAGE, id="sha256:" + "c" * 64, source="")
    publish(path, content(documents=(filed(PAGE, later, current=1), filed(FREE), filed(bare))))
    rows = asked(path, "select url, title, source, versions, first_seen, last_seen from documents order by url")
    seen = ("2024-09-22T08:00:00Z", "2024-10-01T08:00:00Z")
    assert rows == [
        (None, "Acme pauses", None, 1, *seen),
        ("https://office.example/acme", "Acme pauses", "paper", 1, *seen),
        ("https://paper.example/acme", "Acme pauses", "paper", 2, *seen),
    ]
    assert asked(path, "select max(version) from reports") == [(1,)]
    assert asked(path, "select length(id), id from documents where url like '%paper%'") == [(12, "a946ed35b331")]


def test_quotes_end_with_a_word_and_keep_their_place(path: Path) -> None:
    long = replace(FREE, text="word " * 400)
    wide = report(long, quote=long.text[5:1999], start=5, end=1999)
    publish(path, content(documents=(filed(PAGE), filed(long)), reports=(report(), wide)))
    cut = 'substr(v.text, r.start + 1, r."end" - r.start)'
    joined = "reports r join versions v on v.document = r.document where v.text is not null"
    rows = asked(path, f'select r.quote, r.start, r."end", {cut} from {joined}')
    assert rows == [(rows[0][0], 5, 5 + len(str(rows[0][0])), rows[0][0])]
    assert 590 < len(str(rows[0][0])) <= 600
    assert str(rows[0][0]).endswith("word")


def test_a_report_in_no_event_is_published_and_the_best_of_an_event_comes_first(path: Path) -> None:
    best, other = report(FREE, quote=TEXT[:4], end=4), report()
    publish(path, content(events=(event(reports=(best, other)),), reports=(other, report(start=1, end=43), best)))
    assert asked(path, "select id, event, quote from reports order by id") == [
        (1, "acme-gb-paused-2024-09", "Acme"),
        (2, "acme-gb-paused-2024-09", TEXT[:42]),
        (3, None, TEXT[:42]),
    ]
    assert asked(path, "select quote from timeline") == [("Acme",)]


def test_a_witness_links_to_its_archived_page(path: Path) -> None:
    elsewhere = Witness("https://other.example/", "Other", Kind.BLOG)
    publish(path, content(events=(event(witnesses=(*event().witnesses, elsewhere)),)))
    sql = "select s.url, d.url from event_sources s left join documents d on d.id = s.document order by s.id"
    assert asked(path, sql) == [(PAGE.id, PAGE.id), ("https://other.example/", None)]


def test_search_finds_events_and_whole_documents(path: Path) -> None:
    publish(path, content())
    events = "select e.id from events_fts f join events e on e.rowid = f.rowid where events_fts match '{}'"
    assert asked(path, events.format('"has paused the training"')) == [("acme-gb-paused-2024-09",)]
    assert asked(path, events.format("pausing ico")) == [("acme-gb-paused-2024-09",)]
    documents = "select d.url from documents_fts f join documents d on d.rowid = f.rowid where documents_fts match '{}'"
    assert sorted(asked(path, documents.format('"welcomed the step"'))) == [(FREE.id,), (PAGE.id,)]
    assert asked(path, documents.format("step paper")) == [(PAGE.id,)]


def test_problems_of_undeclared_sources_are_kept(path: Path) -> None:
    publish(path, content())
    assert asked(path, "select id, step, source, url, message, run from problems") == [
        (1, "read", None, "https://gone.example/", "no text", 3)
    ]


def test_every_table_and_column_is_described_once_and_nothing_else(path: Path) -> None:
    publish(path, content())
    tables = "select name from sqlite_master where type in ('table', 'view') and name not like '%_fts%'"
    there = {(name, None) for (name,) in asked(path, tables)}
    there |= {
        (name, column)
        for name, _ in there
        for (column,) in asked(path, f"select name from pragma_table_info('{name}')")
    }
    rows = asked(path, "select table_name, column_name from dictionary")
    assert len(rows) == len(set(rows))
    assert set(rows) == there
    assert asked(path, "select * from dictionary where length(description) < 5") == []


def test_twice_gives_the_same_rows_in_whatever_order_they_come(path: Path, tmp_path: Path) -> None:
    other = event("acme-gb-order-2024", action=Action.ORDER, date="2024")
    full = content(events=(event(reports=(report(),)), other))
    publish(path, full)
    turned = replace(full, events=full.events[::-1], documents=full.documents[::-1], reports=full.reports[::-1])
    publish(tmp_path / "other.db", turned)
    assert dump(path) == dump(tmp_path / "other.db")
    publish(path, content(events=()))
    publish(path, turned)
    assert dump(path) == dump(tmp_path / "other.db")


def test_an_empty_record_is_a_whole_database(path: Path) -> None:
    publish(path, Content(words(), (), (), (), ()))
    assert asked(path, "select count(*) from timeline") == [(0,)]
    assert asked(path, "select count(*) from actions") == [(10,)]


@pytest.mark.parametrize(
    "events",
    [
        pytest.param((event(company="nobody"),), id="company that is not declared"),
        pytest.param((event(), event()), id="two events of one id"),
    ],
)
def test_what_does_not_hold_together_is_never_published(path: Path, events: tuple[Event, ...]) -> None:
    publish(path, content())
    before = dump(path)
    with pytest.raises(sqlite3.IntegrityError):
        publish(path, content(events=events))
    assert dump(path) == before


def test_another_file_is_not_overwritten(path: Path) -> None:
    path.write_bytes(b"a letter, not a database" * 400)
    with pytest.raises(InputError, match="not a database"):
        publish(path, content())
    assert path.read_bytes().startswith(b"a letter")


def generation(number: int) -> Content:
    """Content in which every event carries `number`: a reader that sees two numbers has seen a mixture."""
    names = [f"acme-gb-paused-{number:04}-{i}" for i in range(300)]
    return content(events=tuple(event(name, summary=f"{number:04} " + "Acme paused. " * 20) for name in names))


MIXTURE = "select substr(summary, 1, 4), count(*) from events group by 1"


def test_readers_see_the_old_or_the_new_and_no_error(path: Path) -> None:
    publish(path, generation(0))
    seen: list[list[str]] = [[], []]
    faults: list[object] = []
    done = threading.Event()

    def read(mine: list[str]) -> None:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            while not done.is_set():
                try:
                    rows = database.execute(MIXTURE).fetchall()
                    events = database.execute("select count(*) from timeline where quote is null").fetchone()
                except sqlite3.Error as error:
                    faults.append(error)
                    continue
                mine.append(rows[0][0])
                if len(rows) != 1 or rows[0][1] != 300 or events != (300,):
                    faults.append(rows)

    readers = [threading.Thread(target=read, args=(mine,)) for mine in seen]
    for reader in readers:
        reader.start()
    sizes = []
    for number in range(1, 21):
        publish(path, generation(number))
        sizes.append(path.with_name("timeline.db-wal").stat().st_size)
    time.sleep(0.2)
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []
    for mine in seen:
        assert mine == sorted(mine)
        assert len(set(mine)) > 1
        assert mine[-1] == "0020"
    assert max(sizes[10:]) <= 3 * path.stat().st_size  # the log does not grow with every run


def test_a_live_datasette_shows_new_rows_at_once(path: Path) -> None:
    publish(path, generation(0))

    async def visit() -> list[object]:
        served = Datasette([str(path)])
        await served.invoke_startup()
        answers: list[object] = []
        for number in range(1, 11):
            await asyncio.to_thread(publish, path, generation(number))
            answer = await served.client.get("/data.json", params={"sql": MIXTURE, "_shape": "arrays"})
            answers.append((answer.status_code, answer.json()["rows"]))
            page = await served.client.get("/data/timeline")
            answers.append(page.status_code)
        return answers

    expected: list[object] = []
    for number in range(1, 11):
        expected += [(200, [[f"{number:04}", 300]]), 200]
    assert asyncio.run(visit()) == expected


def write_for_ever(path: Path, number: int, begun: synchronize.Event) -> None:
    while True:
        publish(path, generation(number))
        begun.set()
        number += 1


def test_killed_at_any_moment_it_is_whole(path: Path) -> None:
    start = time.perf_counter()
    publish(path, generation(0))
    once = time.perf_counter() - start
    forking = multiprocessing.get_context("fork")
    for attempt in range(15):
        begun = forking.Event()
        writer = forking.Process(target=write_for_ever, args=(path, attempt * 500 + 1, begun))
        writer.start()
        assert begun.wait(60)
        time.sleep(once * attempt / 7)  # two rounds of a publish, cut in fifteen places
        writer.kill()
        writer.join()
        assert writer.exitcode == -signal.SIGKILL
        assert asked(path, "pragma integrity_check") == [("ok",)]
        ((number, events),) = asked(path, MIXTURE)
        assert events == 300
        assert attempt * 500 < int(str(number)) <= attempt * 500 + 500
    publish(path, generation(9999))
    assert asked(path, MIXTURE) == [("9999", 300)]
    assert {one.name for one in path.parent.iterdir()} <= {"timeline.db", "timeline.db-wal", "timeline.db-shm"}


def test_edits_are_quoted_where_no_licence_lets_them_be_shown_whole(path: Path) -> None:
    """Those about the subject first; a quote begins where the change is; of all together a page at most."""
    long = "word " * 400
    reworded = Edit(Change.CHANGED, f"{long}old end.", f"{long}new end.", 0, 9)
    plain = tuple(Edit(Change.ADDED, "", f"{n} {long}", n, n + 1) for n in range(9))
    about = Edit(Change.ADDED, "", "It trains on posts.", 99, 118, about=True)
    found = {2: (reworded, *plain, about)}
    pages = [Filed((one, one), 2, one.fetched, one.fetched, edits=found) for one in (PAGE, FREE)]
    publish(path, content(documents=tuple(pages)))
    asked_of = 'select e."before", e."after", e.words_after from edits e join documents d on d.id = e.document'
    closed = asked(path, f"{asked_of} where d.publisher = 'Paper' order by e.place")
    assert len(closed) == 11
    assert sum(len(str(side or "")) for row in closed for side in row[:2]) <= 4000
    assert closed[-1][1] == about.after
    assert str(closed[0][0]).startswith("… word")
    assert (str(closed[0][0])[-8:], str(closed[0][1])[-8:]) == ("old end.", "new end.")
    assert closed[-2] == (None, None, 401), "that there is more is told by its length"
    whole = asked(path, f"{asked_of} where d.publisher = 'Office' order by e.place")
    assert [row[1] for row in whole] == [edit.after for edit in found[2]]
