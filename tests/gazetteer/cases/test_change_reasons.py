"""Why a name is changed: a dated list with its articles, asked for before a renaming is submitted."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from gazetteer.cases import change_reasons
from gazetteer.cases.change_reasons import all_reasons, code_meant, is_offered, offered
from gazetteer.cases.model import CaseKind
from gazetteer.cases.services import drafting, handling
from gazetteer.cases.services.steps import content_hash
from geocore.db import fingerprint
from geocore.errors import InvalidInput
from tests.builders.cases import MONDAY, Office, about, codes, naming, opened, submitted

ASKED = (CaseKind.RENAMING, CaseKind.RETIREMENT)


def test_the_list_is_well_kept() -> None:
    for reason in all_reasons().values():
        assert reason.label_zh
        assert reason.label_en
        assert reason.kinds
        assert reason.kinds <= set(ASKED)
        assert re.fullmatch("《地名管理条例》第.+", reason.article)
        assert reason.valid_to is None or reason.valid_from < reason.valid_to
    labels = [reason.label_zh for reason in all_reasons().values()]
    assert len(labels) == len(set(labels))
    assert is_offered("other", CaseKind.RENAMING, MONDAY)


@pytest.mark.parametrize("kind", list(CaseKind))
def test_renamings_and_retirements_alone_have_reasons(kind: CaseKind) -> None:
    assert bool(offered(kind, MONDAY)) == (kind in ASKED)
    assert offered(kind, date(2022, 4, 30)) == (), "the Order is in force since May 2022"


@pytest.mark.parametrize(
    ("constraint", "more"), [("ck_case_item_reason_code", set()), ("ck_name_application_reason_code", {""})]
)
def test_the_database_knows_the_same_codes(bureau: Office, constraint: str, more: set[str]) -> None:
    text = bureau.scalar("select pg_get_constraintdef(oid) from pg_constraint where conname = :name", name=constraint)
    assert set(re.findall("'([a-z_]*)'", text)) == {*all_reasons(), *more}


def test_a_cell_means_a_code_by_code_or_word() -> None:
    assert (code_meant("名实不符"), code_meant("not_matching"), code_meant("随便")) == ("not_matching",) * 2 + (None,)


def test_a_renaming_says_why_before_it_is_submitted(bureau: Office, places: dict[str, UUID]) -> None:
    draft = about(naming(bureau, "改因村"), CaseKind.RENAMING, places["白露塘村"])
    silent = replace(draft, items=(replace(draft.items[0], reason_code=""),))
    with pytest.raises(InvalidInput) as refused:
        submitted(bureau, silent)
    assert codes(refused) == {("reason_code", "reason_code_missing")}
    case_id = submitted(bureau, replace(draft, items=(replace(draft.items[0], reason_code="other"),)))
    assert bureau.look(case_id).items[0].reason_code == "other"


def test_another_reason_is_told_in_words(bureau: Office, places: dict[str, UUID]) -> None:
    draft = about(naming(bureau, "改由村"), CaseKind.RENAMING, places["朝阳村"])
    wordless = replace(draft, items=(replace(draft.items[0], reason_code="other", reason=""),))
    with pytest.raises(InvalidInput) as refused:
        submitted(bureau, wordless)
    assert codes(refused) == {("reason", "reason_missing")}


@pytest.mark.parametrize("kind", [CaseKind.RETIREMENT, CaseKind.CORRECTION])
def test_no_other_kind_has_to(bureau: Office, places: dict[str, UUID], kind: CaseKind) -> None:
    draft = about(naming(bureau, "改错村", ended_on=MONDAY), kind, places["东村"])
    case_id = opened(bureau, draft)
    with bureau.as_("clerk@suxian") as work:
        drafting.edit_draft(work, case_id, 0, replace(draft, items=(replace(draft.items[0], reason=""),)))
    with pytest.raises(InvalidInput) as refused, bureau.as_("clerk@suxian") as work:
        handling.submit(work, bureau.step(case_id))
    assert codes(refused) == {("reason", "reason_missing")}


def test_a_reason_that_is_not_offered_is_told(
    bureau: Office, places: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of another kind of case, or no longer in force on the day of the submission."""
    draft = about(naming(bureau, "改期村", ended_on=MONDAY), CaseKind.RETIREMENT, places["五盖山"])
    with pytest.raises(InvalidInput) as refused:
        submitted(bureau, replace(draft, items=(replace(draft.items[0], reason_code="meaning"),)))
    assert codes(refused) == {("reason_code", "reason_code_not_offered")}
    ended = dict(all_reasons()) | {"duplicate": replace(all_reasons()["duplicate"], valid_to=MONDAY)}
    monkeypatch.setattr(change_reasons, "all_reasons", lambda: ended)
    renaming = about(naming(bureau, "改年村"), CaseKind.RENAMING, places["五盖山"])
    with pytest.raises(InvalidInput) as late:
        submitted(bureau, replace(renaming, items=(replace(renaming.items[0], reason_code="duplicate"),)))
    assert codes(late) == {("reason_code", "reason_code_not_offered")}


def test_no_other_code_is_stored(bureau: Office) -> None:
    draft = naming(bureau, "改码路", reason_code="no_such_code")
    with pytest.raises(IntegrityError), bureau.as_("clerk@suxian") as work:
        drafting.open_draft(work, draft)


def test_cases_from_before_keep_the_digest_that_they_were_signed_with(bureau: Office) -> None:
    case = bureau.look(opened(bureau, naming(bureau, "改签路")))
    coded = replace(case, items=(replace(case.items[0], reason_code="other"),))
    assert content_hash(case) != content_hash(coded)
    content = asdict(case)
    for passing in ("state", "state_version", "version", "number", "accepted_on", "contact_person", "contact_phone"):
        del content[passing]
    for item in content["items"]:
        del item["reason_code"]
    assert content_hash(case) == fingerprint(content)
