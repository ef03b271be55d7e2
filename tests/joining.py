"""Reports with the event that each tells of, by people, come in; how well resolve joins them goes out, as B-cubed.

For each report: of those that stand in one event with it, how many belong there (precision), and of those that belong
together with it, how many stand there (recall); both are means over the reports. A report in no event stands alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.declarations import load_words
from tracker.model import Document, Entry, Report
from tracker.resolve import resolve


@dataclass(frozen=True, slots=True)
class Score:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def bcubed(wanted: Sequence[Hashable], found: Sequence[Hashable]) -> Score:
    """The score of the groups `found` by those `wanted`: the group of each item, in one order."""
    sides = []
    for key, other in ((found, wanted), (wanted, found)):
        groups: defaultdict[Hashable, list[int]] = defaultdict(list)
        for number, name in enumerate(key):
            groups[name].append(number)
        shares = [sum(other[n] == other[m] for m in groups[key[n]]) / len(groups[key[n]]) for n in range(len(key))]
        sides.append(sum(shares) / len(shares))
    return Score(*sides)


def joined(reports: Sequence[Report], documents: Mapping[str, Document], history: Iterable[Entry]) -> list[str]:
    """The event of each report as resolve joins them; of one in none, a name of its own."""
    events = resolve(reports, documents, history, load_words())
    places = {report: event.id for event in events for report in event.reports}
    return [places.get(report, f"none {number}") for number, report in enumerate(reports)]
