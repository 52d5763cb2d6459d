"""起名自查: anybody may see what the law says of a name before applying for it. Stores nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from pypinyin.contrib.tone_convert import tone3_to_tone

from gazetteer.name_checks import CheckedName, Question, check_name, ideas
from gazetteer.naming import Finding, Severity, Suggestion
from gazetteer.romanization import DEFAULT, OverrideTable, Romanization, romanize
from geoapp.shared.access import public
from geoapp.shared.db import public_reading
from geoapp.web.asked import divisions_meant
from geoapp.web.forms.name_check import NameCheckForm
from geoapp.web.geography import path_text
from geoapp.web.scope_maps import ScopeMap, check_maps
from geocore.divisions import DivisionRef
from geocore.errors import InvalidInput

bp = Blueprint("name_check", __name__)


@bp.app_template_filter("toned")
def toned(reading: str) -> str:
    """bai2 lu4 tang2 as people read it: bái lù táng."""
    return " ".join(str(tone3_to_tone(syllable)).rstrip("5").replace("v", "ü") for syllable in reading.split(" "))


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one severity."""

    severity: Severity
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class NameReport:
    """What a page says of a wanted name while it is written: its parts and its draft spelling with the findings."""

    checked: CheckedName
    groups: tuple[Group, ...]
    reading: Romanization


@bp.get("/check")
@public
def index() -> Any:
    """The form, and below it the findings on what stands in the address."""
    form = NameCheckForm(request.args)
    checked, choices = None, ()
    found: list[Suggestion] = []
    maps: tuple[ScopeMap, ...] = ()
    if request.args and form.validate():
        with public_reading() as connection:
            choices = divisions_meant(connection, form.division.data.strip())
            if not choices:
                form.division.errors = [_("没有叫这个名称、用这个代码的政区。请写到县，例如：郴州市苏仙区")]
            elif len(choices) == 1:
                checked = _check(connection, form, choices[0][-1])
                if checked is not None:
                    if form.division.data.strip() == str(choices[0][-1].id):
                        # Links of this page give the id: people read, and change, words.
                        form.division.data = path_text(checked.where.path[-2:])
                    maps = check_maps(connection, checked)
                    found = list(ideas(connection, _question(form, choices[0][-1]))) if form.wants_ideas.data else []
    page = render_template(
        "public/name_check.html",
        form=form,
        checked=checked,
        choices=choices if len(choices) > 1 else (),
        groups=groups_of(checked) if checked else (),
        ideas=found,
        maps=maps,
    )
    return page, 422 if form.errors else 200


def _check(connection: sa.Connection, form: NameCheckForm, division: DivisionRef) -> CheckedName | None:
    """None for a position outside the division, which the form then says."""
    try:
        return check_name(connection, _question(form, division))
    except InvalidInput:
        if form.point is None:
            raise
        form.position.errors = [_("位置不在所写的政区内，请核对两者，经度在前")]
        return None


def _question(form: NameCheckForm, division: DivisionRef) -> Question:
    return Question(name=form.name.data, category=form.category.data, division=division.seq, point=form.point)


def report_of(checked: CheckedName, overrides: OverrideTable = DEFAULT) -> NameReport:
    """`overrides`: the readings that count, those of the register where the reader may see them."""
    proposal = checked.proposal
    reading = romanize(
        proposal.name,
        class_code=proposal.class_code,
        category=proposal.category,
        overrides=overrides,
        division=proposal.division,
    )
    return NameReport(checked, groups_of(checked), reading)


def groups_of(checked: CheckedName) -> tuple[Group, ...]:
    """The findings by severity, the gravest first."""
    found = checked.report.findings
    grouped = (Group(severity, tuple(f for f in found if f.severity is severity)) for severity in Severity)
    return tuple(group for group in grouped if group.findings)
