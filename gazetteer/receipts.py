"""Receipts for what people send in: a day, and letters that cannot be guessed from another receipt."""

from __future__ import annotations

import secrets
from datetime import date

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without characters that are mistaken for others when a receipt is read out on the telephone."""


def new_receipt(prefix: str, today: date) -> str:
    """JC20260301-7F3K9Q."""
    return f"{prefix}{today:%Y%m%d}-{''.join(secrets.choice(LETTERS) for _ in range(6))}"
