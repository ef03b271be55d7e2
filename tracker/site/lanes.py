"""Takes dated events of a few company-region pairs; gives the swim lanes: bars and marks in per cent and pixels.

Widths are per cent of the drawing and heights are pixels, so that one SVG fits a phone and a wide screen without
script and without shrinking its letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, zip_longest
from math import floor
from typing import Any

from tracker.site.formats import day, fraction

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
APART = 2.4
TITLE, ROW, BAR, GAP = 20, 19, 18, 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A state of the company from `x` on, `width` wide (both per cent)."""

    event: str
    x: float
    width: float
    state: str
    word: str
    title: str


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
    """A company in a region; `y` and `bar_y` are pixels from the top."""

    company: str
    region: str
    label: str
    y: int
    bar_y: int
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing: ticks are (per cent, year)."""

    height: int
    ticks: tuple[tuple[float, int], ...]
    lanes: tuple[Lane, ...]


class _Scale:
    """From decimal years to per cent."""

    def __init__(self, first: float, last: float) -> None:
        self.first, self.span = first, max(last - first, 0.25)

    def __call__(self, year: float) -> float:
        return round(100 * min(max((year - self.first) / self.span, 0), 1), 2)


def draw(events: Iterable[Mapping[str, Any]], today: str, since: str = "") -> Chart | None:
    """Return the chart of `events`, sorted by lane and then by date, from `since` (else the first) to `today`, or None.

    An event needs: event, company, company_name, region, region_name, action, action_label, actor, date, effective.
    """
    dated = [event for event in events if event["date"]]
    if not any(event["date"] >= since for event in dated):
        return None
    now = max(fraction(today), *(fraction(event["date"]) for event in dated))
    scale = _Scale(min(fraction(event["date"]) for event in dated if event["date"] >= since) - 0.08, now + 0.05)
    lanes: list[Lane] = []
    y = 0
    for _, group in groupby(dated, key=lambda event: (event["company"], event["region"])):
        lane, y = _lane(list(group), scale, now, y)
        lanes.append(lane)
    ticks = tuple((scale(year), year) for year in range(floor(scale.first) + 1, floor(now) + 1))
    return Chart(y + 22, ticks, tuple(lanes))


def _lane(events: list[Mapping[str, Any]], scale: _Scale, now: float, y: int) -> tuple[Lane, int]:
    """Return the lane of `events` that starts at `y`, and where the next one starts."""
    others = [event for event in events if event["actor"] != "company" and fraction(event["date"]) >= scale.first]
    marks, rows = _marks(others, scale, y + TITLE)
    bars = _bars([event for event in events if event["actor"] == "company"], scale, now)
    bar_y = y + TITLE + rows * ROW
    first = events[0]
    label = f"{first['company_name']}, {first['region_name']}"
    return Lane(first["company"], first["region"], label, y, bar_y, bars, marks), bar_y + BAR * bool(bars) + GAP


def _bars(events: list[Mapping[str, Any]], scale: _Scale, now: float) -> tuple[Bar, ...]:
    bars = []
    for event, following in zip_longest(events, events[1:]):
        state, word = STATES.get(event["action"], ("announced", event["action_label"]))
        start, end = fraction(event["date"]), fraction(following["date"]) if following else now
        effective = fraction(event["effective"]) if event["effective"] else start
        split = state in ("announced", "running") and start < effective
        pieces = [(start, min(effective, end), "announced", "announced")] if split else [(start, end, state, word)]
        if split and effective < end:
            pieces.append((effective, end, "running", "in effect"))
        for left, right, kind, text in pieces:
            x = scale(left)
            if right < scale.first:
                continue
            title = f"{text} {day(event['date'])}"
            bars.append(Bar(event["event"], x, max(round(scale(right) - x, 2), 0.4), kind, text, title))
    return tuple(bars)


def _marks(events: list[Mapping[str, Any]], scale: _Scale, top: int) -> tuple[tuple[Mark, ...], int]:
    """Return the marks and the number of rows they take; a mark takes the first row that has room for it."""
    ends: list[float] = []
    marks = []
    for event in events:
        x = scale(fraction(event["date"]))
        row = next((n for n, end in enumerate(ends) if x - end >= APART), len(ends))
        ends[row:row + 1] = [x]  # fmt: skip
        title = f"{event['action_label']} {day(event['date'])}"
        action = event["action"]
        marks.append(Mark(event["event"], x, top + row * ROW + ROW // 2, action, LETTERS.get(action, "•"), title))
    return tuple(marks), len(ends)
