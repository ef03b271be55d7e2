"""Our own sentences and re-told documents are read as well as they were: no figure falls below its floor (floors.json).

`pytest -s` prints the tables; `python tests/floors.py --update` raises the floors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import floors
import pytest
from scoring import DOCUMENTS, Case, case, details, documents, explained, figures, judge, passes, read_all, score
from scoring import sentences as rows

from tracker.declarations import load_words
from tracker.extract import Reading
from tracker.model import Action, Reason

GROUPS = tuple(dict.fromkeys(group for group, _ in rows()))


@pytest.fixture(scope="module")
def sentences() -> Iterator[tuple[Case, ...]]:
    """All rows, read; the table of groups is printed when the last test has asked for them."""
    found = read_all(rows())
    yield found
    print("\n" + table(found))


@pytest.fixture(scope="module")
def retold() -> Iterator[tuple[Case, ...]]:
    found = read_all(documents())
    yield found
    print(
        "\n"
        + "\n".join(
            f"{name}: {one.precision:.3f} {one.recall:.3f} {one.f1:.3f}" for name, one in figures(found).items()
        )
    )


def table(cases: tuple[Case, ...]) -> str:
    """A line a group: rows whose events are right, of how many; rows with wrong details; reasons right, of how many."""
    lines = [f"{'group':36} events right   details wrong   reasons right"]
    for group, found in (*floors.by_group(cases).items(), ("all", list(cases))):
        well, asked = sum(map(passes, found)), [one for one in found if one.expected]
        wrong, reasons = sum(bool(details(one)) for one in found), sum(map(explained, asked))
        lines.append(f"{group:36} {well:4}/{len(found):<4}{well / len(found):5.0%} {wrong:8} {reasons:12}/{len(asked)}")
    return "\n".join(lines)


def told(one: Case) -> str:
    """A row that does not pass, as a person wants to see it."""
    wrong = ", ".join(f"{verdict} {' '.join(event)}" for event, verdict in judge(one).items() if verdict != "right")
    return f"{one.id}: {wrong}\n    {one.text}"


def hold(name: str, now: floors.Figures) -> str:
    """The figures of one kind that have fallen, as text; empty where none has."""
    kept = {title: floor for title, floor in floors.load().items() if title.startswith(name)}
    return "\n".join(floors.fallen(kept, {title: one for title, one in now.items() if title.startswith(name)}))


# ---- the floors hold


@pytest.mark.parametrize("group", GROUPS)
def test_group(group: str, sentences: tuple[Case, ...]) -> None:
    found = floors.by_group(sentences)[group]
    failing = [one for one in found if not passes(one)]
    floor = floors.load()[f"sentences: {group}"]
    now = floors.share(map(passes, found))
    assert now >= floor, f"{group}: {now} of the rows pass, {floor} did:\n" + "\n".join(map(told, failing))


def test_sentences(sentences: tuple[Case, ...]) -> None:
    assert not hold("sentences: ", floors.of_sentences(sentences)), table(sentences)


def test_documents(retold: tuple[Case, ...]) -> None:
    assert not hold("documents: ", floors.of_documents(retold)), "\n".join(
        told(one) for one in retold if not passes(one)
    )


# ---- the labels are sound


def test_there_are_sentences_enough() -> None:
    kinds = [bool(row["events"]) for _, row in rows()]
    assert len(kinds) >= 500
    assert 0.4 < sum(kinds) / len(kinds) < 0.6, "half of them are no event"


def test_labels_are_words_that_we_know() -> None:
    words = load_words()
    for _, row in (*rows(), *documents()):
        assert row.get("not") is None or Reason(row["not"]), row["id"]
        assert not (row.get("not") and [one for one in row["events"] if not one.get("optional")]), row["id"]
        for event in row["events"]:
            assert Action(event["action"]), row["id"]
            assert event["region"] in words.regions, row["id"]
            assert set(event.get("regulators", ())) <= words.regulators.keys(), row["id"]
            assert re.fullmatch(r"[a-z0-9]+", event["company"]), row["id"]
            for name in ("date", "effective"):
                assert re.fullmatch(r"\d{4}(-\d\d){0,2}", event.get(name) or "2024"), row["id"]


def test_no_text_stands_twice() -> None:
    texts = [row["text"] for _, row in (*rows(), *documents())]
    assert len(set(texts)) == len(texts)


def test_the_evidence_of_a_document_stands_in_it() -> None:
    for line in DOCUMENTS.read_text("utf-8").splitlines():
        record = json.loads(line)
        for event in record["events"]:
            assert event["evidence"] in record["text"] or event["evidence"] in record["title"], record["id"]


# ---- the scoring itself


def labelled(found: list[dict[str, str]], *labels: dict[str, object]) -> Case:
    one = case(
        {"id": "a", "text": "t", "events": [{"company": "meta", "region": "GB", **label} for label in labels]},
        Reading((), ()),
    )
    reports = tuple(
        {
            "company": "meta",
            "region": "GB",
            "date": None,
            "effective": None,
            "regulators": (),
            "subject": "training",
            **x,
        }
        for x in found
    )
    return Case(one.id, "", one.text, one.labels, reports, (), None, one.relevant)


def test_what_counts_as_right() -> None:
    one = labelled(
        [
            {"action": "paused", "date": "2024-06-14"},
            {"action": "fine"},
            {"action": "order"},
            {"action": "paused", "region": "EU"},
        ],
        {"action": "paused", "date": "2024-06"},
        {"action": "order", "optional": True},
        {"action": "resumed", "optional": True},
        {"action": "inquiry"},
        {"action": "cleared", "core": False},
    )
    assert {(where, what): verdict for (_, where, what), verdict in judge(one).items()} == {
        ("GB", "paused"): "right",
        ("GB", "fine"): "false",
        ("EU", "paused"): "false",
        ("GB", "inquiry"): "missed",
        ("GB", "cleared"): "missed",
    }
    assert (score([one]).right, score([one]).false, score([one]).missed) == (1, 2, 2)
    assert score([one], news=True).missed == 1
    assert score([one], ("paused",)).f1 == pytest.approx(2 / 3)
    assert not passes(one)


def test_a_date_is_right_to_the_precision_of_its_label() -> None:
    for label, found, verdict in (
        ("2024-06", "2024-06-14", "right"),
        ("2024-06-14", "2024-06", "date"),
        (None, None, "right"),
        ("2024", None, "date"),
    ):
        one = labelled([{"action": "paused", "date": found}], {"action": "paused", "date": label})  # type: ignore[dict-item]
        assert list(judge(one, dated=True).values()) == [verdict]
        assert list(judge(one).values()) == ["right"]
    assert score([labelled([{"action": "paused"}], {"action": "paused", "date": "2024"})], dated=True) == score(
        [labelled([{"action": "paused", "region": "EU"}], {"action": "paused"})]
    ), "a wrong day is a false event and a missed one"


def test_details_are_compared_where_the_label_states_them() -> None:
    one = labelled(
        [{"action": "paused", "date": "2024-06-14"}],
        {"action": "paused", "regulators": ["ICO"], "date": None, "subject": "training"},
    )
    assert len(details(one)) == 2
    assert details(labelled([{"action": "paused", "date": "2024-06-14"}], {"action": "paused"})) == []


def test_floors_rise_and_do_not_fall() -> None:
    before = {"a": 0.5, "b": 0.7}
    assert floors.raised(before, {"a": 0.6, "b": 0.7, "c": 0.1}, lower=False) == {"a": 0.6, "b": 0.7, "c": 0.1}
    for now in ({"a": 0.4, "b": 0.9}, {"a": 0.5}):
        with pytest.raises(ValueError, match="--lower"):
            floors.raised(before, now, lower=False)
        assert floors.raised(before, now, lower=True) == now
    assert floors.fallen(before, {"a": 0.499, "b": 0.7}) == ["a: 0.499 is below 0.5"]
    assert len(floors.fallen(before, {"a": 0.5, "c": 1.0})) == 2
    assert floors.cut(2 / 3) == 0.666
    assert floors.cut(0.29) == 0.29
