"""How allauth is bent to the house."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by an administration, not by whoever comes along."""

    def is_open_for_signup(self, request: object) -> bool:
        return False
