"""HTML pages: parse, open a unit of work or a reading, call one service or query, render."""

from __future__ import annotations

from flask import Flask

from geoapp.web import (
    account,
    accounts,
    announcements,
    audit,
    auth,
    case_consultations,
    case_experts,
    case_public,
    case_reports,
    case_steps,
    cases,
    consultations,
    divisions,
    feedback,
    frame,
    geography,
    imports,
    map,
    name_check,
    places,
    public,
    readings,
    roles,
    search,
    setup,
    words,
    work,
)


def init_app(app: Flask) -> None:
    """Register the blueprints of all areas."""
    frame.init_app(app)
    words.init_app(app)
    geography.init_app(app)
    for area in (public, announcements, search, places, divisions, map, name_check, feedback, consultations):
        app.register_blueprint(area.bp)
    for area in (
        auth,
        setup,
        account,
        accounts,
        roles,
        audit,
        work,
        cases,
        case_steps,
        case_consultations,
        case_public,
        case_experts,
        case_reports,
        imports,
        readings,
    ):
        app.register_blueprint(area.bp)
