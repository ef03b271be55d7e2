"""An address of the site comes in; the name of the file that holds its page in a copy goes out.

Names are made of letters that no web host and no file system takes for anything else. An address with a query has a
file of its own: `/timeline.atom?company=meta` is `timeline,company=meta.atom`.
"""

from __future__ import annotations

import posixpath
import re
from hashlib import sha256
from urllib.parse import parse_qsl, unquote, urlsplit

#: what a page is called that stands for a folder
INDEX = "index.html"
#: endings of what is no page
_ENDINGS = re.compile(r"(.*?)((?:\.feed|\.csl)?\.(?:atom|json|csv|ics|bib|xml|txt|svg|css|js|png))")
_SAFE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")


def file_of(address: str) -> str:
    """Return the file of `address`, a path with or without a query; its fragment does not matter."""
    parts = urlsplit(address)
    path = "/".join(_part(unquote(one)) for one in parts.path.strip("/").split("/") if one) or "index"
    found = _ENDINGS.fullmatch(path)
    stem, ending = (found[1], found[2]) if found else (path, ".html")
    pairs = sorted(parse_qsl(parts.query))
    if not pairs:
        return stem + ending
    safe = all(_SAFE.fullmatch(text) for pair in pairs for text in pair)
    query = ",".join("=".join(pair) for pair in pairs) if safe else _short(repr(pairs))
    return f"{stem},{query}{ending}"


def way(start: str, end: str, fragment: str = "") -> str:
    """Return the relative link from the file `start` to the file `end`."""
    link = posixpath.relpath(end, posixpath.dirname(start) or ".")
    if fragment and start == end:
        return f"#{fragment}"
    return f"{link}#{fragment}" if fragment else link


def _part(text: str) -> str:
    return text if _SAFE.fullmatch(text) else _short(text)


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
