"""data/notices.yaml comes in; the recipients of notices go out, checked, or one error that names every mistake."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from tracker.declarations import _check_known, _check_unique, load_words
from tracker.declarations.sheet import Item, Sheet, unknown
from tracker.model.notices import Notices, Recipient

_KEYS = ("site", "recipients")


@dataclass(frozen=True, slots=True)
class _Head:
    site: str


def load_notices(path: Path) -> Notices:
    """data/notices.yaml: `site` and `recipients`. Raises DeclarationError."""
    sheet, words = Sheet(path), load_words()
    content = sheet.content
    if not isinstance(content, dict):
        sheet.report("", "", "must hold a mapping of site and recipients")
        sheet.close()
    for key in sorted(content.keys() - set(_KEYS), key=str):
        sheet.report("", "", unknown(str(key), _KEYS))
    head = sheet.value(_Head, {name: value for name, value in content.items() if name == "site"}, "")
    if head and not re.fullmatch(r"https?://[^/\s?#]+(/[^\s?#]*)?", head.site):
        sheet.report("", "site", f"must be the web address of the site (https://...), got {head.site!r}")
    items = sheet.items(Recipient, sheet.listed(content.get("recipients"), "name"))
    _check_unique(sheet, items, "name", [item.value.name for item in items])
    for item in items:
        _check_known(sheet, item, "companies", item.value.companies, words.companies)
        _check_known(sheet, item, "regions", item.value.regions, words.regions)
        for name in ("name", "tell", "actions"):
            if not getattr(item.value, name):
                sheet.blame(item, name, "must not be empty")
        _check_address(sheet, item)
    sheet.close()
    assert head is not None  # else close() has raised
    return Notices(head.site.rstrip("/"), tuple(item.value for item in items))


def _check_address(sheet: Sheet, item: Item[Recipient]) -> None:
    """It has a scheme or is a variable, its variables are well written, and no password stands in it."""
    to = item.value.to
    if not Template(to).is_valid():
        sheet.blame(item, "to", "a $ must begin the name of a variable, $NAME or ${NAME}; for the sign itself write $$")
    elif not re.match(r"[a-z0-9+-]+://\S|\$", to):
        sheet.blame(item, "to", "must be an address (mailto://..., slack://..., json://...) or a variable ($NAME)")
    elif (password := _password(to)) and not Template(password).get_identifiers():
        sheet.blame(item, "to", "holds a password; name a variable of the environment in its place, such as $PASSWORD")


def _password(to: str) -> str | None:
    try:
        return urlsplit(to).password
    except ValueError:
        return None
