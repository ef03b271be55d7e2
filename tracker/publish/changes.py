"""The state published last and the one to come go in; the one to come goes out with what has changed, and why.

The history of the record is kept in the published file itself, so that it is written as one whole with the rows that it
tells of: a killed run leaves the last state, and the next one compares with that.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from urllib.parse import quote

from tracker import formats
from tracker.publish.rows import Content, Row, told
from tracker.record import Withdrawn

#: the columns of `events` that are compared; how sure an event is follows from its sources
FIELDS = ("date", "effective", "subject", "state", "part", "summary", "note", "regulators", "witnesses")
#: what is read of a published state
TABLES = ("events", "event_regulators", "event_sources", "reports", "corrections", "withdrawn", "builds", "changes")


@dataclass(frozen=True, slots=True)
class State:
    """The rows of a published state that matter here, by table."""

    tables: Mapping[str, list[Row]]
    events: dict[str, Row] = field(init=False)
    #: (document, version) of the reports of each event, the best first
    told: dict[str, list[tuple[object, object]]] = field(init=False)
    #: addresses of the sources of each event
    urls: dict[str, set[object]] = field(init=False)
    #: what was ruled over each event
    ruled: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        codes, reported, urls, ruled = (defaultdict(list) for _ in range(4))
        for row in self.tables["event_regulators"]:
            codes[row["event"]].append(str(row["regulator"]))
        for row in self.tables["reports"]:
            reported[row["event"]].append((row["document"], row["version"]))
        for row in self.tables["event_sources"]:
            urls[row["event"]].append(row["url"])
        for row in self.tables["corrections"]:
            if row["applied"]:
                ruled[row["event"]].append(f"{row['ruling']}, {row['who']}, {row['ruled']}: {row['why']}")
        events = {
            str(row["id"]): {**row, "regulators": ", ".join(sorted(codes[row["id"]])) or None}
            for row in self.tables["events"]
        }
        object.__setattr__(self, "events", events)
        object.__setattr__(self, "told", reported)
        object.__setattr__(self, "urls", {event: set(found) for event, found in urls.items()})
        object.__setattr__(self, "ruled", ruled)


def published(path: Path) -> State | None:
    """Return the state that is published at `path`; None where there is none. Raises NewerError.

    The oldest databases have no history: their state stands as its first build, as of the last run that they name.
    """
    if not path.exists():
        return None
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        try:
            formats.number(database, path, formats.PUBLISHED)
            there = {row[0] for row in database.execute("select name from sqlite_master where type = 'table'")}
            if not there >= {"events", "event_regulators", "event_sources", "reports", "runs"}:
                return None
            with database:
                database.execute("begin")  # all tables as of one moment
                state = State({name: _rows(database, name) if name in there else [] for name in TABLES})
                (last,) = database.execute("select max(coalesce(ended, started)) from runs").fetchone()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
                return None  # publish tells it
            raise
    first = {"builds": [_build(1, last, state, [])]} if "builds" not in there else {}
    return State({**state.tables, **first})


def _rows(database: sqlite3.Connection, table: str) -> list[Row]:
    return [dict(row) for row in database.execute(f'select * from "{table}"')]


def compared(content: Content, before: State | None, built: str) -> Content:
    """Return `content` with the history of the record: what `before` held of it, and what is new at `built` (UTC).

    Where nothing has changed there is nothing new. The first state is one build, without a change.
    """
    after = State(told(content))
    if before is None:
        return replace(content, builds=(_build(1, built, after, []),))
    gone = [_gone(event, before, after, content, built) for event in before.events if event not in after.events]
    found = [*_added(before, after), *_changed(before, after), *(_leaving(one) for one in gone)]
    builds = [{**row, "built": row["built"] or built} for row in before.tables["builds"]]
    number, start = len(builds) + 1, len(before.tables["changes"]) + 1
    changes = [{"id": start + n, "build": number, **row} for n, row in enumerate(found)]
    ruled = {one.event for one in content.withdrawn}
    kept = [_withdrawn(row) for row in before.tables["withdrawn"]]
    kept += [one for one in gone if one.event not in ruled]
    return replace(
        content,
        builds=(*builds, *([_build(number, built, after, found)] if found else [])),
        changes=(*before.tables["changes"], *changes),
        withdrawn=(*content.withdrawn, *(x for x in kept if x.event not in after.events and x.event not in ruled)),
    )


def _build(number: int, built: str, after: State, found: list[Row]) -> Row:
    kinds = {
        kind: {row["event"] for row in found if row["change"] == kind} for kind in ("added", "changed", "withdrawn")
    }
    counted = {kind: len(events) for kind, events in kinds.items()}
    return {"id": number, "built": built, "events": len(after.events), **counted}


def _row(event: str, change: str, because: str, document: object = None, **values: object) -> Row:
    values = {"field": None, "old": None, "new": None} | values
    return {"event": event, "change": change, **values, "because": because, "document": document}  # type: ignore[dict-item]


def _added(before: State, after: State) -> Iterator[Row]:
    for event, row in after.events.items():
        if event not in before.events:
            document = next((document for document, _ in after.told.get(event, ())), None)
            why = "entered in the curated record" if row["state"] in ("curated", "confirmed") else "read in a document"
            yield _row(event, "added", _ruled(event, before, after) or why, document)


def _changed(before: State, after: State) -> Iterator[Row]:
    for event, new in after.events.items():
        old = before.events.get(event)
        differing = [name for name in FIELDS if name in (old or ()) and old and old[name] != new[name]]
        if differing:
            because, document = _cause(event, before, after)
            for name in differing:
                yield _row(event, "changed", because, document, field=name, old=_text(old, name), new=_text(new, name))


def _text(row: Row | None, name: str) -> str | None:
    value = row[name] if row else None
    return None if value is None else str(value)


def _ruled(event: str, before: State, after: State) -> str | None:
    """Return the ruling that is new for `event`, or the one that was taken back."""
    old, new = before.ruled.get(event, []), after.ruled.get(event, [])
    fresh, past = [one for one in new if one not in old], [one for one in old if one not in new]
    return f"ruling: {fresh[0]}" if fresh else f"ruling taken back: {past[0]}" if past else None


def _cause(event: str, before: State, after: State) -> tuple[str, object]:
    """Return why `event` is not what it was, and the document that is the cause."""
    if ruling := _ruled(event, before, after):
        return ruling, None
    old, new = before.told.get(event, []), after.told.get(event, [])
    known = {document for document, _ in old}
    for document, version in new:
        if document not in known:
            return "another document tells of it", document
        if (document, version) not in old:
            return "a document was edited", document
    for document, _ in old:
        if document not in {one for one, _ in new}:
            return "a document does not tell of it any more", document
    if before.urls.get(event) != after.urls.get(event) or "curated" in (before.events[event]["state"],):
        return "the curated record was edited", None
    return "its documents were read anew by other rules", None


def _gone(event: str, before: State, after: State, content: Content, built: str) -> Withdrawn:
    """Return what became of an event that is no more."""
    ruling = next((one for one in content.withdrawn if one.event == event), None)
    if ruling:
        return ruling
    row = before.events[event]
    successor = next((name for name in after.events if _follows(name, event, before, after)), None)
    if successor:
        because = f"it is called {successor} now"
    elif row["state"] == "curated":
        because = "taken out of the curated record"
    else:
        because = _ruled(event, before, after) or "no document tells of it any more"
    company, region, action, summary = (str(row[name]) for name in ("company", "region", "action", "summary"))
    return Withdrawn(event, company, region, action, _text(row, "date"), summary, built, because, successor)


def _follows(name: str, event: str, before: State, after: State) -> bool:
    """Whether the event `name` is new and rests on a source of the old `event`, which was of its kind."""
    one, other = after.events[name], before.events[event]
    same = all(one[part] == other[part] for part in ("company", "region", "action"))
    return same and bool(before.urls.get(event, set()) & after.urls.get(name, set()) - {None})


def _leaving(one: Withdrawn) -> Row:
    return _row(one.event, "withdrawn", one.because)


def _withdrawn(row: Row) -> Withdrawn:
    return Withdrawn(**{part.name: row[part.name] for part in fields(Withdrawn)})  # type: ignore[arg-type]
