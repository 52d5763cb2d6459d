"""The public site around the register: home, announcements, what the site is, the switches of language and display."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, make_response, redirect, render_template, request, session, url_for

from boundaries import public_queries as public_boundaries
from boundaries.public_summary import level_counts
from gazetteer import public_queries as public_gazetteer
from gazetteer.cases.public_announcements import announcements_of_names
from gazetteer.public_summary import announced_names, place_counts
from geoapp.shared.access import public
from geoapp.shared.caching import answers
from geoapp.shared.db import public_reading
from geoapp.shared.extensions import LANGUAGES
from geoapp.shared.presenting import to_json
from geoapp.web.asked import cursor_argument

bp = Blueprint("public", __name__)

DISPLAY = {"text": ("normal", "large"), "contrast": ("normal", "high"), "theme": ("auto", "light", "dark")}
"""大字, 高对比, 明暗: cookie name and its values, the default first (templates/_macros/display.html)."""
_A_YEAR_S = 365 * 24 * 3600
EXAMPLES = ("白露塘", "苏仙区 东村", "bailutang", "fts")
"""Each finds something in the demonstration, each in another way: a part, division and name, pinyin, initials."""
LATEST = 5


@bp.get("/")
@public
def home() -> str:
    """One box and what it can find."""
    with public_reading() as connection:
        provinces = public_boundaries.children(connection, public_boundaries.COUNTRY_SEQ).items
        latest = announced_names(connection, limit=LATEST).items
        categories = public_gazetteer.categories(connection)
    return render_template(
        "public/home.html",
        examples=EXAMPLES,
        provinces=provinces,
        categories=categories,
        numbers=_numbers(),
        latest=latest,
    )


def _numbers() -> dict[str, Any]:
    """Counts of the whole register, taken once for each data version: they read every row."""

    def make() -> bytes:
        with public_reading() as connection:
            levels = level_counts(connection)
            return to_json(
                {"places": place_counts(connection), "divisions": {str(level): n for level, n in levels.items()}}
            )

    found: dict[str, Any] = orjson.loads(answers().body(("home numbers", answers().version()), make))
    return found


@bp.get("/announcements")
@public
def announcements() -> str:
    """Announced names (公告), the newest first."""
    with public_reading() as connection:
        page = announced_names(connection, cursor_argument())
        texts = announcements_of_names(connection, (item.name_id for item in page.items))
    return render_template("public/announcements.html", page=page, texts=texts)


@bp.get("/accessibility")
@public
def accessibility() -> str:
    """What the site does for everybody, and what it does not yet."""
    return render_template("public/accessibility.html")


@bp.get("/sources")
@public
def sources() -> str:
    """Where the data come from, how exact they are, and how programs get them."""
    return render_template("public/sources.html")


@bp.get("/language/<language>")
@public
def set_language(language: str) -> Response:
    """Switch the interface language and return to the page."""
    if language in LANGUAGES:
        session["language"] = language
    return _back()


@bp.get("/display")
@public
def set_display() -> Response:
    """Set or, with the default, forget a display cookie, and return to the page."""
    response = _back()
    for setting, values in DISPLAY.items():
        wanted = request.args.get(setting)
        if wanted == values[0]:
            response.delete_cookie(setting, path="/", samesite="Lax")
        elif wanted in values:
            response.set_cookie(setting, wanted, max_age=_A_YEAR_S, path="/", samesite="Lax")
    return response


def _back() -> Response:
    """To the page in `next`: a path of this site, never another host."""
    target = request.args.get("next", "")
    if not target.startswith("/") or target.startswith(("//", "/\\")) or any(c in target for c in "\r\n\t"):
        target = url_for("public.home")
    return make_response(redirect(target))
