"""What is told in a text in; what speaks for each date of the text as its day, and the likeliest, out.

The rules give a day by the words next to an act; a text tells it elsewhere too, or counts from another event. Boosted
trees weigh every day that its words may mean, learned from labelled texts of our own (`python -m tests.bench.learn`);
they see how likely each is by the networks (tracker/extract/options.py) too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from tracker.extract.acts import CORE, OWN
from tracker.extract.candidates import ABSENT, NONE, Values
from tracker.extract.claims import Claim
from tracker.extract.dates import YEAR
from tracker.extract.mentions import Dates, Place
from tracker.extract.scores import ACTIONS, Scores
from tracker.extract.senses import SENSES
from tracker.extract.trees import Judge
from tracker.model import Report

#: a date that is less likely the day of an act is none: it is better unknown than wrong. On texts that were not learned
#: from .24, .27 and .3 give .827, .823 and .818 of 20,122 core acts their label's day, or any where it has none, and
#: .691, .699 and .706 of the days given are the label's
LIKELY = 0.27
#: a coarser date is told instead of a finer one, which is right wherever it is, where it is at least so likely beside
#: it: of the days that are right .19 are then finer than their labels, else .21; one in 400 core acts loses its day
ALIKE = 0.9
#: dates near an act at most that are weighed: a list of numbers has thousands
MOST = 60
#: the words before a date by which it is known
LEADS = (
    "", "on", "in", "since", "from", "until", "by", "to", "of", "after", "before", "last", "this", "early", "late",
    "for", "the", "and", "between", "around", "dated", "at", "(", "that", "earlier",
    "later", "next", "following", "same",
)  # fmt: skip
BESIDE = (
    "lines away", "lines apart", "same line", "same paragraph", "headline", "line", "signs away", "signs apart",
    "breaks", "ands", "asides", "in line", "in line before", "sure", "lead", "word before the lead", "words", "digits",
    "year written", "sense", "first word",
)  # fmt: skip
TOLD_ASIDE = re.compile(r"\b(?:that|which|who|when|after|before)\b")
TENSES = ("past", "perfect", "pluperfect", "present", "progressive", "future", "infinitive", "gerund", "noun")
#: the score of what is not there
NOT_TOLD = float(NONE)
#: how surely an act was at a date that stands nowhere: at most, at most of the company, in the told line
NOWHERE = (NOT_TOLD,) * 3
#: days between a date and the publication at most that are told apart
FARTHEST = 1500
#: characters between a date and the words of the act at most that are told apart
WIDEST = 400


class Dated:
    """One report, the claim that it rests on, and the dates of its text that may be its day."""

    def __init__(self, every: Dates, report: Report, claim: Claim | None) -> None:
        self.every, self.text, self.report, self.claim = every, every.text, report, claim
        self.first = int(self.text.headline)
        lines = enumerate(self.text.lines)
        self.told = next(number for number, line in lines if number >= self.first and line.span.start == report.start)
        self.column = ACTIONS.index(report.action)
        nobody = np.full_like(self.text.act, NONE)
        self.who = self.text.who.get(report.company, nobody)
        self.where = self.text.where.get(report.region, nobody)

    @cached_property
    def base(self) -> str | None:
        """The day of the section or the page that the report stands in."""
        return self.every.base(self.told)

    @cached_property
    def places(self) -> dict[str, list[Place]]:
        """Where each date up to the publication stands; that day, its month and the rules' may stand nowhere."""
        own = (self.base, (self.base or "")[:7], self.report.date, self.report.effective)
        places = self.every.places
        near = sorted(places, key=lambda date: min(abs(place.line - self.told) for place in places[date]))
        every = {date: places.get(date, []) for date in (*near[:MOST], *own) if date}
        return {date: found for date, found in every.items() if is_past(date, self.base)}

    @cached_property
    def ordered(self) -> list[str]:
        """The dates in their order."""
        return sorted(self.places)

    @cached_property
    def trigger(self) -> int:
        """Where the words of the act begin in their line, in characters."""
        if self.claim is None:
            return 0
        line = self.claim.sentence
        return line.tokens[min(self.claim.first, len(line.tokens) - 1)].start - line.span.start

    @property
    def names(self) -> list[str]:
        """The names of the figures, in their order."""
        return list(self.figures(next(iter(self.places)), {}))

    def table(self, pointed: Mapping[str, float]) -> tuple[list[str], Scores]:
        """The dates, and a row of figures for each, with how likely some are by the networks."""
        found = list(self.places)
        rows = [[float(one) for one in self.figures(date, pointed).values()] for date in found]
        return found, np.array(rows, np.float32)

    def figures(self, date: str, pointed: Mapping[str, float]) -> Values:
        """What speaks for a date, with how likely some are by the networks."""
        report, text = self.report, self.text
        places = self.places[date]
        near = min(places, key=self.distance, default=None)
        every = self.ordered
        day, base = middle(date), middle(self.base)
        ahead = self.claim is not None and self.claim.ahead
        tense = self.claim.clause.group.tense if self.claim else ""
        values: Values = {
            "act": self.column, "core": report.action in CORE, "own": report.action in OWN,
            "tense": place_in(TENSES, tense), "ahead": ahead,
            "by rules": self.claim is not None and report.rule == self.claim.words,
            "news": report.core, "told": self.told, "told in text": self.told / len(text.lines),
            "length": len(date), "base": date == self.base, "base's": bool(self.base and self.base.startswith(date)),
            "has base": self.base is not None,
            "gap": float((day - base).days) if day and base else FARTHEST,
            "section": text.lines[self.told].date is not None,
            "rule": date == report.date, "rule's": bool(report.date and report.date.startswith(date)),
            "of rule": bool(report.date and date.startswith(report.date)), "has rule": report.date is not None,
            "rule's effect": date == report.effective,
            "dates": len(every), "rank": every.index(date), "rank from end": len(every) - every.index(date),
            "finer": any(one != date and one.startswith(date) for one in every),
            "coarser": any(one != date and date.startswith(one) for one in every),
            "times": len(places), "plain": any(not place.mention.sense for place in places),
            "times in all": sum(len(found) for one, found in self.places.items() if one[:7] == date[:7]),
            "rules give": self.every.given[date],
            "rules give to act": self.every.given_act[report.action, date],
            "rules give to company": self.every.given_company[report.company, date],
        }  # fmt: skip
        last = middle(every[-1])
        values["gap to last"] = float((last - day).days) if day and last else FARTHEST
        for name in ("gap", "gap to last"):
            values[name] = max(-FARTHEST, min(FARTHEST, float(values[name])))
        for name, (own, others) in self.lines.items():
            values[f"{name}, most"] = max((own[place.line] for place in places), default=NOT_TOLD)
            values[f"{name} here"] = own[near.line] if near else NOT_TOLD
            values[f"{name} here, another"] = others[near.line] if near else NOT_TOLD
        values["joint, most"] = max((self.joint[place.line] for place in places), default=NOT_TOLD)
        values["joint, lead"] = values["joint, most"] - self.surest(date)
        here = {one.start - self.trigger for one in self.every.mentions.get(self.told, ())}
        gap = near.mention.start - self.trigger if near and near.line == self.told else 0
        values["dates in told line"] = len(here)
        values["next before"] = gap < 0 and gap == max((one for one in here if one < 0), default=0)
        values["next after"] = gap > 0 and gap == min((one for one in here if one > 0), default=0)
        for action in sorted(CORE):
            other = self.every.other.get((report.company, action), "")
            values[f"to {action}"] = 9 if not other else (date > other) - (date < other)
        values |= self.beside(near)
        others = (self.every.scores(near) if near else ABSENT).tolist()
        own = others.pop(self.column)
        most, both, inside = self.whens[date]
        rival = self.rivals[date]
        values |= {
            "when, most": most, "when, lead": most - rival[0],
            "when here": own, "when here, another": max(others),
            "when joint, most": both, "when joint, lead": both - rival[1],
            "when in told line": inside, "when in told line, rival": rival[2],
        }  # fmt: skip
        chance = pointed.get(date, 0)
        most = max((found for one, found in pointed.items() if one != date), default=0)
        alike = sum(found for one, found in pointed.items() if one.startswith(date) or date.startswith(one))
        values |= {"networks": chance, "networks, lead": chance - most, "networks, none": 1 - sum(pointed.values())}
        values["networks, alike"] = alike
        return values

    @cached_property
    def lines(self) -> dict[str, tuple[list[float], list[float]]]:
        """How surely each line tells the act, that it is the company's, and that it is there; and any other act."""
        every = {"act": self.text.act, "who": self.who, "where": self.where}
        return {
            name: (scores[:, self.column].tolist(), np.delete(scores, self.column, 1).max(1).tolist())
            for name, scores in every.items()
        }

    @cached_property
    def joint(self) -> list[float]:
        """How surely each line tells the act both of the company and there."""
        return [min(both) for both in zip(self.lines["who"][0], self.lines["where"][0], strict=True)]

    @cached_property
    def whens(self) -> dict[str, tuple[float, float, float]]:
        """How surely the act was at each date: at most, at most where it is told of the company, in the told line."""
        found = {}
        for date, places in self.places.items():
            scores = [(place.line, float(self.every.scores(place)[self.column])) for place in places]
            joint = [min(score, self.lines["who"][0][line]) for line, score in scores]
            told = [score for line, score in scores if line == self.told]
            lists = ([score for _, score in scores], joint, told)
            most, both, inside = (max(one, default=NOT_TOLD) for one in lists)
            found[date] = (most, both, inside)
        return found

    @cached_property
    def rivals(self) -> dict[str, list[float]]:
        """The most of the same that any other date has."""
        found = np.array([*self.whens.values(), NOWHERE])
        second, first = np.sort(found, 0)[-2:]
        return dict(zip(self.whens, np.where(found == first, second, first).tolist(), strict=False))

    @cached_property
    def sure(self) -> list[tuple[float, set[str]]]:
        """How surely each line with a date tells the act of the company there, with its dates, the surest first."""
        dates: defaultdict[int, set[str]] = defaultdict(set)
        for date, found in self.places.items():
            for place in found:
                dates[place.line].add(date)
        told = [(self.joint[line], line) for line in dates]
        return [(score, dates[line]) for score, line in sorted(told, reverse=True)]

    def surest(self, date: str) -> float:
        """How surely a line with another date tells the act of the company there."""
        return next((score for score, found in self.sure if found != {date}), NOT_TOLD)

    def beside(self, near: Place | None) -> Values:
        """How the nearest place of a date stands to the words of the act."""
        if near is None:
            return dict.fromkeys(BESIDE, -1)
        start, text, same = near.mention.start, near.text, near.line == self.told
        between = text[min(start, self.trigger) : max(start, self.trigger)] if same else ""
        inline = {one.start for one in self.every.mentions[near.line]}
        here, told = (self.text.lines[one].span.paragraph for one in (near.line, self.told))
        before, written = text[:start].lower().split(), text[start : near.mention.end]
        gap = max(-WIDEST, min(WIDEST, start - self.trigger))
        found = (
            near.line - self.told, abs(near.line - self.told), same, here == told and near.line >= self.first,
            near.line < self.first, near.line, gap if same else WIDEST, abs(gap) if same else WIDEST,
            sum(map(between.count, ",;:()—")), between.count(" and "), len(TOLD_ASIDE.findall(between)),
            len(inline), sum(one < start for one in inline), near.mention.sure,
            place_in(LEADS, near.mention.lead), place_in(LEADS, before[-2] if len(before) > 1 else ""),
            len(written.split()), any(map(str.isdigit, written)), bool(YEAR.search(written)),
            place_in(SENSES, near.mention.sense), place_in(LEADS, written.split()[0].lower()),
        )  # fmt: skip
        return dict(zip(BESIDE, found, strict=True))

    def distance(self, place: Place) -> tuple[int, int]:
        """How far a place is from the words of the act."""
        gap = abs(place.mention.start - self.trigger) if place.line == self.told else 0
        return abs(place.line - self.told), gap


