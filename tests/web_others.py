"""What the NGO, companies, papers and aggregators with ways of their own answer; texts and items are our own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from web_shapes import Query, Reply, Site, article, atom, page, reply_json, rss

if TYPE_CHECKING:
    from web import Web

SHUT = Reply("<html><title>Just a moment...</title></html>", status=403)


def _gdprhub(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    """The whole wikitext in the feed; the pages stand behind a proof of work."""
    if path != "/index.php":
        return SHUT
    if web.garbage:
        return page("GDPRhub", "<p>Making sure you are not a bot</p>")
    wikitext = "{{DPAdecisionBOX}}<br />The Garante ordered a chatbot to stop the use of data.<br />"
    text = f"<p>Created page</p><hr /><div>{wikitext}</div>"
    return atom(
        [
            (f"{web.url('gdprhub.eu')}/index.php?title=Case_{n}", f"Case {n}", text, f"2026-10-{n:02}")
            for n in range(1, 7)
        ]
    )


SERVICES = ("LinkedIn", "X", "Facebook", "Instagram", "Reddit", "Zoom", "Grammarly", "WeTransfer", "Google", "ChatGPT")


def _commits(web: Web, path: str, query: Query, _sent: bytes) -> Reply | None:
    """GitHub's API: commits of the Open Terms Archive, of one service where one is asked for."""
    collection = path.split("/")[3] if path.count("/") == 4 else ""
    found = [
        (service, terms)
        for service in query.get("path", SERVICES)
        for terms in ("Privacy Policy", "Terms of Service", "Cookies Policy")
    ]
    if "versions" not in collection or "application/json" not in web.accept:
        return None
    rows = []
    for n, (service, terms) in enumerate(found):
        changed = web.edited and terms == "Privacy Policy"
        for sha, verb in (
            (f"{n:040x}", "First record of"),
            (f"{n + 90:040x}", "Apply technical or declaration upgrade on"),
            *([(f"{n + 180:040x}", "Record new changes of")] if changed else []),
        ):
            message = f"{verb} {service} {terms}\n\nThis version was recorded after extracting from snapshot"
            date = "2026-11-23T00:31:00Z" if n + 180 == int(sha, 16) else "2026-10-01T00:31:00Z"
            rows.insert(
                0,
                {
                    "sha": sha,
                    "html_url": f"https://github.com/OpenTermsArchive/{collection}/commit/{sha}",
                    "commit": {"message": message, "committer": {"date": date}},
                },
            )
    return reply_json(rows)


