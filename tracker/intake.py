"""Files that people have come in (WARC, saved HTML, Markdown, text, JSON Lines); pages for the archive come out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from urllib.parse import urlsplit

from tracker.archive import records
from tracker.model import InputError, Kind, Page, Snapshot
from tracker.read import IMPORTED, dates, plain

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?>(?:<!--.*?-->\s*)*)<(?:!doctype|html|head|body|article|div|p|h1|meta)\b", re.I | re.S
)
_TEXTS = ("title", "publisher", "lang", "url", "published", "kind")


class Item(NamedTuple):
    """A page, and the day of publication that the importing person gave."""

    page: Page
    published: str | None


def bring(
    paths: Iterable[Path],
    write: Callable[[Page, str, str, str | None], Snapshot],
    now: str,
    url: str | None = None,
    published: str | None = None,
) -> tuple[Snapshot, ...]:
    """Hands every page of some files to `write` (that of the archive), after all of them have been checked.

    `now` is the time (UTC) of the import; `url` and `published` (ISO prefix) describe the one page of one file. Raises
    InputError that names file and line or field, and then nothing has been written.
    """
    files = list(paths)
    if url or published:
        _describes_one(files, url, published)
    for path in files:
        for _ in pages(path, now, url, published):
            pass
    found = (item for path in files for item in pages(path, now, url, published))
    return tuple(write(item.page, IMPORTED.id, "", item.published) for item in found)


def pages(path: Path, now: str, url: str | None = None, published: str | None = None) -> Iterator[Item]:
    """The pages of a file, whose form is told by its first bytes and its name; raises InputError."""
    try:
        with path.open("rb") as stream:
            start = stream.read(4096)
        if start[:2] == b"\x1f\x8b" or start.startswith(b"WARC/"):
            if url or published:
                raise InputError(
                    f"{path}: a WARC file says itself where and when its pages are from; give no url or date"
                )
            yield from _warc(path)
        elif path.suffix.lower() in (".jsonl", ".ndjson") or start.lstrip()[:1] == b"{":
            if url or published:
                raise InputError(f"{path}: each line says its own url and published; give none for the file")
            yield from _records(path, now)
        else:
            yield _page(path, path.read_bytes(), now, url, published)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def _describes_one(files: list[Path], url: str | None, published: str | None) -> None:
    if len(files) != 1:
        raise InputError(f"an address and a date describe one page; {len(files)} files are given")
    _check_url("the url", url)
    _check_date("the date of publication", published)


def _page(path: Path, body: bytes, now: str, url: str | None, published: str | None) -> Item:
    """The one page of a file of HTML, Markdown or plain text."""
    if not body.strip():
        raise InputError(f"{path}: empty")
    if _HTML.match(body.removeprefix(b"\xef\xbb\xbf")) or path.suffix.lower() in (".html", ".htm"):
        return Item(_as_page(body, "text/html", url, now), published)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path}: line {line}: not UTF-8; a WARC file, HTML, Markdown, text or JSON Lines is read"
        ) from error
    if "\0" in text:
        raise InputError(f"{path}: not text; a WARC file, HTML, Markdown, plain text or JSON Lines is read")
    fields, _ = plain.front_matter(text)
    if not fields and path.suffix.lower() not in (".md", ".markdown"):
        return Item(_as_page(body, "text/plain; charset=utf-8", url, now), published)
    fetched = now
    for name, value in fields.items():
        field = f"{path}: field {name!r}"
        if name == "url":
            _check_url(field, value or None)
        elif name in ("date", "published") and value and dates.first(value, "en") is None:
            raise InputError(f"{field}: {value!r} is no date; allowed is a day such as 2024-06-14 or 14 June 2024")
        elif name == "fetch_date" and value:
            fetched = _time(field, value, now)
    return Item(_as_page(body, "text/markdown; charset=utf-8", url or fields.get("url"), fetched), published)


def _records(path: Path, now: str) -> Iterator[Item]:
    """The documents of JSON Lines, one object a line with at least `text`."""
    count = 0
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            place = f"{path}: line {number}"
            found = record(place, line)
            count += 1
            shown = None if found.get("url") else found["text"].encode()
            yield Item(_as_page(line.strip(), "application/json", found.get("url"), now, shown), None)
    if not count:
        raise InputError(f"{path}: no document in it")


def record(place: str, line: bytes) -> dict[str, Any]:
    """The document in a line of JSON, checked; raises InputError that opens with `place` and names the field."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: no JSON: {error}") from error
    if not isinstance(found, dict):
        raise InputError(f"{place}: an object with the member 'text' is allowed, not {type(found).__name__}")
    text = found.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError(f"{place}: field 'text': words are needed, not {text!r}")
    for name in _TEXTS:
        if not isinstance(found.get(name), str | None):
            raise InputError(f"{place}: field {name!r}: a string or null is allowed, not {found[name]!r}")
    _check_url(f"{place}: field 'url'", found.get("url") or None)
    _check_date(f"{place}: field 'published'", found.get("published"))
    if found.get("kind") and found["kind"] not in set(Kind):
        raise InputError(f"{place}: field 'kind': allowed are {', '.join(Kind)}, not {found['kind']!r}")
    return found


def _warc(path: Path) -> Iterator[Item]:
    """The pages of a WARC file, each of the time at which it was fetched."""
    for page in records.pages(path):
        yield Item(checked(str(path), page), None)


def checked(place: str, page: Page) -> Page:
    """A page of a WARC file with its time as ours; raises InputError where its address or time is none."""
    if not page.url.startswith("urn:"):
        _check_url(f"{place}: a page", page.url)
    return replace(page, fetched=_time(f"{place}: page {page.url}", page.fetched, None))


def _as_page(body: bytes, kind: str, url: str | None, fetched: str, shown: bytes | None = None) -> Page:
    """A page as if it had been fetched; without an address it is known by the hash of its bytes (or of those shown)."""
    address = url or f"urn:sha256:{hashlib.sha256(body if shown is None else shown).hexdigest()}"
    return Page(address, address, 200, (("Content-Type", kind),), body, fetched)


def _check_url(field: str, url: str | None) -> None:
    if url is None:
        return
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and url.isprintable() and " " not in url
    except ValueError:
        known = False
    if not known:
        raise InputError(f"{field}: {url!r} is no address; allowed is http:// or https:// and a host")


def _check_date(field: str, value: str | None) -> None:
    if value is None:
        return
    try:
        date.fromisoformat((value + "-01-01")[:10] if len(value) == 4 else (value + "-01")[:10])
        fits = re.fullmatch(r"\d{4}(-\d\d){0,2}", value)
    except ValueError:
        fits = None
    if not fits:
        raise InputError(f"{field}: {value!r} is no date; allowed are 2024, 2024-06 and 2024-06-14")


def _time(field: str, written: str, now: str | None) -> str:
    """An ISO time as ours: UTC with seconds; one without a zone is UTC; none may lie after `now`."""

    def refuse(why: str) -> NoReturn:
        raise InputError(f"{field}: {written!r} {why}; allowed is a time such as 2024-06-14T09:30:00Z")

    try:
        time = datetime.fromisoformat(written)
    except ValueError:
        refuse("is no time")
    time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    iso = time.strftime("%Y-%m-%dT%H:%M:%SZ")
    if now and iso > now:
        refuse("lies in the future")
    return iso