def is_past(date: str, base: str | None) -> bool:
    """Whether a date is no later than the day of the page, as far as it is told."""
    return not base or date <= base[: len(date)]


def middle(date: str | None) -> dt.date | None:
    """A day in the middle of an ISO prefix."""
    if not date:
        return None
    try:
        return dt.date.fromisoformat(date + ("", "", "", "", "-07-01", "", "", "-15", "", "", "")[len(date)])
    except ValueError:
        return None


def place_in(names: tuple[str, ...], name: str) -> int:
    """The number of a name, -1 for another."""
    return names.index(name) if name in names else -1


class Days:
    """Weighs the dates that may be the day of a report."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        self.names: list[str] = model["figures"]
        self.judge = Judge(model)

    def __call__(self, dated: Dated, pointed: Mapping[str, float]) -> dict[str, float]:
        """How likely each date is the day of a report, with how likely it is by the networks."""
        found, table = dated.table(pointed)
        return dict(zip(found, self.judge(table).tolist(), strict=True)) if found else {}


def day(chances: Mapping[str, float]) -> str | None:
    """The likeliest of some dates, or a coarser one that is about as likely; None where none is likely."""
    best = max(chances, key=chances.__getitem__, default=None)
    if best is None or chances[best] < LIKELY:
        return None
    return min((one for one in chances if best.startswith(one) and chances[one] >= ALIKE * chances[best]), key=len)
