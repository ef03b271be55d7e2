"""The doors for machines: addresses come in; feeds, badges, maps of the site and the page that explains them go out."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from datasette import Response

from tracker.site.desk import Desk
from tracker.site.doors import api, badge, feeds, maps

#: address: what answers it
DOORS: dict[str, Callable[[Desk], Awaitable[Response]]] = {
    **{rf"^/timeline\.{re.escape(ending)}$": feeds.door(ending) for ending in feeds.FORMATS},
    r"^/badge/(?P<company>[^/]+)/(?P<region>[^/]+)\.svg$": badge.badge,
    r"^/sitemap\.xml$": maps.sitemap,
    r"^/sitemap-(?P<part>[0-9]{1,6})\.xml$": maps.sitemap,
    r"^/robots\.txt$": maps.robots,
    r"^/llms\.txt$": maps.llms,
    r"^/-/timeline-card\.png$": maps.card,
    r"^/api/?$": api.page,
}
