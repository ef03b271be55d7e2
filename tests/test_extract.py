"""What holds of every reading: exact quotes, the same result twice, clear errors, bounds of time and memory."""

from __future__ import annotations

import copy
import random
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from scoring import DOCUMENTS, document, documents, extractor, sentences

from tracker.declarations import load_words
from tracker.extract import Extractor, Reading
from tracker.model import Action, DeclarationError, Document, Reason, Section, Words

LEAD = "Meta has paused the training of its AI models on posts by users in Brazil. "
#: seconds that the reading of no text may take
PATIENCE = 20


def read(text: str, **fields: str) -> tuple[Document, Reading]:
    one = document({"text": text, "lang": "en", "published": "2024-09-21", **fields})
    return one, extractor()(one)


def events(reading: Reading) -> set[tuple[str, str, str]]:
    return {(one.company, one.region, one.action.value) for one in reading.reports}


def check(one: Document, reading: Reading) -> None:
    """Quotes are exact, and every field is what the type says."""
    words = load_words()
    for found in (*reading.reports, *reading.rejections):
        assert found.quote == one.text[found.start : found.end]
        assert found.rule
        assert found.document == one.id
    for report in reading.reports:
        assert report.quote.strip(), "no quote, no report"
        assert 0 <= report.confidence <= 1
        assert report.company in words.companies
        assert report.region in words.regions
        assert set(report.regulators) <= words.regulators.keys()
        for day in (report.date, report.effective):
            assert day is None or (len(day) in (4, 7, 10) and day[:4].isdigit())
    keys = [(report.company, report.region, report.action) for report in reading.reports]
    assert len(set(keys)) == len(keys), "one event once"


# ---- every text that we have


@pytest.fixture(scope="module")
def readings() -> list[tuple[Document, Reading]]:
    """Our sentences and our re-told documents, read."""
    texts = [document(record) for _, record in (*sentences(), *documents())]
    return [(one, extractor()(one)) for one in texts]


def test_quotes_are_the_words_of_the_text(readings: list[tuple[Document, Reading]]) -> None:
    for one, reading in readings:
        check(one, reading)
    assert sum(len(reading.reports) for _, reading in readings) > 300


def test_the_same_text_gives_the_same_reading(readings: list[tuple[Document, Reading]]) -> None:
    """Also in the other order, and with an extractor made anew: nothing is carried from text to text."""
    again = Extractor(load_words())
    for one, reading in reversed(readings[::3]):
        assert again(one) == reading, one.text


def test_no_act_is_dated_after_the_text_that_tells_of_it() -> None:
    """Unless a reader dates it so too, as in a page that was edited later: what is to come is `effective`."""
    late = []
    for _, record in (*sentences(), *documents()):
        one = document(record)
        told = {label.get("date") for label in record["events"]}
        for report in extractor()(one).reports:
            if one.published and report.date and report.date > one.published[: len(report.date)]:
                late += [(report.date, one.published, report.quote)] if report.date not in told else []
    assert late == []


def test_what_is_explained_is_what_is_counted(readings: list[tuple[Document, Reading]]) -> None:
    for one, reading in readings[::5]:
        lines = extractor().explain(one)
        for line in lines:
            assert line.text == one.text[line.start : line.end]
            assert all(statement.words in line.text for statement in line.statements)
        turned_down = [said.reason for line in lines for said in line.statements if said.reason]
        assert sorted(turned_down) == sorted(no.reason for no in reading.rejections if no.action)


# ---- languages, sections, headlines


def test_a_language_without_words_gives_one_rejection() -> None:
    text = "LinkedIn keskeyttää tekoälyn kouluttamisen jäsenten tiedoilla Britanniassa. Meta jatkaa. LinkedIn vastaa."
    one, reading = read(text, lang="fi")
    assert [no.reason for no in reading.rejections] == [Reason.LANGUAGE]
    assert reading.reports == ()
    check(one, reading)
    assert read("Sää oli hyvä ja ihmiset olivat iloisia.", lang="fi")[1] == Reading((), ())


def test_a_section_has_its_own_day() -> None:
    parts = (
        "Update. LinkedIn has resumed the training of its AI models on data of members in the United Kingdom.",
        "LinkedIn has suspended the training of its AI models on data of members in the United Kingdom.",
    )
    text = "\n\n".join(parts)
    cut = len(parts[0]) + 2
    dated = (Section("Update", "2025-09-23", 0, cut), Section("", "2024-09-20", cut, len(text)))
    one = replace(document({"text": text, "lang": "en", "published": "2025-09-23"}), sections=dated)
    days = {report.action: report.date for report in extractor()(one).reports}
    assert days == {Action.RESUMED: "2025-09-23", Action.PAUSED: "2024-09-20"}


def test_sections_that_the_reader_of_pages_finds_are_used() -> None:
    text = (
        "Updated statement - 23 September 2025\n\nLinkedIn has resumed the training of its AI models on data of "
        "members in the United Kingdom.\n\nPrevious statement - 20 September 2024\n\nLinkedIn has suspended the "
        "training of its AI models on data of members in the United Kingdom."
    )
    days = {report.action: report.date for report in read(text, published="2025-09-23")[1].reports}
    assert days == {Action.RESUMED: "2025-09-23", Action.PAUSED: "2024-09-20"}


def test_a_text_that_is_too_long_is_said_to_be() -> None:
    text = LEAD + "The weather stayed dry. " * 40_000
    one, reading = read(text)
    (gap,) = [no for no in reading.rejections if no.reason is Reason.LENGTH]
    assert 0 < gap.start < len(text)
    assert events(reading) == {("meta", "BR", "paused")}, "what stands before the gap is read"
    check(one, reading)


