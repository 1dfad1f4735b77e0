"""Signatures that a person authorised and that are not made yet: stopped with their access.

The folder is locked first, as by whoever joins a signed file to it: a signature is made before the cut, or never.
"""

from __future__ import annotations

from django.db import transaction

from diwan.correspondence.parapheur import api as parapheur


@transaction.atomic
def stop_signatures(*, person_id: int) -> int:
    """Stop what is owed under the authorisations of this person; how many. The turns stay open, to be signed anew."""
    waiting = parapheur.Signature.objects.filter(
        authorisation__person_id=person_id, state=parapheur.SignatureState.WAITING
    )
    folders = set(waiting.values_list("document__folder_id", flat=True))
    if not folders:
        return 0
    list(parapheur.Folder.objects.filter(pk__in=folders).order_by("pk").select_for_update(no_key=True))
    return waiting.update(state=parapheur.SignatureState.FAILED, reason=parapheur.Reason.NO_TITLE)
