"""Import batches on the officers' pages: what came in, and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.builders.register import BAILUTANG, Place, add_places, console_work
from tests.builders.registered import RegisteredSite


@pytest.fixture
def batch(register: RegisteredSite, request: Any) -> UUID:
    """A batch of its own for each test: two places."""
    name = f"{request.node.name[:30]}.csv"
    with console_work(register.database.app) as work:
        made = add_places(work, (Place("新桥村", BAILUTANG), Place("老桥村", BAILUTANG)), name)
    assert made.batch_id
    return made.batch_id


def state(register: RegisteredSite, batch: UUID) -> str:
    return str(register.scalar("select state from app.workflow_subject where id = :id", id=batch))


def test_list_and_detail(register: RegisteredSite, batch: UUID) -> None:
    steward = register.officer("steward", "156")
    page = steward.get("/work/imports").get_data(as_text=True)
    assert f"/work/imports/{batch}" in page
    detail = " ".join(steward.get(f"/work/imports/{batch}").get_data(as_text=True).split())
    assert "<dt>新增</dt> <dd>2</dd>" in detail
    assert "测试名录（虚构）" in detail
    assert "撤销整个批次" in detail


def test_reading_is_not_undoing(register: RegisteredSite, batch: UUID) -> None:
    reader = register.officer("reader", "156")
    assert "撤销整个批次" not in reader.get(f"/work/imports/{batch}").get_data(as_text=True)
    assert reader.post(f"/work/imports/{batch}/undo", {"reason": "试试"}).status_code == 403
    assert state(register, batch) == "loaded"


def test_elsewhere_looks_like_nowhere(register: RegisteredSite, batch: UUID) -> None:
    """A national list is not a county's: the county gets the same answer as for a batch that never was (AZ1)."""
    county = register.officer("steward", "431003")
    answers = [county.get(f"/work/imports/{which}") for which in (batch, uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert county.post(f"/work/imports/{batch}/undo", {"reason": "试试"}).status_code == 404
    assert str(batch) not in county.get("/work/imports").get_data(as_text=True)


def test_undo_takes_back_and_writes_one_record(register: RegisteredSite, batch: UUID) -> None:
    steward = register.officer("steward", "156")
    place = register.scalar("select id from gazetteer.place where batch_id = :b limit 1", b=batch)
    assert register.browser().get(f"/place/{place}").status_code == 200
    before = register.audit_head()
    answer = steward.post(f"/work/imports/{batch}/undo", {"reason": "名单有误"})
    assert answer.location == f"/work/imports/{batch}"
    (record,) = register.audit_since(before)
    assert (record.action, record.reason) == ("names.undo_import", "名单有误")
    assert register.browser().get(f"/place/{place}").status_code == 410
    page = steward.get(f"/work/imports/{batch}").get_data(as_text=True)
    assert "已撤销：2 处地名" in page
    assert "名单有误" in page
    assert "撤销整个批次" not in page


def test_undo_needs_a_reason(register: RegisteredSite, batch: UUID) -> None:
    steward = register.officer("steward", "156")
    answer = steward.post(f"/work/imports/{batch}/undo", {"reason": "  "})
    assert answer.status_code == 422
    assert "请填写这一项" in answer.get_data(as_text=True)
    assert state(register, batch) == "loaded"


def test_undo_twice_is_refused(register: RegisteredSite, batch: UUID) -> None:
    steward = register.officer("steward", "156")
    steward.post(f"/work/imports/{batch}/undo", {"reason": "一次"})
    answer = steward.post(f"/work/imports/{batch}/undo", {"reason": "两次"})
    assert answer.status_code == 409
    assert "已经撤销" in answer.get_data(as_text=True)


def test_undo_is_refused_when_something_was_built_on_it(register: RegisteredSite, batch: UUID) -> None:
    register.execute(
        "insert into gazetteer.name_event (place_id, kind, actor_name)"
        " select id, 'naming', '测试' from gazetteer.place where batch_id = :b limit 1",
        b=batch,
    )
    answer = register.officer("steward", "156").post(f"/work/imports/{batch}/undo", {"reason": "名单有误"})
    assert answer.status_code == 409
    assert "之后登记的事件 1" in answer.get_data(as_text=True)
    assert state(register, batch) == "loaded"


def test_divisions_have_no_undo_button(register: RegisteredSite) -> None:
    divisions = register.scalar("select id from app.import_batch where kind = 'divisions'")
    steward = register.officer("steward", "156")
    assert "撤销整个批次" not in steward.get(f"/work/imports/{divisions}").get_data(as_text=True)
    assert steward.post(f"/work/imports/{divisions}/undo", {"reason": "试试"}).status_code == 422


def test_work_home_by_role(register: RegisteredSite) -> None:
    reviewer = register.officer("reviewer", "431003").get("/work").get_data(as_text=True)
    assert "待审定的读音" in reviewer
    assert "朝阳村" in reviewer
    clerk = register.officer("clerk", "431003").get("/work").get_data(as_text=True)
    assert "待审定的读音" not in clerk
    assert "公众纠错" in clerk
    security = register.officer("security_admin", "156").get("/work").get_data(as_text=True)
    assert "您的角色不办理地名业务" in security
    assert register.browser().get("/work").status_code == 302