# ---- the word files


def with_pattern(pattern: object) -> Words:
    """The words of today and one more pattern for verbs of pausing."""
    words = load_words()
    rules: Any = copy.deepcopy(words.rules)
    rules["en"]["triggers"]["paused"]["verbs"].append(pattern)
    return replace(words, rules=rules)


def test_a_word_more_is_a_rule_more() -> None:
    text = "Meta has zizzed the training of its AI models on posts by users in Brazil."
    assert "zizzed" not in {report.rule for report in read(text)[1].reports}
    one = document({"text": text, "lang": "en"})
    found = Extractor(with_pattern("=zizzed"))(one)
    assert events(found) == {("meta", "BR", "paused")}
    assert [report.rule for report in found.reports] == ["zizzed"]


@pytest.mark.parametrize(
    "pattern", ["(pause|halt", "pause)", "pause ~x", "<Q> pause", "(|)", "=", "!", "~3", "", 7, None]
)
def test_a_typo_in_a_pattern_is_told(pattern: object) -> None:
    one = document({"text": LEAD, "lang": "en"})
    with pytest.raises(DeclarationError) as told:
        Extractor(with_pattern(pattern))(one)
    for part in ("en", "triggers", "paused", "verbs", repr(pattern)):
        assert part in str(told.value)


def test_an_action_that_does_not_exist_is_told() -> None:
    words = load_words()
    rules: Any = copy.deepcopy(words.rules)
    rules["en"]["triggers"]["pausd"] = {"verbs": ["pause"]}
    with pytest.raises(DeclarationError, match="pausd"):
        Extractor(replace(words, rules=rules))(document({"text": LEAD, "lang": "en"}))


# ---- hostile texts


@contextmanager
def limit(seconds: int) -> Iterator[None]:
    """Ends what takes longer."""

    def ring(*_: object) -> None:
        raise TimeoutError(f"longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def mixed(count: int) -> str:
    """Names of companies, authorities and countries without a sentence between them."""
    chance = random.Random(1)
    names = ("Meta", "LinkedIn", "OpenAI", "Google", "X", "the ICO", "Italy", "the EU", "Brazil", "Garante", "Zoom")
    return " ".join(chance.choice(names) for _ in range(count))


HOSTILE: dict[str, Callable[[int], str]] = {
    "a line without blanks": lambda size: LEAD + "a" * size,
    "brackets": lambda size: LEAD + "(" * (size // 50),
    "pairs of brackets": lambda size: LEAD + "()[]" * (size // 100),
    "one word": lambda size: LEAD + "training " * (size // 5),
    "one verb": lambda size: LEAD + "pause " * (size // 5),
    "one sentence": lambda size: "Meta paused AI training. " * (size // 250),
    "one claim": lambda size: LEAD * (size // 250),
    "NULs": lambda size: LEAD + "Meta\0paused\0AI training.\0" * (size // 500),
    "emoji": lambda size: LEAD + "😀👩‍👩‍👧‍👦🏳️‍🌈" * (size // 100),
    "right to left": lambda size: LEAD + "\u202eMeta أوقفت التدريب \u202c" * (size // 100),
    "names": lambda size: LEAD + mixed(size // 6),
    "full stops": lambda size: LEAD + "." * (size // 5),
    "full stops and blanks": lambda size: LEAD + ". " * (size // 10),
    "questions": lambda size: LEAD + "?!" * (size // 10),
    "quotation marks": lambda size: LEAD + "\"'’”" * (size // 20),
    "line ends": lambda size: LEAD + "\n" * (size // 5),
    "cues": lambda size: LEAD + "could be forced to " * (size // 50),
    "commas": lambda size: LEAD + ", and " * (size // 50),
    "dates": lambda size: LEAD + "on 3 November 2024 " * (size // 50),
    "numbers": lambda size: LEAD + "1," * (size // 10),
    "hyphens": lambda size: LEAD + "a-" * (size // 10),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_read_in_time(name: str) -> None:
    with limit(PATIENCE):
        one, reading = read(HOSTILE[name](5_000_000))
    check(one, reading)
    if name not in ("one sentence", "one claim"):
        assert ("meta", "BR", "paused") in events(reading), "what stands before the rubbish is read"


def seconds(text: str) -> float:
    """The processor time that a text takes, the better of two."""
    one = document({"text": text, "lang": "en", "published": "2024-09-21"})
    taken = []
    for _ in range(2):
        start = time.process_time()
        extractor()(one)
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_length_and_no_faster(name: str) -> None:
    """Four times the text takes at most eight times as long; what takes less than 50 ms is too little to compare."""
    with limit(PATIENCE):
        short, long = (seconds(HOSTILE[name](size)) for size in (25_000, 100_000))
    assert long < 8 * max(short, 0.05 / 8)


def test_an_honest_long_text_is_read_in_linear_time() -> None:
    texts = [record["text"] for _, record in documents(DOCUMENTS) if record["relevant"]]
    short, long = (seconds("\n\n".join(texts[:count])) for count in (8, 32))
    characters = [len("\n\n".join(texts[:count])) for count in (8, 32)]
    assert long / short < 2 * characters[1] / characters[0]


# ---- memory


def test_two_thousand_documents_leave_nothing_behind() -> None:
    """After a first round over the same kind of texts the process has all that it needs."""
    rows = [record for _, record in sentences()]

    def most() -> float:
        for number in range(1000):
            row = rows[number % len(rows)]
            extractor()(document({"text": f"{row['text']} Case {number}{time.process_time_ns()}.", "lang": "en"}))
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    before, _, after = most(), most(), most()
    assert after - before < 30, "MB"
