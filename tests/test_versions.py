"""Two looks at a page: what is a new version, what is noise, what came and went, and of which day a passage is."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from histories import history, judged

from tracker import versions
from tracker.declarations import load_words
from tracker.model import Change, DeclarationError, Document, Kind, Snapshot
from tracker.read import IMPORTED, read, sections
from tracker.versions import Rules, compare, dated, judge, notices

RULES = Rules.of(load_words().rules["edits"])
TEXT = (
    "LinkedIn has told us that it stopped training its models on posts of members in the United Kingdom.\n\n"
    "We are glad of that, and we shall go on watching the makers of generative AI.\n\n"
    "Anyone can object at https://office.example/object?id=1 at any time."
)
NOISE = {
    "nothing": TEXT,
    "link": TEXT.replace("?id=1", "?id=2&utm_source=x"),
    "blocks in another order": "\n\n".join(TEXT.split("\n\n")[::-1]),
    "one paragraph": TEXT.replace("\n\n", " "),
    "case, marks and hidden signs": TEXT.upper().replace(" ", "\u00a0").replace("MEMBERS", "MEM\u00adBERS"),
    "cookie notice": TEXT + "\n\nWe use cookies to make this site better. Accept all cookies?",
    "counter": TEXT + "\n\n1,204 views",
    "relative time": "Updated 3 hours ago by the office\n\n" + TEXT,
    "imprint": TEXT + "\n\nPage last reviewed on 3 May 2026",
    "banner": "This page is under review because of the Data (Use and Access) Act.\n\n" + TEXT,
    "numbers of a list": "1. " + TEXT.replace("\n\nWe", "\n\n2. We"),
    "cut short": TEXT[:60],
    "error": "Something went wrong. Please try again later.",
}
EDITS = {
    "a denial": TEXT.replace("it stopped", "it has not stopped"),
    "a denial less": TEXT.replace("We are glad", "We are not glad"),
    "a day": TEXT + "\n\nIt begins again on 3 November 2025.",
    "a sentence": TEXT.replace("AI.\n", "AI. More will follow.\n"),
    "a paragraph less": "\n\n".join(TEXT.split("\n\n")[::2]),
    "half a sentence less": TEXT.replace(", and we shall go on watching the makers of generative AI", ""),
    "one word": TEXT.replace("posts", "photos"),
    "the same words the other way round": TEXT.replace("We are glad of that", "That we are glad of"),
    "withdrawn": "This statement has been withdrawn.",
    "cookies that train": TEXT + "\n\nWe use cookies to train our AI models. Manage your cookies here.",
}  # fmt: skip


@pytest.mark.parametrize("kind", NOISE)
def test_noise_makes_no_version(kind: str) -> None:
    assert judge([TEXT], 0, NOISE[kind], RULES).place == 0


@pytest.mark.parametrize("kind", EDITS)
def test_an_edit_makes_a_version_and_its_undoing_none(kind: str) -> None:
    edited = EDITS[kind]
    assert judge([TEXT], 0, edited, RULES).place is None
    assert judge([TEXT, edited], 1, TEXT, RULES).place == 0
    assert judge([TEXT, edited], 0, edited + "\n\n7 min read", RULES).place == 1
    assert compare(TEXT, edited, RULES)


def test_a_page_cut_short_or_behind_a_door_is_told() -> None:
    assert "cut short" in judge([TEXT], 0, NOISE["cut short"], RULES).trouble
    assert "in its place" in judge([TEXT], 0, NOISE["error"], RULES).trouble
    assert judge([TEXT], 0, EDITS["withdrawn"], RULES).trouble == ""


def test_what_came_went_and_was_reworded() -> None:
    after = EDITS["a denial"].replace("We are glad of that, and we", "We").split("\n\n")
    after.insert(1, "Update: the company answered. It will train again.")
    found = compare(TEXT, "\n\n".join(after[:3]), RULES)
    assert [edit.change for edit in found] == [
        Change.CHANGED,
        Change.ADDED,
        Change.ADDED,
        Change.CHANGED,
        Change.REMOVED,
    ]
    changed, answered, again, *_ = found
    assert ("it stopped" in changed.before, "it has not stopped" in changed.after) == (True, True)
    assert [edit.about for edit in (answered, again)] == [False, True]
    assert all("\n\n".join(after[:3])[edit.start : edit.end] == edit.after for edit in found[:-1])
    assert TEXT[found[-1].start : found[-1].end] == found[-1].before


def test_what_only_moved_is_no_edit() -> None:
    assert compare(TEXT, NOISE["blocks in another order"], RULES) == ()
    assert compare(TEXT, NOISE["one paragraph"], RULES) == ()


def test_what_a_site_puts_on_many_pages_is_no_text_of_one() -> None:
    notice = "On the bank holiday our phone lines close at noon, and letters wait."
    about = "We shall look into each maker of AI models that trains on posts."
    pages = [[f"Page {n} says this and that of firms.", f"Page {n} says this and that of firms.\n\n{notice}\n\n{about}"]
             for n in range(3)]  # fmt: skip
    known = replace(RULES, notices=notices(pages, RULES))
    assert len(known.notices) == 1
    assert judge([TEXT], 0, f"{TEXT}\n\n{notice}", RULES).place is None
    assert judge([TEXT], 0, f"{TEXT}\n\n{notice}", known).place == 0
    assert judge([TEXT], 0, f"{TEXT}\n\n{about}", known).place is None, "what is about the subject is never the site's"
    assert not notices(pages[:2], RULES)


def test_a_passing_notice_is_none_unless_it_is_about_the_subject() -> None:
    notice, grown = "Our lines are closed on Monday.", TEXT + "\n\nMore was told to us in May."
    looks = [TEXT, f"{TEXT}\n\n{notice}", f"{TEXT}\n\n{notice}", TEXT, grown, f"{notice}\n\n{grown}", grown]
    assert versions.history(looks[:3], RULES).firsts == (0, 1), "nobody knows yet that it will pass"
    assert versions.history(looks, RULES).shown == (0, 0, 0, 0, 1, 1, 1)
    told = [text.replace(notice, "It will not train on posts.") for text in looks[:4]]
    assert versions.history([*told, TEXT, TEXT], RULES).shown == (0, 1, 1, 0, 0, 0), (
        "a promise that was taken back is what we look for"
    )
    kept = [TEXT, grown, TEXT, grown, grown]
    assert versions.history(kept, RULES).shown == (0, 1, 0, 1, 1), "it stays: an old copy was served in between"
    reworded = grown.replace("Anyone", "Anybody")
    shorter = reworded.replace("\n\nMore was told to us in May.", "")
    went = [grown, reworded, shorter, reworded, shorter]
    assert versions.history(went, RULES).shown == (0, 1, 2, 1, 2), "an old copy does not make a notice of what went"
    lost = [TEXT, EDITS["half a sentence less"], TEXT]
    assert versions.history(lost, RULES).shown == (0, 1, 0), "what went for a while is no notice"


def test_a_simulated_history() -> None:
    """More pages, and what makes the noise, are in tests/bench/versions.py."""
    every = list(judged([history(seed, 17) for seed in range(60)], RULES))
    made = [edit for _, edit, version in every if version]
    assert len(every) == 1020
    assert len({kind for kind, edit, _ in every if not edit}) > 15
    assert sum(edit for _, edit, _ in every) > 300
    assert [kind for kind, edit, version in every if edit and not version] == []
    assert made.count(False) <= 0.05 * len(made)


def test_a_pattern_that_is_none_is_told() -> None:
    with pytest.raises(DeclarationError, match=r"edits.yaml: about.x: '\(' is no pattern"):
        Rules.of({"about": {"x": ["("]}})


# ---- of which day a passage is


def version(text: str, day: str, published: str | None = "2024-09-20") -> Document:
    parts = sections.split(text, published, day, "en")
    return Document("u", "u", "", text, published, "", Kind.REGULATOR, "en", sections=parts, fetched=f"{day}T08:00:00Z")


def days(*versions: Document) -> list[tuple[str | None, bool, int, str]]:
    """The parts of the last version: day, whether it is that of a first look, since which version, first words."""
    document = dated(versions, len(versions), RULES)
    cut = document.sections
    assert cut[0].start == 0
    assert cut[-1].end == len(document.text)
    assert all(one.end == two.start for one, two in pairwise(cut))
    return [(x.date, x.first_seen, x.version, document.text[x.start : x.end].strip()[:12]) for x in cut]


OLD = "LinkedIn has stopped this. We are glad of it."
NEW = "LinkedIn will begin again in November."


def test_a_first_look_is_left_as_it_was_read() -> None:
    first = version(OLD, "2024-09-21")
    assert dated([first], 1, RULES) == first


def test_a_section_with_a_dated_heading_is_of_that_day() -> None:
    text = f"Updated statement Tuesday 23 September 2025\n\n{NEW}\n\nPrevious statement - 20 September 2024\n\n{OLD}"
    assert days(version(OLD, "2024-09-21"), version(text, "2025-09-25")) == [
        ("2025-09-23", False, 2, "Updated stat"),
        ("2024-09-20", False, 2, "Previous sta"),
        ("2024-09-20", False, 1, "LinkedIn has"),
    ]


def test_what_nothing_dates_is_of_the_day_on_which_it_was_first_seen() -> None:
    grown = version(f"{OLD}\n\n{NEW}", "2025-09-25")
    again = version(f"{OLD} More follows.\n\n{NEW}", "2026-01-02")
    parts = [("2024-09-20", False, 1, "LinkedIn has"), ("2025-09-25", True, 2, "LinkedIn wil")]
    assert days(version(OLD, "2024-09-21"), grown) == parts
    parts.insert(1, ("2026-01-02", True, 3, "More follows"))
    assert days(version(OLD, "2024-09-21"), grown, again) == parts, "it keeps its day in later versions"


def test_a_page_that_bears_a_later_day_dates_its_edit() -> None:
    grown = version(f"{OLD}\n\n{NEW}", "2025-09-25", published="2025-09-23")
    assert days(version(OLD, "2024-09-21"), grown)[1] == ("2025-09-23", False, 2, "LinkedIn wil")


def test_a_note_put_into_an_old_section_is_not_of_its_day() -> None:
    head = "Statement of 20 September 2024\n\n"
    parts = days(version(head + OLD, "2024-09-21"), version(f"{head}{OLD}\n\n{NEW}", "2025-09-25"))
    assert parts[-1] == ("2025-09-25", True, 2, "LinkedIn wil")


def test_an_old_text_under_a_new_heading_stays_of_its_day() -> None:
    text = f"Statement updated 23 September 2025\n\n{OLD}"
    assert days(version(OLD, "2024-09-21"), version(text, "2025-09-25"))[-1] == (
        "2024-09-20", False, 1, "LinkedIn has",
    )  # fmt: skip


def test_what_was_only_cut_in_another_way_stays_of_its_day_and_what_lost_its_denial_does_not() -> None:
    first = version(
        "It is not true that LinkedIn will begin again in November.\n\nA heading\n\nIts text.", "2024-09-21"
    )
    cut = version(first.text.replace("\n\n", " "), "2025-01-01")
    assert {part[2] for part in days(first, cut)} == {1}
    first = version(f"LinkedIn\n\n{first.text}", "2024-09-21")
    lost = version(first.text.replace("It is not true that ", ""), "2025-01-01")
    assert days(first, lost)[1] == ("2025-01-01", True, 2, "LinkedIn wil")


# ---- recorded terms of platforms, where they are


TERMS = Path(__file__).parents[2] / "shared" / "recorded" / "terms"
#: pair of days: what the passages about AI must say came, and went
CLAUSES = {
    "linkedin-privacy-policy.2024-08-01 2024-09-19": ("develop and train artificial intelligence", ""),
    "linkedin-privacy-policy.2025-09-18 2025-11-04": (
        "To train, fine-tune, evaluate and improve our Generative AI",
        "",
    ),
    "x-privacy-policy.2024-07-25 2024-10-17": ("for example, to train", ""),
    "zoom-terms-of-service.2023-07-28 2023-08-07": ("will not use audio, video or chat Customer Content to train", ""),
    "zoom-terms-of-service.2023-08-07 2023-08-11": (
        "Zoom does not use any of your audio, video",
        "product and service development.*machine learning",
    ),
    "wetransfer-terms-of-service.2025-07-17 2025-07-23": ("Your content isn't used to train AI", ""),
}


@pytest.mark.skipif(not TERMS.is_dir(), reason="the recorded terms are not in the project")
@pytest.mark.parametrize("pair", CLAUSES)
def test_the_clause_on_training_is_what_the_diff_shows(pair: str) -> None:
    stem, first, second = re.split(r"(?<=[a-z])\.| ", pair)
    texts = []
    for day in (first, second):
        shot = Snapshot(
            "https://terms.example/x.md", "", "", "2026-11-22T08:00:00Z", "", 0, "text/plain; charset=utf-8"
        )
        document = read(shot, (TERMS / f"{stem}.{day}.md").read_bytes(), IMPORTED)
        assert document is not None
        texts.append(document.text)
    assert judge(texts[:1], 0, texts[1], RULES).place is None
    about = [edit for edit in compare(*texts, RULES) if edit.about]
    came, went = CLAUSES[pair]
    assert any(re.search(came, edit.after) for edit in about)
    assert not went or any(re.search(went, edit.before) for edit in about)
