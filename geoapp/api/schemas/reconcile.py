"""The reconciliation API 0.2: what clients send, and what they get. Field names are the specification's."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from geoapp.api.schemas.shared import Answer
from geoapp.shared.parsing import AtMost100, Parameters, WholeNumber

LONGEST_TEXT = 1_000
"""Characters of a cell. A name has 100 at most; longer cells get no candidates instead of spoiling their batch."""

Text = Annotated[str, Field(max_length=LONGEST_TEXT)]


class Sent(BaseModel):
    """Base of what clients send inside a form field."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Entity(Sent):
    id: Text
    name: Text = ""


Value = Text | float | bool | Entity


class AskedProperty(Sent):
    pid: str
    v: Value | Annotated[list[Value], Field(max_length=10)]


class Query(Sent):
    """One cell. `type_strict` is accepted and means nothing, as in the specification."""

    query: str = Field("", max_length=100 * LONGEST_TEXT)
    type: str | Annotated[list[str], Field(max_length=20)] = ""
    limit: float = Field(5, gt=0, allow_inf_nan=False)
    properties: Annotated[list[AskedProperty], Field(max_length=20)] = Field(default_factory=list)
    type_strict: Literal["any", "should", "all"] = "any"


class WantedProperty(BaseModel):
    """`settings` are for properties that have some; ours have none."""

    model_config = ConfigDict(frozen=True)

    id: str


class Extension(Sent):
    ids: Annotated[list[Text], Field(max_length=100)]
    properties: Annotated[list[WantedProperty], Field(max_length=20)]


class ServiceParameters(Parameters):
    queries: str | None = Field(None, description="a batch of queries as JSON; POST takes longer ones")
    extend: str | None = Field(None, description="a data extension query as JSON")


class SuggestParameters(Parameters):
    """Clients of the protocol also send parameters of its ancestor (Freebase): they are let through, unread."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    prefix: str = Field(description="what has been typed so far, or an identifier")
    cursor: WholeNumber = Field(0, description="how many suggestions to skip")


class ProposeParameters(Parameters):
    type: str = Field("", description="a type; all have the same properties")
    limit: AtMost100 = 100


class Named(Answer):
    id: str
    name: str


class Feature(Answer):
    id: str
    value: bool | float


class FoundCandidate(Named):
    """`score` 0 to 100; `match`: sure enough to be taken without a look."""

    description: str
    type: list[Named]
    score: float
    features: list[Feature]
    match: bool


class Result(Answer):
    result: list[FoundCandidate]


class Suggestion(Named):
    description: str
    notable: list[Named]


class Suggested(Answer):
    result: list[Suggestion]


class Proposed(Answer):
    type: str
    limit: int
    properties: list[Named]


BODIES: Final = {
    "/reconcile": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "additionalProperties": False,
                    "minProperties": 1,
                    "maxProperties": 1,
                    "properties": {
                        "queries": {"type": "string", "description": "a batch of queries as JSON"},
                        "extend": {"type": "string", "description": "identifiers and properties as JSON"},
                    },
                }
            }
        },
    }
}
"""What is posted where, for the OpenAPI document."""
