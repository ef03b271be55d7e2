"""A request for robots.txt, sitemap.xml, llms.txt or the card comes in; what machines are told of the site goes out."""

from __future__ import annotations

from importlib.resources import files

from datasette import Response
from lxml import etree

from tracker.site import questions
from tracker.site.desk import FOOT, MENU, Desk, MissingError
from tracker.site.doors.answers import absolute, answer
from tracker.site.doors.feeds import FORMATS
from tracker.site.formats import slug
from tracker.site.slices import NAMES

#: pages in one file of the map, at most; the format allows 50,000, which would take long to make
SIZE = 5_000
_XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
CARD = files("tracker.site").joinpath("static", "card.png").read_bytes()


async def sitemap(desk: Desk) -> Response:
    """The map of the site; with more than SIZE pages the list of its parts, which stand at /sitemap-1.xml and on."""
    answers = [f"/questions/{one.name}" for one in questions.QUESTIONS]
    listed = sorted({"/", *(path for path, _ in (*MENU, *FOOT)), *answers})
    fixed: list[tuple[str, str | None]] = [(path, None) for path in listed]
    parts = max(-(-(await desk.rows("sitemap_size"))[0]["pages"] // SIZE), 1)
    asked = int(desk.request.url_vars.get("part") or 1)
    if not 1 <= asked <= parts:
        raise MissingError(f"part {asked} of the map")
    if parts > 1 and "part" not in desk.request.url_vars:
        return _map(desk, "sitemapindex", "sitemap", [(f"/sitemap-{n}.xml", None) for n in range(1, parts + 1)])
    rows = await desk.rows("sitemap", limit=SIZE, offset=(asked - 1) * SIZE)
    pages = [(f"{row['folder']}{slug(row['id'])}", row["day"]) for row in rows]
    return _map(desk, "urlset", "url", (fixed if asked == 1 else []) + pages)


def _map(desk: Desk, root: str, element: str, pages: list[tuple[str, str | None]]) -> Response:
    tree = etree.Element(f"{{{_XMLNS}}}{root}", nsmap={None: _XMLNS})  # type: ignore[dict-item]
    for path, day in pages:
        one = etree.SubElement(tree, f"{{{_XMLNS}}}{element}")
        etree.SubElement(one, f"{{{_XMLNS}}}loc").text = absolute(desk, path)
        if day:
            etree.SubElement(one, f"{{{_XMLNS}}}lastmod").text = day
    body = etree.tostring(tree, xml_declaration=True, encoding="utf-8")
    return answer(desk, body, "application/xml; charset=utf-8")


async def robots(desk: Desk) -> Response:
    """What robots may read: all pages, and the feeds; not the endless combinations of filters, tables and searches."""
    urls = desk.datasette.urls
    database = urls.database(desk.name)
    closed = [f"{database}/", f"{database}?", f"{database}.", urls.path("/search"), urls.path("/-/")]
    closed += [urls.path(f"/timeline*?*{name}=*&") for name in NAMES]
    lines = ["User-agent: *", f"Allow: {urls.path('/-/timeline-')}", *(f"Disallow: {path}" for path in closed)]
    text = "\n".join([*lines, "", f"Sitemap: {absolute(desk, '/sitemap.xml')}", ""])
    return answer(desk, text.encode(), "text/plain; charset=utf-8")


async def llms(desk: Desk) -> Response:
    """What the record is, for a program that reads text: what counts, where the data is, how to cite (llmstxt.org)."""
    text = await desk.datasette.render_template(
        "tracker/llms.txt",
        {
            "actions": await desk.rows("actions"),
            "formats": FORMATS,
            "menu": MENU,
            "filters": NAMES,
            "about": (await desk.rows("busiest"))[0],
            "address": lambda path: absolute(desk, path),
        },
    )
    return answer(desk, text.encode(), "text/plain; charset=utf-8")


async def card(desk: Desk) -> Response:
    """The picture that other sites show beside a link to a page of ours."""
    return answer(desk, CARD, "image/png", 86400)
