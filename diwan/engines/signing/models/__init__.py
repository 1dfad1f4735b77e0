from .keys import IssuedCertificate, PersonKey, Relayed, SignatureLook
from .lasting import LastingFile

__all__ = ["IssuedCertificate", "LastingFile", "PersonKey", "Relayed", "SignatureLook"]
