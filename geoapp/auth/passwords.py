"""Passwords: what is asked of them, and how they are stored (argon2id, parameters of RFC 9106 for little memory)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from geoapp.auth.limits import PASSWORD_HISTORY, PASSWORD_LENGTH
from geocore.problems import Problem

HASHER = PasswordHasher()
"""About 250 ms and 64 MiB per password on one core: slow on purpose."""

_CLASSES = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())


def hash_password(password: str) -> str:
    return HASHER.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Compare. Without a stored hash the same work is done on a dummy, so that the time tells nothing."""
    try:
        matches = HASHER.verify(stored or _dummy(HASHER), password)
    except (VerificationError, InvalidHashError):
        return False
    return matches and stored is not None


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(stored)


@cache
def _dummy(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody has this password")


def password_problems(password: str, login: str, history: Iterable[str] = ()) -> list[Problem]:
    """What keeps `password` from being accepted. `history`: hashes of the present and earlier passwords."""
    shortest, longest = PASSWORD_LENGTH
    found = []
    if not shortest <= len(password) <= longest:
        found.append(Problem("password", "password_length", f"needs {shortest} to {longest} characters"))
        return found  # nothing longer is worth hashing below
    if sum(any(map(kind, password)) for kind in _CLASSES) < 3:
        found.append(
            Problem("password", "password_classes", "needs three of: lower case, upper case, digits, other characters")
        )
    if len(set(password)) < 6:
        found.append(Problem("password", "password_repeats", "needs at least six different characters"))
    if login.lower() in password.lower():
        found.append(Problem("password", "password_has_login", "must not contain the login name"))
    if any(is_password(stored, password) for stored in history):
        found.append(Problem("password", "password_used", f"must differ from the last {PASSWORD_HISTORY} passwords"))
    return found
