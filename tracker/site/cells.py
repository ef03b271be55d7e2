"""A column and a value of any answer in SQL come in; what the value is goes out, so that a page can link it."""

from __future__ import annotations

import re

from tracker.site.formats import weblink

ACTIONS = "paused|resumed|abandoned|announced|started|complaint|inquiry|order|fine|cleared"
_EVENT = re.compile(rf"[a-z0-9-]+-(?:{ACTIONS})-(?:[0-9-]+|undated)")
_DATE = re.compile(r"[12][0-9]{3}(?:-[0-9]{2}){1,2}")


def kind(value: object, column: str) -> str:
    """Return event, action, regulator, link, date, number, text, or nothing for an empty value."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, int | float):
        return "number"
    text = str(value)
    if column == "regulator" and re.fullmatch(r"[A-Z][A-Z-]+", text):
        return "regulator"
    if weblink(text):
        return "link"
    patterns = {"event": _EVENT, "action": re.compile(ACTIONS), "date": _DATE}
    return next((name for name, pattern in patterns.items() if pattern.fullmatch(text)), "text")
