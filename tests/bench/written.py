"""What was learned in; the JSON that the reader loads out, a sign or a tree a line, so that a change can be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-not-found]

WORDS = Path(__file__).parents[2] / "tracker" / "words"


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


def write(name: str, learned: dict[str, Any]) -> None:
    """What was learned as JSON."""
    (WORDS / f"{name}.en.json").write_text(laid_out(learned) + "\n", encoding="utf-8")


def laid_out(value: Any) -> str:
    """A word, a row of weights or a tree a line, so that a change can be read."""
    if isinstance(value, dict) and "depth" not in value:
        return (
            "{\n"
            + ",\n".join(f"{json.dumps(name, ensure_ascii=False)}:{laid_out(one)}" for name, one in value.items())
            + "\n}"
        )
    if isinstance(value, list) and isinstance(next(iter(value), 0), dict | str):
        return "[\n" + ",\n".join(map(laid_out, value)) + "\n]"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
