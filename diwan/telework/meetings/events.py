"""Facts of meetings, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MeetingConvened:
    """People were invited, or told of a change (`sequence` above 0)."""

    meeting_id: int
    administration_id: int
    sequence: int


@dataclass(frozen=True)
class MeetingCancelled:
    meeting_id: int
    administration_id: int
    sequence: int


@dataclass(frozen=True)
class MeetingOpened:
    meeting_id: int
    administration_id: int


@dataclass(frozen=True)
class MeetingClosed:
    meeting_id: int
    administration_id: int


@dataclass(frozen=True)
class RecordingStarted:
    """A recording begins: its room has to be one that can be recorded."""

    meeting_id: int


@dataclass(frozen=True)
class RecordingWithdrawn:
    """Somebody no longer agrees: a room that could be recorded must be one no more."""

    meeting_id: int


@dataclass(frozen=True)
class MinutesSigned:
    meeting_id: int
    administration_id: int
    reference: str
