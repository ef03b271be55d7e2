"""An address and a message come in; it is sent, and what is sure of that goes out; the only door to apprise."""

from __future__ import annotations

import logging
import re
import smtplib
import socket
import ssl
import sys
from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import quote

from tracker.model import InputError
from tracker.model.notices import Recipient

if TYPE_CHECKING:
    from apprise import NotifyBase

#: seconds to wait for a connection (of mail: for each answer), and for an answer
CONNECT, ANSWER = 30.0, 60.0
#: errors that come before anything of a message was said; others of the network may come amid it
_BEFORE = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError, smtplib.SMTPRecipientsRefused)
#: characters of a part of an address that may be a secret
_SECRET = 5


class Fate(StrEnum):
    """What became of a message."""

    SENT = "sent"
    #: certainly not taken: nobody was reached, or all that was asked was refused
    NOT_SENT = "not sent"
    #: taken, in part or not at all: nobody can tell
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Sender:
    """A recipient's address, ready to be used; what must not be shown of it."""

    service: NotifyBase
    secrets: Set[str]

    def send(self, title: str, body: str, reference: str) -> tuple[Fate, str]:
        """Send a message once, without another try; returns its fate and the reason where it was not sent.

        `reference` goes into a header too, where the service is mail or a webhook.
        """
        headers = getattr(self.service, "headers", None)
        if isinstance(headers, dict):
            headers["X-Notice"] = reference
        log = _Log()
        with log:
            try:
                done = self.service.notify(title=title, body=body, body_format="text")
            except Exception as error:  # a plugin's own bug must not keep the other recipients from their messages
                done = False
                log.said.append(f"{type(error).__name__}: {error}")
        if done:
            return Fate.SENT, ""
        return Fate.NOT_SENT if log.nothing_taken else Fate.DOUBTFUL, log.told(self.secrets)


def sender(recipient: Recipient, environment: Mapping[str, str]) -> Sender:
    """Raises InputError that names entry and field where a variable is missing or apprise knows no such address."""
    import apprise  # takes a tenth of a second, which no other command needs

    place = f"notices.yaml: entry ({recipient.name}), field to"
    template = Template(recipient.to)
    names = template.get_identifiers()
    if missing := [name for name in names if not environment.get(name)]:
        raise InputError(f"{place}: the environment has no variable {' and no '.join(missing)}")
    whole = recipient.to in [form for name in names for form in (f"${name}", f"${{{name}}}")]
    # within an address a password may hold signs that mean something there
    values = {name: environment[name] if whole else quote(environment[name], safe="") for name in names}
    asset = apprise.AppriseAsset(app_id="regulatory-news-tracker", storage_mode=apprise.PersistentStoreMode.MEMORY)
    with _Log() as log:
        service = apprise.Apprise.instantiate(template.substitute(values), asset=asset)
    secrets = {environment[name] for name in names} | set(values.values())
    if whole:  # any part of it may be a token
        secrets |= {part for one in values.values() for part in re.split(r"[/:@?&=]+", one) if len(part) >= _SECRET}
    if service is None:
        said = log.told(secrets)
        raise InputError(f"{place}: apprise cannot use this address: {recipient.to} ({said})")
    service.socket_connect_timeout, service.socket_read_timeout = CONNECT, ANSWER
    if "overflow=" not in recipient.to:
        service.overflow_mode = apprise.OverflowMode.SPLIT  # in parts, where a service takes short messages only
    return Sender(service, frozenset(secrets))


class _Log(logging.Handler):
    """Hears what apprise, and urllib3 beneath it, say while a message is sent: apprise itself answers yes or no."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []
        self._errors: list[BaseException] = []
        self._statuses: list[int] = []
        self._taken = False
        self._loggers = [logging.getLogger("apprise"), logging.getLogger("urllib3.connectionpool")]
        self._before = [(one.level, one.propagate) for one in self._loggers]

    def __enter__(self) -> _Log:
        for one in self._loggers:
            one.addHandler(self)
            one.setLevel(logging.DEBUG)
            one.propagate = False
        return self

    def __exit__(self, *_: object) -> None:
        for one, (level, propagate) in zip(self._loggers, self._before, strict=True):
            one.removeHandler(self)
            one.setLevel(level)
            one.propagate = propagate

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "urllib3.connectionpool":
            # '%s://%s:%s "%s %s %s" %s %s': the last but one is the status
            if isinstance(record.args, tuple) and len(record.args) == 8 and isinstance(record.args[6], int):
                self._statuses.append(record.args[6])
            return
        if record.levelno >= logging.WARNING:
            self.said.append(" ".join(record.getMessage().split()))
        elif record.levelno == logging.INFO:
            self._taken = True  # "Sent ..."
        error = sys.exc_info()[1]  # the one that apprise is handling
        if error and error not in self._errors:
            self._errors.append(error)
            self.said.append(_root(error))

    def told(self, secrets: Set[str]) -> str:
        """What was said, without these."""
        said = "; ".join(self.said) or "the service gives no reason"
        for secret in sorted(secrets, key=len, reverse=True):
            said = said.replace(secret, "***")
        return said

    @property
    def nothing_taken(self) -> bool:
        """Whether every attempt failed before anything was said, or was refused with a plain no."""
        refused = [400 <= status < 500 for status in self._statuses]
        failed = [_not_taken(error) for error in self._errors]
        return not self._taken and bool(refused or failed) and all(refused) and all(failed)


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _root(error: BaseException) -> str:
    first = _chain(error)[-1]
    return f"{type(first).__name__}: {first}"


def _not_taken(error: BaseException) -> bool:
    """Whether nobody was reached, or a mail server said a plain no."""
    return any(
        isinstance(one, _BEFORE) or (isinstance(one, smtplib.SMTPResponseException) and 400 <= one.smtp_code < 600)
        for one in _chain(error)
    )
