"""Facts of the parapheur, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SignaturesOwed:
    """Somebody proved they were there and said what they sign: the signatures are to be made."""

    authorisation_id: int


@dataclass(frozen=True)
class FileGiven:
    """A file that is not a PDF was put in a folder, and is to be made into one."""

    document_id: int


@dataclass(frozen=True)
class GuestSigned:
    """A person outside said that they sign what they were shown: the signature and its proof are to be made."""

    guest_id: int
