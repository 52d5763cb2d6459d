"""Free text that people type into forms."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

NEEDED = _l("请填写这一项")


def storable(_form: Any, field: Any) -> None:
    """No NUL: neither a file nor the database takes it. Comes from copied binary text, never from a keyboard."""
    if field.data and "\x00" in field.data:
        raise ValidationError(str(_l("文字里有不可见的控制字符（NUL），请删去")))
