"""Free text that people type into forms."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from geocore.texts import has_control

NEEDED = _l("请填写这一项")


def storable(_form: Any, field: Any) -> None:
    """No character that neither file nor paper takes, or that turns what is read: copied text, never a keyboard's."""
    if field.data and has_control(field.data):
        raise ValidationError(str(_l("文字里有不可见的控制字符，请删去")))
