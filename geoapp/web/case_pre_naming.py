"""Pre-naming (预命名) on pages of cases: what its steps will do, and the way to the formal naming (转正式命名)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from gazetteer.cases.errors import AlreadyOpened
from gazetteer.cases.pre_naming import last_day
from gazetteer.cases.queries import CaseFile
from gazetteer.cases.services import pre_naming as service
from gazetteer.cases.services.steps import CaseStep
from gazetteer.cases.store.pre_namings import links_of, term_of
from geoapp.auth import permissions
from geoapp.shared.access import requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web import case_words
from geoapp.web.frame import day, today
from geocore.db import UnitOfWork

bp = Blueprint("case_pre_naming", __name__, url_prefix="/work/cases/<uuid:case_id>")


@bp.post("/formal")
@requires(permissions.CASES_DRAFT)
def formal(case_id: UUID) -> Any:
    """The draft of the naming case; pressed again, it leads to the one that there is."""
    try:
        with unit_of_work() as work:
            found = service.apply_formally(work, case_id, today())
    except AlreadyOpened:
        with reading() as connection:
            links = links_of(connection, case_id)
        return redirect(url_for("cases.show", case_id=links.open_one or case_id))
    flash(_("已按预命名的内容开立命名案件的草稿；补齐申请书和材料后提交。"), "success")
    return redirect(url_for("cases.show", case_id=found))


def pre_naming_words(found: CaseFile, action: str) -> str:
    """What the page of the step says beforehand: until when the name would be held. Empty for other steps."""
    if action == "extend":
        extendable = [one for one in found.pre_namings if one.may_be_extended(today())]
        if not extendable:
            return ""
        return _(
            "现有效至 %(until)s。延长只有一次，延长后有效至 %(extended)s。",
            until=day(max(one.until for one in extendable)),
            extended=day(max(one.extension for one in extendable)),
        )
    if action != "pre_approve":
        return ""
    case = found.case
    with reading() as connection:
        term = term_of(
            connection, case.category, case.class_code, case.division_path, case.items[0].wanted_name, today()
        )
    if term is None:
        return str(case_words.PROBLEMS["pre_naming_not_offered"])
    return _(
        "依据%(source)s，有效期自批准之日起 %(months)s 个月；今天批准的，有效至 %(until)s。不登记，不公告，不备案。",
        source=term.source,
        months=term.months,
        until=day(last_day(today(), term.months)),
    )


def extend(work: UnitOfWork, step: CaseStep) -> str:
    until = service.extend(work, step)
    return _("已延长，有效至 %(until)s。", until=day(until))
