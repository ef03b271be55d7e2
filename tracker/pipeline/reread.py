"""Pages that are watched come in; those that are due are asked for again and archived where they changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tracker import discover, fetch, read
from tracker.ledger.watchbook import Watchbook, Watched
from tracker.model import Page, Problem, Source
from tracker.pipeline import together, watching

if TYPE_CHECKING:
    from tracker.pipeline.collect import _Round

#: pages of one host in one run: a first look at many old pages is spread over days
BUDGET = 60


@dataclass(slots=True)
class Reread:
    """What a run did with the pages that were due."""

    due: int = 0
    asked: int = 0
    fetched: int = 0
    unchanged: int = 0
    unreached: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def state(self) -> str:
        """ok, unchanged or broken, as sources are; resting where nothing was due."""
        if self.fetched or self.unchanged:
            return "ok" if self.fetched else "unchanged"
        return "broken" if self.problems else "resting"

    @property
    def reached(self) -> bool:
        """Whether anybody answered."""
        return not self.problems or self.unreached < len(self.problems)

    @property
    def waiting(self) -> int:
        return self.due - self.asked


async def reread(shared: _Round, sources: Mapping[str, Source]) -> Reread:
    """Looks at every watched page that is due, those not seen for longest first, and all hosts side by side."""
    done, book = Reread(), Watchbook(shared.ledger)
    hosts: defaultdict[str, list[Watched]] = defaultdict(list)
    for page in sorted(book.pages(), key=lambda page: (page.looked or "", page.url)):
        source = sources.get(page.source, read.IMPORTED)
        if urlsplit(page.url).netloc in shared.closed:
            continue  # what its list says of it is all that is kept
        if watching.due(page, shared.now) and discover.item(source, page.url) not in shared.claimed:
            hosts[urlsplit(page.url).netloc].append(page)
            done.due += 1
    await together.all_of(_host(shared, book, done, pages[:BUDGET], sources) for pages in hosts.values())
    return done


async def _host(
    shared: _Round, book: Watchbook, done: Reread, pages: Iterable[Watched], sources: Mapping[str, Source]
) -> None:
    for page in pages:
        if shared.seconds is not None and shared.fetcher.elapsed() > shared.seconds:
            return
        source = sources.get(page.source, read.IMPORTED)
        try:
            await _look(shared, book, done, page, source)
        except fetch.BudgetError:
            return  # it stays due
        except fetch.FetchError as error:
            done.problems.append(Problem("fetch", error.message, page.source, page.url))
            shared.ledger.stop(shared.fetcher.stops, shared.now[:10])
            if isinstance(error, fetch.StoppedError | fetch.UnreachedError):
                done.unreached += isinstance(error, fetch.UnreachedError)
                book.missed(page.url, error.message)
                return  # it stays due
            book.looked(page.url, shared.now, error.message)
        done.asked += 1


async def _look(shared: _Round, book: Watchbook, done: Reread, page: Watched, source: Source) -> None:
    """One page into the archive, and only then into the ledger."""
    etag, modified = shared.ledger.validators(page.url)
    answer = await shared.fetcher.fetch(page.url, etag=etag, modified=modified, delay=source.delay)
    if answer.status == 304:
        done.unchanged += 1
        book.looked(page.url, shared.now)
        return
    if _moved(answer):
        raise fetch.FetchError(page.url, f"leads to {answer.final_url} now; what stands there is not read")
    shared.archive.write(answer, page.source, page.title, page.published)
    done.fetched += 1
    book.looked(page.url, shared.now, validators=validators(answer.headers))
    shared.tell(watching.ID, f"archived {page.url}")


def _moved(answer: Page) -> bool:
    """Whether a page sent us to another one: a host, a scheme or a last slash may change, not the path."""
    asked, given = (urlsplit(url).path.casefold().rstrip("/") for url in (answer.url, answer.final_url))
    return asked != given


def validators(headers: tuple[tuple[str, str], ...]) -> tuple[str | None, str | None]:
    """ETag and Last-Modified of an answer."""
    found = {name.lower(): value for name, value in headers}
    return found.get("etag"), found.get("last-modified")
