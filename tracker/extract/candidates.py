"""A text as the rules and one reader of lines have it in; for each (company, region, action) what speaks for it, out.

Every figure has a name, so that a judgement can be told: `joint` is how surely one sentence tells the act both of the
company and there, `rule` whether the rules read it, `firm here` whether the surest sentence names people of the region.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tracker.extract.attach import Attach
from tracker.extract.claims import Claim
from tracker.extract.merge import Key
from tracker.extract.phrases import Sentence
from tracker.extract.scores import ACTIONS, Asked, Impression, Reader, Scores
from tracker.extract.seen import Eye, Seen, Target
from tracker.extract.settle import WORLD
from tracker.model import Action, Reason, Rejection, Report

#: the score of what is not there
NONE = np.float32(-9)
ABSENT = np.full(len(ACTIONS), NONE)
#: companies and regions at most that are weighed in one text, by how often it names them
MOST_COMPANIES, MOST_REGIONS = 12, 20
Values = dict[str, Scores | float]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document as the rules read it; `lines` are the headline, if any, and the sentences."""

    attach: Attach
    lines: list[Seen]
    claims: list[Claim]
    reports: list[Report]
    rejections: list[Rejection]
    unread: int | None


class Text:
    """One text: its lines (the headline, if any, is the first) with the scores of a reader."""

    def __init__(self, parsed: Parsed, eye: Eye, reader: Reader) -> None:
        self.parsed, self.eye, self.reader = parsed, eye, reader
        self.attach, self.reports = parsed.attach, parsed.reports
        self.lines = [line.sentence for line in parsed.lines]
        self.headline = self.attach.title is not None
        self.refused = Counter((one.action, one.reason) for one in parsed.rejections if one.action)
        names = [self.attach.cast.names(line.tokens, "C") for line in self.lines]
        self.named = [set(found) for found in names]
        #: the company that each line names first
        self.first = [next(iter(found), "") for found in names]
        self.spoken = [self.spoken_of(line) for line in self.lines]
        self.meant = [named or spoken for named, spoken in zip(self.named, self.spoken, strict=True)]

    @cached_property
    def impression(self) -> Impression:
        """The lines as they are read."""
        return self.reader.read(self.parsed.lines)

    @cached_property
    def act(self) -> Scores:
        """How surely each line tells each act."""
        return self.impression.act

    def seen_from(self, kind: str, names: list[str], named: list[set[str]]) -> dict[str, Scores]:
        """The scores of the lines that name companies or regions; `named` are all that each line names."""
        asked = self.asked(kind, names, named)
        scores = {name: np.full((len(self.lines), len(ACTIONS)), NONE, np.float32) for name in names}
        for (name, number), found in zip(asked, self.impression.asked(kind, list(asked.values())), strict=True):
            scores[name][number] = found
        return scores

    def asked(self, kind: str, names: list[str], named: list[set[str]]) -> dict[tuple[str, int], Asked]:
        """The companies or regions in each line that names them, with the words of the others."""
        asked: dict[tuple[str, int], Asked] = {}
        for number, line in enumerate(self.parsed.lines):
            own = {
                name: self.eye.starred(line.tokens, Target(kind, name, name in self.spoken[number]))
                for name in names
                if name in named[number]
            }
            every = set().union(*own.values())
            for name, words in own.items():
                others = sorted(every.difference(words))
                asked[name, number] = Asked(number, words, others, name in self.spoken[number])
        return asked

    def spoken_of(self, line: Sentence) -> set[str]:
        """The company that the text speaks of in a line; the headline's is the main one."""
        cast = self.attach.cast
        found = cast.main if line is self.attach.title else cast.focus(line)
        return {found} if found else set()

    @cached_property
    def who(self) -> dict[str, Scores]:
        """How surely each line tells each act of each company."""
        return self.seen_from("C", self.companies, self.meant)

    @cached_property
    def where(self) -> dict[str, Scores]:
        """How surely each line tells each act in each region."""
        found = self.seen_from("G", self.regions, self.places)
        # that an act is everywhere is mostly told by naming no region, so every line may tell it
        found[WORLD] = np.maximum(found[WORLD], self.impression.world)
        return found

    @cached_property
    def other_who(self) -> dict[str, Scores]:
        """The most that each line tells of any other company."""
        return others(self.who)

    @cached_property
    def other_where(self) -> dict[str, Scores]:
        """The most that each line tells in any other region."""
        return others(self.where)

    @cached_property
    def weights(self) -> Counter[str]:
        """How often each company is named, the headline thrice."""
        count = Counter(company for named in self.named for company in sorted(named))
        count.update(dict.fromkeys(self.attach.cast.title, 2))
        return count

    @cached_property
    def companies(self) -> list[str]:
        """The companies that are weighed."""
        return [company for company, _ in self.weights.most_common(MOST_COMPANIES)]

    @cached_property
    def countries(self) -> list[set[str]]:
        """The regions that each line names."""
        return [{name for token in line.of("G") for name in token.ids} for line in self.lines]

    @cached_property
    def seats(self) -> list[set[str]]:
        """The regions of the regulators that each line names."""
        regulators = self.attach.words.regulators
        return [{regulators[name].region for token in line.of("R") for name in token.ids} for line in self.lines]

    @cached_property
    def country_count(self) -> Counter[str]:
        """In how many lines each region is named."""
        return Counter(region for found in self.countries for region in sorted(found))

    @cached_property
    def seat_count(self) -> Counter[str]:
        """In how many lines each region has a regulator named."""
        return Counter(region for found in self.seats for region in sorted(found))

    @cached_property
    def places(self) -> list[set[str]]:
        """All regions that a line may be about."""
        return [one | two for one, two in zip(self.countries, self.seats, strict=True)]

    @cached_property
    def regions(self) -> list[str]:
        """The regions that are weighed: those named, those of the rules, and the whole world."""
        count = Counter(region for found in self.places for region in sorted(found))
        count.update(report.region for report in self.reports)
        if self.attach.document.region:
            count[self.attach.document.region] += 1
        named = [region for region, _ in count.most_common(MOST_REGIONS) if region != WORLD]
        return [WORLD, *named]

    def users(self, firm: bool, left_out: bool = False) -> list[set[str]]:
        """The regions of users in each line: those surely meant, all, or those that the words leave out."""
        found = [self.attach.title_places] if self.headline else []
        return [
            {place.region for place in places if place.left_out == left_out and (place.firm or not firm)}
            for places in (*found, *self.attach.places)
        ]

    @cached_property
    def sets(self) -> dict[str, list[set[str]]]:
        """The regions of each line by what names them."""
        return {
            "firm": self.users(True), "users": self.users(False), "left out": self.users(False, True),
            "seat": self.seats, "country": self.countries,
        }  # fmt: skip

    # ---- figures

    def figures(self) -> list[str]:
        """The names of the figures of a candidate, in their order."""
        company = self.companies[0]
        best = self.who[company].argmax(0)
        return list({**self.of_text(), **self.of_company(company), **self.of_region(company, WORLD, best)})

    def table(self) -> tuple[list[Key], Scores]:
        """The candidates, and a row of figures for each."""
        keys: list[Key] = []
        rows: list[Scores] = []
        faint = self.act.max(0, initial=NONE) < self.reader.faint
        read = {(report.company, report.action) for report in self.reports}
        if faint.all() and not read:
            return [], np.empty((0, 0), np.float32)
        text = self.of_text()
        for company in self.companies:
            told = {**text, **self.of_company(company)}
            best = self.who[company].argmax(0)
            for region in self.regions:
                values = {**told, **self.of_region(company, region, best)}
                figures = np.empty((len(ACTIONS), len(values)), np.float32)
                for column, value in enumerate(values.values()):
                    figures[:, column] = value
                for number, action in enumerate(ACTIONS):
                    if not faint[number] or (company, action) in read:
                        keys.append((company, region, action))
                        rows.append(figures[number])
        return keys, np.array(rows, np.float32)

    def of_text(self) -> Values:
        """What is the same for all."""
        scope = self.attach.scope
        title = self.act[0] if self.headline else ABSENT
        values: Values = {
            "act": np.arange(len(ACTIONS), dtype=np.float32),
            "told": self.act.max(0, initial=NONE),
            "told in headline": title,
            "lines": len(self.lines),
            "matter": self.impression.matter,
            "uses": scope.uses, "training": scope.training, "product": scope.product, "authors": scope.authors,
            "headline on use": scope.title, "copyright": scope.copyright, "privacy": scope.privacy,
            "people": scope.people, "astray": scope.astray, "ai": scope.ai,
            "companies": len(self.companies), "regions": len(self.regions),
            "official": self.attach.document.kind == "regulator", "own page": self.attach.document.kind == "company",
        }  # fmt: skip
        for reason in (Reason.DENIAL, Reason.DEMAND, Reason.POSSIBILITY, Reason.ALLEGATION, Reason.OUT_OF_SCOPE):
            values[f"refused: {reason}"] = np.array([self.refused[action, reason] for action in ACTIONS], np.float32)
        values["rules read the act"] = counted([one.action for one in self.reports])
        return values

    def of_company(self, company: str) -> Values:
        """What speaks for an act as the company's, wherever it was."""
        cast, who, other = self.attach.cast, self.who[company], self.other_who[company]
        best = who.argmax(0)
        acts = np.arange(len(ACTIONS))
        ranked = np.sort(who, 0)[::-1]
        chances = 1 / (1 + np.exp(-self.act))
        own = np.array([company in meant for meant in self.meant])
        known = self.attach.words.companies
        values: Values = {
            "who": ranked[0],
            "who, next": ranked[1] if len(ranked) > 1 else ABSENT,
            "who, in headline": who[0] if self.headline else ABSENT,
            "who, rival": other.max(0),
            "who, rival here": other[best, acts],
            "told here": self.act[best, acts],
            "share of telling": chances[own].sum(0) / (chances.sum(0) + 1e-6),
            "telling": chances[own].sum(0),
            "place": best.astype(np.float32),
            "place in text": best / np.float32(len(self.lines)),
            "in headline": company in cast.title,
            "main": company == cast.main,
            "rank": self.companies.index(company),
            "share": self.weights[company] / self.weights.total(),
            "publisher": company == cast.publisher,
            "owns another": any(known[one].owner == company for one in self.companies),
            "owner named": known[company].owner in self.companies,
            "named here": at(self.named, company, best),
            "names here": np.array([len(self.named[place]) for place in best], np.float32),
            "first here": np.array([self.first[place] == company for place in best], np.float32),
            "use here": np.array(["use" in self.lines[place].topics for place in best], np.float32),
            "handling here": np.array(["handled" in self.lines[place].topics for place in best], np.float32),
            "other topic here": np.array(["other" in self.lines[place].topics for place in best], np.float32),
            "use near": np.array([self.use_near(place) for place in best], np.float32),
            "rules read it": counted([one.action for one in self.reports if one.company == company]),
        }
        for number, action in enumerate(ACTIONS):
            values[f"{action} too"] = ranked[0][number]
            values[f"{action} here"] = who[best, number]
        return values

    def use_near(self, place: int) -> bool:
        """Whether the lines round one tell of the data use."""
        return any("use" in line.topics for line in self.lines[max(0, place - 2) : place + 2])

    def of_region(self, company: str, region: str, best: Places) -> Values:
        """What speaks for an act of a company in one region."""
        who, where, other = self.who[company], self.where[region], self.other_where[region]
        acts = np.arange(len(ACTIONS))
        joint, apart = np.minimum(who, where).max(0), np.minimum(who, other).max(0)
        usual, members = self.attach.usual, self.attach.words.regions["EU"].members
        named, seated = self.country_count, self.seat_count
        rules = [one for one in self.reports if one.region == region and one.company == company]
        values: Values = {
            "joint": joint,
            "joint, elsewhere": apart,
            "joint, lead": joint - apart,
            "where": where.max(0),
            "where, in headline": where[0] if self.headline else ABSENT,
            "where, rival": other.max(0),
            "where here": where[best, acts],
            "where before": where[np.maximum(best - 1, 0), acts],
            "where after": where[np.minimum(best + 1, len(where) - 1), acts],
            "where here, rival": other[best, acts],
            "share of countries": named[region] / (named.total() or 1),
            "share of seats": seated[region] / (seated.total() or 1),
            "countries": len(named),
            "seats": len(seated),
            "usual": usual[region],
            "usual, rank": rank(usual, region),
            "rank of country": rank(named, region),
            "world": region == WORLD,
            "EU": region == "EU",
            "member": region in members,
            "EU too": region in members and "EU" in self.regions,
            "member too": region == "EU" and any(one in members for one in self.regions),
            "home": region == self.attach.document.region,
            "rule": counted([one.action for one in rules]),
            "rule, surest": np.array(
                [max((one.confidence for one in rules if one.action is action), default=0) for action in ACTIONS],
                np.float32,
            ),
            "rule, elsewhere": counted(
                [one.action for one in self.reports if one.company == company and one.region != region]
            ),
            "rule, another's": counted(
                [one.action for one in self.reports if one.company != company and one.region == region]
            ),
        }
        for name, found in self.sets.items():
            values[f"{name} here"] = at(found, region, best)
            values[f"{name}s here"] = np.array([len(found[place]) for place in best], np.float32)
            values[f"{name} before"] = at(found, region, best - 1)
            values[f"{name} after"] = at(found, region, best + 1)
            values[f"{name} in lead"] = any(region in one for one in found[: 3 + self.headline])
            values[f"{name} in headline"] = self.headline and region in found[0]
            lines = np.array([region in one for one in found])
            values[f"who by {name}"] = np.where(lines[:, None], who, NONE).max(0)
        for number, action in enumerate(ACTIONS):
            values[f"joint {action}"] = joint[number]
            values[f"rule {action}"] = any(one.action is action for one in rules)
        return values


def others(scores: dict[str, Scores]) -> dict[str, Scores]:
    """For each name the highest scores that any other one has."""
    return {
        name: np.max([np.full_like(own, NONE), *(other for one, other in scores.items() if one != name)], 0)
        for name, own in scores.items()
    }


def at(found: list[set[str]], name: str, places: Places) -> Scores:
    """Whether a name is in the lines at some places; outside the text it is in none."""
    inside = [0 <= place < len(found) and name in found[place] for place in places.tolist()]
    return np.array(inside, np.float32)


def counted(actions: list[Action]) -> Scores:
    """How often each act occurs."""
    count = Counter(actions)
    return np.array([count[action] for action in ACTIONS], np.float32)


def rank(count: Counter[str], name: str) -> int:
    """The place of a name by its count, 9 where it is none of the first."""
    ranked = [one for one, _ in count.most_common(9)]
    return ranked.index(name) if name in ranked else 9
