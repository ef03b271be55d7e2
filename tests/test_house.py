"""The house rules that a machine can check: who imports whom, how a module opens, who reads the clock and prints."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "tracker"
MODULES = sorted(PACKAGE.rglob("*.py"))

MIDDLE = {"discover", "read", "versions", "extract", "resolve"}
EDGES = {"fetch", "wayback", "archive", "ledger", "publish", "cache"}
#: part of the house: the parts it may import. `model` imports nothing of ours; the site knows its database
MAY: dict[str, set[str]] = {
    "model": set(),
    "record": {"model"},
    "site": {"formats"},
    "limits": {"model"},
    "lock": {"model"},
    "address": {"model"},
    "formats": {"model"},
    **{step: {"model"} for step in MIDDLE | EDGES | {"declarations"}},
    **{edge: {"model", "formats"} for edge in ("archive", "ledger", "cache")},
    "resolve": {"model", "record"},
    "publish": {"model", "record", "formats"},
    "discover": {"model", "address"},
    "read": {"model", "address"},
    "intake": {"model", "archive", "read"},
    "pipeline": {"model", "record", "declarations", "address", "limits"} | MIDDLE | EDGES,
    "check": {"model", "declarations", "pipeline", "limits"} | MIDDLE | EDGES,
    "propose": {"model", "declarations", "pipeline"} | MIDDLE | EDGES,
    "explain": {"model", "extract"},
    "lines": {"model", "intake", "read", "extract"},
    "mine": {"model", "declarations", "archive", "intake", "read", "extract", "limits"},
    "show": {"model", "pipeline", "check", "explain", "ledger", "extract", "review", "notices"},
    "review": {"model", "publish"},
    "notices": {"model", "ledger", "publish"},
    "export": {"model", "publish"},
    "place": {"model", "declarations", "archive", "ledger", "publish", "cache", "show"},
    "logs": {"show"},
    "keeping": set(),
    "databases": set(),
    "backup": {"model", "keeping", "databases"},
    "prune": {"keeping", "databases"},
    "doctor": {"model", "declarations", "place", "pipeline", "keeping", "databases", "backup", "formats"} | EDGES,
    "cli": {
        "logs",
        "keeping",
        "doctor",
        "backup",
        "prune",
        "model",
        "declarations",
        "pipeline",
        "check",
        "propose",
        "explain",
        "lines",
        "show",
        "place",
        "review",
        "export",
        "notices",
        "ledger",
        "lock",
        "mine",
        "intake",
        "read",
        "extract",
        "wayback",
        "site",
    },
}
#: they alone reach for these libraries
DOORS = {
    "httpx": {"fetch"},
    "aia_chaser": {"fetch"},
    "warcio": {"archive"},
    "wayback": {"wayback"},
    "requests": {"wayback"},
    "sqlite3": {"archive", "cache", "databases", "formats", "ledger", "publish", "site"},
    "click": {"cli"},
    "rich": {"show", "logs"},
    "datasette": {"site", "cli"},
    "feedgen": {"site"},
    "icalendar": {"site"},
    "frictionless": {"export"},
    "subprocess": {"cli", "mine"},
    "distributed": {"mine"},
    "fsspec": {"mine"},
    "hyperscan": {"mine"},
    "pyarrow": {"mine"},
    "apprise": {"notices"},
    "logging": {"fetch", "notices", "logs"},
}
CLOCK = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
    ("time", "localtime"), ("time", "gmtime"), ("time", "monotonic"), ("time", "perf_counter"), ("time", "sleep"),
}  # fmt: skip


def part(path: Path) -> str:
    """The part of the house that a file belongs to: its module, or the package that it lies in."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imported(path: Path) -> list[str]:
    """The dotted names that a file imports, with those that `from x import y` may mean."""
    found: list[str] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def ours(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imported(path) if name.startswith("tracker.")} - {part(path)}


def called(path: Path) -> list[tuple[str, str]]:
    """The calls of a file as (what stands before the last dot, name)."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            found.append((name, node.func.attr))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.append(("", node.func.id))
    return found


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_every_part_has_its_line_in_the_table() -> None:
    assert {part(path) for path in MODULES} - {"__init__"} == set(MAY)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports(path: Path) -> None:
    if path.parent == PACKAGE and path.name == "__init__.py":
        assert imported(path) == []
        return
    assert ours(path) <= MAY[part(path)]
    for library, parts in DOORS.items():
        used = any(one.split(".")[0] == library for one in imported(path))
        assert not used or part(path) in parts, f"only {', '.join(sorted(parts))} may use {library}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_opens_with_what_comes_in_and_goes_out(path: Path) -> None:
    text = ast.get_docstring(tree(path)) or ""
    assert text.split("\n\n")[0].rstrip().endswith((".", ":")), "the first thing in a module is a sentence"


@pytest.mark.parametrize("path", [path for path in MODULES if part(path) not in ("cli", "show")], ids=name)
def test_nothing_prints_or_reads_the_clock(path: Path) -> None:
    calls = set(called(path))
    assert not calls & CLOCK
    assert not {("", "print"), ("", "input"), ("stdout", "write"), ("stderr", "write")} & calls


@pytest.mark.parametrize("path", [path for path in MODULES if part(path) in MIDDLE], ids=name)
def test_the_middle_is_pure(path: Path) -> None:
    """No path, environment, network or file; `importlib.resources` and caches of pure functions are no state."""
    names = {one.split(".")[0] for one in imported(path)}
    assert not names & {"os", "pathlib", "tempfile", "socket", "random", "httpx", "threading"}
    assert ("", "open") not in called(path)
    assert not [node for node in ast.walk(tree(path)) if isinstance(node, ast.Global | ast.Nonlocal)]


def test_the_check_itself_sees_a_breach(tmp_path: Path) -> None:
    """Each rule above finds what it forbids."""
    path = tmp_path / "breach.py"
    path.write_text("from tracker import fetch\nimport time\nx = time.time()\nprint(x)\nfrom datetime import datetime\n"
                    "y = datetime.now()\n", "utf-8")  # fmt: skip
    assert "tracker.fetch" in imported(path)
    assert {("time", "time"), ("datetime", "now")} <= set(called(path)) & CLOCK
    assert ("", "print") in called(path)
