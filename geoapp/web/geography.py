"""How places and divisions are written on pages: addresses, lines that tell them apart, honest distances."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from flask import Flask, url_for
from flask_babel import gettext as _

from geocore.divisions import DivisionRef


def init_app(app: Flask) -> None:
    app.add_template_global(division_address)
    app.add_template_filter(distance)
    app.add_template_filter(path_steps, "division_steps")
    app.add_template_filter(path_text, "division_line")
    app.add_template_filter(where, "where_line")


class Identified(Protocol):
    """A division in any of its shapes: reference, summary, record."""

    @property
    def id(self) -> UUID: ...


def division_address(division: Identified) -> str:
    """The permanent address of a division; codes change, so it is the id."""
    return url_for("division.show", division=division.id)


def path_steps(path: Iterable[DivisionRef], last: str) -> list[tuple[str, str | None]]:
    """The way from the province down for the macro `division_path`, ending in the page's own name."""
    steps: list[tuple[str, str | None]] = [(ref.name, division_address(ref)) for ref in path if ref.level > 0]
    if steps and steps[-1][0] == last:
        steps.pop()
    return [*steps, (last, None)]


def path_text(path: Iterable[DivisionRef], without: str | None = None) -> str:
    """湖南省郴州市苏仙区. A division is not said to lie in itself: pass its name as `without`."""
    names = [ref.name for ref in path if ref.level > 0]
    if names and names[-1] == without:
        names.pop()
    return "".join(names)


def where(name: str, class_name: str, path: Iterable[DivisionRef]) -> str:
    """Class and divisions in one line: what tells places of the same name apart."""
    return " · ".join(part for part in (class_name, path_text(path, without=name)) if part)


def distance(metres: float) -> str:
    """A distance between public positions, which are snapped to a grid: no more digits than they carry."""
    if metres < 1000:
        return _("约 %(metres)s 米", metres=f"{max(50, round(metres / 50) * 50):,}")
    kilometres = metres / 1000
    return _("约 %(kilometres)s 千米", kilometres=f"{kilometres:.1f}" if kilometres < 100 else f"{kilometres:,.0f}")
