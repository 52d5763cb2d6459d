"""Long work in the background: one's own jobs, how far one is, cancelling it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from geoapp.jobs import asking
from geoapp.jobs.job_queries import find_job, recent_jobs
from geoapp.jobs.model import Job
from geoapp.shared.access import signed_in
from geoapp.shared.db import reading, unit_of_work
from geoapp.web import import_words, job_words
from geoapp.web.navigation import template_context
from geocore.errors import ActionNotAllowed

bp = Blueprint("jobs", __name__, url_prefix="/work/jobs")

LISTED = 100


@bp.app_context_processor
def _words() -> dict[str, object]:
    return {"job_words": job_words, "import_words": import_words, "job_address": job_address}


@bp.context_processor
def _context() -> dict[str, object]:
    return dict(template_context())


def job_address(job: Job) -> str:
    """The page on which its outcome is of use."""
    if job.kind == "campaigns.scan" and job.subject_id is not None:
        return url_for("campaigns.show", campaign_id=job.subject_id, _anchor="scan")
    return url_for("jobs.show", job_id=job.id)


@bp.get("")
@signed_in
def index() -> str:
    with reading() as connection:
        return render_template("jobs/index.html", jobs=recent_jobs(connection, LISTED))


@bp.get("/<uuid:job_id>")
@signed_in
def show(job_id: UUID) -> str:
    with reading() as connection:
        return render_template("jobs/show.html", job=find_job(connection, job_id))


@bp.get("/<uuid:job_id>/progress")
@signed_in
def progress(job_id: UUID) -> Response:
    """The bar alone, for a page that asks again and again; once the job has ended, that page loads itself anew."""
    with reading() as connection:
        job = find_job(connection, job_id)
    answer = make_response(render_template("jobs/progress.html", job=job))
    if not job.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


@bp.post("/<uuid:job_id>/cancel")
@signed_in
def cancel(job_id: UUID) -> Any:
    try:
        with unit_of_work() as work:
            asking.cancel(work, job_id)
    except ActionNotAllowed:
        flash(_("任务已经结束，没有取消。"), "warning")
    else:
        flash(_("已要求取消；进行中的会在下一次报告进度时停下，不留下任何改动。"), "success")
    with reading() as connection:
        job = find_job(connection, job_id)
    return redirect(job_address(job) if request.form.get("back") else url_for("jobs.show", job_id=job_id))
