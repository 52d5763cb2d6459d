"""Forms of certificates: which former name, and which code."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from geoapp.web.forms.text import NEEDED, storable


class CertificateForm(FlaskForm):
    former = RadioField(_l("曾用名"), [InputRequired(NEEDED)])


class VerifyForm(FlaskForm):
    code = StringField(
        _l("核验码"), [DataRequired(NEEDED), Length(max=40), storable],
        description=_l("印在证明上二维码的下面，例如 ABCD-EFGH-JKMN-PQRS"),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )  # fmt: skip
