"""A text and the place of a quote in it come in; the words around the quote go out, so that it is read in its sense."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: characters shown on each side, at most
AROUND = 280


def around(report: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return (before, quote, after) of a report: its paragraph where the text may be shown, else the quote alone."""
    text, quote, start = report.get("text"), report["quote"], report["start"]
    end = start + len(quote)
    if not text or text[start:end] != quote:
        return "", quote, ""
    before = text[:start].rsplit("\n\n", 1)[-1]
    after = text[end:].split("\n\n", 1)[0]
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].split(" ", 1)[-1]
    if len(after) > AROUND:
        after = after[:AROUND].rsplit(" ", 1)[0] + " …"
    return before, quote, after
