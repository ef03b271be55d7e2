"""A date as a list writes it, or an address that bears one, comes in; an ISO prefix goes out, or None."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from email.utils import parsedate_to_datetime
from functools import cache

from dateparser.date import DateDataParser

#: characters of an ISO date that are known, by the unit that dateparser found
_PRECISION = {"year": 4, "month": 7}
#: four digits, or two where RFC 822 puts a year; without this dateparser takes "14 June" for June 2014
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)|\d [A-Za-z]{3} \d\d \d\d:")
#: as feeds write it; the name of the day may be wrong or missing
_RFC822 = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(:\d\d)? (GMT|UT|[+-]\d{4})$")
#: 03/04/2026 is a day in March or in April: nobody can tell
_EITHER = re.compile(r"(0?\d|1[0-2])([/.-])(0?\d|1[0-2])\2\d")


def iso_prefix(written: str, lang: str, order: str | None = None) -> str | None:
    """The date as precise as written, in the publisher's own time zone: year, month or day; None without a year.

    `order` tells how a date in figures is to be read: DMY, MDY or YMD.
    """
    for text in dict.fromkeys((written.strip(), written.split(",")[0].strip())):
        if iso := re.match(r"\d{4}(-\d\d(-\d\d(?=$|[T ]))?)?(?=$|[T ])", text):
            return iso.group() if _exists(iso.group()) else None
        if not _YEAR.search(text) or (order is None and _EITHER.match(text)):
            continue
        if _RFC822.match(text):  # dateparser needs some milliseconds for each
            with suppress(ValueError):
                return parsedate_to_datetime(text).date().isoformat()
        found = _dates(lang, order).get_date_data(text)
        if found.date_obj is not None:
            return str(found.date_obj.date().isoformat()[: _PRECISION.get(found.period or "", 10)])
    return None


def of_address(pattern: str, url: str) -> str | None:
    """The date that an address bears where `pattern` has its groups year, month and day; of two digits is this century.

    The folder of an address may be a fiscal year, so that only what the pattern names is read.
    """
    found = re.search(pattern, url)
    if not found:
        return None
    parts = found.groupdict()
    year = parts.get("year") or ""
    prefix = "-".join(x for x in ("20" + year if len(year) == 2 else year, parts.get("month"), parts.get("day")) if x)
    return prefix if year and _exists(prefix) else None


def _exists(prefix: str) -> bool:
    try:
        return bool(date.fromisoformat((prefix + "-01-01")[:10]))
    except ValueError:
        return False


@cache
def _dates(lang: str, order: str | None) -> DateDataParser:
    own = "nb" if lang == "no" else lang  # as dateparser calls Norwegian
    settings: dict[str, object] = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["year"]}
    if order:
        settings["DATE_ORDER"] = order
    return DateDataParser(languages=[own] if own == "en" else [own, "en"], settings=settings)
