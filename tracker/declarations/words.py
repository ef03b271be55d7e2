"""The YAML files in tracker/words/ come in; `Words` goes out: what the tracker knows without code."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from babel import Locale

from tracker.declarations.sheet import Item, Sheet, unknown
from tracker.model import Act, Action, Company, Region, Regulator, Words

_LANGUAGES = ("en", "de", "fr", "it", "es", "pt", "nl")
#: two-letter codes of the Unicode locale data that are no country (https://www.unicode.org/reports/tr35/)
_NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
#: what may follow a whole word
_MARKS = " .,;:!?)-/'\"»\N{RIGHT SINGLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
_OWN_FILES = frozenset({"companies.yaml", "regions.yaml", "regulators.yaml", "actions.yaml", "gate.yaml"})


@cache
def load_words() -> Words:
    """Everything under tracker/words/. Raises DeclarationError where a file is wrong."""
    folder = resources.files("tracker") / "words"
    regions = _regions(Sheet(folder / "regions.yaml"))
    return Words(
        companies=_companies(Sheet(folder / "companies.yaml")),
        regions=regions,
        regulators=_regulators(Sheet(folder / "regulators.yaml"), regions),
        acts=_acts(Sheet(folder / "actions.yaml")),
        gate=_gate(Sheet(folder / "gate.yaml")),
        rules={
            **_rules(folder, _OWN_FILES),
            **{name: (folder / f"{name}.en.json").read_text("utf-8") for name in ("linear", "networks")},
        },
    )


def _rules(folder: Traversable, without: frozenset[str] = frozenset()) -> dict[str, object]:
    """The raw content of each file by its stem, that of each folder as a mapping of its own."""
    found: dict[str, object] = {}
    for file in sorted(folder.iterdir(), key=lambda found: found.name):
        if file.is_dir():
            found[file.name] = _rules(file)
        elif file.name.endswith(".yaml") and file.name not in without:
            found[file.name.removesuffix(".yaml")] = Sheet(file).content
    return found


def _companies(sheet: Sheet) -> dict[str, Company]:
    items = sheet.items(Company, sheet.keyed())
    ids = {item.label for item in items}
    for item in items:
        if item.value.owner is not None and item.value.owner not in ids:
            sheet.blame(item, "owner", unknown(item.value.owner, ids))
    _check_names(sheet, [(item, (item.value.name, *item.value.brands, *item.value.legal)) for item in items])
    sheet.close()
    return {
        item.label: replace(
            item.value,
            brands=_spellings((item.value.name, *item.value.brands)),
            legal=_spellings(item.value.legal),
            ambiguous=_spellings(item.value.ambiguous),
        )
        for item in items
    }


def _regulators(sheet: Sheet, regions: dict[str, Region]) -> dict[str, Regulator]:
    items = sheet.items(Regulator, sheet.keyed())
    seats = Counter(item.value.country for item in items)
    for item in items:
        regulator = item.value
        if regulator.region not in regions:
            sheet.blame(item, "region", unknown(regulator.region, regions))
        if regulator.country is not None and regulator.country not in regions:
            sheet.blame(item, "country", unknown(regulator.country, regions))
        if regulator.url is not None and not regulator.url.startswith("https://"):
            sheet.blame(item, "url", f"must be a whole web address (https://...), got {regulator.url!r}")
        if regulator.country is not None and seats[regulator.country] > 1:
            sheet.blame(item, "country", f"{regulator.country} has another regulator that is the country's own")
    _check_names(sheet, [(item, (item.value.name, *item.value.names)) for item in items])
    sheet.close()
    return {
        item.label: replace(
            item.value,
            names=_spellings((item.value.name, *item.value.names)),
            ambiguous=_spellings(item.value.ambiguous),
        )
        for item in items
    }


def _check_names(sheet: Sheet, named: Sequence[tuple[Item[Any], tuple[str, ...]]]) -> None:
    """Ambiguous names are names and can be settled; a name of two entries is ambiguous in each."""
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for item, names in named:
        for name in names:
            holders[name].add(item.label)
    for item, names in named:
        ambiguous = item.value.ambiguous
        for name in ambiguous:
            if name not in names:
                sheet.blame(item, "ambiguous", unknown(name, names))
        if not item.value.context and set(names) <= set(ambiguous):
            sheet.blame(item, "context", "must have a word, since every name is ambiguous")
        for name in dict.fromkeys(names):
            others = sorted(holders[name] - {item.label})
            if others and name not in ambiguous:
                sheet.blame(item, "ambiguous", f"must hold {name!r}, which is a name of {', '.join(others)} too")


def _acts(sheet: Sheet) -> dict[str, Act]:
    items = sheet.items(Act, sheet.keyed())
    for item in items:
        if item.value.actor not in ("company", "others"):
            sheet.blame(item, "actor", unknown(item.value.actor, ("company", "others")))
    for missing in set(Action) - {item.value.id for item in items}:
        sheet.report("", missing, "is missing")
    for rank, count in Counter(item.value.rank for item in items).items():
        if count > 1:
            sheet.report("", "rank", f"{rank} is given {count} times")
    sheet.close()
    return {item.label: item.value for item in items}


def _gate(sheet: Sheet) -> tuple[tuple[str, ...], ...]:
    """Groups of stems; a word that a blank closes is spelled out with all that may follow it in running text."""
    groups = sheet.items(tuple[str, ...], sheet.listed(sheet.content))
    for group in groups:
        for word in group.value:
            if word != word.lower() or not word.strip():
                sheet.blame(group, "", f"must be words in lower case, got {word!r}")
    sheet.close()
    return tuple(tuple(dict.fromkeys(form for word in group.value for form in _closed(word))) for group in groups)


def _closed(word: str) -> list[str]:
    """`word` as the gate compares it (`ß` as `ss`)."""
    stem = word.casefold()
    return [stem[:-1] + mark for mark in _MARKS] if stem.endswith(" ") else [stem]


def _regions(sheet: Sheet) -> dict[str, Region]:
    """The declared regions and every country of the locale data, with its names in the languages we read."""
    names = _country_names()
    raw = [
        (code, {"name": names[code][0], **body} if code in names and isinstance(body, dict) else body)
        for code, body in sheet.keyed()
    ]
    items = sheet.items(Region, raw)
    for item in items:
        own = {item.value.name, *item.value.names, *item.value.demonyms, *names.get(item.label, ())}
        for name in set(item.value.ambiguous) - own:
            sheet.blame(item, "ambiguous", unknown(name, own))
    sheet.close()
    declared = {item.label: item.value for item in items}
    found = {}
    for code in sorted({*declared, *names}):
        region = declared.get(code) or Region(code, names[code][0])
        everything = _spellings((region.name, *region.names, *names.get(code, ())))
        found[code] = replace(region, names=everything, demonyms=_spellings(region.demonyms))
    return found


def _country_names() -> dict[str, tuple[str, ...]]:
    """Code to names, English first; a name is the country's that English, then German and so on, gives it to."""
    found: dict[str, dict[str, None]] = {}
    owner: dict[str, str] = {}
    for language in _LANGUAGES:
        territories = Locale(language).territories
        for code, name in territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY:
                for variant in _variants(name):
                    if owner.setdefault(variant, code) == code:
                        found.setdefault(code, {})[variant] = None
    return {code: tuple(names) for code, names in found.items()}


def _variants(name: str) -> Iterable[str]:
    yield name
    if " & " in name:
        yield name.replace(" & ", " and ")
    if name.startswith("St. "):
        yield name.replace("St. ", "Saint ")


def _spellings(names: Iterable[str]) -> tuple[str, ...]:
    """The names once each, those with a curly apostrophe with a straight one too."""
    both = ((name, name.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")) for name in names)
    return tuple(dict.fromkeys(spelled for pair in both for spelled in pair))
