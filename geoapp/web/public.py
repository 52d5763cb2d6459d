"""The public site: home, and the switches of language and display."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, session, url_for

from geoapp.shared.access import public
from geoapp.shared.extensions import LANGUAGES

bp = Blueprint("public", __name__)


@bp.get("/")
@public
def home() -> str:
    """One box and what it can find."""
    return render_template("public/home.html")


@bp.get("/language/<language>")
@public
def set_language(language: str) -> Response:
    """Switch the interface language and return to the page."""
    if language in LANGUAGES:
        session["language"] = language
    target = request.args.get("next", "")
    if not target.startswith("/") or target.startswith("//"):
        target = url_for("public.home")
    return redirect(target)  # type: ignore[return-value]
