"""What the regulators with ways of their own answer, in the forms that records of them show; texts are our own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from web_shapes import Query, Reply, Site, article, listing, page, paragraphs, reply_json, rss

if TYPE_CHECKING:
    from web import Web


def ftc_more(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    """The other lists of ftc.gov: a part of the press releases, a blog whose feed has moved, and a blog without one."""
    root, tech = web.url("ftc"), "/policy/advocacy-research/tech-at-ftc"
    if path == "/feeds/press-release-consumer-protection.xml":
        link = "/news-events/news/press-releases/2026/10/photo-app-order"
        rows = [(root + link, "FTC Finalizes Order Over Photos Used to Train AI", "<p>It is.</p>", "2026-10-29")]
        rows += [
            (f"{root}/news-events/news/press-releases/2026/09/c-{n}", f"C {n}", "C.", f"2026-09-{n:02}")
            for n in range(2, 6)
        ]
        return rss("Protecting America's Consumers", rows, "-0400", guids=True)
    if path == "/feeds/blog-business.xml":
        return page("FTC", "<p>Feeds have moved.</p>")
    if path == "/feeds/business-blog.xml":
        rows = [
            (f"{root}/business-guidance/blog/2026/10/b-{n}", f"Post {n}", "<p>A post.</p>", "2026-10-02")
            for n in range(4)
        ]
        return rss("Business blog", rows, "-0400", guids=True)
    if path == tech:
        items = [(f"{tech}/2026/0{n}/post-{n}", f"Post {n}") for n in range(1, 5)]
        return listing([*items, (f"{tech}?page=1", "Next"), ("/search/?q=x", "Search")])
    if path.startswith((f"{tech}/", "/business-guidance/blog/20", "/news-events/news/press-releases/2026/09/c-")):
        return page(
            "Post",
            '<h1>Post</h1><time datetime="2026-10-02T12:00:00Z">x</time>'
            '<div class="field--name-body"><p>The agency tells of its work.</p></div>',
        )
    return None


def _alerts(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    """The title of an item is a link in HTML, and its link element leads to the overview."""
    root = web.url("consumer.ftc.gov")
    if path == "/blog/rss":
        rows = [
            (
                f"{root}/consumer-alerts",
                f'<a href="/consumer-alerts/2026/11/alert-{n}">Alert {n}</a>',
                "Be careful.",
                f"2026-11-{n:02}",
            )
            for n in range(1, 5)
        ]
        return rss("Consumer Alerts", rows, "-0500")
    return (
        article("Alert", "2026-11-02", "Be careful with callers.") if path.startswith("/consumer-alerts/2026") else None
    )


def _opc(_web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    """Relative links and guids, years of two digits, a build date in the year 1."""
    if path in ("/en/rss/pipeda/", "/en/rss/news/"):
        kind = path.split("/")[3]
        items = "".join(
            f"<item><title><![CDATA[Finding {n} on X and Grok]]></title><link>/en/{kind}/2026-00{n}/</link>"
            "<description><![CDATA[On X and <abbr>AI</abbr>]]></description>"
            f"<pubDate>Thu, {10 + n} Jun 26 00:00:00 -0400</pubDate>"
            f'<guid isPermaLink="true">/en/{kind}/2026-00{n}/</guid></item>'
            for n in range(1, 5)
        )
        head = "<title>Findings</title><lastBuildDate>Mon, 01 Jan 01 00:00:00 -0400</lastBuildDate>"
        atom_link = '<atom:link href="" rel="self" type="application/rss+xml" />'
        return Reply(
            f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>{head}{atom_link}{items}</channel></rss>',
            "text/xml",
        )
    if path.startswith(("/en/pipeda/2026", "/en/news/2026")):
        text = paragraphs(
            "The Privacy Commissioner of Canada found that X trained Grok on posts without valid consent."
        )
        return page(
            "Finding",
            f'<main><h1 id="wb-cont">Finding</h1>{text}</main>',
            '<meta name="dcterms.issued" content="2026-06-11"><meta name="dcterms.modified" content="2026-06-12">',
        )
    return None


def _garante(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    root = "/home/docweb/-/docweb-display/docweb"
    if path == "/o/gpdp-rss/rss":
        rows = [
            (
                f"{web.url('www.garanteprivacy.it')}{root}/{10218900 + n}",
                f"Comunicato ai cittadini {n}",
                "Notizia.",
                f"2026-09-{n:02}",
            )
            for n in range(1, 11)
        ]
        return rss("Garante", rows)
    if path.startswith(root):
        text = paragraphs(
            "Il Garante ha risposto ai cittadini che hanno scritto ai suoi uffici.",
            "Le domande vanno inviate ai recapiti noti.",
        )
        return page(
            "Comunicato 17 maggio 2023 [9899898]",
            f'<nav>Navigazione</nav><div id="interna-webcontent"><h1>Comunicato</h1>{text}</div>',
        )
    return None


def _aepd(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    """25 items, some with an empty date."""
    root = web.url("www.aepd.es")
    if path == "/noticias/feed.xml":
        return rss(
            "AEPD",
            [
                (f"{root}/prensa/nota-{n}", f"Nota {n}", "", "" if n % 5 == 0 else f"2026-09-{n:02}")
                for n in range(1, 26)
            ],
            "+0200",
        )
    return (
        article("Nota", "2026-09-09", "La Agencia publica una guía para empresas.")
        if path.startswith("/prensa/")
        else None
    )


def _anpd(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    """Plone's search gives JSON only to those who accept it; the list in HTML is an empty shell."""
    root = web.url("www.gov.br")
    if path == "/anpd/++api++/@search":
        if "application/json" not in web.accept:
            return page("ANPD", "<div id=main></div>")
        items = [
            {
                "@id": f"{root}/anpd/pt-br/assuntos/noticias/n-{n}",
                "@type": "News Item",
                "title": f"Nota {n} da ANPD",
                "description": "Resumo.",
                "effective": f"2026-09-{n:02}T10:00:00+00:00",
            }
            for n in range(1, 26)
        ]
        return reply_json({"@id": root, "items": items, "items_total": 400})
    return article("Nota", "2026-09-09", "A ANPD publicou um guia.") if "/noticias/n-" in path else None


