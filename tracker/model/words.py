"""What tracker/words/ declares: companies, regions, regulators and acts."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model.kinds import Action


@dataclass(frozen=True, slots=True)
class Company:
    """A company or platform, and every name that means it; names are matched with their case, on word boundaries."""

    id: str
    name: str
    #: the id of the company it belongs to
    owner: str | None = None
    #: names people use, `name` first
    brands: tuple[str, ...] = ()
    legal: tuple[str, ...] = ()
    #: those of the names that are common words too: they count only where the text has another name or a `context` word
    ambiguous: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """Where an act holds: a country (ISO 3166-1 alpha-2), EU or WW."""

    id: str
    name: str
    #: nouns, `name` first
    names: tuple[str, ...] = ()
    #: adjectives and names for the people
    demonyms: tuple[str, ...] = ()
    #: those of both that are common words or names of something else too
    ambiguous: tuple[str, ...] = ()
    #: the countries in which what is done in this region holds as well
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Regulator:
    """A public authority; `region` is where its acts hold (DPC: EU, as lead authority)."""

    id: str
    name: str
    region: str
    #: every name, acronym and office, `name` first
    names: tuple[str, ...] = ()
    url: str | None = None
    #: the country that calls it its data protection authority ("the Irish watchdog": DPC, IE); None for all others
    country: str | None = None
    #: those of `names` that mean other things too: they count only where the text has another name or a `context` word
    ambiguous: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """What an action is called and means; `rank` orders the acts of one day, lowest first."""

    id: Action
    label: str
    #: "company" or "others"
    actor: str
    meaning: str
    rank: int
    #: what holds after it, in plain words, for an act of the company itself
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What tracker/words/ declares."""

    companies: dict[str, Company]
    regions: dict[str, Region]
    regulators: dict[str, Regulator]
    acts: dict[str, Act]
    #: groups of lower-case stems: a link passes the cheap gate when its text has one of every group
    gate: tuple[tuple[str, ...], ...]
    #: raw content of the extractor's files, by stem
    rules: dict[str, object]
