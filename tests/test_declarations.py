"""The YAML files that people edit: what is accepted, and what is said of each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from home import write

from tracker.declarations import load_feeds, load_history, load_watch
from tracker.model import Action, Becomes, DeclarationError, Expect, Find, Format, Kind, Subject

ROOT = Path(__file__).parents[1]
SOURCE = "{id: paper, name: The Paper, kind: news, url: https://paper.example/feed, format: feed"
ENTRY = """
- company: zoom
  region: WW
  action: abandoned
  date: '2023-08-11'
  summary: Zoom took the clause out.
  sources: [{url: https://paper.example/zoom, publisher: The Paper, kind: news, published: 2023-08}]
"""


def feeds(folder: Path, *entries: str) -> Path:
    listed = "".join(f"- {entry}\n" for entry in entries)
    return write(folder, "feeds.yaml", f"crawler: {{name: tracker, contact: me@paper.example}}\nsources:\n{listed}")


def mistakes(error: pytest.ExceptionInfo[DeclarationError]) -> list[str]:
    return str(error.value).splitlines()


# ---- feeds.yaml


def test_feeds_become_sources_with_their_defaults(tmp_path: Path) -> None:
    path = feeds(
        tmp_path,
        SOURCE + "}",
        "{id: dpc, name: DPC, kind: regulator, url: https://dpc.example/, format: listing, regulator: DPC, region: EU,"
        " find: {item: li.card, link: a}, expect: {links: 5, gap: 30}, delay: 10, keep: ['/news/'], poll: 6}",
    )
    found = load_feeds(path)
    assert (found.name, found.contact) == ("tracker", "me@paper.example")
    paper, dpc = found.sources
    assert (paper.kind, paper.format, paper.poll, paper.expect) == (Kind.NEWS, Format.FEED, 24, Expect())
    assert (dpc.find, dpc.expect, dpc.delay) == (Find("li.card", "a"), Expect(5, 30), 10)
    assert dpc.keep == ("/news/",)


def test_norway_is_no_falsehood(tmp_path: Path) -> None:
    assert load_feeds(feeds(tmp_path, SOURCE + ", region: NO}")).sources[0].region == "NO"


def test_the_message_names_file_entry_field_and_what_is_allowed(tmp_path: Path) -> None:
    path = feeds(tmp_path, SOURCE + "}", SOURCE.replace("paper,", "other,") + ", poll: x}")
    with pytest.raises(DeclarationError) as error:
        load_feeds(path)
    assert str(error.value) == "feeds.yaml: entry 2 (other), field poll: must be a whole number of hours, got 'x'"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = feeds(
        tmp_path,
        SOURCE + ", poll: 1.5, region: UK, lang: english}",
        SOURCE + ", expect: {gap: 0}, keep: ['(']}",
        "{id: b c, name: B, kind: newspaper, url: https://b.example, format: feed}",
    )
    with pytest.raises(DeclarationError) as error:
        load_feeds(path)
    assert len(mistakes(error)) == 7
    for said in (
        "entry 1 (paper), field poll: must be a whole number of hours, got 1.5",
        "entry 1 (paper), field region: 'UK' is unknown; did you mean GB?",
        "entry 1 (paper), field lang: must be a two-letter language code, got 'english'",
        "entry 2 (paper), field id: 'paper' stands in entry 1 already",
        "entry 2 (paper), field expect.gap: must be at least 1, got 0",
        "entry 2 (paper), field keep: must be a regular expression, got '('",
        "entry 3 (b c), field kind: must be one of regulator, news, company, ngo, blog, court, aggregator, got",
    ):
        assert said in str(error.value)


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (", pol: 3}", "field pol: 'pol' is unknown; did you mean poll? allowed: aliases, "),
        (", find: {item: li, lnk: a}}", "field find.lnk: 'lnk' is unknown; did you mean link?"),
        (", name2: }", "field name2: 'name2' is unknown; did you mean name?"),
        (", off: yes}", "field off: must be true or false, got 'yes'"),
        (", keep: /news/}", "field keep: must be a list, got '/news/'"),
        (", expect: 5}", "field expect: must be a mapping (name: value), got 5"),
        (", note: 2024}", "field note: must be text, got 2024 (put it in quotes)"),
        (", regulator: ISO}", "field regulator: 'ISO' is unknown; did you mean ICO?"),
        (", regulator: Garante}", "field regulator: 'Garante' is unknown; did you mean GARANTE?"),
        (", poll: 0}", "field poll: must be at least 1, got 0"),
        (", fallback: [paper.example]}", "field fallback: must be a whole web address (https://...)"),
        (", page: {body: 'div['}}", "field page.body: must be a CSS selector, got 'div['"),
        (", page: {body: div, remove: ['p:no-such']}}", "field page.remove: must be a CSS selector, got 'p:no-such'"),
    ],
)
def test_each_mistake_of_a_source_is_told(tmp_path: Path, rest: str, said: str) -> None:
    with pytest.raises(DeclarationError) as error:
        load_feeds(feeds(tmp_path, SOURCE + rest))
    assert any(line.startswith(f"feeds.yaml: entry 1 (paper), {said}") for line in mistakes(error))


def test_a_listing_must_say_where_its_links_stand(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="field find: is missing: a listing"):
        load_feeds(feeds(tmp_path, SOURCE.replace("format: feed", "format: listing") + "}"))


def test_a_missing_field_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"entry 1 \(no name\), field id: is missing"):
        load_feeds(feeds(tmp_path, SOURCE.replace("id: paper, ", "") + "}"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (", delay: .inf", "field delay: must be a number"),
        (", delay: 600", "field delay: must be at most 120, got 600"),
        (", poll: 100000000000000000000", "field poll: must be at most 8760"),
        (", expect: {gap: 99999999}", "field expect.gap: must be at most 3660"),
        (", same: abc", "field same: must have a group in brackets"),
        (", fallback: ['https://[a.example/']", "field fallback: must be a whole web address"),
    ],
)
def test_what_would_break_a_run_is_told_before(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(DeclarationError) as error:
        load_feeds(feeds(tmp_path, f"{SOURCE}{more}}}"))
    assert said in str(error.value)


def test_imported_pages_keep_their_name_for_themselves(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="field id: must not be 'import'"):
        load_feeds(feeds(tmp_path, SOURCE.replace("id: paper", "id: import") + "}"))


@pytest.mark.parametrize("yaml", ["&a [*a]", "[{[a]: b}]", "[{id: !!binary aGVsbG8=}]", "[" * 3_000 + "]" * 3_000])
def test_yaml_that_is_no_plain_data_is_told(tmp_path: Path, yaml: str) -> None:
    with pytest.raises(DeclarationError, match=r"feeds\.yaml: allowed are lists and mappings"):
        load_feeds(write(tmp_path, "feeds.yaml", f"crawler: {{name: t, contact: a@b.example}}\nsources: {yaml}\n"))


@pytest.mark.parametrize(
    ("name", "contact", "field"),
    [("träcker", "a@b.example", "name"), ("t", "é@b.example", "contact"), ("t", '"a@b.example\\r\\nX: y"', "contact")],
)
def test_what_stands_in_every_request_is_plain(tmp_path: Path, name: str, contact: str, field: str) -> None:
    text = f"crawler: {{name: {name}, contact: {contact}}}\nsources: []\n1: x\nother: y\n"
    with pytest.raises(DeclarationError, match=f"crawler, field {field}: must be letters, digits and signs of ASCII"):
        load_feeds(write(tmp_path, "feeds.yaml", text))


def test_the_crawler_must_be_reachable(tmp_path: Path) -> None:
    path = write(tmp_path, "feeds.yaml", f"crawler: {{name: t, contact: nobody}}\nsources: [{SOURCE}}}]\nsource: []\n")
    with pytest.raises(DeclarationError) as error:
        load_feeds(path)
    assert "feeds.yaml: crawler, field contact: must be a mail address or an https:// page, got 'nobody'" in mistakes(
        error
    )
    assert "feeds.yaml: 'source' is unknown; did you mean sources? allowed: crawler, sources" in mistakes(error)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("crawler: {name: a}\nsources: []\nsources: []\n", r'feeds.yaml: line 3: found duplicate key "sources"'),
        ("sources:\n- id: a\n  id: b\n", r'feeds.yaml: line 3: found duplicate key "id"'),
        ("sources: [\n", r"feeds.yaml: line 2: "),
        ("- 1\n", r"feeds.yaml: must hold a mapping of crawler and sources"),
    ],
)
def test_what_is_no_such_file_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        load_feeds(write(tmp_path, "feeds.yaml", text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"feeds\.yaml: cannot be read"):
        load_feeds(tmp_path / "feeds.yaml")


def test_odd_lists_are_declared_and_their_mistakes_told(tmp_path: Path) -> None:
    good = SOURCE + ", link_in: title, newest: 50, list_only: true, dated: '(?P<year>20..)'"
    good += ", becomes: {title: 'of (?P<terms>.+)', url: 'https://a.example/{terms}.md'}, incomplete_chain: true}"
    (source,) = load_feeds(feeds(tmp_path, good)).sources
    assert source.becomes == Becomes("of (?P<terms>.+)", "https://a.example/{terms}.md")
    bad = (
        SOURCE
        + ", link_in: body, newest: 0, dated: '20..', becomes: {title: 'of (.+)', url: 'https://a.example/{terms}'}"
    )
    bad += ", find: {item: a, link: b, date_order: YDM}}"
    with pytest.raises(DeclarationError) as error:
        load_feeds(feeds(tmp_path, bad))
    for said in (
        "field link_in: must be title or summary, got 'body'",
        "field newest: must be at least 1, got 0",
        "field dated: must have a group (?P<year>...), got '20..'",
        "field becomes.url: must name groups of its title only",
        "field find.date_order: must be DMY, MDY or YMD, got 'YDM'",
    ):
        assert said in str(error.value)
    path = feeds(tmp_path, SOURCE + "}")
    path.write_text(path.read_text("utf-8").replace("{name: tracker,", "{name: tracker, budget: 5,"), "utf-8")
    with pytest.raises(DeclarationError, match="field budget: must be at least 10"):
        load_feeds(path)


# ---- data/history.yaml, data/watch.yaml


def test_the_curated_record_is_right() -> None:
    history = load_history(ROOT / "data" / "history.yaml")
    assert len(history) >= 269
    assert {entry.action for entry in history} == set(Action)
    assert [entry.date for entry in history] == sorted(entry.date for entry in history)


def test_the_watched_pages_are_right() -> None:
    pages = load_watch(ROOT / "data" / "watch.yaml")
    assert len(pages) >= 100
    assert any(page.company == "various" for page in pages)


def test_an_entry_keeps_its_dates_as_text(tmp_path: Path) -> None:
    (entry,) = load_history(write(tmp_path, "history.yaml", ENTRY.replace("'2023-08-11'", "2023-08-11")))
    assert (entry.date, entry.sources[0].published) == ("2023-08-11", "2023-08")
    assert (entry.action, entry.subject, entry.regulators) == (Action.ABANDONED, Subject.TRAINING, ())


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("zoom", "zom", "field company: 'zom' is unknown; did you mean zoom?"),
        ("company: zoom", "company: Facebook", "field company: 'Facebook' is unknown; did you mean meta?"),
        ("region: WW", "region: EN", "field region: 'EN' is unknown;"),
        ("abandoned", "abandon", "field action: must be one of paused, resumed, abandoned,"),
        ("'2023-08-11'", "'2023-02-30'", "field date: must be a date that exists, as YYYY, YYYY-MM or YYYY-MM-DD"),
        ("'2023-08-11'", "11 August 2023", "field date: must be a date that exists"),
        ("'2023-08-11'", "'2023-13'", "field date: must be a date that exists"),
        ("'2023-08-11'", "2023", "field date: must be text, got 2023 (put it in quotes)"),
        ("published: 2023-08", "published: 2023-8", "field sources.1.published: must be a date that exists"),
        ("publisher:", "publishr:", "field sources.1.publishr: 'publishr' is unknown; did you mean publisher?"),
        ("https://paper.example/zoom", "paper/zoom", "field sources: must be a whole web address (https://...)"),
        ("  summary", "  regulators: [ICO, FTX]\n  summary", "field regulators: 'FTX' is unknown; did you mean FTC?"),
        ("  summary", "  confidence: sure\n  summary", "field confidence: must be high, medium or low, got 'sure'"),
        ("  summary", "  part: ' '\n  summary", "field part: must not be empty"),
        ("  summary", "  effective: '2024-00'\n  summary", "field effective: must be a date that exists"),
    ],
)
def test_each_mistake_of_an_entry_is_told(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    assert right in ENTRY
    with pytest.raises(DeclarationError) as error:
        load_history(write(tmp_path, "history.yaml", ENTRY.replace(right, wrong)))
    assert any(said in line and line.startswith("history.yaml: entry 1 (") for line in mistakes(error))


def test_an_entry_without_a_source_is_refused(tmp_path: Path) -> None:
    text = ENTRY[: ENTRY.index("  sources:")] + "  sources: []\n"
    with pytest.raises(DeclarationError, match="field sources: must name one at least"):
        load_history(write(tmp_path, "history.yaml", text))


def test_the_record_is_in_order_and_says_nothing_twice(tmp_path: Path) -> None:
    text = ENTRY + ENTRY.replace("2023-08-11", "2023-08-07") + ENTRY
    with pytest.raises(DeclarationError) as error:
        load_history(write(tmp_path, "history.yaml", text))
    assert mistakes(error) == [
        "history.yaml: entry 3 (zoom WW abandoned 2023-08-11), field date: "
        "'zoom WW abandoned 2023-08-11' stands in entry 1 already",
        "history.yaml: entry 2 (zoom WW abandoned 2023-08-07), field date: "
        "must not lie before 2023-08-11 of the entry above it, got 2023-08-07",
    ]


def test_a_watched_page_stands_once_with_a_known_company(tmp_path: Path) -> None:
    page = "- {url: https://paper.example/terms, company: COMPANY, region: GB, why: It changes.}\n"
    text = page.replace("COMPANY", "various") + page.replace("COMPANY", "nobody-knows")
    with pytest.raises(DeclarationError) as error:
        load_watch(write(tmp_path, "watch.yaml", text))
    assert len(mistakes(error)) == 2
    assert "stands in entry 1 already" in str(error.value)
    assert "'nobody-knows' is unknown" in str(error.value)
