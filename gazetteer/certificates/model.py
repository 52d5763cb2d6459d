"""A certificate, its hash, and what the register says of it later."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without characters that are mistaken for others when somebody types them from paper."""
CODE_LENGTH = 16
"""78 bits: not to be guessed."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """“`former_name`”现名“`name`”, as the public register said on `issued_on`. No person is in it.

    `former_to` is the first day on which the old name no longer held.
    """

    code: str
    number: str
    issued_on: date
    place_id: UUID
    former_name_id: UUID
    former_name: str
    former_spelling: str
    former_from: date | None
    former_to: date | None
    name_id: UUID
    name: str
    spelling: str
    name_from: date | None
    class_name: str
    division: str
    approving_body: str | None
    document: str | None
    approved_on: date | None
    announcement_number: str | None

    @property
    def content_hash(self) -> str:
        """SHA-256 of every field in canonical JSON: printed on the paper, stored beside the row."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def former_last_day(self) -> date | None:
        return self.former_to and self.former_to - timedelta(days=1)

    @property
    def grouped_code(self) -> str:
        return grouped(self.code)


class Standing(StrEnum):
    """What the register says today of what a certificate says."""

    HOLDS = "holds"
    RENAMED = "renamed"
    """The place has another standard name since."""
    ENDED = "ended"
    """The place, or its name, is given up."""
    WITHDRAWN = "withdrawn"
    """The register no longer has the old name, or not as an old name of this place."""
    DAMAGED = "damaged"
    """The row is not the one that was issued: its hash does not fit."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A certificate that was issued, and its standing today. `name_now`: the standard name today, if there is one."""

    certificate: Certificate
    standing: Standing
    name_now: str | None


def code_of(text: str) -> str | None:
    """The code in whatever way it was typed; None for what cannot be one."""
    letters = re.sub(r"[\s\-‐–—]", "", text).upper()
    return letters if re.fullmatch(f"[{CODE_LETTERS}]{{{CODE_LENGTH}}}", letters) else None


def grouped(code: str) -> str:
    """ABCD-EFGH-JKMN-PQRS, as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
