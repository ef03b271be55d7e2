"""What stands in the record and what a recipient knows come in; what is news to them goes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracker.model.notices import Recipient, Tell
from tracker.notices.stock import COMPARED, Row, Stock, event_state


@dataclass(frozen=True, slots=True)
class News:
    """Something to tell; `states` is what is known once it is told."""

    #: "event ID" or "source ID"
    item: str
    tell: Tell
    #: the event as it stands, or stood; the source
    row: Row
    states: Mapping[str, str]
    #: of a change: (field, before, now)
    fields: tuple[tuple[str, str | None, str | None], ...] = ()
    #: of a change of another kind, in words
    what: str = ""
    because: str = ""
    withdrawn: bool = False

    @property
    def id(self) -> str:
        return self.item.partition(" ")[2]


def news(stock: Stock, known: Mapping[str, str], recipient: Recipient) -> tuple[list[News], dict[str, str]]:
    """Return what to tell, new events first, and the states that become known without a word.

    An event that is known by another id is no new one. One that passes the filters only now, since another kind of
    source tells of it, is.
    """
    told: list[News] = []
    quiet: dict[str, str] = {}
    heirs = _heirs(stock, known)
    found = (*_events(stock, known, heirs, recipient), *_withdrawn(stock, known, heirs), *_sources(stock, known))
    for one in found:
        passes = one.tell is Tell.SOURCES or wanted(one.row, recipient, stock)
        silent = one.tell is Tell.CHANGED and not (one.fields or one.what or one.withdrawn)  # a source came or went
        if passes and one.tell in recipient.tell and not silent:
            told.append(one)
        else:
            quiet |= one.states
    order = list(Tell)
    return sorted(told, key=lambda one: order.index(one.tell)), quiet


def wanted(row: Row, recipient: Recipient, stock: Stock) -> bool:
    """Whether an event passes the filters of a recipient."""
    regions = {place for name in recipient.regions for place in (name, stock.within.get(name), "WW")}
    return (
        (not recipient.companies or row["company"] in recipient.companies)
        and (not regions or row["region"] in regions)
        and row["action"] in recipient.actions
        and (not recipient.kinds or not set(recipient.kinds).isdisjoint(row["kinds"]))
    )


def _events(stock: Stock, known: Mapping[str, str], heirs: Mapping[str, str], recipient: Recipient) -> Iterator[News]:
    for name, row in stock.events.items():
        item, state = f"event {name}", event_state(row)
        past, states, what = json.loads(known.get(item, "null")), {item: state}, ""
        if past is None and (called := [x for x, heir in heirs.items() if heir == name]):
            past, what = json.loads(known[f"event {called[0]}"]), f"it was called {' and '.join(called)}"
            states |= {f"event {x}": event_state(json.loads(known[f"event {x}"]), gone=True) for x in called}
        elif past and past.get("gone"):
            what = "it had been withdrawn, and stands in the record again"
        if past is None or not wanted(past, recipient, stock):
            yield News(item, Tell.NEW, row, states)
        elif states != {item: known.get(item)}:
            fields = tuple((x, past[x], row[x]) for x in COMPARED if x in past and past[x] != row[x])
            yield News(item, Tell.CHANGED, row, states, fields, what, stock.because.get(name, ""))


def _withdrawn(stock: Stock, known: Mapping[str, str], heirs: Mapping[str, str]) -> Iterator[News]:
    for name in _lost(stock, known):
        item, heir = f"event {name}", heirs.get(name)
        if heir and f"event {heir}" not in known:
            continue  # told as the change of its heir
        past = json.loads(known[item])
        row = past | {
            "event": name,
            "company_name": stock.names["company"].get(past["company"], past["company"]),
            "region_name": stock.names["region"].get(past["region"], past["region"]),
        }
        because = stock.withdrawn[name]["because"] if name in stock.withdrawn else "no reason is kept"
        yield News(item, Tell.CHANGED, row, {item: event_state(past, gone=True)}, because=because, withdrawn=True)


def _lost(stock: Stock, known: Mapping[str, str]) -> Iterator[str]:
    """The events that are known and do not stand in the record any more."""
    for item, state in known.items():
        kind, _, name = item.partition(" ")
        if kind == "event" and name not in stock.events and not json.loads(state).get("gone"):
            yield name


def _heirs(stock: Stock, known: Mapping[str, str]) -> dict[str, str]:
    """The events that took the place of those that are lost: old id, id now."""
    found = {}
    for name in _lost(stock, known):
        heir, seen = name, set[str]()
        while heir in stock.withdrawn and heir not in stock.events and heir not in seen:
            seen.add(heir)
            heir = stock.withdrawn[heir]["successor"] or ""
        if heir in stock.events:
            found[name] = heir
    return found


def _sources(stock: Stock, known: Mapping[str, str]) -> Iterator[News]:
    for name, row in stock.sources.items():
        item, state = f"source {name}", stock.source_state(row)
        if state != known.get(item, "well"):
            yield News(item, Tell.SOURCES, row, {item: state})
