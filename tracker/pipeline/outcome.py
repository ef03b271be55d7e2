"""What a run of collect does for its sources, as values; which sources it asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.model import InputError, Problem, Source

if TYPE_CHECKING:
    from tracker.declarations import Feeds

#: states of a source that did not give what it should
BAD = ("blocked", "broken")
#: exit code of a run that no source answered
NOTHING_REACHED = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did for one source.

    `state` is ok (something new), unchanged, blocked, broken, or resting (not due, nothing left to fetch).
    """

    source: str
    state: str
    #: links in its list; None where the list was not asked or was unchanged
    links: int | None = None
    #: pages asked for and archived, and those of them never seen before
    fetched: int = 0
    new: int = 0
    #: pages asked for again that had not changed
    unchanged: int = 0
    #: links left for the next run
    waiting: int = 0
    problems: tuple[Problem, ...] = ()
    #: whether anybody answered
    reached: bool = True
    #: an aggregator: its trouble needs no person
    optional: bool = False

    @property
    def well(self) -> bool:
        """Whether no person is needed."""
        return self.state not in BAD or self.optional


@dataclass(frozen=True, slots=True)
class Collected:
    """What a run of collect did."""

    run: int
    outcomes: tuple[Outcome, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for outcome in self.outcomes for problem in outcome.problems)

    @property
    def asked(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.state != "resting")

    @property
    def exit_code(self) -> int:
        """0: all well; 1: a source failed; 3: nothing could be reached."""
        if self.asked and not any(outcome.reached for outcome in self.asked):
            return NOTHING_REACHED
        return int(any(not outcome.well for outcome in self.asked))


def chosen(feeds: Feeds, only: tuple[str, ...]) -> tuple[Source, ...]:
    """The sources of these names, or all that are not off; raises InputError for a name that is no source."""
    known = {source.id: source for source in feeds.sources}
    if unknown := [name for name in only if name not in known]:
        raise InputError(f"no source {', '.join(unknown)} in feeds.yaml; there are {', '.join(known)}")
    return tuple(known[name] for name in only) or tuple(x for x in feeds.sources if not x.off)
