"""The act that holds somewhere comes in; its colour and its word go out, for the board and the tables of status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def stance(row: Mapping[str, Any], on: str) -> tuple[str, str]:
    """Return (colour, word) of an act on the day `on`; needs action, label, actor, effective and part.

    The colours: paused, ended, running, announced, part (stopped, but told of a part of the data or people alone),
    others (no act of the company itself) and none (never said).
    """
    action, effective = row["action"], row["effective"]
    if not action:
        return "none", "never said"
    if row["actor"] != "company":
        return "others", str(row["label"]).lower()
    if action == "paused":
        state, word = "paused", "paused"
    elif action == "abandoned":
        state, word = "ended", "gave up"
    elif action in ("resumed", "announced") and effective and effective > on:
        state, word = "announced", "will start"
    elif action == "announced" and not effective:
        state, word = "announced", "announced"
    else:
        state, word = "running", "resumed" if action == "resumed" else "in effect"
    return in_part(row, state, word)


def in_part(row: Mapping[str, Any], state: str, word: str) -> tuple[str, str]:
    """Return (colour, word) of an act, as they are where it is about a part of the data or people."""
    if not row["part"]:
        return state, word
    return "part" if state in ("paused", "ended") else state, f"{word} in part"


def told(row: Mapping[str, Any], on: str) -> dict[str, Any]:
    """Return `row` with the colour `state`, the `word`, and the day `at` that goes with it, and what came later."""
    state, word = stance(row, on)
    at = row["effective"] if word.startswith("will start") else row["since"]
    return {**row, "state": state, "word": word, "at": at, "but": _but(row.get("meaning") or "")}


def _but(meaning: str) -> str:
    """Return what came after the act and does not undo it, in two words."""
    if ", but announced " in meaning:
        return "but a new plan"
    return "but an order" if ", but was given an order " in meaning else ""
