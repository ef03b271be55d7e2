"""The address of a page comes in; the one address under which we know the document comes out."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from courlan import normalize_url

from tracker.model import Source

#: what courlan does not know: parameters by which the BBC, heise and Piano, and Adobe's tools follow a reader
_TRACKING = re.compile(r"(at|wt|s)_\w+|cmp(id)?|ocid|smid|ncid|guccounter|guce_\w+", re.IGNORECASE)


def canonical(url: str, source: Source) -> str:
    """https, host in lower case, without port 80 or 443, fragment and tracking parameters; aliases of a source mapped.

    The rest of the query is put in order of its names. `www.` stays.
    """
    parts = urlsplit(normalize_url(url))
    host = parts.netloc.lower()
    if host in source.aliases:
        host = urlsplit(source.url).netloc.lower()
    query = "&".join(x for x in parts.query.split("&") if not _TRACKING.fullmatch(x.partition("=")[0]))
    return urlunsplit(("https", host, parts.path or "/", query, ""))
