"""Machines find the pages, understand them, and get the answers that the page about them promises."""

from __future__ import annotations

import json
import re
import sqlite3
import struct
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sample
from asked import get
from lxml import etree, html
from protego import Protego

from tracker.site.desk import POLICY
from tracker.site.doors import badge, maps
from tracker.site.doors.entries import lasting

HOME = "http://localhost"
PAUSE = "/event/linkedin-gb-paused-2024-09"
#: pages that machines should know, and what OpenGraph calls them
PAGES = {"/": "website", "/status": "website", "/company/meta": "website", "/region/GB": "website",
         "/regulator/ICO": "website", "/about": "website", "/api": "website", PAUSE: "article"}  # fmt: skip
#: the properties of schema.org that we use: name: the types that have it, and what its values are
PROPERTIES = {
    "about": ("Claim Event", "Event Organization"), "abstract": ("WebPage NewsArticle BlogPosting", "text"),
    "appearance": ("Claim", "WebPage NewsArticle BlogPosting"), "contentUrl": ("DataDownload", "url"),
    "contributor": ("Event", "GovernmentOrganization"), "creator": ("Dataset", "Organization"),
    "datePublished": ("WebPage NewsArticle BlogPosting", "date"), "description": ("Dataset Event", "text"),
    "distribution": ("Dataset", "DataDownload"), "encodingFormat": ("DataDownload", "text"),
    "headline": ("WebPage NewsArticle BlogPosting", "text"), "identifier": ("Claim", "text"),
    "inLanguage": ("Claim Dataset", "text"), "isAccessibleForFree": ("Dataset", "bool"),
    "isPartOf": ("Claim Dataset", "Dataset"), "location": ("Event", "AdministrativeArea"),
    "name": ("", "text"), "organizer": ("Event", "Organization"),
    "publisher": ("WebPage NewsArticle BlogPosting", "Organization"),
    "startDate": ("Event", "date"), "text": ("Claim", "text"), "url": ("", "url"),
}  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("doors") / "any-name.db"
    sample.write(file)
    return file


def page(path: Path, url: str, **settings: Any) -> html.HtmlElement:
    answer = get(path, url, **settings)
    assert answer.status_code == 200, url
    return html.fromstring(answer.content)


def linked(tree: html.HtmlElement) -> Any:
    """Return the JSON-LD of a page."""
    (block,) = tree.xpath("//script[@type='application/ld+json']/text()")
    return json.loads(block)


def check(value: Any, where: str = "") -> None:
    """Fail where JSON-LD says what schema.org has no word for."""
    if isinstance(value, list):
        for one in value:
            check(one, where)
    if not isinstance(value, dict) or set(value) <= {"@type", "@id"}:
        return
    for name, inner in value.items():
        if name.startswith("@"):
            continue
        types, wanted = PROPERTIES[name]
        assert not types or value["@type"] in types.split(), f"{value['@type']} has no {name}"
        for one in inner if isinstance(inner, list) else [inner]:
            if wanted in ("text", "url", "date", "bool"):
                assert isinstance(one, bool if wanted == "bool" else str)
                assert wanted != "url" or one.startswith("http")
                assert wanted != "date" or re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", one)
            else:
                assert one["@type"] in wanted.split(), f"{name} is a {one['@type']}"
                check(one, f"{where}/{name}")


@pytest.mark.parametrize(("url", "kind"), PAGES.items())
def test_a_link_to_a_page_has_a_card(path: Path, url: str, kind: str) -> None:
    tree = page(path, url)
    card = {one.get("property"): one.get("content") for one in tree.xpath("//meta[@property]")}
    assert card["og:type"] == kind
    assert card["og:url"] == tree.xpath("//link[@rel='canonical']/@href")[0] == HOME + url
    assert tree.xpath("//title/text()")[0].startswith(card["og:title"])
    assert card["og:description"] == tree.xpath("//meta[@name='description']/@content")[0]
    picture = get(path, card["og:image"].removeprefix(HOME))
    assert picture.headers["content-type"] == "image/png"
    assert struct.unpack(">II", picture.content[16:24]) == (1200, 630)
    assert (card["og:image:width"], card["og:image:height"]) == ("1200", "630")


