"""Reading in German, French, Italian, Spanish, Portuguese and Dutch: our own sentences, and floors that only rise."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tracker.declarations import load_words
from tracker.extract.foreign import LANGUAGES, Foreign
from tracker.extract.phrases import Names
from tracker.extract.reading import Reading
from tracker.model import Document, Kind, Reason

HERE = Path(__file__).parent
CORE = {"paused", "resumed", "abandoned"}
#: of the three actions the tracker exists for: reports that are right, events that are found; of all ten the same;
#: rows whose rejection has the reason that they tell
FLOORS = {
    "de": (0.97, 0.96, 0.97, 0.95, 0.92),
    "fr": (0.97, 0.96, 0.97, 0.95, 0.92),
    "it": (0.97, 0.96, 0.97, 0.95, 0.92),
    "es": (0.97, 0.96, 0.97, 0.95, 0.92),
    "pt": (0.97, 0.96, 0.97, 0.95, 0.90),
    "nl": (0.97, 0.94, 0.97, 0.95, 0.92),
}
Key = tuple[str, str, str]


@cache
def reader(lang: str) -> Foreign:
    words = load_words()
    return Foreign(words, lang, Names(words))


def document(lang: str, text: str, title: str = "", published: str | None = None, kind: str = "news") -> Document:
    return Document("urn:test", "", title, text, published, "", Kind(kind), lang)


def read(lang: str, row: dict[str, Any]) -> Reading:
    made = document(lang, row["text"], row.get("title", ""), row.get("published"), row.get("kind", "news"))
    reading = reader(lang)(made)
    for found in (*reading.reports, *reading.rejections):
        assert found.quote == made.text[found.start : found.end]
    return reading


def rows(lang: str) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = YAML(typ="safe", pure=True).load(HERE / f"sentences.{lang}.yaml")
    return groups


def keys(events: list[dict[str, Any]], optional: bool) -> set[Key]:
    return {(e["company"], e["region"], e["action"]) for e in events if bool(e.get("optional")) is optional}


def count(score: Counter[str], got: set[Key], wanted: set[Key], forgiven: set[Key]) -> None:
    """Add what was found, wrongly found and missed, of the three actions and of all."""
    for name, found in (("right", got & wanted), ("wrong", got - wanted - forgiven), ("missed", wanted - got)):
        score[name] += len(found)
        score[f"core {name}"] += sum(key[2] in CORE for key in found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    score: Counter[str] = Counter()
    lines = []
    for group, members in rows(lang).items():
        passed = 0
        for row in members:
            reading = read(lang, row)
            got = {(report.company, report.region, str(report.action)) for report in reading.reports}
            wanted, forgiven = keys(row["events"], False), keys(row["events"], True)
            count(score, got, wanted, forgiven)
            reasons = {str(rejection.reason) for rejection in reading.rejections}
            if "not" in row:
                score["told" if row["not"] in reasons else "untold"] += 1
            passed += wanted <= got <= wanted | forgiven
        lines.append(f"{lang} {group}: {passed} of {len(members)}")
    reached = [
        score[f"{which}right"] / (score[f"{which}right"] + score[f"{which}{other}"])
        for which in ("core ", "")
        for other in ("wrong", "missed")
    ]
    reached.append(score["told"] / (score["told"] + score["untold"]))
    with capsys.disabled():
        print("", *lines, f"{lang} precision and recall, core and all, reasons: {reached}", sep="\n")
    for figure, floor in zip(reached, FLOORS[lang], strict=True):
        assert figure >= floor


@pytest.mark.parametrize("lang", LANGUAGES)
def test_dates(lang: str) -> None:
    """Each date that a row tells is the report's."""
    for members in rows(lang).values():
        for row in members:
            told = {(e["company"], e["region"], e["action"]): e for e in row["events"] if e.get("date")}
            for report in read(lang, row).reports:
                event = told.get((report.company, report.region, str(report.action)))
                if event:
                    assert report.date == event["date"]
                    assert report.effective == event.get("effective")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("it", "Meta ha sospeso gli aiuti ai clienti: i dati degli utenti e ai dati dei conti non servono."),
        ("es", "La meta del ayuntamiento es suspender el uso de datos de usuarios en papel."),
        ("de", "Apple hat die Auslieferung der Uhr gestoppt. Kunden bekommen ihr Geld zurück."),
        ("fr", "Amazon a suspendu la livraison des colis en France après la grève."),
        ("pt", "A Amazon suspendeu as entregas aos usuários do Recife."),
        ("nl", "Apple stopt met de verkoop van het horloge aan klanten in Nederland."),
    ],
)
def test_a_text_on_something_else_gives_no_report(lang: str, text: str) -> None:
    assert reader(lang)(document(lang, text)).reports == ()


def test_regulators_order_and_lift() -> None:
    text = (
        "Il Garante ha vietato a OpenAI di usare i dati personali degli utenti italiani per addestrare l'IA.\n\n"
        "Poi ha revocato il divieto imposto a OpenAI."
    )
    actions = [str(report.action) for report in reader("it")(document("it", text)).reports]
    assert actions == ["order", "cleared"]


def test_explain_shows_every_sentence_with_its_reason() -> None:
    text = "Meta hat das KI-Training mit Nutzerdaten nicht ausgesetzt. Das Wetter bleibt schön."
    lines = reader("de").explain(document("de", text))
    assert [text[line.start : line.end] for line in lines] == [line.text for line in lines]
    assert [statement.reason for line in lines for statement in line.statements] == [Reason.DENIAL]


def test_hostile_text_keeps_quotes_short() -> None:
    """A word that does not end and brackets without number: quotes are cut, and nothing hangs."""
    text = "Meta KI Training " + "aussetzen " * 2_000 + "(" * 20_000
    assert all(len(found.quote) <= 600 for found in reader("de")(document("de", text)).rejections)
