"""A source and what the ledger knows of it come in; its state on a day, and why, go out."""

from __future__ import annotations

from datetime import date, timedelta

from tracker.ledger import Health
from tracker.model import Kind, Source

#: every state, the ones that need a person first
STATES = ("broken", "blocked", "silent", "never tried", "ok", "unchanged", "off")
#: states that need a person
BAD = ("broken", "blocked", "silent")


def standing(source: Source, health: Health | None, today: str) -> tuple[str, str]:
    """One of STATES, and why.

    `ok`: the last look brought something new; `unchanged`: it brought nothing new, as it may; `silent`: nothing new for
    longer than expect.gap; `blocked`: it refuses us; `broken`: it does not answer, or not as it should.
    """
    if source.off:
        return "off", "switched off in feeds.yaml"
    if health is None:
        return "never tried", ""
    if health.state in ("blocked", "broken"):
        return health.state, health.message
    if health.doubt:
        return "broken", health.doubt
    last = _last(health)
    if last and last + timedelta(days=source.expect.gap) < date.fromisoformat(today[:10]):
        return "silent", f"nothing new since {last}; {source.expect.gap} days at most are expected"
    return health.state, ""


def needs_a_person(source: Source, state: str) -> bool:
    """Aggregators come and go: what they would have found, the sources themselves tell too."""
    return state in BAD and source.kind is not Kind.AGGREGATOR


def _last(health: Health) -> date | None:
    """The day of the last news: the latest date in the list, or the day on which a link came after the first look."""
    days = [(health.newest + "-01-01")[:10]] if health.newest else []  # the start of its month or year
    if health.last_new and (health.last_new != health.first_new or not days):
        days.append(health.last_new[:10])
    return date.fromisoformat(max(days)) if days else None
