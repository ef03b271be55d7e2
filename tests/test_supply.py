"""What we depend on is needed, has its reason, and is pinned with its hashes; known holes are told."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "pyproject.toml").read_text("utf-8")
PROJECT = tomllib.loads(TEXT)
NEEDED = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
EXTRAS = [Requirement(line) for lines in PROJECT["project"]["optional-dependencies"].values() for line in lines]
BUILD = [Requirement(line) for line in PROJECT["build-system"]["requires"]]
SERVER, ALL = ROOT / ".ci" / "constraints.txt", ROOT / ".ci" / "constraints-ci.txt"
#: needed and imported by nobody here: who needs it
FOR_OTHERS = {"lxml-html-clean": "trafilatura"}
#: imported and not declared: the package that brings it and always will
PART_OF = {"pydantic-core": "pydantic", "uvicorn": "datasette"}


def names(requirements: list[Requirement]) -> set[str]:
    return {canonicalize_name(one.name) for one in requirements}


def imported(folder: Path) -> set[str]:
    """The packages that the modules of a folder import, at their top or within a function."""
    of, found = packages_distributions(), set[str]()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            )  # fmt: skip
            found |= {module.split(".")[0] for module in modules}
    return {canonicalize_name(name) for module in found for name in of.get(module, ())} - {"regulatory-news-tracker"}


def test_every_dependency_has_its_reason() -> None:
    lines = [line for line in TEXT.splitlines() if re.match(r'\s+"[A-Za-z0-9._-]+(\[.*?\])?[<>=].*",', line)]
    assert len(lines) == len(NEEDED) + len(EXTRAS)
    assert [line for line in lines if not re.search(r'",\s+# \w', line)] == []


def test_every_dependency_is_used_and_what_is_used_is_declared() -> None:
    used, declared = imported(ROOT / "tracker"), names(NEEDED)
    assert declared - used == set(FOR_OTHERS), "not needed any more"
    optional = {"frictionless", "distributed", "fsspec", "hyperscan", "isal", "pyarrow"}
    assert {PART_OF.get(name, name) for name in used} - declared == optional
    assert optional <= names(EXTRAS)
    assert set(FOR_OTHERS.values()) | set(PART_OF.values()) <= declared


def pinned(path: Path) -> dict[str, list[tuple[Requirement, list[str]]]]:
    """The packages of a constraints file: each as it is pinned, often where systems differ, with its hashes."""
    found: dict[str, list[tuple[Requirement, list[str]]]] = {}
    for entry in path.read_text("utf-8").replace("\\\n", "").splitlines():
        if entry.startswith("#"):
            continue
        line, *hashes = re.split(r"\s+--hash=", entry.strip())
        one = Requirement(line)
        found.setdefault(canonicalize_name(one.name), []).append((one, hashes))
    return found


@pytest.mark.parametrize(
    ("path", "wanted"), [(SERVER, NEEDED + BUILD), (ALL, NEEDED + EXTRAS + BUILD)], ids=["server", "all"]
)
def test_the_tested_set_has_every_dependency_with_hashes(path: Path, wanted: list[Requirement]) -> None:
    there = pinned(path)
    assert sorted(names(wanted) - set(there)) == [], "run .ci/renew"
    for one in wanted:
        for pin, _ in there[canonicalize_name(one.name)]:
            assert pin.specifier.prereleases is not True
            assert one.specifier.contains(str(pin.specifier).removeprefix("==")), f"{pin} is not {one}: run .ci/renew"
    for pin, hashes in [entry for entries in there.values() for entry in entries]:
        assert re.fullmatch(r"==[^*,]+", str(pin.specifier)), pin
        assert hashes, pin
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", one) for one in hashes), pin


def test_the_tested_sets_agree_and_name_no_host() -> None:
    server, whole = pinned(SERVER), pinned(ALL)
    for name, entries in server.items():
        assert [(str(pin), hashes) for pin, hashes in entries] == [(str(pin), hashes) for pin, hashes in whole[name]], (
            name
        )
    for path in (SERVER, ALL):
        text = path.read_text("utf-8")
        assert "://" not in text
        assert set(re.findall(r"(?:^|\s)(--?[a-z][a-z-]*)", text)) == {"--hash"}, "no index, no place of files"


HOLE = {"name": "jinja2", "version": "3.1.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["3.1.6"]}]}
WELL = {"name": "click", "version": "8.2.0", "vulns": []}
UNKNOWN = {"name": "lxml", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "trouble", "code", "said"),
    [
        ([WELL], "", 0, "1 packages asked about, 0 known holes"),
        ([WELL, HOLE], "", 1, "jinja2 3.1.0: PYSEC-2026-1, mended in 3.1.6"),
        ([WELL, UNKNOWN], "", 0, "nothing is known of lxml"),
        ([HOLE, UNKNOWN], "", 1, "nothing is known of lxml"),
        ([UNKNOWN, UNKNOWN], "", 0, "NOT DONE"),
        (None, "requests.exceptions.ConnectionError: refused", 0, "NOT DONE"),
        (None, "error: the file is wrong", 2, "the file is wrong"),
    ],
)
def test_known_holes_fail_and_what_could_not_be_asked_is_told(
    tmp_path: Path, packages: list[object] | None, trouble: str, code: int, said: str
) -> None:
    program = tmp_path / "pip-audit"
    answer = json.dumps({"dependencies": packages}) if packages is not None else ""
    program.write_text(f"#!/bin/sh\necho '{answer}'\necho '{trouble}' >&2\nexit {int(bool(trouble))}\n", "utf-8")
    program.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    audit = [sys.executable, ROOT / ".ci" / "audit", SERVER]
    ended = subprocess.run(audit, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == code
    assert said in ended.stdout + ended.stderr
