"""What a backup says of itself: made by what, of which schema, how much of everything, and the sums of its parts."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from geocore.errors import InvalidInput

FORMAT: Final = "geoapp-backup"
LAYOUT: Final = 1
"""Raised when an older program could no longer read the file."""

_SHA256 = r"^[0-9a-f]{64}$"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Part(_Strict):
    """One file inside: its size in bytes and SHA-256."""

    size: int = Field(ge=0)
    sha256: str = Field(pattern=_SHA256)


class AuditHead(_Strict):
    """The newest audit record at that moment; record 0 of an empty trail."""

    seq: int = Field(ge=0)
    hash: str = Field(pattern=r"^([0-9a-f]{2}){1,32}$")


class Manifest(_Strict):
    """`tables`: rows of each table, `geometries`: shapes of each column; both counted in the snapshot of the dump."""

    format: Literal["geoapp-backup"] = "geoapp-backup"
    layout: int = LAYOUT
    program: str
    made_at: datetime
    database: str
    schema_revision: str
    server_version: int
    postgis: str
    tables: dict[str, int]
    geometries: dict[str, int]
    audit: AuditHead
    parts: dict[str, Part]

    def as_json(self) -> bytes:
        return self.model_dump_json(indent=2).encode()


class _Head(BaseModel):
    """What every layout has."""

    format: str
    layout: int


def read_manifest(text: bytes) -> Manifest:
    """Raises InvalidInput for what is no manifest, or one of a later layout."""
    try:
        seen = _Head.model_validate_json(text)
        if seen.format != FORMAT:
            raise InvalidInput("the file is not a backup of this program")
        if seen.layout > LAYOUT:
            raise InvalidInput(
                "the backup was made by a newer version of the program: install that version, then restore",
                layout=seen.layout,
                known=LAYOUT,
            )
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise InvalidInput("the backup is damaged: its list of contents cannot be read") from error
