"""Takes dated events of a few company-region pairs; gives the swim lanes: bars and marks in per cent and pixels.

Widths are per cent of the drawing and heights are pixels, and each lane is a drawing of its own under its name: so it
fits a phone and a wide screen without script and without shrinking its letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, zip_longest
from math import ceil
from typing import Any

from tracker.site.formats import MONTHS, day, fraction
from tracker.site.stance import in_part

#: what stands between this act of the company and its next one: class of the bar, word in the bar
STATES = {
    "paused": ("paused", "paused"),
    "resumed": ("running", "resumed"),
    "started": ("running", "started"),
    "announced": ("announced", "announced"),
    "abandoned": ("ended", "gave up"),
}
#: letter of the mark of what others did
LETTERS = {"complaint": "C", "inquiry": "I", "order": "O", "fine": "F", "cleared": "✓"}
#: marks nearer than this (per cent) go to different rows
APART = 2.6
ROW, BAR, EDGE = 20, 20, 6
#: a word needs so many per cent of the width, and so many more for each of its letters; and on a phone
ROOM, LETTER, SLIM, SLIM_LETTER = 1.2, 0.72, 4, 2.1


@dataclass(frozen=True, slots=True)
class Bar:
    """A state of the company from `x` on, `width` wide (both per cent).

    `word` is empty where it has no room; `slim`: it has none on a phone.
    """

    event: str
    x: float
    width: float
    state: str
    word: str
    title: str
    slim: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """What others did, at `x` per cent and `y` pixels."""

    event: str
    x: float
    y: int
    action: str
    letter: str
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A company in a region; `height` and `bar_y` are pixels, `older` is the number of events that are not drawn."""

    company: str
    company_name: str
    region: str
    region_name: str
    height: int
    bar_y: int
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    older: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Ticks are (per cent, words); `now` is where today stands, None where it is out of the drawing."""

    ticks: tuple[tuple[float, str], ...]
    lanes: tuple[Lane, ...]
    now: float | None


class _Scale:
    """From decimal years to per cent."""

    def __init__(self, first: float, last: float) -> None:
        self.first, self.last, self.span = first, last, max(last - first, 0.25)

    def __call__(self, year: float) -> float:
        return round(100 * min(max((year - self.first) / self.span, 0), 1), 2)


def draw(events: Iterable[Mapping[str, Any]], today: str, since: str = "", until: str = "") -> Chart | None:
    """Return the chart of `events`, sorted by lane and then by date; None where there are none.

    It goes from the start of the year `since` (else from the first event), with the state that holds then, to the start
    of the year `until` (else to today). An event needs: event, company, company_name, region, region_name, action,
    action_label, actor, date, effective, part, older.
    """
    dated = [event for event in events if event["date"]]
    if not dated:
        return None
    now = max(fraction(today), *(fraction(event["date"]) for event in dated))
    first = float(since) if since else min(fraction(event["date"]) for event in dated) - 0.08
    scale = _Scale(first, float(until) if until else now + 0.05)
    lanes = [
        _lane(list(group), scale, now) for _, group in groupby(dated, key=lambda one: (one["company"], one["region"]))
    ]
    here = scale(fraction(today)) if scale.first <= fraction(today) <= scale.last else None
    return Chart(_ticks(scale), tuple(lanes), here)


def _ticks(scale: _Scale) -> tuple[tuple[float, str], ...]:
    """Return the years, or the quarters where there are few years."""
    if scale.span > 2:
        step = ceil(scale.span / 12)
        years = range(ceil(scale.first), ceil(scale.last), step)
        return tuple((scale(year), str(year)) for year in years)
    quarters = range(ceil(scale.first * 4), ceil(scale.last * 4))
    return tuple((scale(n / 4), f"{MONTHS[n % 4 * 3][:3]} {n // 4}") for n in quarters)


def _lane(events: list[Mapping[str, Any]], scale: _Scale, now: float) -> Lane:
    inside = (event for event in events if scale.first <= fraction(event["date"]) <= scale.last)
    marks, rows = _marks([event for event in inside if event["actor"] != "company"], scale)
    bars = _bars([event for event in events if event["actor"] == "company"], scale, now)
    bar_y = EDGE + rows * ROW
    first = events[0]
    height = bar_y + (BAR if bars else 0) + EDGE
    return Lane(
        first["company"],
        first["company_name"],
        first["region"],
        first["region_name"],
        height,
        bar_y,
        bars,
        marks,
        first["older"],
    )


def _bars(events: list[Mapping[str, Any]], scale: _Scale, now: float) -> tuple[Bar, ...]:
    """Return the bars of the acts of a company.

    A notch is what it announced after a deed, unless it named a day, and what it did with a part of the data or people
    after an act on all.
    """
    begun = next((event["date"] for event in events if not event["part"]), "9")
    whole = [event for event in events if not event["part"] or event["date"] < begun]
    first_deed = next((event["date"] for event in whole if event["action"] != "announced"), "9")
    cutting = [
        event for event in whole if event["action"] != "announced" or event["effective"] or event["date"] < first_deed
    ]
    bars = _stretches(cutting, scale, now)
    for event in events:
        at = fraction(event["date"])
        if event not in cutting and scale.first <= at <= scale.last:
            state, word = _state(event)
            bars.append(Bar(event["event"], scale(at), 0.4, state, "", f"{word}, {day(event['date'])}"))
    return tuple(bars)


def _state(event: Mapping[str, Any]) -> tuple[str, str]:
    """Return the class of the bar and its word."""
    return in_part(event, *STATES.get(event["action"], ("announced", event["action_label"])))


def _stretches(events: list[Mapping[str, Any]], scale: _Scale, now: float) -> list[Bar]:
    bars = []
    for event, following in zip_longest(events, events[1:]):
        state, word = _state(event)
        start, end = fraction(event["date"]), fraction(following["date"]) if following else now
        effective = fraction(event["effective"]) if event["effective"] else start
        split = state in ("announced", "running") and start < effective
        first = in_part(event, "announced", "announced") if split else (state, word)
        pieces = [(start, min(effective, end) if split else end, *first)]
        if split and effective < end:
            pieces.append((effective, end, *in_part(event, "running", "in effect")))
        for left, right, kind, text in pieces:
            if right < scale.first or left > scale.last:
                continue
            x = scale(left)
            width = max(round(scale(right) - x, 2), 0.4)
            word = text if width > ROOM + LETTER * len(text) else ""
            slim = width < SLIM + SLIM_LETTER * len(text)
            bars.append(Bar(event["event"], x, width, kind, word, f"{text}, {day(event['date'])}", slim))
    return bars


def _marks(events: list[Mapping[str, Any]], scale: _Scale) -> tuple[tuple[Mark, ...], int]:
    """Return the marks and the number of rows they take; a mark takes the lowest row that has room for it."""
    ends: list[float] = []
    placed: list[tuple[Mapping[str, Any], float, int]] = []
    for event in events:
        x = scale(fraction(event["date"]))
        row = next((n for n, end in enumerate(ends) if x - end >= APART), len(ends))
        ends[row:row + 1] = [x]  # fmt: skip
        placed.append((event, x, row))
    marks = []
    for event, x, row in placed:
        y = EDGE + (len(ends) - 1 - row) * ROW + ROW // 2 - 1
        action = event["action"]
        title = f"{event['action_label'].lower()}, {day(event['date'])}"
        marks.append(Mark(event["event"], x, y, action, LETTERS.get(action, "•"), title))
    return tuple(marks), len(ends)
