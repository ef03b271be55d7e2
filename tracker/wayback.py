"""An address comes in; its captures at the Wayback Machine come out, or a job that saves the page there.

The only door to it: the CDX server, the captures as they were served (`id_`) and Save Page Now 2. The library keeps the
pace that its operators ask for (24 searches and 480 captures a minute) and knows their odd lines and answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import wayback
from requests.exceptions import ChunkedEncodingError, ContentDecodingError

from tracker.model import InputError, Page, TrackerError

HOST = "web.archive.org"
#: bytes of a body; the same for a page that we fetch ourselves
MAX_BODY = 5_000_000
#: seconds to keep away after a 429: who goes on for a minute is shut out for an hour, then two
REST = 60.0
#: seconds for an answer, and the longest wait that it may ask of us
TIME_LIMIT, LONGEST_WAIT = 60.0, 120.0
#: captures that an account may ask for a minute: 7, of which we leave one
SAVES = 6 / 60
#: what Save Page Now says of a page that it will not save tomorrow either
_LASTING = re.compile(
    r"error:(bad-request|blocked(-url)?|filesize-limit|ftp-access-denied|invalid-(url(-syntax)?|host-resolution)"
    r"|method-not-allowed|no-access|not-found|not-implemented|too-many-redirects|unauthorized)"
)
#: and of an account that has had enough for today
_SPENT = re.compile(r"error:(max-daily-bandwidth|too-many-daily-captures-)\S*")


class WaybackError(TrackerError):
    """The Wayback Machine did not give what was asked; `lasting`: it would not tomorrow either."""

    def __init__(self, message: str, *, lasting: bool = False) -> None:
        super().__init__(message)
        self.lasting = lasting


class LimitedError(WaybackError):
    """It wants to be left alone for so many seconds."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = max(seconds, REST)


class ClosedError(WaybackError):
    """It gives nothing more today: nobody answers, or the account is spent."""


@dataclass(frozen=True, slots=True)
class Capture:
    """A line of its index: the address as it was captured, the time as YYYYMMDDhhmmss, the digest of the body."""

    url: str
    stamp: str
    digest: str
    #: compressed bytes, where it says so
    length: int | None = None

    @property
    def archived_url(self) -> str:
        """Where people can see it."""
        return f"https://{HOST}/web/{self.stamp}/{self.url}"

    @property
    def time(self) -> str:
        return datetime.strptime(self.stamp, "%Y%m%d%H%M%S").strftime("%Y-%m-%dT%H:%M:%SZ")


def same(one: str, other: str) -> bool:
    """Whether two addresses differ only as the index takes them for one: scheme, port, `www.`, a stroke at the end."""

    def core(url: str) -> tuple[str, str, str]:
        parts = urlsplit(url)
        return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query

    return core(one) == core(other)


class Keys(NamedTuple):
    """The keys of an account at archive.org."""

    access: str
    secret: str


class _Session(wayback.WaybackSession):  # type: ignore[misc]  # the library ships no types
    """The library's session, with our errors in place of its own and no wait that an answer could stretch at will."""

    def should_retry(self, response: Any) -> bool:
        return bool(super().should_retry(response)) and self.get_retry_delay(0, response) <= LONGEST_WAIT

    def send(self, request: Any, **given: Any) -> Any:
        try:
            response = super().send(request, **given)
        except wayback.exceptions.RateLimitError as error:
            raise LimitedError("it wants to be left alone: status 429", error.retry_after or REST) from None
        except (ChunkedEncodingError, ContentDecodingError) as error:
            raise WaybackError(f"the answer broke off or cannot be unpacked: {error}") from None
        except (wayback.exceptions.WaybackRetryError, OSError) as error:  # a firewall's refusal among them
            raise ClosedError(f"{HOST} cannot be reached: {error}") from None
        if response.status_code == 503 and self.get_retry_delay(0, response) > LONGEST_WAIT:
            raise LimitedError("it wants to be left alone: status 503", self.get_retry_delay(0, response))
        return response


