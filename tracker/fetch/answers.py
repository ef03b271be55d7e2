"""An answer or an error of a connection comes in; what it means goes out."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import httpx

from tracker.model import Page, TrackerError

#: seconds for a connection
CONNECT_LIMIT = 5.0
#: what took that long, where it was the look-up
UNNAMED = "its name was not looked up"
#: titles of the pages that ask whether a browser or a person is there
_CHALLENGE = re.compile(
    rb"<title>\s*(just a moment\W*|attention required! \| cloudflare|access denied|pardon our interruption\W*|"
    rb"verifying you are human\W*|are you a robot\W*|human verification|security check)\s*</title>",
    re.I,
)


class FetchError(TrackerError):
    """The address gave no page; `lasting`: it would not tomorrow either."""

    def __init__(self, url: str, message: str, *, lasting: bool = False) -> None:
        super().__init__(message)
        self.url = url
        self.message = message
        self.lasting = lasting


class UnreachedError(FetchError):
    """There was no connection to the host: no such name, no network, nobody answers."""


class StoppedError(FetchError):
    """The host gets no further request in this run."""


class RefusedError(StoppedError):
    """It refuses us or wants to be left alone: for the rest of the day it is."""


class RobotsError(FetchError):
    """Its robots.txt does not allow the address."""


class BudgetError(FetchError):
    """The host has had as many requests as one run may make; the rest waits for the next run."""


class TroubleError(Exception):
    """A server's short trouble; the page is what it sent."""

    def __init__(self, page: Page) -> None:
        self.page = page


def header(page: Page, name: str) -> str:
    """A header by its name in lower case, empty where it is not sent; httpx would refuse values that are not ASCII."""
    return next((value for key, value in page.headers if key.lower() == name), "")


def target(page: Page) -> str:
    """Where a redirect leads; what was asked for over TLS is never asked for without it, whatever the server says."""
    location = header(page, "location")
    try:
        leads = urlsplit(urljoin(page.final_url, location))
        secure = leads.scheme == "http" and page.final_url.startswith("https:")
        return (leads._replace(scheme="https", netloc=leads.netloc.removesuffix(":80")) if secure else leads).geturl()
    except ValueError:
        raise FetchError(page.url, f"redirects to no address: {location[:100]}", lasting=True) from None


def is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def is_challenge(page: Page) -> bool:
    marked = header(page, "cf-mitigated") == "challenge" or header(page, "x-amzn-waf-action")
    return bool(marked) or bool(_CHALLENGE.search(page.body[:4000]))


def retry_after(page: Page, now: datetime) -> float | None:
    """Seconds that the server wants us to wait, from either form of Retry-After (RFC 9110, 10.2.3)."""
    value = header(page, "retry-after").strip()
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value).astimezone(UTC) - now).total_seconds()) if value else None
    except ValueError:
        return None


def causes(error: BaseException) -> list[BaseException]:
    """The error and what lies beneath it: httpx wraps httpcore, which wraps the socket's own error."""
    below = [x for x in (error.__cause__, error.__context__, *error.args) if isinstance(x, BaseException)]
    return [error, *(y for x in below for y in causes(x))]


def lacks_issuer(error: Exception) -> bool:
    """Whether the server's chain of certificates has a hole."""
    return any(
        isinstance(x, ssl.SSLCertVerificationError) and "local issuer" in x.verify_message for x in causes(error)
    )


def may_pass(error: Exception) -> bool:
    """Whether the same request may well succeed in a second."""
    if isinstance(error, httpx.ConnectError):
        return not any(isinstance(x, socket.gaierror | ssl.SSLError) for x in causes(error))
    return isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError | TroubleError)


def no_connection(error: Exception) -> tuple[type[FetchError], str]:
    """What a connection that never came about means, in words."""
    for cause in causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = f"its TLS certificate cannot be verified: {cause.verify_message}"
            if "local issuer" in cause.verify_message:
                reason += " (the server does not send the whole chain, or its issuer is not trusted here)"
            return StoppedError, reason
        if isinstance(cause, ssl.SSLError):
            return StoppedError, f"TLS fails: {cause.reason or cause}"
        if isinstance(cause, socket.gaierror):
            return UnreachedError, f"its name cannot be looked up: {cause.strerror or cause}"
    if isinstance(error, httpx.ConnectTimeout):
        late = UNNAMED if str(error) == UNNAMED else "no connection"
        return UnreachedError, f"{late} within {CONNECT_LIMIT:.0f} s"
    return UnreachedError, f"no connection: {error}"
