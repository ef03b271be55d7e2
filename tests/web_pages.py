"""What the sources played by web.py answer: lists with the traps of the real ones, pages in our own words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING

from web_shapes import Articles, Query, Reply, Site, article, atom, page, paragraphs, rss

if TYPE_CHECKING:
    from web import Web

NEWS = "/about-the-ico/media-centre/news-and-blogs"
STATEMENT = f"{NEWS}/2024/09/our-statement-on-changes-to-linkedin-ai-data-policy/"
ITEMS, A_PAGE = 60, 25


# ---- the ICO: a JSON search, 25 a page, the second page of `newest` empty, and one promoted card


@dataclass(frozen=True, slots=True)
class _Statement:
    path: str
    title: str
    shown: str
    stamp: str


def _statements(edited: bool) -> list[_Statement]:
    """The ICO's items, the newest first; the shown date of an edited one stays, its stamp moves."""
    start = datetime(2026, 11, 20, tzinfo=UTC)
    days = [start - timedelta(days=15 * n) for n in range(ITEMS)]
    items = [
        _Statement(
            f"{NEWS}/{day:%Y/%m}/notice-{n}/",
            f"Notice {n} on nuisance calls",
            f"{day:%-d %B %Y}",
            f"{day:%Y-%m-%dT09:00:00Z}",
        )
        for n, day in enumerate(days)
    ]
    items[53] = _Statement(
        STATEMENT,
        "Our statement on changes to LinkedIn AI data policy",
        "20 September 2024",
        "2025-09-23T10:00:00Z" if edited else "2024-09-20T10:00:00Z",
    )
    items[30] = _Statement(
        f"{NEWS}/2024/06/statement-on-metas-plans/",
        "Statement on Meta's plans to train generative AI",
        "14 June 2024",
        "2024-06-14T12:00:00Z",
    )
    return items


