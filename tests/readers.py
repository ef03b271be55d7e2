"""A page of the site in a browser comes in; five readers do what they came for, by clicks and keys alone.

Each task is a function: its docstring is what the reader wants, its last line is the proof that they got it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sample

Page = Any
Task = Callable[[Page], None]


def menu(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Site").get_by_role("link", name=name, exact=True).click()


def search(page: Page, words: str) -> None:
    page.get_by_role("searchbox", name="Search the record").focus()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")


def main(page: Page) -> Page:
    return page.get_by_role("main")


def text(page: Page) -> str:
    return str(main(page).inner_text())


def entries(page: Page, count: int) -> None:
    """The page comes to have so many events; what was clicked may still be on its way."""
    from playwright.sync_api import expect  # of the extra `browser`

    expect(main(page).locator(".entry")).to_have_count(count)


# ---- a lawyer


def chronology(page: Page) -> None:
    """The whole chronology of one company in one region, from the board of the home page."""
    main(page).get_by_role("link", name="Meta", exact=True).first.click()
    main(page).get_by_role("table").first.get_by_role("link", name="United Kingdom").click()
    main(page).get_by_role("link", name="Meta", exact=True).first.click()
    main(page).get_by_role("link", name="6 events").click()
    main(page).get_by_role("combobox", name="Region").select_option(label="United Kingdom (3)")
    main(page).get_by_role("button", name="Show").click()
    entries(page, 3)


def quote(page: Page) -> None:
    """The exact words of a regulator, in their context, with the hash of what was archived."""
    search(page, "linkedin suspended members")
    main(page).get_by_role("link", name="Paused LinkedIn, United Kingdom").click()
    assert page.locator("mark").inner_text() == sample.QUOTE
    assert "The regulator was pleased." in "".join(page.locator(".around").all_inner_texts())
    main(page).get_by_text("Where this stands in the archive").click()
    assert "2" * 64 in text(page)


def citation(page: Page) -> None:
    """A citation for a brief, and one for a reference manager."""
    menu(page, "Timeline")
    main(page).get_by_role("link", name="Order Meta, Brazil").click()
    assert "event meta-br-order-2024-07" in main(page).locator("p.cite").inner_text()
    main(page).get_by_text("BibTeX").click()
    assert "@misc{meta-br-order-2024-07" in main(page).locator("pre").first.inner_text()
    with page.expect_download() as got:
        main(page).get_by_role("link", name="Download as a file").first.click()
    assert got.value.suggested_filename.endswith(".bib")


# ---- a journalist


def news(page: Page) -> None:
    """What is new, and its proof."""
    main(page).locator(".newest").get_by_role("link").click()
    main(page).get_by_role("heading", name="Sources").wait_for()
    main(page).get_by_role("link", name="Example News").first.wait_for()


def narrowed(page: Page) -> None:
    """All orders of one year, by the counted links beside the list, and back again."""
    menu(page, "Timeline")
    facets = page.get_by_role("navigation", name="Narrow down")
    facets.get_by_role("link", name="Order", exact=True).click()
    page.get_by_role("navigation", name="Narrow down").get_by_role("link", name="2023", exact=True).click()
    entries(page, 1)
    assert "action=order" in page.url
    assert "year=2023" in page.url
    page.get_by_role("list", name="Filters").get_by_role("link", name="remove all").click()
    main(page).locator(".entry").nth(10).wait_for()


def phrase(page: Page) -> None:
    """Every mention of a phrase."""
    search(page, '"out of its terms"')
    entries(page, 1)
    assert "Zoom took the clause out of its terms." in text(page)


# ---- a researcher


def figures(page: Page) -> None:
    """How good the reading is, with counts and intervals, and how it was measured."""
    page.get_by_role("navigation", name="About the record").get_by_role("link", name="How accurate is it?").click()
    main(page).get_by_role("heading", name="How it was measured").wait_for()
    assert "paused, resumed or abandoned" in text(page)


def question(page: Page) -> None:
    """A ready-made question with a value of one's own, its answer and its SQL."""
    menu(page, "Questions")
    main(page).get_by_role("link", name="Statements that were read and not counted").click()
    main(page).get_by_label("Reason").fill("demand")
    main(page).get_by_role("button", name="Ask").click()
    assert "We urge the others to stop too." in text(page)
    main(page).get_by_text("The question in SQL").click()
    assert "from rejections" in main(page).locator("pre").inner_text()


def dictionary(page: Page) -> None:
    """What a column means, and the table itself in Datasette."""
    menu(page, "About")
    main(page).locator("summary", has_text="event_sources").click()
    main(page).get_by_role("link", name="Open the table event_sources").click()
    assert page.url.split("?")[0].endswith("/data/event_sources")
    assert "Address" in page.locator("body").inner_text() or page.locator("table.rows-and-columns").count()


# ---- a privacy officer


def board(page: Page) -> None:
    """Where every peer stood on a past day."""
    menu(page, "Status")
    main(page).get_by_role("link", name="end of 2024").click()
    assert "Status on 31 December 2024" in text(page)
    row = main(page).get_by_role("row", name="LinkedIn")
    assert "paused" in row.inner_text()


def coming(page: Page) -> None:
    """What takes effect next."""
    main(page).get_by_role("heading", name="What takes effect next").scroll_into_view_if_needed()
    main(page).get_by_role("region", name="What takes effect next").get_by_role("link").click()
    assert "1 January 2999" in text(page)


def health(page: Page) -> None:
    """Whether the tracker itself is fresh, and what is wrong with a source."""
    main(page).get_by_role("link", name="1 of 2 sources answer").click()
    assert "<404> from the list" in text(page)


# ---- somebody who uses a platform


def misspelt(page: Page) -> None:
    """Whether an app trains on posts where they live, though its name has a slip in it."""
    search(page, "linkdin")
    main(page).get_by_role("link", name="LinkedIn", exact=True).click()
    row = main(page).get_by_role("row", name="United Kingdom").first
    assert "trains again" in row.inner_text()


def refuse(page: Page) -> None:
    """How to say no, with the day on which the link was checked."""
    menu(page, "Companies")
    main(page).get_by_role("link", name="LinkedIn", exact=True).click()
    main(page).get_by_role("heading", name="What you can do").scroll_into_view_if_needed()
    links = main(page).get_by_role("region", name="What you can do").get_by_role("link")
    assert str(links.first.get_attribute("href")).startswith("https://www.linkedin.com/")
    assert "address not checked yet" in text(page)


def complain(page: Page) -> None:
    """Who trains on people in their country, and whom to complain to."""
    menu(page, "Regions")
    main(page).get_by_role("link", name="United Kingdom").click()
    assert "Where each company stands here today" in text(page)
    links = main(page).get_by_role("region", name="What you can do").get_by_role("link")
    assert "https://ico.org.uk/make-a-complaint/" in [link.get_attribute("href") for link in links.all()]


READERS: dict[str, tuple[Task, ...]] = {
    "lawyer": (chronology, quote, citation),
    "journalist": (news, narrowed, phrase),
    "researcher": (figures, question, dictionary),
    "privacy officer": (board, coming, health),
    "user": (misspelt, refuse, complain),
}
