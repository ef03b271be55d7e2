"""An event or a slice of the timeline comes in; its description in the words of schema.org goes out, as JSON-LD.

An event of the record is a `Claim` about an `Event`, which appears in the pages that tell of it. It is no
`ClaimReview`: that word is for those who checked a claim and rate it, and the tracker rates nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tracker.site.doors.entries import NAME, lasting
from tracker.site.formats import called, limited, weblink

CONTEXT = "https://schema.org"
DESCRIPTION = (
    "Acts of companies that train AI on the data of people, and acts of others against it: company, region, action and "
    "date of each, with its sources and their exact words."
)
#: kinds of sources: what schema.org calls their pages; all others are plain pages
PAGES = {"news": "NewsArticle", "blog": "BlogPosting", "regulator": "WebPage", "court": "WebPage"}
Linked = dict[str, Any]


class Dataset(NamedTuple):
    """A slice of the timeline: what it is called, its page, and its feeds (media type, name, address)."""

    name: str
    url: str
    feeds: tuple[tuple[str, str, str], ...]


def site(whole: Dataset) -> Linked:
    """Return the site and the whole timeline."""
    home = {"@type": "WebSite", "@id": f"{whole.url}#site", "url": whole.url, "name": NAME}
    return {"@context": CONTEXT, "@graph": [home, dataset(whole)]}


def dataset(part: Dataset, whole: Dataset | None = None) -> Linked:
    """Return the description of `part`, which belongs to `whole`."""
    return _filled({
        **({"@context": CONTEXT, "isPartOf": {"@type": "Dataset", "@id": f"{whole.url}#data"}} if whole else {}),
        "@type": "Dataset",
        "@id": f"{part.url}#data",
        "url": part.url,
        "name": f"{NAME}: {part.name}" if part.name else NAME,
        "description": DESCRIPTION,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": NAME, "url": whole.url if whole else part.url},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "name": name, "contentUrl": url}
            for kind, name, url in part.feeds
        ],
    })  # fmt: skip


def claim(context: Mapping[str, Any], url: str, whole: Dataset) -> Linked:
    """Return the description of the event of a page from what its template is given."""
    event = context["event"]
    company = {"@type": "Organization", "name": event["company_name"]}
    quotes = {report["url"]: report["quote"] for report in reversed(context["reports"]) if report["url"]}
    told = limited(event)
    act = {
        "@type": "Event",
        "name": called(event),
        "description": told,
        "startDate": event["date"],
        "location": {"@type": "AdministrativeArea", "name": event["region_name"]},
        "about": company,
        "organizer": company if event["actor"] == "company" else None,
        "contributor": [
            _filled({"@type": "GovernmentOrganization", "name": row["name"], "url": weblink(row["url"])})
            for row in context["regulators"]
        ],
    }
    return _filled({
        "@context": CONTEXT,
        "@type": "Claim",
        "@id": f"{url}#claim",
        "identifier": lasting(f"event/{event['id']}"),
        "url": url,
        "name": act["name"],
        "text": told,
        "inLanguage": "en",
        "isPartOf": {"@type": "Dataset", "@id": f"{whole.url}#data"},
        "about": _filled(act),
        "appearance": list(_pages(context["witnesses"], quotes)),
    })  # fmt: skip


def _pages(witnesses: Iterable[Mapping[str, Any]], quotes: Mapping[str, str]) -> Iterable[Linked]:
    for row in witnesses:
        yield _filled({
            "@type": PAGES.get(row["kind"], "WebPage"),
            "url": weblink(row["url"]),
            "headline": row["title"],
            "publisher": {"@type": "Organization", "name": row["publisher"]},
            "datePublished": row["published"],
            "abstract": quotes.get(row["url"]),
        })  # fmt: skip


def _filled(values: Linked) -> Linked:
    return {name: value for name, value in values.items() if value not in (None, "", [])}
