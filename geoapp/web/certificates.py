"""Certificates of renaming: anybody has one made from a place's page, anybody verifies one, nobody needs an account."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _

from gazetteer.certificates.model import Verified, code_of
from gazetteer.certificates.paper import certificate_paper
from gazetteer.certificates.public_queries import verified
from gazetteer.certificates.services import certifiable, issue_certificate
from gazetteer.public_queries import place_record
from geoapp.shared.access import public
from geoapp.shared.courtesy import set_limit, take_turn
from geoapp.shared.db import public_reading, unit_of_work
from geoapp.shared.presenting import address, link, to_json
from geoapp.web import certificate_words
from geoapp.web.forms.cases import offered
from geoapp.web.forms.certificates import CertificateForm, VerifyForm
from geoapp.web.frame import today
from geoapp.web.papers import ENDINGS, download
from geocore.errors import NotFound

bp = Blueprint("certificate", __name__)

AT_ONCE, SECONDS_FOR_ONE_MORE = 5, 60.0


@bp.record_once
def _limit(state: BlueprintSetupState) -> None:
    set_limit(state.app, "certificate", AT_ONCE, SECONDS_FOR_ONE_MORE)


@bp.route("/place/<uuid:place_id>/certificate", methods=["GET", "POST"])
@public
def issue(place_id: UUID) -> Any:
    """Choose a former name, get a certificate of what it is called now. Raises NotFound where there is none."""
    with public_reading() as connection:
        place = place_record(connection, place_id)
    former = {str(name.name_id): name.name for name in certifiable(place)}
    if not former:
        raise NotFound("this place has no former name to certify", place=str(place_id))
    form = CertificateForm()
    form.former.choices = offered(former)
    if not form.is_submitted():
        form.former.data = request.args.get("former") if request.args.get("former") in former else next(iter(former))
    if form.validate_on_submit():
        take_turn("certificate")
        with unit_of_work() as work:
            made = issue_certificate(work, place_id, UUID(form.former.data), today())
        return redirect(url_for("certificate.show", code=made.grouped_code))
    page = render_template("certificates/issue.html", place=place, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.get("/verify")
@public
def verify() -> Any:
    """Type the code from a paper."""
    form = VerifyForm(request.args, meta={"csrf": False})
    if "code" not in request.args:
        return render_template("certificates/verify.html", form=form)
    if form.validate():
        code = code_of(form.code.data)
        if code is not None:
            return redirect(url_for("certificate.show", code=code))
        form.code.errors = [_("核验码是十六位字母和数字，每四位一组；没有 0、1、I、L、O、U 这几个字符。")]
    return render_template("certificates/verify.html", form=form), 422


@bp.get("/verify/<code>")
@public
def show(code: str) -> Any:
    """What the certificate states, and whether the register says so still; a code that was never given is told so."""
    try:
        found = _verified(code)
    except NotFound:
        return render_template("certificates/unknown.html", code=code[:40]), 404
    one = found.certificate
    return render_template(
        "certificates/show.html",
        found=found,
        one=one,
        words=certificate_words,
        permanent=_address(found),
    )


@bp.get("/verify/<code>.json")
@public
def twin(code: str) -> Response:
    """The same for machines; `standing` is holds, renamed, ended, withdrawn or damaged."""
    found = _verified(code)
    told = {
        **asdict(found.certificate),
        "content_hash": found.certificate.content_hash,
        "standing": found.standing,
        "name_now": found.name_now,
        "links": {"page": _address(found), "place": link(f"/place/{found.certificate.place_id}")},
    }
    return Response(to_json(told), content_type="application/json")


@bp.get(f"/verify/<code>.<{ENDINGS}:ending>")
@public
def paper(code: str, ending: str) -> Any:
    """The certificate to print, as it was issued. Raises NotFound."""
    found = _verified(code)
    return download(certificate_paper(found.certificate, _address(found)), ending)


def _verified(code: str) -> Verified:
    """Raises NotFound, also for what cannot be a code."""
    wanted = code_of(code)
    if wanted is None:
        raise NotFound("no certificate with this code was issued")
    with public_reading() as connection:
        return verified(connection, wanted)


def _address(found: Verified) -> str:
    return address("certificate.show", code=found.certificate.grouped_code)