def test_the_card_of_an_event_says_what_happened(path: Path) -> None:
    (told,) = page(path, PAUSE).xpath("//meta[@property='og:description']/@content")
    assert told == "LinkedIn stopped for British members."


def test_what_does_not_change_a_page_is_not_in_its_canonical_address(path: Path) -> None:
    (address,) = page(path, "/company/meta?from=mail").xpath("//link[@rel='canonical']/@href")
    assert address == f"{HOME}/company/meta"
    (address,) = page(path, "/timeline?year=2024&from=mail&company=meta&page=1").xpath("//link[@rel='canonical']/@href")
    assert address == f"{HOME}/timeline?company=meta&year=2024"


@pytest.mark.parametrize("url", ["/search?q=meta", "/company/nix", "/timeline?company=nix"])
def test_pages_that_are_no_pages_are_kept_out_of_search_engines(path: Path, url: str) -> None:
    tree = html.fromstring(get(path, url).content)
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert tree.xpath("//link[@rel='canonical'] | //script | //meta[@property]") == []


@pytest.mark.parametrize(
    "url", ["/", "/company/meta", "/region/GB", "/regulator/ICO", PAUSE, "/event/zoom-ww-abandoned-2023-08"]
)
def test_the_linked_data_uses_words_of_schema_org(path: Path, url: str) -> None:
    data = linked(page(path, url))
    assert data["@context"] == "https://schema.org"
    check(data.get("@graph", data))


def test_an_event_is_a_claim_with_its_proof(path: Path) -> None:
    data = linked(page(path, PAUSE))
    assert data["@type"] == "Claim"
    assert data["identifier"] == lasting("event/linkedin-gb-paused-2024-09")
    assert data["about"]["startDate"] == "2024-09-20"
    assert data["about"]["organizer"]["name"] == "LinkedIn"
    assert [one["name"] for one in data["about"]["contributor"]] == ["Information Commissioner’s Office"]
    quotes = {one["url"]: one.get("abstract") for one in data["appearance"]}
    assert quotes[sample.URL] == sample.QUOTE
    order = linked(page(path, "/event/meta-br-order-2024-07"))
    assert "organizer" not in order["about"], "an order is no act of the company"


@pytest.mark.parametrize(("url", "query"), [("/company/meta", "company=meta"), ("/region/GB", "region=GB"),
                                            ("/regulator/ICO", "regulator=ICO"), ("/", ""),
                                            ("/timeline?action=paused", "action=paused")])  # fmt: skip
def test_pages_of_a_slice_lead_to_its_feeds(path: Path, url: str, query: str) -> None:
    tree = page(path, url)
    tail = f"?{query}" if query else ""
    alternates = [f"/timeline.atom{tail}", f"/timeline.feed.json{tail}"]
    assert tree.xpath("//link[@rel='alternate']/@href") == alternates
    follow = tree.xpath("//section[@aria-labelledby='follow']//a/@href")
    assert follow[:5] == [f"/timeline.{ending}{tail}" for ending in ("atom", "feed.json", "ics", "csv", "json")]
    data = linked(tree)
    whole = data["@graph"][1] if "@graph" in data else data
    assert [one["contentUrl"] for one in whole["distribution"]] == [HOME + href for href in follow[:5]]


def test_data_in_a_page_is_no_script_and_cannot_get_out_of_its_element(tmp_path: Path) -> None:
    file = tmp_path / "timeline.db"
    sample.write(file)
    event = sample.spoil(file)
    with closing(sqlite3.connect(file)) as database:
        database.execute("update events set summary = '</script><script>alert(1)</script><!--' where id = ?", [event])
        database.commit()
    tree = page(file, f"/event/{event}")
    assert tree.xpath("//script/@type") == ["application/ld+json"]
    assert linked(tree)["text"] == "</script><script>alert(1)</script><!--"
    assert all("javascript:" not in json.dumps(one) for one in linked(tree)["appearance"])
    assert "script-src" not in POLICY
    assert "default-src 'none'" in POLICY


