"""The feed of changes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from geoapp.api.schemas.shared import Answer
from geoapp.shared.parsing import AtMost1000, Parameters, WholeNumber


class ChangesParameters(Parameters):
    since: WholeNumber = Field(0, description="`last` of the answer before; 0 for everything")
    limit: AtMost1000 = 1000


class Change(Answer):
    """After `put` the entity reads as its link tells now; after `remove` it is gone."""

    seq: int
    at: datetime
    entity: Literal["place", "division"]
    entity_id: UUID
    operation: Literal["put", "remove"]
    link: str


class ChangeList(Answer):
    """Changes in order, of each entity only the last of this answer. Continue with `since=last`."""

    items: list[Change]
    last: int
    complete: bool = Field(description="true: the feed has been read to its end")
