"""The audit trail, for the audit administrator: find, look, take away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from geoapp.auth import audit_queries, permissions
from geoapp.auth.audit_lanes import lanes
from geoapp.auth.audit_queries import AuditFilter, Entry
from geoapp.shared.access import requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.shared.spreadsheets import csv_lines
from geoapp.web.account_words import FAULTS
from geoapp.web.forms.accounts import AuditFilterForm
from geoapp.web.moments import moment, start_of_day
from geoapp.web.navigation import template_context
from geocore.errors import InvalidInput

bp = Blueprint("audit", __name__, url_prefix="/work/audit")
bp.context_processor(template_context)

PAGE = 100
MOST_EXPORTED = 50_000
_HEAD = (
    "seq", "at", "actor_id", "actor_name", "remote_address", "request_id", "action", "object_type", "object_id",
    "result", "reason", "old_hash", "new_hash", "changes", "hash", "faults",
)  # fmt: skip


@bp.get("")
@requires(permissions.AUDIT_READ)
def index() -> str:
    """Newest first, with one lane per person above the table."""
    form = _form(request.args)
    wanted = _filter(form)
    with reading() as connection:
        page = audit_queries.find_entries(connection, wanted, cursor=request.args.get("cursor") or None, limit=PAGE)
        words = audit_queries.known_words(connection)
    form.action.choices = _choices(words["action"], wanted.action)
    form.object_type.choices = _choices(words["object_type"], wanted.object_type)
    form.result.choices = [("", _("全部")), *result_words().items()]
    kept = {key: value for key, value in request.args.items() if value and key in form and key != "cursor"}
    return render_template(
        "audit/index.html",
        form=form,
        page=page,
        lanes=lanes(page.items, _("其他人")),
        results=result_words(),
        broken_words=_broken_words,
        kept=kept,
        next_url=url_for("audit.index", **{**kept, "cursor": page.next}) if page.next else None,
        first_url=url_for("audit.index", **kept) if request.args.get("cursor") else None,
    )


@bp.post("/export")
@requires(permissions.AUDIT_READ)
def export() -> Response:
    """The filtered records as CSV. Taking the trail away is itself recorded."""
    wanted = _filter(_form(request.form))
    with reading() as connection:
        entries = audit_queries.find_entries(connection, wanted, limit=MOST_EXPORTED).items
    with unit_of_work() as work:
        work.audit("audit.export", "audit_event", "*", changes={"records": len(entries)})
    return Response(
        csv_lines(_rows(entries)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )


def result_words() -> dict[str, str]:
    return {"done": _("完成"), "denied": _("拒绝"), "failed": _("失败")}


def _broken_words(entry: Entry) -> str:
    return "、".join(str(FAULTS[fault]) for fault in entry.faults)


def _form(source: Any) -> AuditFilterForm:
    form = AuditFilterForm(source)
    if not form.validate():
        raise InvalidInput("a filter is not a date or too long")
    return form


def _filter(form: AuditFilterForm) -> AuditFilter:
    given = AuditFilter(
        **{name: (form[name].data or "").strip() for name in ("person", "object_type", "object_id", "action", "result")}
    )
    if form.since.data:
        given = replace(given, since=start_of_day(form.since.data))
    if form.until.data and form.until.data < date.max:  # no day comes after the last, and nothing is left out
        given = replace(given, until=start_of_day(form.until.data + timedelta(days=1)))
    return given


def _choices(words: list[str], chosen: str) -> list[tuple[str, str]]:
    return [("", _("全部")), *((word, word) for word in sorted({*words, *filter(None, [chosen])}))]


def _rows(entries: tuple[Entry, ...]) -> Iterator[list[object]]:
    yield list(_HEAD)
    for entry in entries:
        values: dict[str, object] = {name: getattr(entry.record, name, None) for name in _HEAD}
        values |= {"at": moment(entry.record.at), "hash": entry.record.hash.hex(), "faults": " ".join(entry.faults)}
        yield list(values.values())
