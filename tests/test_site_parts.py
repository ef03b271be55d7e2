"""The parts of the site that need no server: slices, citations, names, contexts, shares, words for what stands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import accuracy
import pytest
from pybtex.database import parse_string

from tracker.declarations import load_words
from tracker.site import advice, cells, cite, formats, kept, names
from tracker.site.context import AROUND, around
from tracker.site.pages.record import MEASURED
from tracker.site.shares import share
from tracker.site.slices import NAMES, Slice
from tracker.site.stance import told

# ---- slices


def test_a_slice_says_in_sql_and_in_its_address_what_was_asked() -> None:
    asked = {"company": "meta", "year": "2024", "q": "opt out"}
    wanted = Slice.read(asked.get)
    assert wanted.given == asked
    assert Slice.read(dict(re.findall(r"(\w+)=([^&]*)", wanted.query())).get).company == "meta"
    assert wanted.where().count(" and (") == 2
    assert ":company" not in wanted.where("company")
    assert wanted.values["year_after"] == "2025"
    assert Slice().where() == "1"
    assert wanted.query(company=None, page="2") == "year=2024&q=opt+out&page=2"


def test_a_slice_fills_a_query_with_all_or_all_but_one() -> None:
    wanted = Slice(company="meta", action="paused")
    assert wanted.fill("{slice} / {slice but action}") == (
        "(e.company = :company) and (e.action = :action) / (e.company = :company)"
    )


@pytest.mark.parametrize("year", ["20244", "x", "-1", "\uff12\uff10\uff12\uff14", "2024' or 1"])
def test_a_year_that_is_none_finds_nothing(year: str) -> None:
    assert Slice(year=year).values["year"] is None


def test_marks_alone_are_no_words() -> None:
    assert Slice(q='"*').where() == "0"
    assert set(Slice().values) == {*NAMES, "year_after"}


# ---- citations

EVENT = {
    "id": "meta-gb-paused-2024-06",
    "company_name": "Meta & Co_",
    "region_name": "United Kingdom",
    "action_label": "Paused",
    "date": "2024-06-14",
    "summary": "It stopped 100 % {now}.",
    "part": None,
}
SOURCE = {
    "publisher": "ICO",
    "title": "A #1 statement",
    "published": "2024-06",
    "url": "https://i.example/a_b",
    "sha": "a" * 64,
}
ADDRESS = "https://t.example/event/meta-gb-paused-2024-06"


def test_bibtex_is_read_by_a_library() -> None:
    entry = parse_string(cite.bibtex(EVENT, SOURCE, ADDRESS, "2026-01-02"), "bibtex").entries[EVENT["id"]]
    assert entry.type == "misc"
    assert entry.fields["url"] == ADDRESS
    assert (entry.fields["year"], entry.fields["month"]) == ("2024", "June")
    assert r"Meta \& Co\_" in entry.fields["title"]
    assert r"100 \% \{now\}" in entry.fields["note"]


def test_csl_json_has_the_dates_as_exact_as_they_are_known() -> None:
    (entry,) = json.loads(cite.csl({**EVENT, "date": "2024-06"}, None, ADDRESS, "2026-01-02"))
    assert entry["issued"] == {"date-parts": [[2024, 6]]}
    assert entry["accessed"] == {"date-parts": [[2026, 1, 2]]}
    assert entry["type"] == "webpage"
    (undated,) = json.loads(cite.csl({**EVENT, "date": None}, SOURCE, ADDRESS, "2026-01-02"))
    assert "issued" not in undated
    assert "a" * 64 in undated["note"]


def test_a_plain_citation_names_event_address_day_and_source() -> None:
    text = cite.plain(EVENT, SOURCE, ADDRESS, "2026-01-02")
    for part in (
        "Regulatory News Tracker",
        "14 June 2024",
        EVENT["id"],
        ADDRESS,
        "read 2 January 2026",
        "ICO",
        "June 2024",
    ):
        assert part in text
    assert "year" not in cite.bibtex({**EVENT, "date": None}, None, ADDRESS, "2026-01-02")


def test_each_citation_of_an_act_on_a_part_says_so() -> None:
    event = {**EVENT, "part": "posts of May"}
    whole, part = (
        [write(one, None, ADDRESS, "2026-01-02") for write in (cite.plain, cite.bibtex, cite.csl)]
        for one in (EVENT, event)
    )
    assert all("paused in part" in text for text in part)
    assert all("Only: posts of May." in text for text in part[1:])
    assert not any("in part" in text or "Only:" in text for text in whole)


def test_an_event_is_called_by_its_act_and_whether_it_is_on_a_part() -> None:
    assert formats.called(EVENT) == "Meta & Co_, United Kingdom: paused"
    assert formats.called({**EVENT, "part": "posts of May"}) == "Meta & Co_, United Kingdom: paused in part"


# ---- names


def called(*rows: tuple[str, str, str]) -> list[dict[str, Any]]:
    return [{"page": page, "id": name, "called": word} for page, name, word in rows]


def known() -> list[dict[str, Any]]:
    """All names of companies, regions and regulators, as publish gives them."""
    from tracker.publish.rows import _names

    return [dict(row) for row in _names(load_words())]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("linkdin", "linkedin"), ("Facebok", "meta"), ("whatsap", "meta"), ("Chat GPT", "openai"),
        ("ChatGTP", "openai"), ("snapchatt", "snap"), ("Deep-Seek", "deepseek"), ("grok", "x"), ("ico", None),
        ("ICO", "ICO"), ("GB", "GB"),
        ("Untied Kingdom", "GB"), ("Brasil", "BR"), ("Garante Privacy", "GARANTE"), ("Datatilsinet", "DATATILSYNET"),
        ("qwertyuiop", None), ("in two minds", None), ("%", None), ("", None), ("zoom meetings", "zoom"),
    ],
)  # fmt: skip
def test_names_are_found_with_a_slip(typed: str, wanted: str | None) -> None:
    found = names.meant(typed, known())
    assert wanted is None or wanted in [row["id"] for row in found[:3]], found[:3]
    if wanted is None and typed != "ico":
        assert found == []


def test_a_better_name_leaves_out_what_is_only_alike() -> None:
    rows = called(("company", "zoom", "Zoom"), ("company", "zoomo", "Zoomo"), ("company", "zalando", "Zalando"))
    assert [row["id"] for row in names.meant("Zoom", rows)] == ["zoom", "zoomo"]
    assert [row["id"] for row in names.meant("zalanda", rows)] == ["zalando"]


# ---- quotes in their context


def test_a_quote_stands_in_its_paragraph() -> None:
    text = "Before.\n\nIt said so. They paused. Nobody knows.\n\nAfter."
    quote = "They paused."
    assert around({"text": text, "quote": quote, "start": text.index(quote)}) == (
        "It said so. ",
        quote,
        " Nobody knows.",
    )


def test_without_a_text_or_at_another_place_the_quote_stands_alone() -> None:
    assert around({"text": None, "quote": "a", "start": 0}) == ("", "a", "")
    assert around({"text": "bab", "quote": "a", "start": 0}) == ("", "a", "")


def test_a_long_paragraph_is_cut_at_words() -> None:
    text = "word " * 200 + "QUOTE" + " word" * 200
    before, _, after = around({"text": text, "quote": "QUOTE", "start": text.index("QUOTE")})
    assert before.startswith("… word")
    assert after.endswith("word …")
    assert max(len(before), len(after)) <= AROUND + 2


# ---- figures


def test_the_shipped_figures_are_those_that_are_measured() -> None:
    assert accuracy.measured() == MEASURED, "the reading has changed; run: python tests/accuracy.py"


def test_the_page_says_rightly_that_more_is_missed_than_wrong() -> None:
    core, *_ = MEASURED["documents"]["rows"]
    assert core["missed"] > core["false"], "the lead of accuracy.html is not true any more"


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(28, 33, 0.691, 0.934), (0, 1, 0.0, 0.793), (19, 19, 0.832, 1.0), (50, 100, 0.404, 0.596)],
)
def test_intervals(right: int, of: int, low: float, high: float) -> None:
    """Wilson's score at 95 %, worked out elsewhere."""
    found = share(right, of)
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(low, abs=0.002), pytest.approx(high, abs=0.002))
    assert found.value == right / of
    assert share(0, 0) is None


