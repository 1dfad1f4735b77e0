"""Personal data of those who sign (laws 09-08 and 43.20; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

BASIS = _("Legal obligation: a signature names its signatory (law 43.20)")
LIFE = _("As long as what was signed may be contested")
READERS = _("The person, and those who keep the certificates of their administration")


def held(purpose, retention=LIFE, readers=READERS):
    return Personal(purpose=purpose, basis=BASIS, retention=retention, readers=readers)


PRIVACY = {
    "IssuedCertificate": {
        "person": held(_("To know to whom a certificate was given")),
        "revoked_by": held(_("To know who revoked a certificate")),
    },
    "PersonKey": {"person": held(_("To know with which keys a person may sign"))},
    "SignatureLook": {
        "person": held(_("To know whose signature is drawn")),
        "signature_image": held(
            _("To show the signature the person drew on their stamp"),
            _("Until the person takes it back"),
            _("Whoever reads what the person signed"),
        ),
    },
    "FileVerdict": {
        "report": Personal(
            purpose=_("To know what the signatures of a file that came in are worth, and who made them"),
            basis=_("task of the administration"),
            retention=_("As long as the file it was made of"),
            readers=_("Those who may read the letter or the deposit the file belongs to"),
        )
    },
    "LastingFile": {
        "label": Personal(
            purpose=_("To say which signed document can be checked until when"),
            basis=_("Law 43-20 on trust services for electronic transactions"),
            retention=_("As long as the document it names"),
            readers=_("Those who keep the signed documents of the administration"),
        )
    },
}
