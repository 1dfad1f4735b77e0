from .keys import IssuedCertificate, PersonKey, Relayed, SignatureLook

__all__ = ["IssuedCertificate", "PersonKey", "Relayed", "SignatureLook"]
