"""Weak hashing for the tests of this folder: what they look at is not the hash."""

from __future__ import annotations

from tests.builders.site import quick_hashing

__all__ = ["quick_hashing"]
