"""The words of accounts."""

ADMINISTER = "accounts.administer"
