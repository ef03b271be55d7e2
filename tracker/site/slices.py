"""The query of an address comes in; the slice of the timeline that it asks for goes out, as SQL and as an address.

The page /timeline, its feeds and its downloads all go by this one: the same words in the address mean the same events.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from urllib.parse import urlencode

#: the condition of each filter on `e`, a row of events; what the values are called is given by `Slice.values`
CONDITIONS = {
    "company": "e.company = :company",
    "region": "e.region = :region",
    "action": "e.action = :action",
    "regulator": "e.id in (select event from event_regulators where regulator = :regulator)",
    "year": "e.date >= :year and e.date < :year_after",
    "q": "e.rowid in (select rowid from events_fts where events_fts match escape_fts(:q))",
}


@dataclass(frozen=True, slots=True)
class Slice:
    """Which events are asked for: those that pass every filter that is given."""

    company: str | None = None
    region: str | None = None
    action: str | None = None
    regulator: str | None = None
    year: str | None = None
    #: words that summary, names, regulators or quotes must have
    q: str | None = None

    @classmethod
    def read(cls, argument: Callable[[str], str | None]) -> Slice:
        """Return the slice that an address asks for; `argument` gives the value of a name, or None."""
        return cls(**{name: argument(name) for name in NAMES})

    @property
    def given(self) -> dict[str, str]:
        """The filters that are given."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def values(self) -> dict[str, str | None]:
        """The parameters of `where`."""
        year = self.year if re.fullmatch(r"[0-9]{4}", self.year or "") else None
        return {**asdict(self), "year": year, "year_after": str(int(year) + 1) if year else None}

    def where(self, without: str | None = None) -> str:
        """Return the condition on `e`, a row of events; `without` leaves one filter out."""
        asked = self.given
        if self.q and not re.search(r"\w", self.q):  # the search index takes marks alone for a mistake
            return "0"
        return " and ".join(f"({CONDITIONS[name]})" for name in asked if name != without) or "1"

    def fill(self, sql: str) -> str:
        """Return `sql` with the condition at `{slice}`, and at `{slice but NAME}` that without one filter."""
        return re.sub(r"\{slice(?: but (\w+))?\}", lambda found: self.where(found[1]), sql)

    def query(self, **changes: str | None) -> str:
        """Return the query of the address of this slice, with some filters changed, or taken out with None."""
        return urlencode(replace(self, **{k: v for k, v in changes.items() if k in NAMES}).given | _others(changes))


NAMES = tuple(field.name for field in fields(Slice))


def _others(changes: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in changes.items() if name not in NAMES and value}