def _ico(web: Web, path: str, _query: Query, sent: bytes) -> Reply | None:
    items = _statements(web.edited)
    if path == "/api/search":
        asked = json.loads(sent)
        if set(asked) - {"term"} != {"filters", "pageNumber", "order", "rootPageId"} or asked["rootPageId"] != 2816:
            return Reply("{}", "application/json", 403)
        ordered = items if asked["order"] == "newest" else items[::-1]
        first = (asked["pageNumber"] - 1) * A_PAGE
        shown = [] if (asked["order"], asked["pageNumber"]) == ("newest", 2) else ordered[first : first + A_PAGE]
        results = [
            {
                "id": 4000 + items.index(x),
                "title": x.title,
                "url": x.path,
                "description": f"<p>{x.title}.</p>",
                "createdDateTime": x.stamp,
                "filterItemMetaData": f"{x.shown}, Statement",
                "filterItemDecisions": "",
            }
            for x in shown
        ]
        if asked["pageNumber"] == 1:
            results.append({**results[0], "id": 1, "url": "/for-organisations/advice/promoted/", "title": "A guide"})
        pages = -(-ITEMS // A_PAGE)
        reply = {"results": results, "pagination": {"totalResults": ITEMS, "totalPages": pages}}
        return Reply(json.dumps(reply), "application/json")
    if path == "/sitemap.xml":
        rows = "".join(
            f"<url><loc>{web.url('ico', x.path)}</loc><lastmod>{x.stamp}</lastmod></url>"
            for x in [*items, _Statement("/for-organisations/", "", "", "2026-01-01")]
        )
        return Reply(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>', "text/xml")
    found = next((x for x in items if x.path == path), None)
    return found and _ico_page(found, web.edited)


def _ico_page(item: _Statement, edited: bool) -> Reply:
    if item.path == STATEMENT:
        body = LINKEDIN_NEW if edited else LINKEDIN
    elif "meta" in item.path:
        body = paragraphs(
            "Meta has told us that it is putting its plan to train generative AI on what people in the United Kingdom "
            "post on Facebook and Instagram on hold, after we asked it to look again at what its users had told us.",
            "We shall go on watching the makers of generative AI, Meta among them, so that people's rights are kept.",
        )
    else:
        body = paragraphs(
            "We have fined a firm that rang households which had opted out of marketing calls.",
            "Anyone who gets such calls can tell us of them on our site, by post or by telephone.",
        )
    facts = f"<ul class=text-sm><li>Date <span>{item.shown}</span></li><li>Type <span>Statement</span></li></ul>"
    banner = "<p>This page is under review because of the Data (Use and Access) Act.</p>"
    return page(
        f"{item.title} | ICO",
        f'<nav>Home / Media centre</nav><main id="main-content"><h1>{item.title}</h1>{facts}'
        f'<div class="prose">{banner}{body}</div></main><footer>Contact us</footer>',
    )


LINKEDIN = paragraphs(
    "Stephen Almond, who leads on regulatory risk, said that LinkedIn had listened to the worries that we raised over "
    "how it trains generative AI models on information of its members in the United Kingdom.",
    "LinkedIn has confirmed that it has suspended such model training while it talks to us. We are glad of that.",
)
LINKEDIN_NEW = (
    "<h2>Updated statement Tuesday 23 September 2025</h2>"
    + paragraphs(
        "LinkedIn has told us that it will resume training its generative AI on data of members in the United Kingdom "
        "from 3 November 2025, after it made objecting simpler and gave people longer to do so.",
        "We shall watch how this is put into practice and expect the company to keep its word.",
    )
    + "<h2>Previous statement - 20 September 2024</h2>"
    + LINKEDIN
)


# ---- the FTC: RSS with node numbers for guids; Drupal pages


def _ftc(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    root = "/news-events/news/press-releases"
    items = {
        f"{root}/2026/11/robocall-case": ("FTC Sues Maker of Robocall Software", "2026-11-18"),
        f"{root}/2026/10/photo-app-order": ("FTC Finalizes Order Over Photos Used to Train AI", "2026-10-29"),
        f"{root}/2026/10/merger-review": ("FTC Seeks Comment on Merger Review", "2026-10-27"),
        f"{root}/2026/10/refunds": ("FTC Sends Refunds to Shoppers", "2026-10-20"),
        f"{root}/2026/10/workshop": ("FTC to Hold Workshop on Labels", "2026-10-12"),
    }
    if path == "/feeds/press-release.xml":
        entries = [(web.url("ftc", link), title, f"<p>{title}.</p>", day) for link, (title, day) in items.items()]
        return rss("Protecting America's Consumers", entries, "-0400", guids=True)
    if path not in items:
        return None
    title, day = items[path]
    text = paragraphs(
        "The Federal Trade Commission has finalized an order against the maker of a photo app, which must delete the "
        "models that it trained on its customers' pictures."
        if "photo" in path
        else "The agency announced a step today."
    )
    body = f'<h1>{title}</h1><time datetime="{day}T12:00:00Z">{day}</time><div class="field--name-body">{text}</div>'
    return page(f"{title} | Federal Trade Commission", body)


# ---- the Irish DPC: Drupal listings with ordinals and a pager; one item under two paths


def _dpc(_web: Web, path: str, query: Query, _sent: bytes) -> Reply | None:
    both = ("dpcs-engagement-meta-ai", "The DPC's Engagement with Meta on AI", "14th June 2024")
    latest = [("grok-inquiry", "DPC opens inquiry into X over Grok", "11th April 2025"), both]
    latest += [(f"notice-{n}", f"Notice {n}", f"{n}{'rd' if n == 23 else 'th'} March 2024") for n in (26, 25, 24, 23)]
    press = [both, *((f"release-{n}", f"Release {n}", f"{n}th May 2024") for n in (19, 18, 17, 16, 15))]
    for section, items in (("latest-news", latest), ("press-releases", press)):
        root = f"/en/news-media/{section}"
        if path == root:
            number = int(query.get("page", ["0"])[0])
            rows = "".join(
                f'<li><article><p class="date">{day}</p><h2><a href="{root}/{slug}">{escape(title)}</a></h2></article>'
                for slug, title, day in items[number * 3 : number * 3 + 3]
            )
            pager = '<li class="pager__item--next"><a href="?page=1" rel="next">Next</a></li>' if number == 0 else ""
            return page(
                "News", f'<div class="view-content"><ul>{rows}</ul></div><nav class="pager"><ul>{pager}</ul></nav>'
            )
        for slug, title, _day in items:
            if path == f"{root}/{slug}":
                return page(title, f'<h1>{escape(title)}</h1><div class="field--name-body">{_dpc_text(slug)}</div>')
    return None


def _dpc_text(slug: str) -> str:
    if "meta" in slug:
        return paragraphs(
            "The DPC welcomes Meta's decision to pause its plan to train its large language model on public content "
            "that adults share on Facebook and Instagram across the EU/EEA.",
            "The decision follows intensive talks between the DPC and Meta.",
        )
    if "grok" in slug:
        return paragraphs(
            "The DPC today announces that it has opened an inquiry into X Internet Unlimited Company over the use of "
            "posts of EU/EEA users to train Grok."
        )
    return paragraphs("The office is closed on the public holiday.", "Callers may leave a message.")


# ---- feeds


def _off_topic(names: tuple[str, ...]) -> Articles:
    return {
        f"/2026/11/{name.lower().replace(' ', '-')}": (name, "Nothing of note.", f"2026-11-{20 - n:02}", ("Nothing.",))
        for n, name in enumerate(names)
    }


_FILLER = _off_topic(
    (
        "New phone has a bigger screen",
        "Chip plant opens",
        "Game sells well",
        "Rocket lands",
        "Laptop review",
        "Cable cut",
        "Battery recall",
        "Router flaw fixed",
        "Cloud bill shock",
        "Printer jam",
    )
)
_ARTICLES: dict[str, Articles] = {
    "edpb": {
        f"/news/news/2026/{n}_en": (
            f"Plenary {n}: statement on data transfers",
            "Adopted.",
            f"2026-10-{n:02}",
            ("Text.",),
        )
        for n in (9, 8, 7, 6, 5)
    },
    "noyb": {
        "/en/noyb-complains-about-ai-training": (
            "noyb files complaints over AI training on user data",
            "Complaints in several states.",
            "2026-10-30",
            ("noyb has filed complaints against Meta in eleven countries over its plan to train AI on posts.",),
        ),
        "/en/join": ("Become a member", "Help us.", "2026-10-29", ("Join.",)),
        **{f"/en/note-{n}": (f"Note {n}", "A note.", f"2026-10-{n:02}", ("A note.",)) for n in (4, 3, 2, 1)},
    },
    "thn": {
        "/2025/04/meta-resumes-ai-training.html": (
            "Meta Resumes E.U. AI Training on Public User Data",
            "Meta has said that it will begin to train its AI models on public data of adults in the E.U., nearly",
            "2025-04-15",
            ("Meta said on Monday that it will resume training its AI models on public posts of adults in the EU.",),
        ),
        "/2027/01/from-the-future.html": (
            "AI training on user data in the future",
            "X and its data.",
            "2027-01-15",
            ("X.",),
        ),
        **_FILLER,
    },
    "techcrunch": {
        "/2026/11/06/snap-pauses": (
            "Snap pauses plan to train AI on users' messages",
            "The company says that it will not use personal data for now.",
            "2026-11-06",
            ("Snap has paused its plan to train AI models on the messages of its users worldwide, it said on Friday.",),
        ),
        **_FILLER,
    },
    "bbc": {
        "/news/articles/c0ffee": (
            "LinkedIn suspends AI training using UK user data",
            "The UK's data watchdog had raised concerns over training AI on personal data.",
            "2024-09-20",
            (
                "LinkedIn has suspended the use of UK user data to train its AI models.",
                "The regulator had asked about it.",
            ),
        ),
        **_FILLER,
    },
    "guardian": {
        "/technology/2024/jun/14/meta-ai-europe": (
            "Meta puts AI training on Europeans' personal data on hold",
            "<p>The company said so after a request by the Irish data regulator.</p>",
            "2024-06-14",
            ("Meta has put on hold its plan to train AI on the posts of Europeans.",),
        ),
        **_FILLER,
    },
    "register": _FILLER,
}


def _news(site: str) -> Site:
    """A site with a feed and articles; each feed has a trap that sources.md of its kind tells of."""
    feeds = {
        "edpb": "/feed/news_en",
        "thn": "/TheHackersNews",
        "techcrunch": "/feed/",
        "bbc": "/news/technology/rss.xml",
    }
    feeds |= {"noyb": "/en/rss", "guardian": "/technology/artificialintelligenceai/rss", "register": "/headlines.atom"}

    def answer(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
        articles = _ARTICLES[site]
        if site == "noyb" and path == "/en/rss.xml":
            return page("noyb", "<p>This feed has moved.</p>")  # HTML with status 200: the fallback must be used
        if path == feeds[site]:
            mark = "?at_medium=RSS&at_campaign=rss" if site == "bbc" else ""
            root = "" if site == "edpb" else web.url(site)
            entries = [(root + link + mark, title, teaser, day) for link, (title, teaser, day, _) in articles.items()]
            zone = "+0530" if site == "thn" else "GMT"
            return (
                rss(site, entries, zone, lead="\n" if site == "techcrunch" else "")
                if site != "register"
                else atom(entries)
            )
        if path in ("/feed/publications_en", "/world/privacy/rss"):
            files = [
                (f"{web.url(site)}/files/{n}.pdf", f"Opinion {n}", "A file.", f"2026-09-{n:02}") for n in range(1, 6)
            ]
            return rss(site, files)
        if path.startswith("/files/"):
            return Reply("%PDF-1.7 no text", "application/pdf")
        if path not in articles:
            return None
        title, _teaser, day, texts = articles[path]
        return article(title, day, *texts)

    return answer


SITES: dict[str, Site] = {
    "ico": _ico,
    "ftc": _ftc,
    "dpc": _dpc,
    **{site: _news(site) for site in _ARTICLES},
}
