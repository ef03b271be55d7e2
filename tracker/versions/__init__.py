"""The texts that one page has shown come in; which of them say something new, what was edited and when goes out.

Looks at a page are compared by their words alone (`units`): a new version has words, in an order, that no earlier
version had, or has lost some (`judge`, `history`); what came and went is an `Edit` (`compare`); each passage bears the
day from which it stood there (`dated`).
"""

from __future__ import annotations

from tracker.versions.edits import compare
from tracker.versions.history import History, history
from tracker.versions.judge import Verdict, judge
from tracker.versions.passages import dated
from tracker.versions.units import Rules, notices

__all__ = ["History", "Rules", "Verdict", "compare", "dated", "history", "judge", "notices"]
