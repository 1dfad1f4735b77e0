"""Every write of safe access, by subject: `checking`, `applications`, `rights`, `reviewing`, `comparing`, `auditing`,
`cutting`, `looking`."""

from . import applications, auditing, checking, comparing, cutting, looking, reviewing, rights

__all__ = ["applications", "auditing", "checking", "comparing", "cutting", "looking", "reviewing", "rights"]
