"""Work that asks the Wayback Machine comes in; it is done at the pace that it wants, and an account is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from tracker import ledger as ledgers
from tracker import wayback
from tracker.ledger.agenda import Agenda
from tracker.model import Problem

T = TypeVar("T")


@dataclass(slots=True)
class Asked:
    """What came of a run; `stopped` says why it ended before its work did, `reached` whether anybody answered."""

    #: pages that are in the archive now
    archived: int = 0
    problems: list[Problem] = field(default_factory=list)
    #: things that are left: to be tried again by the next run, or looked at by a person
    left: int = 0
    stopped: str = ""
    reached: bool = False

    @property
    def exit_code(self) -> int:
        """0: all that there is has been had; 1: something is left; 3: nobody answered."""
        return 3 if self.stopped and not self.reached else int(bool(self.stopped or self.left))


@dataclass(frozen=True, slots=True)
class Patience:
    """Waits before a request where a rest is due, also one that a killed run has not finished.

    `clock` tells the time (UTC), `sleep` waits for seconds.
    """

    agenda: Agenda
    clock: Callable[[], str]
    sleep: Callable[[float], None]

    def ask(self, work: Callable[[], T]) -> T:
        """The result of `work`, which is tried once more after the rest; raises LimitedError the second time."""
        self._rest()
        try:
            return work()
        except wayback.LimitedError as error:
            self._note(error)
            if error.seconds > wayback.LONGEST_WAIT:
                raise
        self._rest()
        try:
            return work()
        except wayback.LimitedError as error:
            self._note(error)
            raise

    def _note(self, error: wayback.LimitedError) -> None:
        """Writes the rest down before it begins: a run that is killed and started again keeps it."""
        until = datetime.fromisoformat(self.clock()) + timedelta(seconds=error.seconds)
        self.agenda.rest(wayback.HOST, until.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def _rest(self) -> None:
        if until := self.agenda.resting(wayback.HOST):
            left = datetime.fromisoformat(until) - datetime.fromisoformat(self.clock())
            if left.total_seconds() > 0:
                # the clock has whole seconds
                self.sleep(left.total_seconds() + 1)


def run(
    command: str,
    agent: str,
    ledger: ledgers.Ledger,
    patience: Patience,
    made: Asked,
    work: Callable[[wayback.Wayback], None],
) -> None:
    """Does the work of a command until it is done or the machine wants no more, and writes down how that went.

    A host that refused twice is left alone for the rest of the day, as the ledger then says.
    """
    now = patience.clock()
    number = ledger.begin(command, now)
    with wayback.Wayback(agent) as machine:
        try:
            if reason := ledger.stopped(now[:10]).get(wayback.HOST):
                raise wayback.ClosedError(f"{wayback.HOST} is left alone until tomorrow: {reason}")
            work(machine)
        except wayback.LimitedError as error:
            ledger.stop({wayback.HOST: str(error)}, now[:10])
            made.stopped, made.reached = f"{error}; {wayback.HOST} is left alone until tomorrow", True
        except wayback.ClosedError as error:
            made.stopped = str(error)
    stopped = [Problem(command, made.stopped)] if made.stopped else []
    for problem in [*made.problems, *stopped]:
        ledger.note(number, problem)
    ledger.end(ledgers.Run(number, command, now, patience.clock(), fetched=made.archived, exit_code=made.exit_code))
