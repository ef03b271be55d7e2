"""The YAML files that people edit: what is accepted, and what is said of each mistake."""

from __future__ import annotations

import time
from importlib import resources
from pathlib import Path

import pytest

from tracker.declarations import load_feeds, load_history, load_watch, load_words
from tracker.declarations.sheet import Sheet
from tracker.declarations.words import _acts, _companies, _gate, _regions, _regulators, _rules
from tracker.discover import gate
from tracker.model import Action, Becomes, DeclarationError, Expect, Find, Format, Kind, Link, Subject

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


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


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


# ---- tracker/words/


def test_the_words_are_many_and_quickly_read() -> None:
    load_words.cache_clear()
    start = time.process_time()
    words = load_words()
    assert time.process_time() - start < 5  # a guard against a blow-up, not a benchmark
    assert len(words.companies) >= 120
    assert len(words.regulators) >= 60
    assert len(words.regions) >= 245
    assert set(words.acts) == set(Action)


@pytest.mark.parametrize(
    ("name", "company"),
    [
        ("Instagram", "meta"),
        ("Meta Platforms Ireland", "meta"),
        ("Grok", "x"),
        ("TIUC", "x"),
        ("LinkedIn Ireland Unlimited Company", "linkedin"),
        ("YouTube", "google"),
        ("ChatGPT", "openai"),
        ("Hangzhou DeepSeek", "deepseek"),
        ("Luka, Inc.", "replika"),
        ("Tumblr", "automattic"),
        ("Paravision", "everalbum"),
        ("Humor Rainbow", "okcupid"),
    ],
)
def test_a_name_means_its_company(name: str, company: str) -> None:
    found = {each.id for each in load_words().companies.values() if name in (*each.brands, *each.legal)}
    assert found == {company}


def test_common_words_need_context() -> None:
    words = load_words()
    for company in ("meta", "x", "zoom", "slack", "snap", "apple", "discord", "notion", "signal", "bumble", "match"):
        found = words.companies[company]
        assert {name for name in found.ambiguous if name in found.brands}
        assert found.context


def test_platforms_belong_to_their_owners() -> None:
    companies = load_words().companies
    assert (companies["linkedin"].owner, companies["github"].owner) == ("microsoft", "microsoft")
    assert (companies["slack"].owner, companies["okcupid"].owner) == ("salesforce", "match")


def test_every_country_is_known_in_seven_languages() -> None:
    regions = load_words().regions
    brazil = regions["BR"].names
    assert {"Brazil", "Brasilien", "Brésil", "Brasile", "Brasil", "Brazilië"} <= set(brazil)
    assert brazil[0] == regions["BR"].name == "Brazil"
    assert "Brazilians" in regions["BR"].demonyms
    assert {"UK", "U.K.", "Royaume-Uni"} <= set(regions["GB"].names)
    assert {"EEA", "Europe"} <= set(regions["EU"].names)
    assert "California" in regions["US"].names
    assert regions["NO"].name == "Norway"
    assert not {"UN", "ZZ", "EZ", "XA"} & regions.keys()


def test_a_name_of_two_regions_is_ambiguous_in_both() -> None:
    regions = load_words().regions.values()
    holders: dict[str, list[str]] = {}
    for region in regions:
        for name in {*region.names, *region.demonyms} - set(region.ambiguous):
            holders.setdefault(name, []).append(region.id)
    assert {name: ids for name, ids in holders.items() if len(ids) > 1} == {}


