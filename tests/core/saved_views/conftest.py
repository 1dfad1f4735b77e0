"""The queue of deposits is the list of which views are kept here."""

from tests.correspondence.deposits.conftest import education, finance

__all__ = ["education", "finance"]
