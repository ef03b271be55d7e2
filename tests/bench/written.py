"""What was learned in; the JSON that the reader loads out, a sign or a tree a line, so that a change can be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-not-found]

from tracker.extract.judge import JUDGES
from tracker.extract.leads import LEARNED, WHEN

MODEL = Path(__file__).parents[2] / "tracker" / "words" / "learned.en.json"


def grown(*models: HistGradientBoostingClassifier) -> dict[str, Any]:
    """The trees as lists, those of several models as their mean; a leaf asks figure 0 and leads to itself."""
    trees = []
    for (tree,) in (one for model in models for one in model._predictors):
        nodes = list(enumerate(tree.nodes))
        trees.append(
            {
                "figure": [0 if node["is_leaf"] else int(node["feature_idx"]) for _, node in nodes],
                "bar": [0 if node["is_leaf"] else single(node["num_threshold"]) for _, node in nodes],
                "low": [number if node["is_leaf"] else int(node["left"]) for number, node in nodes],
                "high": [number if node["is_leaf"] else int(node["right"]) for number, node in nodes],
                "adds": [short(node["value"] / len(models)) if node["is_leaf"] else 0 for _, node in nodes],
                "depth": int(max(node["depth"] for _, node in nodes)),
            }
        )
    bias = sum(model._baseline_prediction[0, 0] for model in models) / len(models)
    return {"bias": short(bias), "trees": trees}


def short(value: float) -> float:
    return float(f"{value:.5g}")


def single(value: float) -> float:
    """A number as the figures have it, that a row of figures goes the way that it went when the tree was learned."""
    return float(str(np.float32(value)))


def write(learned: dict[str, Any]) -> None:
    """The models as JSON, a sign or a tree a line, so that a change can be read."""

    def judge(name: str, model: dict[str, Any]) -> str:
        trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in model["trees"])
        figures = f'"figures":{json.dumps(model["figures"])},' if "figures" in model else ""
        return f'"{name}":{{{figures}"bias":{model["bias"]},"trees":[\n{trees}\n]}}'

    with MODEL.open("w", encoding="utf-8") as file:
        file.write("{\n")
        for name in (*LEARNED, WHEN):
            rows = (
                f"{json.dumps(sign, ensure_ascii=False)}:{json.dumps(row)}"
                for sign, row in learned[name]["weights"].items()
            )
            lines = ",\n".join(rows)
            file.write(f'"{name}":{{"bias":{json.dumps(learned[name]["bias"])},"weights":{{\n{lines}\n}}}},\n')
        file.write(f'"judge":{{"figures":{json.dumps(learned["judge"]["figures"])}')
        for name in JUDGES:
            file.write(f",\n{judge(name, learned['judge'][name])}")
        file.write(f"}},\n{judge('day', learned['day'])}}}\n")
