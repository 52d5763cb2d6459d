"""Cases in which units, the public or experts are asked, brought there by the real services."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from gazetteer.cases.services import handling
from gazetteer.consultations.model import ExpertReview
from gazetteer.consultations.rules import Conclusion
from gazetteer.consultations.services import asking, commenting, public_asking, reviewing
from gazetteer.consultations.store import experts
from geocore.actor import ANONYMOUS
from geocore.db import act_as, unit_of_work
from tests.builders.cases import Office, accepted, naming

UNITS = ("苏仙区住房和城乡建设局", "苏仙区公安局")
_NAMES = ("".join(pair) + "街" for pair in itertools.product("甲乙丙丁戊己庚辛壬癸", "东南西北中松竹梅兰菊"))
"""Of characters with one reading each, so that no application waits for one."""


def under_review(office: Office, **item: Any) -> UUID:
    """An accepted case of 苏仙区 about a name that no other case asks for."""
    return accepted(office, naming(office, next(_NAMES), **item))


def consulting(office: Office, units: tuple[str, ...] = UNITS) -> UUID:
    """A case of 苏仙区 whose units are asked."""
    return consulted(office, under_review(office), units)


def consulted(office: Office, case_id: UUID, units: tuple[str, ...] = UNITS) -> UUID:
    """The same case, its units asked."""
    step = office.step(case_id)
    with office.as_("reviewer@suxian") as work:
        handling.start_consulting(work, handling.StartConsulting(step, units, question="有什么意见？"))
    return case_id


def links(office: Office, case_id: UUID, only: UUID | None = None) -> tuple[asking.NewLink, ...]:
    with office.as_("reviewer@suxian") as work:
        return asking.make_links(work, case_id, only, office.today)


def unit_id(office: Office, case_id: UUID, unit: str = UNITS[0]) -> UUID:
    found: UUID = office.scalar(
        "select id from gazetteer.case_consultation where case_id = :c and unit = :u", c=case_id, u=unit
    )
    return found


def asked_public(office: Office, case_id: UUID, **changes: Any) -> UUID:
    """A consultation of the public for a week from the office's day on."""
    values: dict[str, Any] = {
        "question": "这个名称有什么意见？", "range_text": "本网站（虚构）", "issuer": "苏仙区民政局",
        "opens_on": office.today, "closes_on": office.today + timedelta(days=6),
    }  # fmt: skip
    with office.as_("reviewer@suxian") as work:
        return public_asking.open_public(work, public_asking.OpenPublic(case_id, **{**values, **changes}), office.today)


def comment(
    office: Office, consultation_id: UUID, *, today: date | None = None, key: UUID | None = None, **words: str
) -> str:
    """Sent by nobody in particular; the receipt."""
    values = {"text": "很好的名字（虚构）", "author": "", "contact": "", **words}
    command = commenting.SendComment(consultation_id, key or uuid4(), **values)
    with unit_of_work(office.database.app, ANONYMOUS) as work:
        return commenting.send_comment(work, command, today or office.today)


def review_with(office: Office, case_id: UUID, *names: str) -> UUID:
    """An open expert review with these experts on its docket, nothing declared yet."""
    with office.as_("reviewer@suxian") as work:
        review_id = reviewing.open_review(work, case_id, "名称是否必要、科学、合理？", "meeting", office.today)
    for name in names:
        with office.as_("reviewer@suxian") as work:
            reviewing.add_expert(work, case_id, review_id, name, "地名学", "某大学（虚构）")
    return review_id


SCORES = {"necessity": 4, "science": 5, "reason": 3}
CONCLUSION = Conclusion(
    date(2026, 3, 2), "到会三人，一致同意（虚构）。", "与邻县道路混淆（虚构）", "宜先立标志（虚构）", "support"
)


def the_review(office: Office, case_id: UUID) -> ExpertReview:
    with office.database.app.connect() as connection:
        act_as(connection, office.actors["reviewer@suxian"])
        return experts.reviews_of(connection, case_id)[-1]


def of_expert(office: Office, case_id: UUID, name: str) -> reviewing.OfExpert:
    review = the_review(office, case_id)
    (found,) = (one for one in review.experts if one.name == name)
    return reviewing.OfExpert(case_id, review.id, found.id, found.version)


def declared(office: Office, case_id: UUID, name: str, has_conflict: bool = False) -> None:
    with office.as_("reviewer@suxian") as work:
        reviewing.declare(work, of_expert(office, case_id, name), has_conflict, "参与方案编制" if has_conflict else "")


def answered(office: Office, case_id: UUID, name: str, **scores: int) -> None:
    """Declared without a conflict, scored, with an opinion."""
    declared(office, case_id, name)
    with office.as_("reviewer@suxian") as work:
        command = of_expert(office, case_id, name)
        reviewing.enter_opinion(work, command, {**SCORES, **scores}, f"{name}：同意（虚构）", office.today)


def concluded(office: Office, case_id: UUID) -> None:
    review = the_review(office, case_id)
    with office.as_("reviewer@suxian") as work:
        reviewing.conclude(work, case_id, review.id, review.version, CONCLUSION, office.today)
