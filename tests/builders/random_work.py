"""Officers of two districts and strangers who do at random whatever the services offer; a model says what must happen.

Nobody sees the newest state for sure: a third of what people do rests on an older look, as with pages left open.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from gazetteer.cases.clocks import ApproverKind
from gazetteer.cases.model import CaseKind, Draft
from gazetteer.cases.services import announcing, deciding, drafting, handling, pre_naming
from gazetteer.cases.services.steps import CaseStep
from gazetteer.cases.workflow import NAMING_CASE
from geocore.db import UnitOfWork
from geocore.errors import DomainError
from geocore.workflow_store import SubjectState, advance
from tests.builders.case_model import LAWFUL, PART, File, World
from tests.builders.cases import PDF, Office, about, approval, naming, offer_pre_naming
from tests.builders.random_beside import Attempt, Beside

PEOPLE = tuple(f"{role}@{at}" for at in ("suxian", "beihu") for role in ("clerk", "reviewer", "approver", "everybody"))
STRANGERS = ("reader@suxian", "admin", "nobody")
_FIRST, _SECOND = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉亥", "松竹梅兰菊桃柳荷枫桂山川江海云"
STEPS = tuple(dict.fromkeys(action for _, action in LAWFUL))
OTHERS = (
    "open", "edit", "attach", "answer_unit", "opinion", "ask_public", "comment", "answer_comment", "close_public",
    "open_review", "hold_review", "send_filing", "return_filing", "correct", "object", "follow", "formal",
)  # fmt: skip
NEEDS_NOTE = {"withdraw", "ask_correction", "decline", "to_decision", "send_back", "refuse", "extend"}
ONWARD = {
    "draft": ("submit",), "correction": ("edit", "submit"), "submitted": ("accept",),
    "reviewing": ("to_decision", "start_consulting", "answer_comment", "close_public", "hold_review", "ask_public"),
    "consulting": ("answer_unit", "finish_consulting"), "deciding": ("approve",), "provisional": ("formal", "extend"),
    "announcing": ("announce",),
    "announced": ("send_filing", "record_filing", "correct"),
}  # fmt: skip
"""What brings a case forward: half of all steps, so that cases come to every state."""
_PERSON_OF = {"draft": "clerk", "review": "reviewer", "approve": "approver"}


class Difference(AssertionError):
    """The services and the model disagree."""


class RandomWork(Beside):
    def __init__(self, office: Office, seed: int) -> None:
        self.office, self.rng = office, random.Random(seed)
        self.seed, self.world = seed, World(office.today)
        for code in ("431002", "431003"):
            offer_pre_naming(office, code)
        self.counts: Counter[str] = Counter()
        self.owner = office.database.owner.connect()

    def __enter__(self) -> RandomWork:
        return self

    def __exit__(self, *_: object) -> None:
        """What was done, and how to do it again."""
        self.owner.close()
        print(f"seed {self.seed}: {self.counts.total():,} attempts", *sorted(self.counts.items()), sep="\n  ")

    # -- choosing ------------------------------------------------------------------------------------------------

    def step(self) -> None:
        rng, world = self.rng, self.world
        if rng.random() < 0.004:
            # Now and then half a year passes, as it does for pre-namings.
            world.today += timedelta(days=rng.choice((1, 1, 1, 1, 30, 200)))
            self.office.today = world.today
        live = [file for file in world.files.values() if not file.is_closed and not world.is_over(file)]
        if len(live) < 8 or (len(live) < 24 and rng.random() < 0.03):
            self.attempt("open", rng.choice(PEOPLE), None)
            return
        file = rng.choice(live) if rng.random() < 0.93 else rng.choice(list(world.files.values()))
        if rng.random() < 0.55 and file.state in ONWARD:
            action = rng.choice(ONWARD[file.state])
            action = "pre_approve" if action == "approve" and file.kind == "pre_naming" else action
            role = _PERSON_OF.get(PART.get(action, ""), "reviewer" if "review" in file.state else "clerk")
            role = "reviewer" if action in ("answer_unit", "answer_comment", "close_public", "ask_public") else role
            who = f"{'everybody' if rng.random() < 0.1 else role}@{file.at}"
        else:
            action = rng.choice(STEPS + OTHERS)
            who = rng.choice(PEOPLE if rng.random() < 0.85 else STRANGERS)
        self.attempt(action, who, None if action == "open" else file)

    def attempt(self, action: str, who: str, file: File | None) -> None:
        if action in STEPS:
            assert file is not None
            expected, run = self._of_step(action, who, file)
        else:
            expected, run = getattr(self, f"_{action}")(who, file)
        try:
            done = run() is not False
            outcome = "done"
        except DomainError as error:
            done, outcome = False, type(error).__name__
        self.counts[f"{action}: {'done' if done else 'refused'}"] += 1
        if done is not expected:
            raise Difference(f"{who} {action} {file}: expected {expected}, got {outcome}")
        if file is not None:
            row = self.owner.execute(
                sa.text("select state, version from app.workflow_subject where id = :id"), {"id": file.id}
            ).one()
            self.owner.rollback()
            if (row.state, row.version) != (file.state, file.steps):
                raise Difference(f"after {who} {action}: {row} in the database, {file} in the model")

    def _seen(self, steps: int) -> int:
        """The version that somebody saw: now and then an older one."""
        return self.rng.randrange(steps) if steps and self.rng.random() < 0.08 else steps

    def _new_name(self) -> str:
        rng, world = self.rng, self.world
        if rng.random() < 0.15 and world.files:
            return rng.choice(list(world.files.values())).name
        middle = rng.choice(_SECOND) if rng.random() < 0.8 else ""
        return f"{rng.choice(_FIRST)}{middle}{rng.choice(_SECOND)}{rng.choice('路街')}"

    # -- the application -----------------------------------------------------------------------------------------

    def _open(self, who: str, _: File | None) -> Attempt:
        rng, world = self.rng, self.world
        at = who.partition("@")[2]
        at = rng.choice(("suxian", "beihu")) if not at or rng.random() < 0.1 else at
        kind = rng.choice(("naming", "naming", "pre_naming", "pre_naming", "renaming", "retirement", "correction"))
        is_new = kind in ("naming", "pre_naming")
        feature = rng.choice(world.features) if not is_new and world.features else None
        kind = "naming" if feature is None and not is_new else kind
        file = File(uuid4(), feature.at if feature else at, kind, self._new_name(), feature)
        file.says_why = rng.random() > 0.05
        papers = {"application", "site_plan", "evidence"}
        papers -= {rng.choice(sorted(papers))} if rng.random() < 0.1 else set()
        expected = world.may(who, "write", file) and (feature is None or feature.name is not None)

        def run() -> None:
            with self.office.as_(who) as work:
                drafting.open_draft(work, self._draft(file), file.id)
                for paper in sorted(papers):
                    drafting.insert_paper(work, file.id, drafting.NewDocument(paper, f"{paper}.pdf", PDF))
            file.papers, file.about, file.ended_on = papers, feature.name if feature else None, world.today
            file.parts["draft"] = {who}
            world.files[file.id] = file

        return expected, run

    def _draft(self, file: File) -> Draft:
        draft = naming(self.office, file.name, at=file.at, ended_on=self.world.today)
        draft = replace(draft, kind=CaseKind.PRE_NAMING) if file.kind == "pre_naming" else draft
        if file.feature is None:
            return draft
        draft = about(draft, CaseKind(file.kind), file.feature.id)
        return draft if file.says_why else replace(draft, items=(replace(draft.items[0], reason_code=""),))

    def _edit(self, who: str, file: File) -> Attempt:
        name, seen, feature = self._new_name(), self._seen(file.writings), file.feature
        says_why = self.rng.random() > 0.05
        expected = (
            self.world.may(who, "write", file) and file.state in ("draft", "correction") and seen == file.writings
            and (feature is None or feature.name is not None)
        )  # fmt: skip

        def run() -> None:
            with self.office.as_(who) as work:
                drafting.edit_draft(work, file.id, seen, self._draft(replace(file, name=name, says_why=says_why)))
            file.says_why = says_why
            file.name, file.writings, file.about = name, file.writings + 1, feature.name if feature else None
            file.ended_on = self.world.today
            file.parts.setdefault("draft", set()).add(who)

        return expected, run

    def _attach(self, who: str, file: File) -> Attempt:
        paper = self.rng.choice(("application", "site_plan", "evidence"))
        is_written = file.state in ("draft", "correction")
        role, _, at = who.partition("@")
        sees = at == file.at and role != "reader"
        expected = self.world.may(who, "write", file) if is_written else sees and not file.is_closed

        def run() -> None:
            with self.office.as_(who) as work:
                drafting.attach(work, file.id, drafting.NewDocument(paper, f"{paper}.pdf", PDF))
            file.papers.add(paper)

        return expected, run

    # -- steps of the table --------------------------------------------------------------------------------------

    def _of_step(self, action: str, who: str, file: File) -> Attempt:
        rng, world = self.rng, self.world
        seen = self._seen(file.steps)
        note = "" if rng.random() < 0.03 else "依法办理（虚构）"
        if action == "submit" and file.state == "correction":
            action = "resubmit"
        expected = world.lawful(who, action, file, seen)
        if action in ("submit", "resubmit"):
            if (action == "resubmit") is not (file.state == "correction"):
                action, expected = "submit", world.lawful(who, "submit", file, seen)
            expected = expected and world.is_complete(file)
        elif action in NEEDS_NOTE:
            expected = expected and bool(note)
        if action == "to_decision":
            expected = expected and not file.hindrances()
        if action == "finish_consulting":
            expected = expected and not file.unanswered and not file.unhandled
        if action in ("approve", "pre_approve"):
            is_its_own = (action == "pre_approve") is (file.kind == "pre_naming")
            expected = expected and is_its_own and world.is_free(file)
        if action == "extend":
            expected = expected and world.may_be_extended(file)
        if action == "record_filing":
            expected = expected and file.is_sent
        step = CaseStep(file.id, seen, world.today, note)

        def run() -> Any:
            answer = self._call(action, who, file, step)
            if answer is False:
                return False
            world.take(who, action, file)
            if action == "extend":
                world.extend(file)
            if action in ("withdraw", "refuse"):
                file.public = None
            return True

        return expected, run

    def _call(self, action: str, who: str, file: File, step: CaseStep) -> Any:
        if action == ("pre_approve" if file.kind == "pre_naming" else "approve"):
            return self._approve(who, file, step)
        if action in ("approve", "pre_approve"):
            return self._at_the_database(action, who, file, step)
        with self.office.as_(who) as work:
            if action == "announce":
                made = announcing.announce(work, announcing.Announce(step, "示例民政局（虚构）"))
            elif action == "record_filing":
                announcing.record_filing(work, announcing.ReceiveFiling(step, "备1（虚构）", self.world.today))
            elif action == "start_consulting":
                units = tuple(f"单位{uuid4().hex[:6]}（虚构）" for _ in range(self.rng.randint(1, 2)))
                handling.start_consulting(work, handling.StartConsulting(step, units))
            elif action == "extend":
                pre_naming.extend(work, step)
            elif action in ("send_back", "refuse"):
                (handling.send_back if action == "send_back" else deciding.refuse)(work, step)
            elif action == "ask_correction":
                handling.ask_correction(work, step, "第一次看不出来（虚构）")
            else:
                told = getattr(handling, "submit" if action == "resubmit" else action)(work, step)
        if action == "accept":
            file.follow = (told.number, told.code)
        if action == "start_consulting":
            file.unanswered = set(self.ids("case_consultation where answered_on is null and case_id", file.id))
        if action == "announce":
            (file.announcements[:],) = (list(made),)
            (place,) = self.ids("case_decision where case_id", file.id, "place_id")
            self.world.announce(file, place)

    def _at_the_database(self, action: str, who: str, file: File, step: CaseStep) -> None:
        """The approval of another kind of case: no service offers it, and the database refuses it as well."""
        actor = self.office.actors[who]
        subject = SubjectState(file.id, NAMING_CASE.name, file.state, step.state_version, ())
        with self.office.as_(who) as work:
            advance(UnitOfWork(work.connection, actor), subject, NAMING_CASE.steps[action])
            work.audit(f"case.{action}", "naming_case", file.id)

    def _formal(self, who: str, file: File) -> Attempt:
        world = self.world
        formal = File(uuid4(), file.at, "naming", file.name, follows=file)
        expected = world.may(who, "formal", file) and file.state == "provisional" and world.may_follow(file)

        def run() -> None:
            with self.office.as_(who) as work:
                formal.id = pre_naming.apply_formally(work, file.id, world.today)
                for paper in ("application", "site_plan"):
                    drafting.insert_paper(work, formal.id, drafting.NewDocument(paper, f"{paper}.pdf", PDF))
            formal.papers, formal.ended_on = {"application", "site_plan"}, world.today
            formal.parts["draft"] = {who}
            world.files[formal.id] = formal

        return expected, run

    def _approve(self, who: str, file: File, step: CaseStep) -> bool:
        """As a person does: reads the reports, gives reasons, and again where something changed meanwhile."""
        if self.office.actors[who].user_id is None or file.state != "deciding" or who.partition("@")[2] != file.at:
            items = (deciding.ItemDecision(uuid4(), True, file.name),)
            body = deciding.Approve(step, items, ApproverKind.LOCAL_GOVERNMENT, "政府", "", self.world.today)
        else:
            body = replace(approval(self.office, file.id, file.at, approved_on=self.world.today), step=step)
        for _ in range(4):
            with self.office.as_(who) as work:
                changed = deciding.approve(work, body)
            if not changed:
                file.papers.add("approval")
                self.world.decide(file)
                return True
            body = replace(approval(self.office, file.id, file.at, approved_on=self.world.today), step=step)
        raise Difference(f"the reports of {file} change whenever somebody looks")
