"""Putting the problems that a rule found onto the fields of the form that sent the data."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm

from geoapp.web.forms.auth import PASSWORD_WORDS
from geocore.errors import InvalidInput


def put_on_form(form: FlaskForm, error: InvalidInput) -> None:
    """Each problem beside its field, in the person's language; those without a field above the form."""
    for problem in error.problems:
        words = PASSWORD_WORDS.get(problem.code, problem.message)
        field = _field(form, problem.field)
        if field is None:
            form.form_errors.append(words)
        else:
            field.errors = [*field.errors, words]


def _field(form: Any, name: str) -> Any:
    """`system_login` is the field `login` in the part `system`."""
    if name in form:
        return form[name]
    part, _, rest = name.partition("_")
    return form[part].form[rest] if part in form and rest in getattr(form[part], "form", {}) else None
