"""Work that asks the Wayback Machine comes in; its result comes out, after the rest that the machine wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from tracker import wayback
from tracker.ledger.agenda import Agenda

T = TypeVar("T")


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