def _raw(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    service, _, name = unquote(path).partition("/main/")[2].partition("/")
    clause = (
        "We use what you post to train models that generate content."
        if web.edited and "Privacy" in name
        else "We use cookies."
    )
    return (
        Reply(
            f"# {service} {name[:-3]}\n\n{clause}\n\nYou can reach us by [mail](mailto:x@example.org).\n",
            "text/plain; charset=utf-8",
        )
        if service in SERVICES
        else None
    )


def _openai(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    """An open feed; its pages refuse named agents."""
    if path != "/news/rss.xml":
        return SHUT
    rows = [
        (f"{web.url('openai.com')}/index/post-{n}", f"Post {n}", f"A teaser of post {n}.", f"2026-11-{n:02}")
        for n in range(2, 13)
    ]
    rows[0] = (
        rows[0][0],
        "OpenAI pauses training on personal data in Italy",
        "OpenAI has paused the training of its models on personal data of users in Italy.",
        "2026-11-13",
    )
    return rss("OpenAI News", rows)


def _techpolicy(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    """More than 3,000 items in one file, the oldest first."""
    root = web.url("www.techpolicy.press")
    if path == "/rss/feed.xml":
        rows = [
            (f"{root}/story-{n}", f"Story {n}", "A story.", f"20{10 + n // 200}-{1 + n // 17 % 12:02}-{1 + n % 17:02}")
            for n in range(3100)
        ]
        rows[-1] = (f"{root}/story-new", "Meta pauses AI training on user data", "In the EU.", "2026-11-20")
        return rss("Tech Policy Press", rows)
    return (
        article(
            "Meta pauses AI training on user data",
            "2026-11-20",
            "Meta has paused the training of AI on user data in the EU.",
        )
        if path.startswith("/story-")
        else None
    )


def _reuters(web: Web, path: str, query: Query, _sent: bytes) -> Reply | None:
    """A map of news, 100 a page, 230 in all; the pages refuse."""
    if path != "/arc/outboundfeeds/news-sitemap/":
        return Reply("<html><title>reuters.com</title></html>", status=401)
    start, root = int(query["from"][0]), web.url("www.reuters.com")
    titles = {120: "Snap suspends AI training on user data in Brazil"}
    rows = "".join(
        f"<url><loc>{root}/technology/story-{n}/</loc><news:news>"
        f"<news:publication_date>2026-11-{20 - n // 100}T08:00:00Z</news:publication_date>"
        f"<news:title>{titles.get(n, f'Story {n}')}</news:title></news:news></url>"
        for n in range(start, min(start + 100, 230))
    )
    return Reply(
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>',
        "text/xml",
    )


def _hn(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    """A story without a page, one that another source has too, one that only this leads to, and a page that is shut."""
    urls = [
        None,
        f"{web.url('techcrunch')}/2026/11/06/snap-pauses?utm_source=hn",
        f"{web.url('blog.example')}/2026/slack",
        f"{web.url('openai.com')}/index/post-2",
    ]
    titles = [
        "Ask HN: AI training on my data?",
        "Snap pauses plan to train AI on users' messages",
        "Slack halts AI training on customer data",
        "OpenAI and user data for training",
    ]
    hits = [
        {"objectID": str(n), "title": titles[n], "url": url, "created_at": "2026-11-21T08:00:00Z", "points": 3}
        for n, url in enumerate(urls)
    ]
    hits += [
        {
            "objectID": str(n),
            "title": f"Show HN: thing {n}",
            "url": f"{web.url('blog.example')}/thing-{n}",
            "created_at": "2026-11-20T08:00:00Z",
        }
        for n in range(4, 26)
    ]
    return reply_json({"hits": hits, "nbPages": 1}) if path == "/api/v1/search_by_date" else None


def _blog(_web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    return (
        article(
            "Slack halts AI training on customer data",
            "2026-11-19",
            "Slack has halted the training of its AI on customer data in the EU.",
        )
        if path == "/2026/slack"
        else None
    )


def _gdelt(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    """JSON with an escape that JSON does not know; errors are plain text with status 200, and there is 429."""
    if web.gdelt:
        return web.gdelt
    link = f"{web.url('blog.example')}/2026/slack"
    body = json.dumps(
        {
            "articles": [
                {
                    "url": link,
                    "title": "Slack halts AI training on @customer data",
                    "seendate": "20261121T081500Z",
                    "domain": "blog.example",
                }
            ]
        }
    )
    return Reply(body.replace("@customer", r"customer\'s"), "application/json") if path == "/api/v2/doc/doc" else None


def _gnews(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    if path != "/rss/search":
        return SHUT
    rows = [
        (
            f"{web.url('news.google.com')}/rss/articles/CBM{n}",
            f"X pauses AI training on user data {n} - The Paper",
            "<a href='x'>X</a>",
            "2026-11-20",
        )
        for n in range(5)
    ]
    return rss("Google News", rows)


def _bing(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    target = quote(f"{web.url('blog.example')}/2026/slack", safe="")
    rows = [
        (
            f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&url={target}&c=1",
            "Slack halts AI training on customer data",
            "In the EU.",
            "2026-11-20",
        )
    ]
    return rss("Bing", rows) if path == "/news/search" else None


def plain(host: str) -> Site:
    """A site with an ordinary feed, whatever it is called: five items that are off topic and one that is not."""

    def answer(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
        root = web.url(host)
        if path.startswith("/2026/"):
            topic = "topic" in path
            title = "TikTok pauses AI training on user data" if topic else "A note"
            return article(
                title,
                "2026-11-18",
                f"{'TikTok has paused the training of its AI on user data' if topic else 'Nothing of note'} in France.",
            )
        rows = [(f"{root}/2026/topic", "TikTok pauses AI training on user data", "In France.", "2026-11-18")]
        rows += [
            (f"{root}/2026/note-{n}?utm_source=feed", f"A note {n}", "<p>Nothing.</p>", f"2026-11-{n:02}")
            for n in range(9, 14)
        ]
        if path.endswith(("headlines.atom", "rss/index.xml")):
            return atom(rows)
        return rss(host, rows) if any(word in path for word in ("rss", "feed", ".xml", "RSS")) else None

    return answer


#: by host; all others of feeds.yaml are regulators or plain
OTHERS: dict[str, Site] = {
    "gdprhub.eu": _gdprhub,
    "api.github.com": _commits,
    "raw.githubusercontent.com": _raw,
    "openai.com": _openai,
    "www.techpolicy.press": _techpolicy,
    "www.reuters.com": _reuters,
    "hn.algolia.com": _hn,
    "blog.example": _blog,
    "api.gdeltproject.org": _gdelt,
    "news.google.com": _gnews,
    "www.bing.com": _bing,
}