def test_a_prefix_is_kept_everywhere(path: Path) -> None:
    tree = page(path, "/company/meta", base_url="/record/")
    addresses = tree.xpath("//link[@rel='canonical' or @rel='alternate']/@href | //meta[@property='og:image']/@content")
    addresses += [one["contentUrl"] for one in linked(tree)["distribution"]]
    assert [one for one in addresses if not urlsplit(one).path.startswith("/record/")] == []
    for url in ("/timeline.atom", "/sitemap.xml", "/llms.txt", "/robots.txt"):
        text = get(path, url, base_url="/record/").text
        assert re.findall(r"http://localhost/(?!record/)\S*", text) == []


def test_the_map_leads_to_every_event_and_only_to_pages(path: Path) -> None:
    tree = etree.fromstring(get(path, "/sitemap.xml").content)
    pages = [element.text.removeprefix(HOME) for element in tree.iter("{*}loc")]
    with closing(sqlite3.connect(path)) as database:
        events = {f"/event/{row[0]}" for row in database.execute("select id from events")}
    assert events <= set(pages)
    assert len(pages) == len(set(pages))
    assert {one: get(path, one).status_code for one in pages if get(path, one).status_code != 200} == {}


def test_a_large_map_has_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "timeline.db"
    sample.write(path)
    monkeypatch.setattr(maps, "SIZE", 10)
    whole = etree.fromstring(get(path, "/sitemap.xml").content)
    assert etree.QName(whole).localname == "sitemapindex"
    parts = [element.text.removeprefix(HOME) for element in whole.iter("{*}loc")]
    found = [loc.text for part in parts for loc in etree.fromstring(get(path, part).content).iter("{*}loc")]
    assert get(path, f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    monkeypatch.undo()
    sample.write(path)  # pages that were kept go
    alone = [loc.text for loc in etree.fromstring(get(path, "/sitemap.xml").content).iter("{*}loc")]
    assert len(parts) > 2
    assert sorted(found) == sorted(alone)
    assert get(path, "/sitemap-2.xml").status_code == 404


def test_robots_may_read_pages_and_feeds_and_stay_out_of_endless_ones(path: Path) -> None:
    rules = Protego.parse(get(path, "/robots.txt").text)
    assert list(rules.sitemaps) == [f"{HOME}/sitemap.xml"]
    for url in (*PAGES, "/timeline.atom?company=meta", "/timeline", "/badge/meta/EU.svg", "/-/timeline-card.png"):
        assert rules.can_fetch(HOME + url, "anybot"), url
    for url in ("/search?q=x", "/data/events?_facet=action", "/data?sql=select+1", "/data.json", "/-/plugins",
                "/timeline?company=meta&year=2024"):  # fmt: skip
        assert not rules.can_fetch(HOME + url, "anybot"), url


def test_language_models_are_told_what_counts_and_where_it_is(path: Path) -> None:
    text = get(path, "/llms.txt").text
    assert text.startswith("# Regulatory News Tracker\n\n> ")
    assert re.findall(r"^## (.*)", text, re.MULTILINE) == ["Actions", "Data", "Pages"]
    assert len(re.findall(r"^- `\w+` \(by ", text, re.MULTILINE)) == 10
    links = re.findall(r"\]\((.*?)\)", text) + re.findall(r"`(http\S+)`", text)
    assert len(links) > 12
    for url in links:
        assert get(path, url.removeprefix(HOME)).status_code == 200, url


def test_the_worked_examples_work(path: Path) -> None:
    tree = page(path, "/api")
    examples = tree.xpath("//section[@aria-labelledby='json']/pre/code/a/@href")
    shown = tree.xpath("//section[@aria-labelledby='json']//details//code/text()")
    assert len(examples) == len(shown) == 3
    for url, text in zip(examples, shown, strict=True):
        answer = get(path, url)
        assert answer.status_code == 200
        whole, short = answer.json(), json.loads(text)
        if isinstance(whole, dict):
            assert whole["events"][:2] == short["events"]
        else:
            assert whole[:2] == short
    slice_, status, pauses = (get(path, url).json() for url in examples)
    assert {event["company"] for event in slice_["events"]} == {"meta"}
    assert {tuple(row) for row in status} == {("company_name", "meaning", "since")}
    assert {row["summary"]: row["days"] for row in pauses} == {
        "Meta put its British plan on hold.": 91,
        "Meta put its European plan on hold.": None,
    }


def test_what_the_page_about_the_doors_says_of_formats_is_so(path: Path) -> None:
    tree = page(path, "/api")
    for href in tree.xpath("//section[@aria-labelledby='feeds']//table//a/@href"):
        assert get(path, href).status_code == 200
    snippet = unescape(tree.xpath("//section[@aria-labelledby='badge']//pre//text()")[0])
    shown = html.fromstring(snippet)
    assert get(path, shown.get("href").removeprefix(HOME)).status_code == 200
    assert get(path, shown[0].get("src").removeprefix(HOME)).headers["content-type"].startswith("image/svg+xml")


def told(path: Path, url: str) -> str:
    """Return what a badge says, after the checks that hold for each."""
    answer = get(path, url)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    tree = etree.fromstring(answer.content)
    (title,) = [one.text for one in tree.iter("{*}title")]
    assert title == tree.get("aria-label")
    assert title == ": ".join(str(one.text) for one in tree.iter("{*}text"))
    assert get(path, url, {"if-none-match": answer.headers["etag"]}).status_code == 304
    return str(title)


def test_badges_say_where_a_company_stands(path: Path) -> None:
    assert (
        told(path, "/badge/meta/GB.svg")
        == "Meta, United Kingdom: trains again or is about to (since 13 September 2024)"
    )
    assert told(path, "/badge/meta/EU.svg") == "Meta, European Union: does not train for now (since 14 June 2024)"
    # France has no act of its own: what holds in the European Union holds there
    assert (
        told(path, "/badge/meta/FR.svg") == "Meta, France: does not train for now (since 14 June 2024, European Union)"
    )
    assert told(path, "/badge/zoom/BR.svg") == (
        "Zoom, Brazil: does not train, told only of calls (since August 2023, Worldwide)"
    )
    assert told(path, "/badge/microsoft/GB.svg") == "Microsoft, United Kingdom: no act of its own is known"
    assert get(path, "/badge/nix/GB.svg").status_code == get(path, "/badge/meta/XX.svg").status_code == 404


def test_a_badge_says_what_the_view_status_says(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("select company, region, meaning from status where event is not null").fetchall()
    assert rows
    for company, region, meaning in rows:
        assert f": {meaning} (since" in told(path, f"/badge/{company}/{region}.svg")


def test_the_letters_of_badges_can_be_read() -> None:
    """WCAG asks for 4.5 to 1 between the white letters and their ground."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        r, g, b = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    for colour in (*badge.COLOURS.values(), badge.NOTHING, "#333333"):
        assert 1.05 / (light(colour) + 0.05) >= 4.5, colour


def test_names_in_badges_are_text(tmp_path: Path) -> None:
    file = tmp_path / "timeline.db"
    sample.write(file)
    with closing(sqlite3.connect(file)) as database:
        database.execute("update companies set name = '<script>&\"' where id = 'meta'")
        database.commit()
    assert told(file, "/badge/meta/GB.svg").startswith('<script>&", United Kingdom: ')


def test_other_hosts_may_read_answers_only_where_the_server_lets_them(path: Path) -> None:
    assert "access-control-allow-origin" not in get(path, "/timeline.json").headers
    assert get(path, "/timeline.json", cors=True).headers["access-control-allow-origin"] == "*"
