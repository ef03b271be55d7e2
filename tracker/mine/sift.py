"""One WARC file comes in as a stream; the pages in it that report an act, what they report, and an account go out.

Each page is read as the archive's pages are. What a page gives depends on its bytes alone, so neither the number of
workers nor the order of files changes anything.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker import intake, limits, read
from tracker.archive import records
from tracker.mine import stream
from tracker.mine.gate import Gate
from tracker.model import Document, InputError, Page, Snapshot

if TYPE_CHECKING:
    from tracker.extract import Reading

#: bytes of kept records, packed, that a part of a file holds at most, but for its last page
KEPT = 16 << 20
#: troubles of a file that are told one by one; all are counted
TOLD = 50
#: what is told of a file in its line of the manifest, beside what it gave
COUNTS = ("bytes", "records", "pages", "worded", "telling", "broken")
_RECORD = re.compile(rb"(?i)\nwarc-type:[ \t]*(response|resource)[ \t]*\r?\n")
_PAGE = re.compile(rb"(?i)\ncontent-type:[ \t]*((?:text/(?:html|plain|markdown)|application/xhtml\+xml)[^\r\n]*)")
_PACKED = re.compile(rb"(?i)\n(?:content|transfer)-encoding:[ \t]*(?!identity)\S")


class Place(NamedTuple):
    """Where a part of a file begins."""

    #: of the record from which on the file is read
    number: int = 1
    #: bytes before it
    at: int = 0
    #: records that are passed over, as they belong to the part before
    passed: int = 0


@dataclass(slots=True)
class Part:
    """What was found in a file from one record on; the account adds up over the parts of a file."""

    #: the kept records, each packed by itself, as in a WARC file
    kept: bytearray = field(default_factory=bytearray)
    #: a row for each report, in the order of the file
    reports: list[dict[str, Any]] = field(default_factory=list)
    #: (number of the record, why)
    troubles: list[tuple[int, str]] = field(default_factory=list)
    records: int = 0
    pages: int = 0
    #: let through by words in the bytes, and by the rough text
    worded: int = 0
    telling: int = 0
    kept_pages: int = 0
    broken: int = 0
    #: packed, of the file
    bytes: int = 0
    #: of processor time
    seconds: float = 0.0
    #: where the next part begins; None: the file is done
    next: Place | None = None

    def trouble(self, number: int, why: str) -> None:
        self.broken += 1
        if len(self.troubles) < TOLD:
            self.troubles.append((number, why[:300]))

    def count(self, part: Part) -> None:
        """Adds what the next part found; its kept records are left where they are."""
        self.kept_pages += part.kept_pages
        self.reports += part.reports
        self.troubles = [*self.troubles, *part.troubles][:TOLD]
        self.seconds += part.seconds
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(part, name))


START = Place()


class Sieve:
    """Sifts files; made once in a process, as it compiles all words."""

    def __init__(self, gate: Gate, extractor: Callable[[Document], Reading]) -> None:
        self.gate = gate
        self.extractor = extractor

    def __call__(
        self,
        source: stream.Source,
        begin: Place = START,
        fatal: Mapping[int, str] | None = None,
        before: Callable[[int], None] = lambda _: None,
        most: int | None = None,
        sample: int = 0,
    ) -> Part:
        """What a file gives from `begin` on, where it stands.

        A part ends behind `most` records, where the next one can be read by itself, or with enough kept; a `sample`
        behind so many records, and nothing follows it. Records of `fatal` are not read, for the reason that it gives.
        `before` hears of each page that is about to be read, so that one that ends the process is known.
        """
        part, fatal, place = Part(), fatal or {}, begin
        for raw in stream.records(source, begin.number):
            if raw.place is not None:
                place = Place(raw.number, raw.place)
            if raw.number < begin.number + begin.passed:
                continue
            if sample:
                if part.records == sample:
                    break
            elif len(part.kept) >= KEPT or (part.records >= (most or inf) and raw.place is not None):
                part.next = Place(place.number, place.at, raw.number - place.number)
                break
            part.records += 1
            try:
                self._record(part, raw, fatal, before)
            except (InputError, limits.OverwhelmedError) as error:
                part.trouble(raw.number, str(error))
        part.bytes = (part.next.at if part.next else source.tell()) - begin.at
        return part

    def _record(self, part: Part, raw: stream.Raw, fatal: Mapping[int, str], before: Callable[[int], None]) -> None:
        if raw.trouble:
            part.trouble(raw.number, raw.trouble)
            return
        begin, start = 0, _behind_head(raw.content, 0)
        record = _RECORD.search(raw.content, 0, start)
        if not record:
            return
        if record[1].lower() == b"response":
            begin, start = start, _behind_head(raw.content, start)
        kind = _PAGE.search(raw.content, begin, start)
        if not kind:
            return
        part.pages += 1
        if raw.number in fatal:
            part.trouble(raw.number, fatal[raw.number])
            return
        before(raw.number)
        page, body = None, raw.content[start:]
        if _PACKED.search(raw.content, begin, start):
            page = limits.bounded(limits.READ, lambda: self._page(raw))
            if page is None:
                return
            body = page.body
        if not self.gate.worded(body):
            return
        part.worded += 1
        if not limits.bounded(limits.READ, lambda: self.gate.telling(body, kind[1].decode("latin-1"))):
            return
        page = page or self._page(raw)
        if page is None:
            return
        part.telling += 1
        document = self._document(page, records.content_type(page.headers))
        reading = limits.bounded(limits.EXTRACT, partial(self.extractor, document)) if document else None
        if document and reading and reading.reports:
            part.kept_pages += 1
            part.kept += gzip.compress(raw.content + b"\r\n\r\n", 9, mtime=0)
            part.reports += [_row(raw.number, document, asdict(report)) for report in reading.reports]

    def _page(self, raw: stream.Raw) -> Page | None:
        page = records.page(f"record {raw.number}", raw.content + b"\r\n\r\n")
        return intake.checked(f"record {raw.number}", page) if page else None

    def _document(self, page: Page, kind: str) -> Document | None:
        limits.weigh(page.body)
        snapshot = Snapshot(page.url, read.IMPORTED.id, "", page.fetched, "", 0, kind)
        return limits.bounded(limits.READ, lambda: read.read(snapshot, page.body, read.IMPORTED))


def _behind_head(content: bytes, start: int) -> int:
    """Where a head ends that begins at a place; where no blank line follows it, all is head."""
    ends = stream.HEAD_END.search(content, start)
    return ends.end() if ends else len(content)


def _row(number: int, document: Document, report: dict[str, Any]) -> dict[str, Any]:
    """A report beside what identifies its page."""
    told = {name: value for name, value in report.items() if name not in ("document", "version", "first_seen")}
    told["regulators"] = list(told["regulators"])
    page = {"url": document.url, "title": document.title, "publisher": document.publisher, "lang": document.lang}
    return {"record": number, **page, "published": document.published, "fetched": document.fetched, **told}
