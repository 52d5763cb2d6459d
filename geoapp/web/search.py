"""The search page: one box, filters, list and map. Everything is in the address; nothing needs script."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from boundaries import public_queries as public_boundaries
from boundaries.public_model import DivisionRecord, DivisionSummary
from gazetteer import public_queries as public_gazetteer
from gazetteer.public_model import Category
from gazetteer.public_search import FoundPage, find_places
from gazetteer.search import SearchQuery, parse_query
from gazetteer.search_help import LOOSE_MATCHES, Offer, offers
from geoapp.shared.access import public
from geoapp.shared.caching import known_divisions
from geoapp.shared.db import public_reading
from geoapp.shared.extensions import chosen_language
from geoapp.web.forms.search import ANY_TIME, CURRENT, QUERY_WORDS, SearchForm
from geoapp.web.frame import today
from geocore.errors import InvalidInput, NotFound
from geocore.problems import Problem

bp = Blueprint("search_page", __name__)

PAGE = 20
PARAMETERS = ("q", "division", "category", "when", "as_of", "cursor")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The address, taken apart. `text` is as typed, with control characters made visible."""

    text: str
    division: str
    category: str
    when: str
    as_of: str
    cursor: str | None
    unknown: tuple[str, ...]

    @property
    def kept(self) -> dict[str, str]:
        """What a link to another page of the same search must carry."""
        given = {"q": self.text, "division": self.division, "category": self.category, "when": self.when,
                 "as_of": self.as_of}  # fmt: skip
        return {key: value for key, value in given.items() if value}


@bp.get("/search")
@public
def index() -> Any:
    """Results for what stands in the address, or the empty page with its filters."""
    asked = _asked()
    page, problems, helpful = None, [], ()
    with public_reading() as connection:
        chosen, below, problems = _division(connection, asked.division)
        categories = public_gazetteer.categories(connection)
        if asked.kept and not problems:
            try:
                query = _query(asked, chosen, categories)
                page = find_places(connection, query, refs_of=known_divisions)
                helpful = () if page.items or asked.cursor else offers(connection, query, chosen.path if chosen else ())
            except InvalidInput as error:
                problems = _words(error)
    form = _form(asked, chosen, below, categories)
    status = 422 if problems else 200
    return render_template("search/index.html", **_context(asked, form, page, problems, helpful)), status


def _asked() -> _Asked:
    given = {name: request.args.get(name, "") for name in PARAMETERS}
    return _Asked(
        text=given["q"].strip(),
        division=given["division"].strip(),
        category=given["category"].strip(),
        when=given["when"].strip(),
        as_of=given["as_of"].strip(),
        cursor=given["cursor"] or None,
        unknown=tuple(_shown(name)[:40] for name in request.args if name not in PARAMETERS),
    )


def _division(
    connection: sa.Connection, given: str
) -> tuple[DivisionRecord | None, tuple[DivisionSummary, ...], list[dict[str, str]]]:
    """The division of the filter, what lies directly below it for the next choice, and what is wrong with it."""
    if not given:
        return None, public_boundaries.children(connection, public_boundaries.COUNTRY_SEQ).items, []
    try:
        record = public_boundaries.division_record(connection, given.replace("\x00", ""))
    except (InvalidInput, NotFound) as error:
        code = "bad_code" if isinstance(error, InvalidInput) else "unknown_division"
        return None, (), [{"field": "division", "message": str(QUERY_WORDS[code])}]
    below = public_boundaries.children(connection, record.seq, limit=200).items if record.level < 4 else ()
    return record, below, []


def _query(asked: _Asked, division: DivisionRecord | None, categories: tuple[Category, ...]) -> SearchQuery:
    """Raises InvalidInput."""
    if asked.category and asked.category not in {category.code for category in categories}:
        raise InvalidInput("no such category", [Problem("category", "bad_category", "no such category")])
    as_of = _as_of(asked)
    query = parse_query(asked.text, category=asked.category or None, as_of=as_of, limit=PAGE, cursor=asked.cursor)
    return replace(query, filters=replace(query.filters, division=division.seq if division else None))


def _as_of(asked: _Asked) -> date | None:
    if asked.as_of:
        try:
            return date.fromisoformat(asked.as_of)
        except ValueError as error:
            raise InvalidInput("not a date", [Problem("as_of", "bad_date", "not a date")]) from error
    return today() if asked.when == CURRENT else None


def _words(error: InvalidInput) -> list[dict[str, str]]:
    """Problems in the reader's language. The engine names no field for one thing only: a page link that is spent."""
    if not error.problems:
        return [{"field": "", "message": str(QUERY_WORDS["bad_cursor"])}]
    return [
        {"field": problem.field, "message": str(QUERY_WORDS.get(problem.code, problem.message))}
        for problem in error.problems
    ]


def _form(
    asked: _Asked,
    chosen: DivisionRecord | None,
    below: tuple[DivisionSummary, ...],
    categories: tuple[Category, ...],
) -> SearchForm:
    """The filters as they were sent, with the divisions one may go on to: those above and those directly below."""
    form = SearchForm(request.args)
    above = [ref for ref in (chosen.path if chosen else ()) if ref.level > 0]
    form.division.choices = [
        ("", _("全国")),
        *((str(ref.id), "　" * (ref.level - 1) + ref.name) for ref in above),
        *((str(item.id), "　" * (item.level - 1) + item.name) for item in below),
    ]
    form.division.data = str(chosen.id) if chosen else ""
    in_english = chosen_language() == "en"
    form.category.choices = [
        ("", _("全部类别")),
        *((category.code, category.name_en if in_english else category.name_zh) for category in categories),
    ]
    form.category.data = asked.category
    form.when.choices = [(ANY_TIME, _("现行和历史")), (CURRENT, _("只看现行"))]
    return form


def _context(
    asked: _Asked,
    form: SearchForm,
    page: FoundPage | None,
    problems: list[dict[str, str]],
    helpful: tuple[Offer, ...],
) -> dict[str, Any]:
    items = page.items if page else ()
    return {
        "text": _shown(asked.text),
        "form": form,
        "is_filtered": bool(asked.kept.keys() - {"q"}),
        "page": page,
        "sure": [item for item in items if item.match not in LOOSE_MATCHES],
        "loose": [item for item in items if item.match in LOOSE_MATCHES],
        "problems": problems,
        "unknown": asked.unknown,
        "offers": [(offer, _offer_address(offer, asked)) for offer in helpful],
        "next_url": url_for("search_page.index", **asked.kept, cursor=page.next) if page and page.next else None,
        "first_url": url_for("search_page.index", **asked.kept) if asked.cursor else None,
    }


def _offer_address(offer: Offer, asked: _Asked) -> str:
    filters = offer.query.filters
    same_division = asked.division if filters.division is not None else ""
    given = {
        "q": offer.query.text,
        "division": str(offer.division.id) if offer.division else same_division,
        "category": filters.category,
        "as_of": filters.as_of,
    }
    return url_for("search_page.index", **{key: value for key, value in given.items() if value})


def _shown(text: str) -> str:
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")