# ---- what stands


def _stand(
    action: str | None,
    effective: str | None = None,
    actor: str = "company",
    meaning: str = "",
    part: str | None = None,
) -> tuple[str, ...]:
    row = {
        "action": action,
        "label": (action or "").title(),
        "actor": actor,
        "effective": effective,
        "part": part,
        "since": "2024-01-01",
    }
    shown = told({**row, "meaning": meaning}, "2025-01-01")
    return shown["state"], shown["word"], shown["at"], shown["but"]


def test_words_and_colours_of_acts() -> None:
    assert _stand("paused") == ("paused", "paused", "2024-01-01", "")
    assert _stand("abandoned")[:2] == ("ended", "gave up")
    assert _stand("abandoned", part="posts")[:2] == ("part", "gave up in part")
    assert _stand("announced", "2025-06-01", part="posts")[1:3] == ("will start in part", "2025-06-01")
    assert _stand("announced", part="posts")[:2] == ("announced", "announced in part")
    assert _stand("announced", "2025-06-01") == ("announced", "will start", "2025-06-01", "")
    assert _stand("announced", "2024-06-01")[:2] == ("running", "in effect")
    assert _stand("announced")[:2] == ("announced", "announced")
    assert _stand("resumed")[:2] == ("running", "resumed")
    assert _stand("order", actor="others")[:2] == ("others", "order")
    assert _stand(None)[:2] == ("none", "never said")
    assert _stand("paused", meaning="does not train, but announced a use on 2024-05-05")[3] == "but a new plan"
    assert _stand("resumed", meaning="trains again, but was given an order on 2024-05-05")[3] == "but an order"


