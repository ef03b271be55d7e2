"""No bytes break a reader: what it gives may be stored, or it is an error of ours. tests/fuzz/run.py takes longer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings

sys.path.insert(0, str(Path(__file__).parent / "fuzz"))

from finds import FINDS
from targets import TARGETS, bent

pytestmark = [
    pytest.mark.filterwarnings("ignore::bs4.MarkupResemblesLocatorWarning"),
    pytest.mark.filterwarnings("ignore::bs4.XMLParsedAsHTMLWarning"),
]
#: inputs, some seconds' worth
TRIED = {"discover": 150, "read": 60, "extract": 40, "yaml": 100, "warc": 150}


@pytest.mark.parametrize("name", TARGETS)
def test_bent_bytes(name: str) -> None:
    seeds, holds = TARGETS[name]

    @seed(20261122)
    @settings(max_examples=TRIED[name], deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(bent(seeds()))
    def all_of_them(body: bytes) -> None:
        holds(body)

    all_of_them()


@pytest.mark.parametrize(("name", "body"), [(name, body) for name, bodies in FINDS.items() for body in bodies])
def test_what_was_found_stays_mended(name: str, body: bytes) -> None:
    TARGETS[name][1](body)
