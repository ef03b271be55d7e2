"""The values that flow through the tracker, and its errors; definitions stand in the README under "What counts".

Dates are ISO prefixes as precise as the source: `2024`, `2024-06` or `2024-06-14`; they sort, compare and store as
they are. Times are ISO 8601 in UTC with seconds (`2024-06-14T09:30:00Z`).
"""

from __future__ import annotations

from tracker.model.documents import Document, Edit, Rejection, Report, Section, Snapshot
from tracker.model.errors import DeclarationError, InputError, TrackerError
from tracker.model.events import Correction, Entry, Event, Problem, Witness
from tracker.model.kinds import Action, Change, Format, Kind, Reason, Ruling, State, Subject
from tracker.model.sources import Becomes, Expect, Find, Link, Page, PageRules, Source, Watch
from tracker.model.words import Act, Company, Region, Regulator, Words

__all__ = [
    "Act",
    "Action",
    "Becomes",
    "Change",
    "Company",
    "Correction",
    "DeclarationError",
    "Document",
    "Edit",
    "Entry",
    "Event",
    "Expect",
    "Find",
    "Format",
    "InputError",
    "Kind",
    "Link",
    "Page",
    "PageRules",
    "Problem",
    "Reason",
    "Region",
    "Regulator",
    "Rejection",
    "Report",
    "Ruling",
    "Section",
    "Snapshot",
    "Source",
    "State",
    "Subject",
    "TrackerError",
    "Watch",
    "Witness",
    "Words",
]
