"""A text as the rules and one reader of lines have it in; for each (company, region, action) what speaks for it, out.

Every figure has a name, so that a judgement can be told: `joint` is how surely one sentence tells the act both of the
company and there, `rule` whether the rules read it, `firm here` whether the surest sentence names people of the region.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from tracker.extract.candidates import ABSENT, NONE, Text, Values
from tracker.extract.merge import Key
from tracker.extract.scores import ACTIONS, Scores
from tracker.extract.settle import WORLD
from tracker.model import Action, Reason

Places = npt.NDArray[np.int64]


class Figures:
    """What speaks for the candidates of one text."""

    def __init__(self, text: Text) -> None:
        self.text = text

    def names(self) -> list[str]:
        """The names of the figures of a candidate, in their order."""
        text = self.text
        company = text.companies[0]
        best = text.who[company].argmax(0)
        return list({**self.of_text(), **self.of_company(company), **self.of_region(company, WORLD, best)})

    def table(self) -> tuple[list[Key], Scores]:
        """The candidates, and a row of figures for each."""
        text = self.text
        keys: list[Key] = []
        rows: list[Scores] = []
        faint = text.act.max(0, initial=NONE) < text.reader.faint
        read = {(report.company, report.action) for report in text.reports}
        if faint.all() and not read:
            return [], np.empty((0, 0), np.float32)
        shared = self.of_text()
        for company in text.companies:
            told = {**shared, **self.of_company(company)}
            best = text.who[company].argmax(0)
            for region in text.regions:
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
        text = self.text
        scope = text.attach.scope
        title = text.act[0] if text.headline else ABSENT
        values: Values = {
            "act": np.arange(len(ACTIONS), dtype=np.float32),
            "told": text.act.max(0, initial=NONE),
            "told in headline": title,
            "lines": len(text.lines),
            "matter": text.impression.matter,
            "uses": scope.uses, "training": scope.training, "product": scope.product, "authors": scope.authors,
            "headline on use": scope.title, "copyright": scope.copyright, "privacy": scope.privacy,
            "people": scope.people, "astray": scope.astray, "ai": scope.ai,
            "companies": len(text.companies), "regions": len(text.regions),
            "official": text.attach.document.kind == "regulator", "own page": text.attach.document.kind == "company",
        }  # fmt: skip
        for reason in (Reason.DENIAL, Reason.DEMAND, Reason.POSSIBILITY, Reason.ALLEGATION, Reason.OUT_OF_SCOPE):
            values[f"refused: {reason}"] = np.array([text.refused[action, reason] for action in ACTIONS], np.float32)
        values["rules read the act"] = counted([one.action for one in text.reports])
        return values

    def of_company(self, company: str) -> Values:
        """What speaks for an act as the company's, wherever it was."""
        text = self.text
        cast, who, other = text.attach.cast, text.who[company], text.other_who[company]
        best = who.argmax(0)
        acts = np.arange(len(ACTIONS))
        ranked = np.sort(who, 0)[::-1]
        chances = 1 / (1 + np.exp(-text.act))
        own = np.array([company in meant for meant in text.meant])
        known = text.attach.words.companies
        values: Values = {
            "who": ranked[0],
            "who, next": ranked[1] if len(ranked) > 1 else ABSENT,
            "who, in headline": who[0] if text.headline else ABSENT,
            "who, rival": other.max(0),
            "who, rival here": other[best, acts],
            "told here": text.act[best, acts],
            "share of telling": chances[own].sum(0) / (chances.sum(0) + 1e-6),
            "telling": chances[own].sum(0),
            "place": best.astype(np.float32),
            "place in text": best / np.float32(len(text.lines)),
            "in headline": company in cast.title,
            "main": company == cast.main,
            "rank": text.companies.index(company),
            "share": text.weights[company] / text.weights.total(),
            "publisher": company == cast.publisher,
            "owns another": any(known[one].owner == company for one in text.companies),
            "owner named": known[company].owner in text.companies,
            "named here": at(text.named, company, best),
            "names here": np.array([len(text.named[place]) for place in best], np.float32),
            "first here": np.array([text.first[place] == company for place in best], np.float32),
            "use here": np.array(["use" in text.lines[place].topics for place in best], np.float32),
            "handling here": np.array(["handled" in text.lines[place].topics for place in best], np.float32),
            "other topic here": np.array(["other" in text.lines[place].topics for place in best], np.float32),
            "use near": np.array([self.use_near(place) for place in best], np.float32),
            "rules read it": counted([one.action for one in text.reports if one.company == company]),
        }
        for number, action in enumerate(ACTIONS):
            values[f"{action} too"] = ranked[0][number]
            values[f"{action} here"] = who[best, number]
        return values

    def use_near(self, place: int) -> bool:
        """Whether the lines round one tell of the data use."""
        return any("use" in line.topics for line in self.text.lines[max(0, place - 2) : place + 2])

    def of_region(self, company: str, region: str, best: Places) -> Values:
        """What speaks for an act of a company in one region."""
        text = self.text
        who, where, other = text.who[company], text.where[region], text.other_where[region]
        acts = np.arange(len(ACTIONS))
        joint, apart = np.minimum(who, where).max(0), np.minimum(who, other).max(0)
        usual, members = text.attach.usual, text.attach.words.regions["EU"].members
        named, seated = text.country_count, text.seat_count
        rules = [one for one in text.reports if one.region == region and one.company == company]
        values: Values = {
            "joint": joint,
            "joint, elsewhere": apart,
            "joint, lead": joint - apart,
            "where": where.max(0),
            "where, in headline": where[0] if text.headline else ABSENT,
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
            "EU too": region in members and "EU" in text.regions,
            "member too": region == "EU" and any(one in members for one in text.regions),
            "home": region == text.attach.document.region,
            "rule": counted([one.action for one in rules]),
            "rule, surest": np.array(
                [max((one.confidence for one in rules if one.action is action), default=0) for action in ACTIONS],
                np.float32,
            ),
            "rule, elsewhere": counted(
                [one.action for one in text.reports if one.company == company and one.region != region]
            ),
            "rule, another's": counted(
                [one.action for one in text.reports if one.company != company and one.region == region]
            ),
        }
        for name, found in text.sets.items():
            values[f"{name} here"] = at(found, region, best)
            values[f"{name}s here"] = np.array([len(found[place]) for place in best], np.float32)
            values[f"{name} before"] = at(found, region, best - 1)
            values[f"{name} after"] = at(found, region, best + 1)
            values[f"{name} in lead"] = any(region in one for one in found[: 3 + text.headline])
            values[f"{name} in headline"] = text.headline and region in found[0]
            lines = np.array([region in one for one in found])
            values[f"who by {name}"] = np.where(lines[:, None], who, NONE).max(0)
        for number, action in enumerate(ACTIONS):
            values[f"joint {action}"] = joint[number]
            values[f"rule {action}"] = any(one.action is action for one in rules)
        return values


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
