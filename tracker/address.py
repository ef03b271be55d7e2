"""An address as a list or a page writes it comes in; the address to ask and the name of the document go out."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from courlan import normalize_url

from tracker.model import Source

#: parameters that say where a reader came from, not which page it is: of Google, Meta, Microsoft and Mailchimp, of the
#: BBC, heise and Piano, and of Adobe's tools
_TRACKING = re.compile(
    r"(utm|at|wt|s)_\w+|(fb|g|ms)clid|mc_[ce]id|ref_src|cmp(id)?|ocid|smid|ncid|guccounter|guce_\w+", re.IGNORECASE
)


def canonical(url: str, source: Source) -> str:
    """The address to ask: without fragment and tracking parameters; the source's other hosts and http become its own.

    What is left of the query stays as it was written. Raises ValueError for what is no address.
    """
    parts = urlsplit(url)
    own = urlsplit(source.url)
    netloc, scheme = parts.netloc.lower(), parts.scheme.lower()
    if parts.hostname in source.aliases:
        netloc = own.netloc.lower()
    if netloc == own.netloc.lower() and scheme == "http":
        scheme = own.scheme
    query = "&".join(x for x in parts.query.split("&") if not _TRACKING.fullmatch(x.partition("=")[0]))
    return urlunsplit((scheme, netloc, parts.path or "/", query, ""))


def identity(url: str, source: Source) -> str:
    """The name under which we know the document behind an address: the address to ask, read more broadly.

    It is https, without port 80 or 443, the query without all that courlan knows as tracking and in order of its names.
    `www.` stays.
    """
    parts = urlsplit(normalize_url(canonical(url, source)))
    return urlunsplit(("https", parts.netloc, parts.path or "/", parts.query, ""))
