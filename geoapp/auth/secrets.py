"""Random secrets that the system hands out, and the fingerprints under which it finds them again."""

from __future__ import annotations

import hashlib
import secrets
import string

_READABLE = "".join(c for c in string.ascii_letters + string.digits if c not in "0O1lI")
_CODE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_token() -> str:
    """256 random bits: session identifiers and API tokens."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> bytes:
    """What is stored. A plain hash is enough, because the secret is random and long, unlike a password."""
    return hashlib.sha256(secret.encode()).digest()


def new_password() -> str:
    """A first password to read out or print: 16 characters, about 93 bits, none of them easily confused."""
    while True:
        password = "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))
        if any(map(str.isdigit, password)) and any(map(str.isupper, password)) and any(map(str.islower, password)):
            return password


def new_code() -> str:
    """A one-time code to type: 60 bits in three groups."""
    return "-".join("".join(secrets.choice(_CODE) for _ in range(4)) for _ in range(3))
