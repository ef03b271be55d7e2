"""An event with its best source comes in; what to write to cite it goes out: plain, BibTeX and CSL-JSON.

The entry cited is the event in this record; the source that it rests on stands in the note, so that both can be found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tracker.site.formats import MONTHS, called, day, limited

PUBLISHER = "Regulatory News Tracker"
#: characters with a meaning of their own in TeX
_TEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"}}  # fmt: skip

Row = Mapping[str, Any]


def plain(event: Row, source: Row | None, address: str, today: str) -> str:
    """Return the citation as a sentence."""
    text = f"{PUBLISHER}, “{called(event)}”, {day(event['date'])}, event {event['id']}, {address}, read {day(today)}."
    return f"{text} {_source(source)}" if source else text


def bibtex(event: Row, source: Row | None, address: str, today: str) -> str:
    """Return the citation as an entry of BibTeX."""
    fields = {
        "title": f"{{{_tex(called(event))}}}",
        "author": f"{{{PUBLISHER}}}",
        **_tex_date(event["date"]),
        "url": address,
        "urldate": today,
        "note": _tex(f"{limited(event)} {_source(source)}".strip()),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{event['id']},\n{lines}}}\n"


def csl(event: Row, source: Row | None, address: str, today: str) -> str:
    """Return the citation as CSL-JSON, a list of one entry."""
    entry = {
        "id": event["id"],
        "type": "webpage",
        "title": called(event),
        "container-title": PUBLISHER,
        "author": [{"literal": PUBLISHER}],
        "issued": _parts(event["date"]),
        "accessed": _parts(today),
        "URL": address,
        "abstract": limited(event),
        "note": _source(source),
    }
    return json.dumps([{name: value for name, value in entry.items() if value}], ensure_ascii=False, indent=2) + "\n"


def _source(source: Row | None) -> str:
    if source is None:
        return ""
    parts = [source["publisher"], f"“{source['title']}”" if source.get("title") else "", day(source["published"])]
    parts += [source["url"] or ""]
    sha = f" (SHA-256 {source['sha']})" if source.get("sha") else ""
    return f"Source: {', '.join(part for part in parts if part)}{sha}."


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in text)


def _tex_date(prefix: str | None) -> dict[str, str]:
    parts = (prefix or "").split("-")
    if not parts[0]:
        return {}
    return {"year": parts[0], "month": MONTHS[int(parts[1]) - 1]} if len(parts) > 1 else {"year": parts[0]}


def _parts(prefix: str | None) -> dict[str, list[list[int]]] | None:
    numbers = [int(part) for part in re.findall(r"[0-9]+", (prefix or "")[:10])]
    return {"date-parts": [numbers]} if numbers else None
