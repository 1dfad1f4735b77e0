from .keys import IssuedCertificate, PersonKey, Relayed, SignatureLook
from .lasting import LastingFile
from .verdicts import FileVerdict

__all__ = ["FileVerdict", "IssuedCertificate", "LastingFile", "PersonKey", "Relayed", "SignatureLook"]
