"""Closed sets: every value that a field of these names can have."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Who publishes a document; an aggregator publishes none, it leads to those of others."""

    REGULATOR = "regulator"
    NEWS = "news"
    COMPANY = "company"
    NGO = "ngo"
    BLOG = "blog"
    COURT = "court"
    AGGREGATOR = "aggregator"


class Format(StrEnum):
    """How a source lists what it publishes."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    JSON = "json"
    #: a script file that assigns one object, in which the links stand as in JSON
    SCRIPT = "script"


class Action(StrEnum):
    """What was done: the first five by the company, the others to it."""

    PAUSED = "paused"
    RESUMED = "resumed"
    ABANDONED = "abandoned"
    ANNOUNCED = "announced"
    STARTED = "started"
    COMPLAINT = "complaint"
    INQUIRY = "inquiry"
    ORDER = "order"
    FINE = "fine"
    CLEARED = "cleared"


class Subject(StrEnum):
    """What it was done to: the training itself, or an AI product over its handling of personal data."""

    TRAINING = "training"
    PRODUCT = "product"


class Reason(StrEnum):
    """Why a statement that was seen is not counted."""

    DEMAND = "demand"
    POSSIBILITY = "possibility"
    DENIAL = "denial"
    QUESTION = "question"
    CONDITION = "condition"
    ALLEGATION = "allegation"
    OUT_OF_SCOPE = "out of scope"
    NO_COMPANY = "no company"
    #: the rules read it, but the judge of whole texts holds it for unlikely
    UNLIKELY = "unlikely"
    LANGUAGE = "language not read"
    LENGTH = "too long to read"


class State(StrEnum):
    """What an event rests on, or what became of it."""

    CURATED = "curated"
    EXTRACTED = "extracted"
    CONFIRMED = "confirmed"
    #: a ruling says that somebody contests it
    DISPUTED = "disputed"
    #: it stood in the record once
    WITHDRAWN = "withdrawn"


class Ruling(StrEnum):
    """What a person can rule over an event."""

    DROP = "drop"
    AMEND = "amend"
    MERGE = "merge"
    SPLIT = "split"
    DISPUTE = "dispute"


class Change(StrEnum):
    """What became of a passage between two versions of a document."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
