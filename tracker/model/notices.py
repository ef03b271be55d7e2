"""An entry of data/notices.yaml: who is told of what, and at which address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.model.kinds import Action, Kind


class Tell(StrEnum):
    """What a notice is about."""

    #: an event that was not in the record before
    NEW = "new"
    #: an event that was corrected, renamed, withdrawn or brought back
    CHANGED = "changed"
    #: a source that needs a person, or needs none any more
    SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address, and what is sent there; an empty filter lets everything pass."""

    name: str
    #: an address as apprise knows them; `$NAME` stands for a variable of the environment
    to: str
    tell: tuple[Tell, ...] = tuple(Tell)
    companies: tuple[str, ...] = ()
    #: acts that hold there count: those of the region, of the region that it lies in, and worldwide ones
    regions: tuple[str, ...] = ()
    actions: tuple[Action, ...] = (Action.PAUSED, Action.RESUMED, Action.ABANDONED)
    #: one of the event's sources is of these
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Notices:
    """The content of data/notices.yaml; `site` is the address of the site, to which its links lead."""

    site: str
    recipients: tuple[Recipient, ...]
