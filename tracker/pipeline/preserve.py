"""Pages that gave reports come in; the Wayback Machine has been asked to save them when an account of it goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tracker import ledger as ledgers
from tracker import wayback
from tracker.ledger.agenda import Agenda, Save
from tracker.model import Problem
from tracker.pipeline.collect import agent
from tracker.pipeline.patience import Asked, Patience, run

if TYPE_CHECKING:
    from tracker.declarations import Feeds

#: a capture of that age or younger is taken for the one that we want
WITHIN = "1d"
#: seconds between two looks at a job, and looks at most: a capture may take two minutes
PAUSE, LOOKS = 6.0, 25
#: minutes for which the Wayback Machine remembers a job
REMEMBERED = 55


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page that gave reports, and when its text of today was fetched (UTC)."""

    url: str
    fetched: str


@dataclass(slots=True)
class Preserved(Asked):
    """What a run of preserve did."""

    saved: int = 0
    #: pages that stand there already, and those whose job is still at work
    before: int = 0
    pending: int = 0
    #: pages that cannot be saved, as earlier runs told
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class _Round:
    agenda: Agenda
    machine: wayback.Wayback
    keys: wayback.Keys
    patience: Patience
    tell: Callable[[str, str], None]
    made: Preserved


def preserve(
    feeds: Feeds,
    pages: Iterable[Wanted],
    keys: wayback.Keys,
    ledger: ledgers.Ledger,
    *,
    clock: Callable[[], str],
    sleep: Callable[[float], None],
    tell: Callable[[str, str], None] | None = None,
) -> Preserved:
    """Asks the Wayback Machine for a capture of each page that it has not saved since its text was fetched.

    One page at a time; a job that a killed run left is asked for first. Raises InputError where the keys are refused.
    """
    made, agenda = Preserved(), Agenda(ledger)
    patience, saves = Patience(agenda, clock, sleep), agenda.saves()

    def work(machine: wayback.Wayback) -> None:
        shared = _Round(agenda, machine, keys, patience, tell or (lambda *_: None), made)
        for page in pages:
            _page(shared, page, saves.get(page.url, Save(page.url)))

    run("preserve", agent(feeds), ledger, patience, made, work)
    return made


def _page(shared: _Round, page: Wanted, save: Save) -> None:
    """One page from the question to the capture; what ends it is written down."""
    if save.captured and save.captured >= page.fetched:
        shared.made.before += 1
        return
    if save.tries >= ledgers.MAX_TRIES and (save.asked or "") >= page.fetched:
        shared.made.given_up += 1
        return
    shared.tell("preserve", page.url)
    try:
        job = save.job if save.job and _remembered(save, shared.patience.clock()) else None
        if job is None:
            job = shared.patience.ask(lambda: shared.machine.save(page.url, shared.keys, WITHIN))
            shared.agenda.asked(page.url, job, shared.patience.clock())
        shared.made.reached = True
        capture = _outcome(shared, job)
        if capture and not wayback.same(page.url, capture.url):
            raise wayback.WaybackError(f"the page leads to {capture.url} now", lasting=True)
    except (wayback.LimitedError, wayback.ClosedError):
        raise
    except wayback.WaybackError as error:
        shared.made.reached = True
        shared.agenda.unsaved(page.url, str(error), error.lasting, shared.patience.clock())
        shared.made.problems.append(Problem("preserve", str(error), None, page.url))
        shared.made.left += 1
        return
    if capture is None:
        shared.made.pending += 1
        shared.made.left += 1
        return
    shared.agenda.saved(page.url, capture.time, capture.archived_url)
    shared.made.saved += 1


def _remembered(save: Save, now: str) -> bool:
    asked = datetime.fromisoformat(save.asked or now)
    return datetime.fromisoformat(now) - asked < timedelta(minutes=REMEMBERED)


def _outcome(shared: _Round, job: str) -> wayback.Capture | None:
    """The capture of a job; None where it is still at work after all looks."""
    for _ in range(LOOKS):
        if capture := shared.patience.ask(lambda: shared.machine.saved(job, shared.keys)):
            return capture
        shared.patience.sleep(PAUSE)
    return None
