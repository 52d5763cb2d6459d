"""What officers and the public do at random beside the steps of a case: ask, answer, file, correct, object."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.cases.services import announcing, correcting, handling
from gazetteer.cases.services.following import follow
from gazetteer.consultations.rules import Conclusion
from gazetteer.consultations.services import commenting, objecting, public_asking, reviewing
from tests.builders.case_model import File, World
from tests.builders.cases import Office

Attempt = tuple[bool, Callable[[], Any]]
"""Whether it must succeed, and the deed, which brings the model along."""
SCORES = {"necessity": 4, "science": 5, "reason": 3}


class Beside:
    office: Office
    rng: random.Random
    world: World
    owner: sa.Connection

    def ids(self, where: str, key: UUID, column: str = "id") -> list[Any]:
        statement = sa.text(f"select {column} from gazetteer.{where} = :key")
        found = list(self.owner.execute(statement, {"key": key}).scalars())
        self.owner.rollback()
        return found

    def _weighing(self, who: str, file: File, deed: Callable[[Any], Any], then: Callable[[Any], Any]) -> Attempt:
        """Work of the review: whoever does it has had that part in the case from then on."""

        def run() -> None:
            with self.office.as_(who) as work:
                answer = deed(work)
            then(answer)
            file.parts.setdefault("review", set()).add(who)

        return self.world.may(who, "weigh", file), run

    def _answer_unit(self, who: str, file: File) -> Attempt:
        unit = min(file.unanswered) if file.unanswered else uuid4()
        may, run = self._weighing(
            who, file,
            lambda work: handling.record_answer(work, file.id, unit, "agree", "", self.world.today),
            lambda _: file.unanswered.discard(unit),
        )  # fmt: skip
        return may and bool(file.unanswered), run

    def _opinion(self, who: str, file: File) -> Attempt:
        # One that nobody can deal with any more would stop the case for good, so each is dealt with at once.
        return self._weighing(
            who, file,
            lambda work: handling.record_opinion(work, file.id, "好（虚构）", "采纳", self.world.today),
            lambda _: None,
        )  # fmt: skip

    def _ask_public(self, who: str, file: File) -> Attempt:
        today = self.world.today
        asked = public_asking.OpenPublic(
            file.id, "这个名称好吗（虚构）？", "网站（虚构）", "民政局（虚构）", today, today + timedelta(days=6)
        )

        def then(made: UUID) -> None:
            file.public = made

        may, run = self._weighing(who, file, lambda work: public_asking.open_public(work, asked, today), then)
        return may and file.state in ("reviewing", "consulting") and not file.public, run

    def _comment(self, who: str, file: File) -> Attempt:
        consultation = file.public or uuid4()
        sent = commenting.SendComment(consultation, uuid4(), "好记（虚构）", "", "")

        def run() -> None:
            with self.office.as_("nobody") as work:
                commenting.send_comment(work, sent, self.world.today)
            for found in self.ids("public_comment where case_id", file.id):
                file.comments.setdefault(found, False)

        last_days = self.ids("public_consultation where id", consultation, "closes_on")
        return bool(file.public) and self.world.today <= last_days[0], run

    def _answer_comment(self, who: str, file: File) -> Attempt:
        comment = next((key for key, is_answered in file.comments.items() if not is_answered), uuid4())
        deal = public_asking.DealWith(file.id, comment, 0, self.world.today)
        may, run = self._weighing(
            who, file,
            lambda work: public_asking.answer_comment(work, deal, "adopted", "采纳（虚构）"),
            lambda _: file.comments.update({comment: True}),
        )  # fmt: skip
        return may and comment in file.comments, run

    def _close_public(self, who: str, file: File) -> Attempt:
        consultation = file.public or uuid4()

        def then(_: None) -> None:
            file.public = None

        may, run = self._weighing(
            who, file,
            lambda work: public_asking.close_public(work, file.id, consultation, 0, "提前（虚构）", self.world.today),
            then,
        )  # fmt: skip
        return may and file.public is not None, run

    def _open_review(self, who: str, file: File) -> Attempt:
        def then(made: UUID) -> None:
            file.review = made

        may, run = self._weighing(
            who, file,
            lambda work: reviewing.open_review(work, file.id, "名称是否合理？", "meeting", self.world.today),
            then,
        )  # fmt: skip
        return may and file.state in ("reviewing", "consulting") and not file.review, run

    def _hold_review(self, who: str, file: File) -> Attempt:
        """One expert, from the docket to the result: five deeds of one person."""
        review, today = file.review or uuid4(), self.world.today
        ending = Conclusion(today, "一致同意（虚构）", "无（虚构）", "无（虚构）", "support")

        def run() -> None:
            for number in range(4):
                with self.office.as_(who) as work:
                    if number == 0:
                        expert = reviewing.add_expert(work, file.id, review, "赵一（虚构）", "地名学", "某大学（虚构）")
                        one = reviewing.OfExpert(file.id, review, expert, 0)
                    elif number == 1:
                        reviewing.declare(work, one, False, "")
                    elif number == 2:
                        seen = reviewing.OfExpert(file.id, review, expert, 1)
                        reviewing.enter_opinion(work, seen, SCORES, "同意（虚构）", today)
                    else:
                        reviewing.conclude(work, file.id, review, 0, ending, today)
            file.review = None
            file.parts.setdefault("review", set()).add(who)

        return self.world.may(who, "weigh", file) and file.review is not None, run

    def _send_filing(self, who: str, file: File) -> Attempt:
        expected = (
            self.world.may(who, "file", file) and file.state in ("announcing", "announced") and not file.is_sent
            and {"approval", "application"} <= file.papers
        )  # fmt: skip

        def run() -> None:
            with self.office.as_(who) as work:
                announcing.send_filing(work, announcing.SendFiling(file.id, "郴州市民政局", self.world.today))
            file.is_sent = True

        return expected, run

    def _return_filing(self, who: str, file: File) -> Attempt:
        expected = self.world.may(who, "file", file) and file.state in ("announcing", "announced") and file.is_sent

        def run() -> None:
            with self.office.as_(who) as work:
                announcing.return_filing(work, file.id, "缺材料（虚构）", self.world.today)
            file.is_sent = False

        return expected, run

    def _correct(self, who: str, file: File) -> Attempt:
        """Half of the time the announcement that is corrected already."""
        announcement = self.rng.choice(file.announcements) if file.announcements else uuid4()
        expected = (
            self.world.may(who, "file", file) and file.state in ("announced", "filed")
            and announcement == file.announcements[-1]
        )  # fmt: skip
        columns = "standard_name, romanisation, division, position, approving_body, approved_on::text"
        row = self.owner.execute(
            sa.text(f"select {columns} from published.announcement where id = :id"), {"id": announcement}
        ).one_or_none()
        self.owner.rollback()
        right = {**(row._asdict() if row else {}), "position": f"东起{uuid4().hex[:8]}（虚构）"}

        def run() -> None:
            command = correcting.CorrectAnnouncement(file.id, announcement, right, "笔误（虚构）", self.world.today)
            with self.office.as_(who) as work:
                file.announcements.append(correcting.correct_announcement(work, command))

        return expected, run

    def _object(self, who: str, file: File) -> Attempt:
        """Anybody; what is objected to is public."""
        announcement = file.announcements[-1] if file.announcements else uuid4()

        def run() -> None:
            with self.office.as_("nobody") as work:
                raised = objecting.Object(announcement, uuid4(), "名称与邻路相近（虚构）", "", "")
                objecting.raise_objection(work, raised, self.world.today)

        return bool(file.announcements), run

    def _follow(self, who: str, file: File) -> Attempt:
        """With the right code one sees the state; with another one nothing."""
        is_known = file.follow is not None and self.rng.random() < 0.7
        number, code = file.follow if file.follow and is_known else ("431003-2026-0001", "AAAAAAAAAA")

        def run() -> bool:
            with self.office.as_("nobody") as work:
                found = follow(work, number, code)
            assert found is None or found.state == file.state
            return found is not None

        return is_known, run