class Wayback:
    """Asks under the name `agent`, one request at a time; use it as a context manager."""

    def __init__(self, agent: str) -> None:
        self._session = _Session(retries=3, timeout=TIME_LIMIT, user_agent=agent)
        self._client = wayback.WaybackClient(self._session)
        self._saves = wayback.RateLimit(SAVES)

    def __enter__(self) -> Wayback:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def captures(self, url: str, since: str) -> Iterator[Capture]:
        """The captures of an address with status 200 since a day (ISO), the oldest first, neighbours of one body once.

        What came before an error has been handed out by then. Raises WaybackError.
        """
        day = datetime.fromisoformat(since)
        try:
            found = self._client.search(url, from_date=day, filter_field="statuscode:200", collapse="digest")
            for row in found:
                yield Capture(row.original, row.timestamp.strftime("%Y%m%d%H%M%S"), row.digest, row.length)
        except (wayback.exceptions.BlockedSiteError, wayback.exceptions.BlockedByRobotsError) as error:
            raise WaybackError(f"it does not show this page: {error}", lasting=True) from None
        except wayback.exceptions.WaybackException as error:
            raise WaybackError(f"its index: {error}") from None

    def memento(self, capture: Capture, address: str) -> Page:
        """The page of a capture as its server sent it, as of the time of the capture, under the given address.

        `url` of the page is where people can see the capture. Raises WaybackError.
        """
        if (capture.length or 0) > MAX_BODY:
            raise WaybackError(f"larger than {MAX_BODY // 1_000_000} MB", lasting=True)
        try:
            memento = self._client.get_memento(capture.url, capture.stamp, follow_redirects=False)
            status, headers, body = memento.status_code, tuple(memento.headers.items()), memento.content
        except (wayback.exceptions.BlockedSiteError, wayback.exceptions.BlockedByRobotsError) as error:
            raise WaybackError(f"it does not show this page: {error}", lasting=True) from None
        except wayback.exceptions.WaybackException as error:
            raise WaybackError(str(error)) from None
        if status != 200:
            raise WaybackError(f"the capture is of a page with status {status}", lasting=True)
        if not body or len(body) > MAX_BODY:
            what = "empty" if not body else f"larger than {MAX_BODY // 1_000_000} MB"
            raise WaybackError(f"the capture is {what}", lasting=True)
        return Page(capture.archived_url, address, 200, headers, body, capture.time)

    def save(self, url: str, keys: Keys, within: str) -> str:
        """Asks it to save a page, unless it did `within` (`1d`) the last time; the number of the job.

        Raises WaybackError, and InputError where it does not know the keys.
        """
        self._saves.wait()
        asked = {"url": url, "if_not_archived_within": within, "skip_first_archive": "1"}
        said = self._ask("POST", "/save", keys, data=asked)
        if job := said.get("job_id"):
            return str(job)
        raise WaybackError(f"no job: {said.get('message') or 'it says nothing'}")

    def saved(self, job: str, keys: Keys) -> Capture | None:
        """The capture that a job made or found; None while it is at work. Raises as `save` does."""
        said = self._ask("GET", f"/save/status/{job}", keys)
        stamp, url = str(said.get("timestamp") or ""), said.get("original_url")
        if said.get("status") == "pending":
            return None
        if said.get("status") != "success" or not url or not re.fullmatch(r"\d{14}", stamp):
            raise WaybackError(f"an answer that is none: {str(dict(said))[:200]}")
        return Capture(str(url), stamp, "")

    def _ask(self, method: str, path: str, keys: Keys, **given: Any) -> Mapping[str, Any]:
        """What Save Page Now answers, where it is no error."""
        headers = {"Accept": "application/json", "Authorization": f"LOW {keys.access}:{keys.secret}"}
        answer = self._session.request(method, f"https://{HOST}{path}", headers=headers, allow_redirects=False, **given)
        if answer.status_code in (401, 403):
            raise InputError(f"{HOST} does not know the keys: status {answer.status_code}")
        try:
            said = answer.json()
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise WaybackError(f"status {answer.status_code} and no JSON: {answer.text[:100]!r}")
        if said.get("status") == "error":
            _refuse(str(said.get("status_ext")), str(said.get("message") or said.get("exception") or ""))
        return said


def _refuse(code: str, message: str) -> None:
    """Raises what an error of Save Page Now means."""
    text = f"{code.removeprefix('error:')}: {message}"
    if code == "error:user-session-limit":
        raise LimitedError(text, REST)
    if _SPENT.fullmatch(code):
        raise ClosedError(text)
    raise WaybackError(text, lasting=bool(_LASTING.fullmatch(code)))
