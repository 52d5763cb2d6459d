"""What the frame of every page shows (templates/layout.html): language, menu of the public side, 审图号, data date."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask, current_app, request
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from geoapp.auth.binding import now
from geoapp.shared.caching import answers
from geoapp.shared.extensions import chosen_language
from geoapp.shared.map_review import review_number
from geocore.official_time import CHINA_TIME


def init_app(app: Flask) -> None:
    app.context_processor(template_context)
    app.add_template_filter(day)
    app.add_template_filter(last_day)
    app.add_template_test(in_readers_language, "readable")


def template_context() -> dict[str, object]:
    """For every page; the context of a blueprint (the officers' menu) goes above it."""
    return {
        "language": chosen_language(),
        "navigation": public_navigation(),
        "footer_links": [
            ("protected.show_list", _("地名保护名录")),
            ("use_reports.report", _("反映使用不规范地名")),
            ("public.accessibility", _("无障碍说明")),
            ("public.sources", _("数据来源与开放接口")),
        ],
        "map_review_number": map_number(),
        "base_map": current_app.config["SETTINGS"].base_map or None,
        "data_date": data_date(),
    }


def public_navigation() -> list[tuple[str, str, bool]]:
    """(endpoint, label, is it the present one)."""
    entries = (
        ("search_page.index", _("地名查询")),
        ("division.browse", _("行政区划")),
        ("map_page.index", _("地图")),
        ("name_check.index", _("起名自查")),
        ("apply.start", _("网上申请")),
        ("consultation.index", _("征求意见")),
        ("public.announcements", _("公告")),
        ("feedback.report", _("纠错")),
    )
    return [(endpoint, label, request.endpoint == endpoint) for endpoint, label in entries]


def today() -> date:
    """The day in Beijing, whatever the server's clock is set to."""
    return now().astimezone(CHINA_TIME).date()


def map_number() -> str:
    """The 审图号 in force, empty when public maps may not be shown."""
    return review_number(current_app.config["SETTINGS"], today())


def data_date() -> str | None:
    """The day of the last publication. None while the database is away: the page that says so has this frame too."""
    try:
        return day(answers().version().changed_at.astimezone(CHINA_TIME).date())
    except (OperationalError, PoolTimeout):
        return None


def in_readers_language(text: str) -> bool:
    """Messages in English are ASCII, those in Chinese never are."""
    return (chosen_language() == "en") == text.isascii()


def day(value: date | None) -> str:
    """2023年6月30日, or June 30, 2023; empty for none."""
    return "" if value is None else format_date(value, "long")


def last_day(first_without: date | None) -> str:
    """As papers say it: the last day of something whose end is kept as the first day without it."""
    return day(first_without and first_without - timedelta(days=1))
