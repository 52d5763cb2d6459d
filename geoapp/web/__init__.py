"""HTML pages: parse, open a unit of work or a reading, call one service or query, render."""

from __future__ import annotations

from flask import Flask

from geoapp.web import (
    account,
    accounts,
    announcements,
    application_start,
    applications,
    audit,
    auth,
    built_up_areas,
    campaign_judging,
    campaign_signs,
    campaigns,
    case_applications,
    case_consultations,
    case_deadlines,
    case_experts,
    case_follow_ups,
    case_items,
    case_papers,
    case_pre_naming,
    case_public,
    case_reports,
    case_steps,
    cases,
    certificates,
    clean_ups,
    consultations,
    divisions,
    feedback,
    frame,
    geography,
    heritage,
    import_files,
    imports,
    jobs,
    map,
    memories,
    name_check,
    papers,
    places,
    procedure,
    provisions,
    public,
    readings,
    receipts,
    reminders,
    roles,
    search,
    setup,
    supervision,
    use_reports,
    words,
    work,
)


def init_app(app: Flask) -> None:
    """Register the blueprints of all areas."""
    frame.init_app(app)
    words.init_app(app)
    geography.init_app(app)
    papers.init_app(app)
    for area in (public, announcements, search, places, divisions, map, name_check, feedback):
        app.register_blueprint(area.bp)
    for area in (consultations, certificates, use_reports, clean_ups, receipts, application_start, applications):
        app.register_blueprint(area.bp)
    app.register_blueprint(heritage.public_bp)
    app.register_blueprint(memories.public_bp)
    for area in (auth, setup, account, accounts, roles, audit, work, imports, import_files, jobs, reminders, readings):
        app.register_blueprint(area.bp)
    for area in (provisions, procedure, built_up_areas):
        app.register_blueprint(area.bp)
    for area in (cases, case_items, case_steps, case_papers, case_deadlines, case_applications, case_pre_naming):
        app.register_blueprint(area.bp)
    for area in (case_consultations, case_public, case_experts, case_reports, case_follow_ups):
        app.register_blueprint(area.bp)
    for area in (campaigns, campaign_judging, campaign_signs, supervision, heritage, memories):
        app.register_blueprint(area.bp)
