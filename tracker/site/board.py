"""Takes what stands in each company-region pair; gives the status board as rows, columns and cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: regions that get a column of their own; the others share the last one, so many of them at most
COLUMNS, ELSEWHERE = 7, 3


@dataclass(frozen=True, slots=True)
class Line:
    """A company: the cell of each column (None where nothing is known), cells of other regions, and `more` of those."""

    company: str
    name: str
    cells: tuple[Mapping[str, Any] | None, ...]
    elsewhere: tuple[Mapping[str, Any], ...]
    more: int


@dataclass(frozen=True, slots=True)
class Board:
    """Columns are (id, name) of regions."""

    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


def lay_out(cells: Iterable[Mapping[str, Any]]) -> Board:
    """Return the board of `cells`, company by company in their order; a cell has a `state` (see stance.py)."""
    by_company: dict[str, dict[str, Mapping[str, Any]]] = {}
    for cell in cells:
        by_company.setdefault(cell["company"], {})[cell["region"]] = cell
    columns = _columns(list(by_company.values()))
    wide = {region for region, _ in columns}
    lines = []
    for company, line in by_company.items():
        first = next(iter(line.values()))
        elsewhere = [cell for region, cell in line.items() if region not in wide]
        elsewhere.sort(key=lambda cell: cell["state"] == "others")
        here = tuple(line.get(region) for region, _ in columns)
        shown = tuple(elsewhere[:ELSEWHERE])
        lines.append(Line(company, first["company_name"], here, shown, len(elsewhere) - len(shown)))
    return Board(columns, tuple(lines))


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
