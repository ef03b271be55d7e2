"""The errors that are not our own bugs."""

from __future__ import annotations


class TrackerError(Exception):
    """The base of all errors that are not our own bugs."""


class DeclarationError(TrackerError):
    """A file that people edit is wrong; the message names file, entry, field and what is allowed."""


class InputError(TrackerError):
    """What was given on the command line or standard input cannot be read; the message names it."""
