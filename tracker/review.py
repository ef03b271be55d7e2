"""The published file comes in; what a person should look at in the curated record goes out, with entries to accept."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tracker.model import InputError
from tracker.publish import Published, reading


@dataclass(frozen=True, slots=True)
class Review:
    """Events that were read and that the curated record lacks, the surest first; and curated ones without a page."""

    lacking: list[dict[str, Any]]
    bare: list[dict[str, Any]]


def review(database: Path) -> Review:
    """Raises InputError where nothing is published."""
    with reading(database) as published:
        lacking = published.ask(
            "select event, date, confidence, witnesses, quote, document_url from timeline where state = 'extracted'"
            " order by confidence desc, witnesses desc, event"
        )
        bare = published.ask(
            "select t.event, t.date, t.witnesses, t.document_url from timeline t where not exists"
            " (select 1 from reports r where r.event = t.event) order by t.date desc, t.event"
        )
    return Review(lacking, bare)


def proposed(database: Path, events: tuple[str, ...]) -> str:
    """Return entries for data/history.yaml, made of published events. Raises InputError where one is not there."""
    with reading(database) as published:
        entries = [_entry(published, event) for event in events]
    yaml, out = YAML(typ="safe", pure=True), StringIO()
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = False, True, 110
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(entries, out)
    return out.getvalue()


def _entry(published: Published, event: str) -> dict[str, Any]:
    found = published.ask("select * from timeline where event = :event", {"event": event})
    if not found:
        raise InputError(f"there is no event {event!r}; `tracker review` lists those to look at")
    row = found[0]
    sources = published.ask(
        "select url, publisher, kind, published from event_sources where event = :event and url is not null"
        " and copy_of is null order by id",
        {"event": event},
    )
    told = f"Proposed from reading, to be checked: “{row['quote']}”" if row["quote"] else "To be checked."
    entry = {name: row[name] for name in ("company", "region", "action", "date", "effective")}
    entry["regulators"] = row["regulators"].split(", ") if row["regulators"] else []
    entry |= {name: row[name] for name in ("subject", "part", "summary")}
    entry["sources"] = [{name: value for name, value in one.items() if value is not None} for one in sources]
    entry |= {"confidence": "low", "note": told}
    return {name: value for name, value in entry.items() if value is not None}
