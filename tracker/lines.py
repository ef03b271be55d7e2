"""Lines of JSON, each a document, come in; a line of JSON with its events goes out for each, as soon as it is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

from tracker import intake, read
from tracker.extract import Reading
from tracker.model import Document, InputError, Snapshot

#: what a line has not: an address with versions
_OF_PAGES = ("document", "version", "first_seen")


def answers(stream: Iterable[bytes], extractor: Callable[[Document], Reading], now: str) -> Iterator[str]:
    """`{"id": ..., "events": [...]}` for each line; raises InputError that names the line and the field.

    No document can have been published after `now` (UTC).
    """
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        place = f"standard input: line {number}"
        record = intake.record(place, line)
        if not isinstance(record.get("id"), str | int):
            raise InputError(f"{place}: field 'id': a string is needed, not {record.get('id')!r}")
        shot = Snapshot(record.get("url") or "urn:line", "", "", now, "", 0, "application/json")
        document = read.read(shot, line, read.IMPORTED)
        events = [] if document is None else _events(extractor(document))
        answer = json.dumps({"id": record["id"], "events": events}, ensure_ascii=False)
        yield answer.encode("utf-8", "backslashreplace").decode("utf-8")  # half a character stays as JSON spells it


def _events(reading: Reading) -> list[dict[str, object]]:
    found = (asdict(report) for report in reading.reports)
    return [{name: value for name, value in report.items() if name not in _OF_PAGES} for report in found]
