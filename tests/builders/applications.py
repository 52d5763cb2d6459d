"""Applications over the internet, brought to a state by the real services; who holds a link is nobody in particular."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from gazetteer.applications.model import NameApplication
from gazetteer.applications.services import applying
from gazetteer.applications.services.applying import Start
from gazetteer.applications.store import office as store
from gazetteer.cases.model import CaseKind
from gazetteer.cases.services.drafting import NewDocument
from geocore.actor import ANONYMOUS
from geocore.db import act_as, unit_of_work
from tests.builders.cases import OFFICES, PDF, Office

DAYS = 30
FIELDS = {
    "names": "同心路",
    "position_text": "东起东塔路，西至南塔路（虚构）",
    "lon": "113.05",
    "lat": "25.78",
    "scale": "长度：800 米\n性质：城市次干路",
    "reason": "新建道路（虚构）",
    "meaning": "取团结之意（虚构）",
    "origin": "因旁有古桥（虚构）",
    "applicant_unit": "示例建设投资公司（虚构）",
    "applicant_code": "91431003MA0000000X",
    "contact_person": "张三（虚构）",
    "contact_phone": "0735-0000000",
}
_NAMES = ("".join(pair) + "巷" for pair in itertools.product("甲乙丙丁戊己庚辛壬癸", "东南西北中松竹梅兰菊"))


def by_anybody(office: Office) -> Any:
    """A unit of work without an account."""
    return unit_of_work(office.database.app, ANONYMOUS)


def started(office: Office, at: str = "suxian", place: UUID | None = None) -> str:
    """The secret of an empty draft: of a street, or of a renaming of the place."""
    command = Start(CaseKind.NAMING, "street", "23514", office.division(OFFICES[at]))
    if place is not None:
        command = Start(CaseKind.RENAMING, place_id=place)
    with by_anybody(office) as work:
        return applying.start(work, command, office.today + timedelta(days=DAYS))


def seen(office: Office, secret: str, today: date | None = None) -> NameApplication:
    """As the holder of the link sees it."""
    with office.database.app.connect() as connection:
        act_as(connection, ANONYMOUS)
        return applying.look(connection, secret, today or office.today)


def save(office: Office, secret: str, versions: dict[str, int] | None = None, **changes: str) -> applying.Saved:
    """Against the versions that are there now, or against `versions`."""
    versions = seen(office, secret).versions if versions is None else versions
    with by_anybody(office) as work:
        expires_on = office.today + timedelta(days=DAYS)
        return applying.save(work, secret, changes, versions, office.today, expires_on)


def attach(office: Office, secret: str, kind: str, name: str = "", content: bytes = PDF) -> None:
    with by_anybody(office) as work:
        paper = NewDocument(kind, name or f"{kind}.pdf", content)
        applying.add_paper(work, secret, paper, office.today, office.today + timedelta(days=DAYS))


def filled(office: Office, at: str = "suxian", **changes: str) -> str:
    """Ready to be handed in, about a name that no other application asks for."""
    secret = started(office, at)
    save(office, secret, **{**FIELDS, "names": next(_NAMES), **changes})
    for kind in ("application", "site_plan"):
        attach(office, secret, kind)
    return secret


def hand_in(office: Office, secret: str, version: int | None = None) -> str:
    version = seen(office, secret).version if version is None else version
    with by_anybody(office) as work:
        return applying.hand_in(work, secret, version, office.today)


def handed_in(office: Office, at: str = "suxian", **changes: str) -> tuple[str, UUID]:
    """(secret, application)."""
    secret = filled(office, at, **changes)
    hand_in(office, secret)
    return secret, seen(office, secret).id


def looked_at(office: Office, application_id: UUID, who: str = "clerk@suxian") -> NameApplication:
    """As an officer sees it."""
    with office.database.app.connect() as connection:
        act_as(connection, office.actors[who])
        return store.find(connection, application_id)