def _dsk(_web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    """Dates of a month alone, and PDF files."""
    if path == "/beschluesse-dsk.html":
        months = ("Januar", "März", "Mai", "Juni")
        rows = "".join(
            f'<li class="thumbnail"><a href="/media/dskb/b-{n}.pdf">Beschluss {n}</a><p>{month} 2026</p></li>'
            for n, month in enumerate(months)
        )
        return page("DSK", f"<ul>{rows}</ul>")
    return Reply("%PDF-1.7 no text", "application/pdf") if path.startswith("/media/dskb/") else None


def _edps(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    """The link of an item leads to an overview; the true one stands in its description."""
    root, news = web.url("www.edps.europa.eu"), "/press-publications/press-news/press-releases/2026"
    if path == "/feed/news_en":
        return rss(
            "EDPS",
            [
                (
                    f"{root}/node/1",
                    f"Opinion {n}",
                    f'<p>Out now. <a href="{root}{news}/o-{n}_en">Read</a></p>',
                    f"2026-10-{n:02}",
                )
                for n in range(1, 11)
            ],
        )
    return (
        article("Opinion", "2026-10-02", "The Supervisor has adopted an opinion.")
        if path.startswith(f"{news}/")
        else None
    )


def _digital(web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    root = web.url("digital-strategy.ec.europa.eu")
    if path == "/en/rss.xml":
        return rss(
            "Digital",
            [(f"{root}/en/{'news' if n % 2 else 'events'}/i-{n}", f"Item {n}", "", "2026-11-02") for n in range(10)],
        )
    return article("Item", "2026-11-02", "The Commission has opened a call.") if path.startswith("/en/news/") else None


def _cppa(_web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    items = [(f"/announcements/2026/202610{n:02}.html", f"Announcement {n}") for n in range(1, 5)]
    if path == "/announcements/":
        return listing([*items, ("/announcements/", "All"), ("/about/", "About")])
    return (
        article("Announcement", "2026-10-02", "The Agency has adopted rules.")
        if path.startswith("/announcements/2026/")
        else None
    )


def _pcpd(_web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
    """The list is an object in a script, the newest first, days before months, links relative."""
    if path == "/js/Media_Statements2.js":
        rows = [
            {
                "id": str(3214 - n),
                "enTitle": f"Statement {n}",
                "date": f"0{9 - n % 9}-0{9 - n // 30}-2026",
                "enlink": f"../../../english/news_events/media_statements/press_2026{n:04}.html",
                "archive": "N",
            }
            for n in range(240)
        ]
        return Reply(f"var Media_Statements={json.dumps({'data': rows})[:-2]},]}};", "application/javascript")
    return (
        article("Statement", "2026-09-02", "The Commissioner spoke.")
        if path.startswith("/english/news_events/media_statements/press_")
        else None
    )


def _below(listed: str, path_of: str) -> Site:
    """A site with a list in HTML, whose items lie at `path_of`, with N for their number."""

    def answer(_web: Web, path: str, _query: Query, _sent: bytes) -> Reply | None:
        links = [(path_of.replace("N", str(n)), f"Item {n}") for n in range(1, 5)]
        if path == listed:
            return listing(links)
        if path in {link for link, _ in links}:
            return article("Item", "2026-10-02", "The office has told of its work of the year.")
        return None

    return answer


def _pipc(_web: Web, path: str, query: Query, _sent: bytes) -> Reply | None:
    items = [(f"/eng/user/ltn/new/newsView.do?nttId={n}", f"Item {n}") for n in range(1, 5)]
    if path == "/eng/user/ltn/new/newsList.do":
        return listing(items)
    return article("Item", "2026-10-02", "The Commission has told of its work.") if "nttId" in query else None


#: by host
REGULATORS: dict[str, Site] = {
    "consumer.ftc.gov": _alerts,
    "www.priv.gc.ca": _opc,
    "www.garanteprivacy.it": _garante,
    "www.aepd.es": _aepd,
    "www.gov.br": _anpd,
    "www.datenschutzkonferenz-online.de": _dsk,
    "www.edps.europa.eu": _edps,
    "digital-strategy.ec.europa.eu": _digital,
    "cppa.ca.gov": _cppa,
    "www.pcpd.org.hk": _pcpd,
    "datenschutz-hamburg.de": _below("/news", "/news/pressemitteilung-2026-10-0N"),
    "www.oaic.gov.au": _below("/newsroom", "/newsroom/item-N"),
    "www.pipc.go.kr": _pipc,
    "www.ppc.go.jp": _below("/information/", "/news/press/2025/26010N_houdou"),
    "www.datatilsynet.no": _below("/aktuelt/", "/aktuelt/aktuelle-nyheter-2026/sak-N/"),
}
