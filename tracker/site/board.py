"""Takes the standing act of each company-region pair; gives the status board as rows, columns and cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: regions that get a column of their own; the others share the last one
COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A company: the cell of each column (None where nothing is known), and the cells of the other regions."""

    company: str
    name: str
    cells: tuple[Mapping[str, Any] | None, ...]
    elsewhere: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Columns are (id, name) of regions; `more` companies did not fit."""

    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    more: int


def lay_out(cells: Iterable[Mapping[str, Any]], rows: int | None = None) -> Board:
    """Return the board of `cells` (rows of sql/board.sql), cut after `rows` companies.

    With a cut, companies that acted themselves come before those to which others did something only.
    """
    by_company: dict[str, dict[str, Mapping[str, Any]]] = {}
    for cell in cells:
        by_company.setdefault(cell["company"], {})[cell["region"]] = cell
    chosen = list(by_company.values())
    if rows is not None:
        chosen.sort(key=lambda line: -sum(cell["state"] != "others" for cell in line.values()))
    shown = chosen[:rows]
    columns = _columns(shown)
    wide = {region for region, _ in columns}
    lines = []
    for line in shown:
        first = next(iter(line.values()))
        elsewhere = tuple(cell for region, cell in line.items() if region not in wide)
        cells_here = tuple(line.get(region) for region, _ in columns)
        lines.append(Line(first["company"], first["company_name"], cells_here, elsewhere))
    return Board(columns, tuple(lines), len(chosen) - len(shown))


def _columns(lines: list[dict[str, Mapping[str, Any]]]) -> tuple[tuple[str, str], ...]:
    """Return the regions in which most companies have something standing, worldwide first."""
    names = {cell["region"]: cell["region_name"] for line in lines for cell in line.values()}
    weight: Counter[str] = Counter()
    for line in lines:
        for region, cell in line.items():
            weight[region] += 1 if cell["state"] == "others" else 3
    order = sorted(weight, key=lambda region: (-weight[region], region))[:COLUMNS]
    order.sort(key=lambda region: region != "WW")
    return tuple((region, names[region]) for region in order)
