"""J4: a feature is gone; its name is retired, stays in the register, and is told of with its evidence and its origin,
the text of its marker, and what somebody remembers of it, as long as he agrees.
"""

from __future__ import annotations

import io
import wave

import pytest
from playwright.sync_api import FilePayload, expect

from tests.builders.register import SUXIAN, Place, add_places, console_work
from tests.journeys.conftest import Journey
from tests.journeys.test_naming_case import PDF, Hands, hands

pytestmark = pytest.mark.browser

GONE, BESIDE = "柳塘桥", "柳塘桥东巷"
MARKER, TOLD = "柳塘桥旧址（虚构）", "桥头的柳树是我爷爷种的（虚构）"
LOADED = """async (audio) => {
  const done = new Promise((ok, fail) => { audio.onloadedmetadata = ok; audio.onerror = fail; });
  audio.preload = "metadata";
  audio.load();
  await done;
  return audio.duration;
}"""


def second_of_silence() -> FilePayload:
    """A recording that a browser plays."""
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 8000)
    return {"name": "讲述.wav", "mimeType": "audio/wav", "buffer": made.getvalue()}


def remember(clerk: Hands, case: str) -> None:
    """From the page of the case: the text of the marker, and what somebody told."""
    clerk.go(case)
    clerk.page.locator("#memories").get_by_role("link", name="登记碑文").click()
    clerk.write("碑文", MARKER)
    clerk.press("登记")
    clerk.done(MARKER)
    clerk.page.locator("#memories").get_by_role("link", name="登记口述史").click()
    clerk.no_barrier()
    for label, text in (
        ("讲述人", "王五（虚构）"), ("讲述日期", "2026-01-20"), ("采访人", "赵六（虚构）"), ("语言或方言", "郴州官话"),
        ("文字记录", TOLD),
    ):  # fmt: skip
        clerk.write(label, text)
    clerk.page.get_by_label("录音", exact=False).first.set_input_files(second_of_silence())
    for label in ("讲述人同意公开文字记录", "讲述人同意公开录音"):
        clerk.page.get_by_label(label).check()
    clerk.press("登记")
    clerk.done("口述史 1 件")


def test_a_name_is_retired_and_never_lost(journey: Journey) -> None:
    with console_work(journey.database.app) as work:
        bridge = Place(GONE, SUXIAN, category="facility", class_code="23220", lon=113.06, lat=25.81)
        lane = Place(BESIDE, SUXIAN, category="street", class_code="23514", lon=113.061, lat=25.811)
        add_places(work, (bridge, lane), "retirement.csv")
    place, _ = journey.places_of("retirement.csv")
    clerk, reviewer, approver = (hands(journey, role) for role in ("clerk", "reviewer", "approver"))

    # S1 evidence and date; what is missing is said first.
    clerk.go(f"/work/cases/new?kind=retirement&place={place}")
    for label, text in (
        ("实体消失日期", "2026-01-15"), ("理由", "洪水冲毁，未再修建（虚构）"), ("位置描述", "柳塘河上（虚构）"),
        ("申请单位", "苏仙区水利局（虚构）"),
    ):  # fmt: skip
        clerk.write(label, text)
    clerk.press("保存申请")
    clerk.done("申请已保存为草稿")
    clerk.done("缺少材料：佐证材料")
    case = clerk.page.url
    for kind in ("application", "evidence"):
        clerk.page.get_by_label("材料种类").select_option(kind)
        clerk.page.get_by_label("文件", exact=False).first.set_input_files(PDF)
        clerk.press("加入材料")
        clerk.done("材料已加入案卷")
    clerk.go(f"{case}/steps/submit")
    clerk.no_barrier()
    clerk.press("提交申请")
    clerk.done("待受理")

    remember(clerk, case)

    # S2 what hangs on the name; S3 a unit is asked and answers, then the decision.
    reviewer.go(f"{case}/steps/accept")
    reviewer.press("受理")
    reviewer.done("已受理")
    reviewer.done("可能要一并更名的地名")
    reviewer.done(BESIDE)
    reviewer.go(f"{case}/steps/start_consulting")
    reviewer.write("征求意见的单位", "苏仙区交通运输局")
    reviewer.press("开始征求意见")
    reviewer.done("征求意见中")
    reviewer.page.locator("#consultations select").first.select_option("agree")
    reviewer.press("登记答复")
    reviewer.done("答复已登记")
    reviewer.go(f"{case}/steps/finish_consulting")
    reviewer.page.locator("form[enctype] button[type=submit]").click()
    for who, step, words in ((reviewer, "to_decision", "待批准"), (approver, "approve", "待公告")):
        who.go(f"{case}/steps/{step}")
        if step == "to_decision":
            who.write("理由", "实体已灭失，符合条例（虚构）")
            who.write("为什么没有征求、没有判断", "影响很小（虚构）")
        else:
            who.page.get_by_label("批准机关", exact=True).fill("苏仙区交通运输局（虚构）")
        who.page.locator("form[enctype] button[type=submit]").click()
        who.done(words)
    clerk.go(f"{case}/steps/announce")
    clerk.done("注销")
    clerk.page.locator("form[enctype] button[type=submit]").click()
    clerk.done("公告已发布")

    # S4 the public: found, told to be retired, the position unmoved, and there on any day before.
    visitor = Hands(journey.visitor(viewport={"width": 360, "height": 740}))
    visitor.go(f"/search?q={GONE}")
    visitor.page.locator(".result .heading a", has_text=GONE).first.click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(GONE)
    visitor.done(MARKER)
    visitor.done(TOLD)
    assert visitor.page.locator("#memories audio").evaluate(LOADED) == 1
    visitor.no_barrier()
    visitor.go(f"/place/{place}?as_of=2025-06-01")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(GONE)

    # S5 the culture question: the speaker takes back what he allowed; where the name came from, and that it is gone,
    # are kept with their sources.
    clerk.go(f"/work/heritage/places/{place}")
    clerk.no_barrier()
    consent = clerk.page.locator("form[action$='/consent']")
    consent.get_by_label("理由").fill("来电要求（虚构）")
    consent.get_by_role("button").click()
    clerk.done("同意已撤回，不公开")
    visitor.go(f"/place/{place}")
    visitor.done(MARKER)
    expect(visitor.page.get_by_role("main")).not_to_contain_text(TOLD)
    clerk.go(f"/work/heritage/places/{place}/origin")
    clerk.no_barrier()
    clerk.write("来历", "桥头旧有柳塘，因以为名（虚构）")
    clerk.write("出处", "《苏仙桥志》（虚构）")
    clerk.page.get_by_role("main").locator("form button[type=submit]").click()
    clerk.done("桥头旧有柳塘")
    clerk.go("/work/heritage/vanished")
    for label, text in (
        ("登记的地名", f"/place/{place}"), ("何时消失", "2026年1月"), ("消失的原因", "洪水冲毁（虚构）"),
        ("证据", "现场照片（虚构）"), ("出处", "水利局报告（虚构）"),
    ):  # fmt: skip
        clerk.write(label, text)
    clerk.page.get_by_role("main").locator("form button[type=submit]").click()
    clerk.done(GONE)
    for person in (clerk, reviewer, approver, visitor):
        person.close()
