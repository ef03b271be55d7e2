"""The archive comes in; every document with its versions, and the page that cannot be read as a problem, goes out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from urllib.parse import urlsplit

from tracker import archive as archives
from tracker import limits, publish, versions
from tracker.model import Document, Problem, Snapshot, Source


@dataclass(slots=True)
class _Page:
    """A document at each look at it, oldest first, with the time of the look."""

    looks: list[tuple[Document, str]] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """Its different texts."""
        return list(dict.fromkeys(document.text for document, _ in self.looks))


def filed(
    archive: archives.Archive,
    reader: Callable[[Snapshot, Source], Document | None],
    answering: Callable[[Snapshot], Source],
    rules: versions.Rules,
    tell: Callable[[str, str], None],
) -> tuple[tuple[publish.Filed, ...], tuple[Problem, ...]]:
    """Every document of the archive with its versions, and a problem for each page that cannot be read.

    `reader` reads a page by the rules of its source, which `answering` gives; rules that find nothing in some pages of
    a source are problems too. A page is read once for each of its bodies, however often it was archived unchanged.
    """
    pages: defaultdict[str, _Page] = defaultdict(_Page)
    known: dict[tuple[str, str, str], Document | None] = {}
    problems: dict[str, Problem] = {}
    failures: list[limits.OverwhelmedError] = []
    for number, snapshot in enumerate(archive.snapshots(), 1):
        key = (snapshot.source, snapshot.url, snapshot.sha)
        problems.pop(snapshot.url, None)
        if key not in known:
            try:
                known[key] = reader(snapshot, answering(snapshot))
            except archives.ArchiveError as error:
                problems[snapshot.url] = Problem("archive", str(error), snapshot.source or None, snapshot.url)
                continue
            except limits.OverwhelmedError as error:
                problems[snapshot.url] = Problem("read", str(error), snapshot.source or None, snapshot.url)
                failures.append(error)
                continue
        document = known[key]
        if document is None:
            problems[snapshot.url] = Problem("read", "no text was found", snapshot.source or None, snapshot.url)
            continue
        pages[document.id].looks.append((document, snapshot.fetched))
        if number % 100 == 0:
            tell("read", f"{number} pages")
    limits.blame(failures, len(known) + len(failures))
    judged = [_judged(page, its) for its, page in _with_rules(pages, rules)]
    newest = [page.looks[-1][0] for page in pages.values()]
    troubled = (problem for _, problem in judged if problem)
    return tuple(one for one, _ in judged), (*archive.damage(), *problems.values(), *troubled, *_missed(newest))


def _with_rules(pages: Mapping[str, _Page], rules: versions.Rules) -> Iterator[tuple[versions.Rules, _Page]]:
    """Each page with the rules by which its texts are compared: notices of its site are no text of it."""
    edited: defaultdict[str, list[list[str]]] = defaultdict(list)
    for name, page in pages.items():
        if len(texts := page.texts) > 1:
            edited[_host(name)].append(texts)
    own = {host: replace(rules, notices=versions.notices(texts, rules)) for host, texts in edited.items()}
    return ((own.get(_host(name), rules), page) for name, page in pages.items())


def _host(name: str) -> str:
    return urlsplit(name).netloc


def _judged(page: _Page, rules: versions.Rules) -> tuple[publish.Filed, Problem | None]:
    """A document with its versions; a problem where the last look at it showed less than it says."""
    past = versions.history([document.text for document, _ in page.looks], rules)
    found = [page.looks[look][0] for look in past.firsts]
    before = {number: page.looks[look - 1][1] for number, look in enumerate(past.firsts[1:], 2)}
    texts = [version.text for version in found]
    edits = {number: versions.compare(*pair, past.rules) for number, pair in enumerate(pairwise(texts), 2)}
    dated = tuple(versions.dated(found, number, past.rules) for number in range(1, len(found) + 1))
    newest, (_, first_seen), (_, last_seen) = found[past.shown[-1]], page.looks[0], page.looks[-1]
    trouble = past.troubles[-1]
    problem = Problem("read", trouble, newest.source or None, newest.url) if trouble else None
    made = publish.Filed(dated, past.shown[-1] + 1, first_seen, last_seen, edits=edits, before=before)
    return made, problem


def _missed(seen: Collection[Document]) -> Iterable[Problem]:
    """A problem for each page rule that finds nothing in some pages of its source, as they were when last looked at."""
    pages = Counter(one.source for one in seen)
    missed = Counter((one.source, rule) for one in seen for rule in one.missed)
    newest = {(one.source, rule): one for one in sorted(seen, key=lambda one: one.fetched) for rule in one.missed}
    for (source, rule), count in sorted(missed.items()):
        text = (
            f"page.{rule} of feeds.yaml matches nothing in {count} of {pages[source]} pages; they are read without it"
        )
        yield Problem("read", text, source, newest[source, rule].url)