def test_the_lead_authority_acts_for_the_union() -> None:
    regulators = load_words().regulators
    assert (regulators["DPC"].region, regulators["DPC"].country) == ("EU", "IE")
    assert (regulators["EDPB"].region, regulators["EDPB"].country) == ("EU", None)
    assert (regulators["HMBBFDI"].region, regulators["BFDI"].country) == ("DE", "DE")
    assert "AP" in regulators["AP"].ambiguous
    assert "Information Commissioner's Office" in regulators["ICO"].names
    assert "Information Commissioner\N{RIGHT SINGLE QUOTATION MARK}s Office" in regulators["ICO"].names
    countries = [each.country for each in regulators.values() if each.country]
    eea = [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
    assert set(eea) <= set(countries)


@pytest.mark.parametrize(
    ("check", "text", "said"),
    [
        (_companies, "a: {name: A, owner: b}", r"entry 1 \(a\), field owner: 'b' is unknown"),
        (_companies, "a: {name: A, ambiguous: [B]}", r"entry 1 \(a\), field ambiguous: 'B' is unknown"),
        (_companies, "a: {name: A, ambiguous: [A]}", r"entry 1 \(a\), field context: must have a word"),
        (_companies, "a: {name: A}\nb: {name: B, brands: [A]}", r"entry 1 \(a\).*must hold 'A'.* of b too"),
        (_companies, "a: {name: A, brand: [B]}", r"'brand' is unknown; did you mean brands\?"),
        (_companies, "a: {name: A}\na: {name: B}", r"line 2: found duplicate key"),
        (_companies, "- a", r"must hold a mapping by id"),
        (_regions, "IT: {demonyms: [Italian], ambiguous: [Italy, Rome]}", r"ambiguous: 'Rome' is unknown"),
        (_regions, "QQ: {demonyms: [Nobody]}", r"entry 1 \(QQ\), field name: is missing"),
        (_gate, "- [train]\n- [Data]", r"entry 2 \(no name\): must be words in lower case, got 'Data'"),
        (_acts, "fine: {label: F, actor: us, meaning: m, rank: 1}", r"field actor: 'us' is unknown"),
        (_acts, "fine: {label: F, actor: others, meaning: m, rank: 1}", r"field order: is missing"),
    ],
)
def test_each_mistake_of_a_word_file_is_told(tmp_path: Path, check: object, text: str, said: str) -> None:
    assert callable(check)
    with pytest.raises(DeclarationError, match=said):
        check(Sheet(write(tmp_path, "words.yaml", text)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A: {name: A, region: UK}", "field region: 'UK' is unknown"),
        ("A: {name: A, region: IE, country: Q}", "field country: 'Q' is unknown"),
        ("A: {name: A, region: IE, country: IE}\nB: {name: B, region: IE, country: IE}", "IE has another regulator"),
        ("A: {name: A, region: IE, url: ftc.gov}", "field url: must be a whole web address"),
    ],
)
def test_each_mistake_of_a_regulator_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        _regulators(Sheet(write(tmp_path, "regulators.yaml", text)), load_words().regions)


def test_a_closed_word_of_the_gate_ends_where_a_mark_stands(tmp_path: Path) -> None:
    ((*words,),) = _gate(Sheet(write(tmp_path, "gate.yaml", "- ['ai ', train, Bußgeld]".lower())))
    assert {"ai ", "ai,", "ai\N{RIGHT SINGLE QUOTATION MARK}", "train", "bussgeld"} <= set(words)
    assert "ai" not in words


def test_other_files_and_folders_are_the_rules_of_the_extractor(tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    write(tmp_path, "en.yaml", "cues: [may]")
    write(tmp_path, "own.yaml", "x: 1")
    write(tmp_path / "de", "mood.yaml", "[kann]")
    assert _rules(tmp_path, frozenset({"own.yaml"})) == {"en": {"cues": ["may"]}, "de": {"mood": ["kann"]}}


GATE = [
    ("Chat app Fable puts AI training on members' messages on hold", True),
    ("Watchdog asks Fable how it trains its models on photos", True),
    ("Fable rewrites its terms of service after an outcry", True),
    ("Datenschützer: Fable stoppt KI-Training mit Nutzerdaten", True),
    ("Fable suspend l'entraînement de son IA sur les données de ses membres", True),
    ("Il Garante ferma l'addestramento dell'IA di Fable", True),
    ("Fable pausa el entrenamiento de su inteligencia artificial con datos de usuarios", True),
    ("Fable suspende o treinamento de IA com dados pessoais", True),
    ("Fable pauzeert AI-training met berichten van gebruikers", True),
    ("Aid convoys reach the harbour after the storm", False),
    ("The ten best sleeping bags for a cold night", False),
    ("Chipmaker lifts its forecast for the quarter", False),
    ("Sturm legt Fähren in der Nordsee lahm", False),
]


@pytest.mark.parametrize(("title", "passes"), GATE)
def test_the_gate_lets_news_of_our_subject_pass(title: str, passes: bool) -> None:
    assert gate(Link("paper", "https://paper.example/1", title), load_words().gate) is passes


def test_the_words_ship_with_the_package() -> None:
    folder = resources.files("tracker") / "words"
    assert {"companies.yaml", "regions.yaml", "regulators.yaml", "actions.yaml", "gate.yaml"} <= {
        file.name for file in folder.iterdir()
    }
