"""One finding about a piece of input: what is wrong, where, and how to mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that the input breaks. `hint` says how to mend it; `row` and `column` place it in a table file."""

    field: str
    code: str
    message: str
    row: int | None = None
    column: str | None = None
    hint: str | None = None

    def as_dict(self) -> dict[str, object]:
        return {key: value for key, value in asdict(self).items() if value is not None}

    def __str__(self) -> str:
        place = "".join(
            part
            for part in (
                f"row {self.row}, " if self.row is not None else "",
                f"column {self.column}, " if self.column is not None else "",
            )
        )
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.code}: {place}{self.field}: {self.message}{hint}"
