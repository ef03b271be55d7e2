"""The files of words: what is accepted, and what is said of each mistake."""

from __future__ import annotations

import time
from importlib import resources
from pathlib import Path

import pytest
from home import write

from tracker.declarations import load_words
from tracker.declarations.sheet import Sheet
from tracker.declarations.words import _acts, _companies, _gate, _regions, _regulators, _rules
from tracker.discover import gate
from tracker.model import Action, DeclarationError, Link


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
