"""A published file comes in; what notices can be about goes out: events, withdrawn events, sources, and their names."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracker.publish import Published

Row = dict[str, Any]

#: the fields of an event whose change is told; more articles on it, and how sure it is, are no news
COMPARED = ("date", "effective", "subject", "state", "part", "summary", "note", "regulators")
#: what filters ask for
_FILTERED = ("company", "region", "action", "kinds")
_NAMES = {"company": "companies", "region": "regions", "regulator": "regulators"}


@dataclass(frozen=True, slots=True)
class Stock:
    """What stands in a published file; events by id, the newest first."""

    events: Mapping[str, Row]
    #: events that stood there once
    withdrawn: Mapping[str, Row]
    #: sources that need a person if they are unwell, by id
    sources: Mapping[str, Row]
    #: why each event changed last
    because: Mapping[str, str]
    #: region: the region that it lies in
    within: Mapping[str, str | None]
    #: "company", "region", "regulator": id: name
    names: Mapping[str, Mapping[str, str]]
    #: states of sources that need a person
    bad: tuple[str, ...]

    def states(self) -> dict[str, str]:
        """What a recipient knows who knows all that stands here."""
        return {f"event {name}": event_state(row) for name, row in self.events.items()} | {
            f"source {name}": self.source_state(row) for name, row in self.sources.items()
        }

    def source_state(self, row: Row) -> str:
        return str(row["state"]) if row["state"] in self.bad else "well"


def stock(published: Published, bad: tuple[str, ...]) -> Stock:
    """`bad`: the states of sources that need a person."""
    kinds, said = defaultdict[str, set[str]](set), defaultdict[str, str](str)
    for row in published.ask("select event, kind from event_sources"):
        kinds[row["event"]].add(row["kind"])
    for row in published.ask("select event, because from changes order by id"):
        said[row["event"]] = row["because"]
    events = published.ask("select t.*, e.note from timeline t join events e on e.id = t.event")
    names = {
        page: {row["id"]: row["name"] for row in published.ask(f"select id, name from {table}")}
        for page, table in _NAMES.items()
    }
    return Stock(
        {row["event"]: row | {"kinds": sorted(kinds[row["event"]])} for row in events},
        {row["event"]: row for row in published.ask("select * from withdrawn")},
        {row["id"]: row for row in published.ask("select * from sources where kind != 'aggregator' order by id")},
        said,
        {row["id"]: row["within"] for row in published.ask("select id, within from regions")},
        names,
        bad,
    )


def event_state(row: Row, *, gone: bool = False) -> str:
    """What is kept of an event that a recipient knows."""
    kept = {name: row.get(name) for name in (*_FILTERED, *COMPARED)}
    return json.dumps(kept | ({"gone": True} if gone else {}), ensure_ascii=False, sort_keys=True)
