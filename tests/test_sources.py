"""Every source of feeds.yaml, played on this machine with its traps: each gives what it should."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_collect import DAYS, WORDS, House, states
from web import Web
from web_shapes import Reply

from tracker import check as looks
from tracker import pipeline, read
from tracker.extract import Extractor
from tracker.model import Document, Expect, Kind


class Run:
    """All sources collected once; what is asked of them afterwards must not change that."""

    def __init__(self, folder: Path, web: Web) -> None:
        self.web = web
        self.house = House(folder, web)
        self.first = self.house.collect(DAYS[0])
        self.off = self.house.collect(DAYS[0], *(source.id for source in self.house.feeds.sources if source.off))
        self.shots = list(self.house.archive.snapshots())

    def found(self, source: str) -> list[str]:
        """The addresses of the pages of a source."""
        return [shot.url for shot in self.shots if shot.source == source]

    def links(self, source: str) -> int | None:
        return next(x.links for x in (*self.first.outcomes, *self.off.outcomes) if x.source == source)

    def documents(self, source: str) -> list[Document]:
        known = {one.id: one for one in self.house.feeds.sources}
        shots = [shot for shot in self.shots if shot.source == source]
        read_ = [read.read(shot, self.house.archive.read(shot), read.source_of(shot, known)) for shot in shots]
        return [one for one in read_ if one]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with Web(every=True) as web:
        yield Run(tmp_path_factory.mktemp("all"), web)


def test_every_source_gives_what_it_should(run: Run) -> None:
    seen = states(run.first) | states(run.off)
    assert seen == dict.fromkeys(seen, "ok"), [x.message for x in run.first.problems]
    assert set(seen) == {source.id for source in run.house.feeds.sources}
    assert len(seen) >= 83
    refused = [request for request in run.web.requests if request.status in (401, 403)]
    assert refused == [], "no page is asked for that refuses"


def test_each_declares_what_it_is_and_how_far_that_is_proven(run: Run) -> None:
    for source in run.house.feeds.sources:
        assert source.note, source.id
        assert source.note.startswith(("A", "B", "C", "G", "As ", "All ", "Finds ")) or "(C" in source.note, source.id
        assert source.expect != Expect(), source.id
        assert source.region or source.kind is Kind.AGGREGATOR, source.id


def test_the_sitemap_of_the_ico_adds_nothing_twice(run: Run) -> None:
    urls = run.found("ico-news") + run.found("ico-watch")
    assert len(urls) == len(set(urls)) == 60


def test_the_ftcs_feeds(run: Run) -> None:
    pages = Counter(run.found("ftc-press") + run.found("ftc-consumer"))
    assert [url for url in pages if "photo-app" in url]
    assert set(pages.values()) == {1}
    assert len(run.found("ftc-business")) == 4, "the second address is used where the first gives HTML"
    assert [Path(url).name for url in sorted(run.found("ftc-tech"))] == [f"post-{n}" for n in range(1, 5)]
    assert len([url for url in run.found("ftc-alerts") if "/consumer-alerts/2026/11/alert-" in url]) == 4


def test_links_and_dates_that_are_written_oddly(run: Run) -> None:
    days = {
        source: {shot.published for shot in run.shots if shot.source == source} for source in run.house.ledger.health()
    }
    assert days["opc-findings"] == {f"2026-06-{n}" for n in range(11, 15)}, "years of two digits"
    assert all(url.startswith(run.web.url("www.priv.gc.ca", "/en/pipeda/")) for url in run.found("opc-findings"))
    assert days["dsk"] == {"2026-01", "2026-03", "2026-05", "2026-06"}, "months alone"
    assert {None, "2026-09-09"} < days["aepd"], "an empty date is none"
    assert days["ppc"] == {f"2026-01-0{n}" for n in range(1, 5)}, "the folder is the fiscal year 2025"
    assert days["cppa"] == {f"2026-10-0{n}" for n in range(1, 5)}
    assert days["ftc-tech"] == {f"2026-0{n}" for n in range(1, 5)}
    second = next(shot for shot in run.shots if shot.url.endswith("press_20260001.html"))
    assert second.published == "2026-09-08", "days before months"
    assert days["hn"] | days["gdelt"] | days["bing"] == {None}, "when it was found is not when it was published"


def test_lists_that_are_no_feeds(run: Run) -> None:
    assert (run.links("anpd"), run.links("pcpd")) == (25, 200)
    assert run.found("pcpd")[0].startswith(run.web.url("www.pcpd.org.hk", "/english/news_events/media_statements/"))
    assert len(run.found("oaic")) == 4, "its second address"
    assert all("/en/news/" in url for url in run.found("ec-digital"))
    assert all("/press-releases/2026/o-" in url for url in run.found("edps")), "the link in the description"
    assert run.links("techpolicy") == 50
    assert [Path(url).name for url in run.found("techpolicy")] == ["story-new"]


def test_what_may_not_be_fetched_is_read_in_its_list(run: Run) -> None:
    asked = {(x.site, x.path) for x in run.web.requests}
    assert ("openai.com", "/index/post-2") not in asked, "not even where an aggregator leads to it"
    assert not [
        path
        for site, path in asked
        if site in ("openai.com", "gdprhub.eu", "www.reuters.com", "news.google.com") and "post" in path
    ]
    headline = next(one for one in run.documents("reuters-map"))
    assert (headline.title, headline.text) == ("Snap suspends AI training on user data in Brazil",) * 2
    assert (headline.published, headline.publisher) == ("2026-11-19", "Reuters")
    paused = next(one for one in run.documents("openai") if "pauses" in one.title)
    assert paused.text == "OpenAI has paused the training of its models on personal data of users in Italy."
    case = run.documents("gdprhub")[0]
    assert "The Garante ordered a chatbot to stop the use of data." in case.text.split("\n\n")


def test_terms_of_platforms_are_documents_of_companies(run: Run) -> None:
    documents = {one.title: one for one in run.documents("ota-linkedin")}
    terms = documents["LinkedIn Privacy Policy"]
    assert (terms.kind, terms.publisher, terms.published) == (Kind.COMPANY, "LinkedIn", "2026-10-01")
    assert terms.text.split("\n\n")[-1] == "You can reach us by mail."
    assert not any("Cookies" in title for title in documents)
    assert not any("github.com" in url and "/commit/" in url for url in run.found("ota-linkedin"))


def test_aggregators_lead_to_the_pages_of_others(run: Run) -> None:
    both = run.documents("hn") + run.documents("gdelt") + run.documents("bing")
    assert [(one.title, one.kind, one.published) for one in both] == [
        ("Slack halts AI training on customer data", Kind.NEWS, "2026-11-19")
    ], "once, whoever found it first; not what another source has, nor what may not be fetched"


def test_a_change_of_terms_is_fetched_when_its_commit_is_seen(tmp_path: Path) -> None:
    with Web(every=True) as web:
        house = House(tmp_path, web)
        only = ("ota-linkedin", "ota-zoom")
        house.collect(DAYS[0], *only)
        assert states(house.collect(DAYS[1], *only)) == dict.fromkeys(only, "unchanged")
        web.edit()
        house.collect(DAYS[2], *only)
        newest = list(house.archive.snapshots())[4:]
        assert {Path(shot.url).name for shot in newest} == {"Privacy%20Policy.md"}
        assert {shot.published for shot in newest} == {"2026-11-23"}
        assert b"to train models" in house.archive.read(newest[0])


@pytest.mark.parametrize(
    ("answer", "state", "why"),
    [
        (Reply("Your query was too short or too long.", "text/html"), "broken", "Your query was too short"),
        (Reply("Please limit requests", "text/plain", 429), "blocked", "wants to be left alone"),
    ],
)
def test_trouble_of_an_aggregator_is_told_and_fails_no_run(tmp_path: Path, answer: Reply, state: str, why: str) -> None:
    with Web(every=True) as web:
        house = House(tmp_path, web)
        web.gdelt = answer
        found = house.collect(DAYS[0], "gdelt")
        assert (states(found), found.exit_code) == ({"gdelt": state}, 0)
        assert why in found.problems[0].message
        source = next(x for x in house.feeds.sources if x.id == "gdelt")
        assert pipeline.standing(source, house.ledger.health()["gdelt"], DAYS[0])[0] == state


def test_html_in_place_of_a_feed_is_broken_and_not_empty(tmp_path: Path) -> None:
    with Web(every=True) as web:
        house = House(tmp_path, web)
        web.garbage = True
        found = house.collect(DAYS[0], "gdprhub")
        assert (states(found), found.exit_code) == ({"gdprhub": "broken"}, 1)
        assert "an HTML page" in found.problems[0].message


def test_a_rule_of_robots_blocks_a_source(tmp_path: Path) -> None:
    with Web(every=True) as web:
        house = House(tmp_path, web)
        web.robots["www.bfdi.bund.de"] = "User-agent: *\nDisallow: /SiteGlobals/\n"
        found = house.collect(DAYS[0], "bfdi")
        assert states(found) == {"bfdi": "blocked"}
        assert [x.path for x in web.requests] == ["/robots.txt"]


def test_a_run_asks_a_host_for_its_budget_at_most_and_the_next_goes_on(tmp_path: Path) -> None:
    with Web() as web:
        house = House(tmp_path, web)
        house.budget(40)
        first = house.collect(DAYS[0], "ico-news")
        assert len(web.requests) == 40
        assert (first.outcomes[0].state, first.outcomes[0].waiting, first.exit_code) == ("ok", 27, 0)
        house.collect(DAYS[1], "ico-news")
        assert len(set(house.urls())) == 60


def test_pages_of_others_that_refuse_do_not_block_an_aggregator(tmp_path: Path) -> None:
    with Web(every=True) as web:
        house = House(tmp_path, web)
        web.instead["blog.example"] = web.instead["techcrunch"] = Reply("<title>Forbidden</title>", status=403)
        found = house.collect(DAYS[0], "hn")
        assert (states(found), found.exit_code) == ({"hn": "ok"}, 0)
        assert found.problems


@pytest.mark.parametrize(("source", "title"), [("anpd", "Nota"), ("openai", "OpenAI pauses"), ("pcpd", "Statement")])
def test_check_looks_at_a_source_as_collect_does(run: Run, source: str, title: str) -> None:
    one = next(x for x in run.house.feeds.sources if x.id == source)
    found = looks.check(one, run.house.feeds, WORDS, Extractor(WORDS), DAYS[0])
    assert found.error is None
    assert found.document
    assert found.document.title.startswith(title)
