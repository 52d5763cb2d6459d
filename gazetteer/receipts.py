"""What people without an account are given: receipts for what they send in, secret links, codes to follow with."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import date

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without characters that are mistaken for others when a receipt is read out on the telephone."""


def new_receipt(prefix: str, today: date) -> str:
    """JC20260301-7F3K9Q."""
    return f"{prefix}{today:%Y%m%d}-{''.join(secrets.choice(LETTERS) for _ in range(6))}"


def plain_receipt(text: str) -> str:
    """As it was given, of what a person types or pastes: no spaces, capitals, a hyphen however it is written."""
    typed = unicodedata.normalize("NFKC", "".join(text.split())).upper()
    return "".join("-" if unicodedata.category(sign) == "Pd" else sign for sign in typed if sign.isprintable())[:40]


LINK_BYTES = 24
"""192 bits: nobody finds a link by trying."""


def new_link_secret() -> str:
    """The secret part of an address; shown once, stored as its hash."""
    return secrets.token_urlsafe(LINK_BYTES)


def link_hash(token: str) -> bytes:
    """What is stored instead of the secret."""
    return hashlib.sha256(token.strip().encode()).digest()


def code_from(token: str, length: int = 10) -> str:
    """A short code for whoever holds the link, the same each time; nothing of the link can be told from it."""
    number = int.from_bytes(hashlib.sha256(b"code/" + token.strip().encode()).digest())
    letters = []
    for _ in range(length):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(letters)