def test_dates_in_a_text_are_written_out() -> None:
    assert (
        formats.spoken("since 2024-06-14, or 2024-07; not 20240614") == "since 14 June 2024, or July 2024; not 20240614"
    )


@pytest.mark.parametrize(
    ("value", "column", "kind"),
    [
        ("meta-gb-paused-2024-06", "event", "event"),
        ("x-ww-order-undated", "ended_by", "event"),
        ("paused", "then", "action"),
        ("ICO", "regulator", "regulator"),
        ("court or other", "regulator", "text"),
        ("https://a.example/", "url", "link"),
        ("javascript:alert(1)", "url", "text"),
        ("2024-06", "date", "date"),
        (3, "days", "number"),
        (None, "x", "nothing"),
    ],
)
def test_cells_of_an_answer(value: object, column: str, kind: str) -> None:
    assert cells.kind(value, column) == kind


# ---- what people can do


def test_advice_names_what_the_record_knows_and_links_to_the_web() -> None:
    words = load_words()
    assert set(advice.ADVICE["companies"]) <= set(words.companies)
    assert set(advice.ADVICE["regulators"]) <= set(words.regulators)
    links = [link for links in advice.ADVICE["companies"].values() for link in links]
    links += list(advice.ADVICE["regulators"].values())
    assert all(formats.weblink(link["url"]) and "checked" in link for link in links)
    assert all(link.get("region") in {None, *words.regions} for link in links)


def test_a_regulator_without_a_page_for_complaints_gives_its_website() -> None:
    (link,) = advice.for_regulators([{"id": "NIX", "name": "Nix", "url": "https://nix.example/"}])
    assert link["what"] == "Nix: website"
    assert advice.for_regulators([{"id": "NIX", "name": "Nix", "url": None}]) == []
    assert advice.for_company("nobody") == []


# ---- pages that are kept


def test_a_kept_page_goes_when_the_file_or_the_day_changes(tmp_path: Path) -> None:
    file = tmp_path / "timeline.db"
    file.write_text("one")
    store, page = kept.Kept(), kept.Page(b"body", 200, (), "text/html")
    store.put("/", kept.stamp(str(file), "2026-01-01"), page)
    assert store.get("/", kept.stamp(str(file), "2026-01-01")) is page
    assert store.get("/", kept.stamp(str(file), "2026-01-02")) is None
    (tmp_path / "timeline.db-wal").write_text("more")
    assert store.get("/", kept.stamp(str(file), "2026-01-01")) is None


def test_only_the_pages_asked_for_last_are_kept() -> None:
    store, page = kept.Kept(), kept.Page(b"body", 200, (), "text/html")
    for number in range(kept.PAGES + 1):
        store.put(str(number), ("", ()), page)
        assert store.get("0", ("", ())) is page
    assert store.get("1", ("", ())) is None
