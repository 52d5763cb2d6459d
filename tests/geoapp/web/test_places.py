"""The page of a place: the six facts first, honest about what is not known, safe whatever people typed."""

from __future__ import annotations

import json
import re
from uuid import uuid4

import pytest
from markupsafe import escape

from tests.builders.register import BAILUTANG, Place, add_places, console_work
from tests.builders.registered import MAP_NUMBER, RegisteredSite
from tests.geoapp.maps.hostile import PAYLOADS


def flat(page: str) -> str:
    return " ".join(page.split())


def place(register: RegisteredSite, name: str) -> str:
    return register.page(f"/place/{register.places[name]}")


def test_six_facts_come_first_in_the_order_of_the_rule(register: RegisteredSite) -> None:
    """地名备案公告管理办法 (2023)."""
    page = place(register, "白露塘镇")
    main = page[page.index("<main") :]
    facts = re.findall(r"<dt>([^<]+)</dt>\s*<dd>([^<]*)</dd>", main)
    assert [term for term, _ in facts[:6]] == [
        "标准名称", "罗马字母拼写", "所属政区", "位置描述", "批准机关", "批准时间",
    ]  # fmt: skip
    assert [value for _, value in facts[:6]] == [
        "白露塘镇", "BAILUTANG ZHEN", "湖南省郴州市苏仙区白露塘镇", "未登记", "未登记", "未登记",
    ]  # fmt: skip


def test_a_computed_reading_says_so(register: RegisteredSite) -> None:
    page = place(register, "白露塘村")
    assert "读音为机器拟定，待审定" in page
    assert "bai2 lu4 tang2 cun1" in page
    assert "BAILUTANG CUN" in page


def test_doubtful_characters_are_named(register: RegisteredSite) -> None:
    assert "多音字“朝”的读音不能确定" in place(register, "朝阳村")


def test_where_it_is_and_how_exactly(register: RegisteredSite) -> None:
    page = place(register, "五盖山")
    assert "约 ±50 米" in page
    assert "113.1" in page
    assert MAP_NUMBER in page
    assert "示例位置" not in page


def test_no_position_no_map(register: RegisteredSite) -> None:
    page = place(register, "新村")
    assert "位置未登记" in page
    assert "data-map" not in page


def test_a_made_up_position_is_marked_and_claims_no_accuracy(register: RegisteredSite) -> None:
    place_id = register.places["东村"]
    register.execute("update published.place set position_kind = 'demo' where id = :id", id=place_id)
    page = register.page(f"/place/{place_id}")
    register.execute("update published.place set position_kind = 'source' where id = :id", id=place_id)
    assert "不是真实位置" in page
    assert "±" not in page
    assert '"geo"' not in page


def test_map_is_not_shown_without_its_number(register: RegisteredSite) -> None:
    for settings in ({"map_review_number": ""}, {"map_review_expires": "2020-01-01"}, {"map_review_expires": "soon"}):
        register.set(**{"map_review_number": MAP_NUMBER, **settings})
        page = place(register, "五盖山")
        assert "data-map" not in page
        assert "尚未取得审图号" in page
        assert "邻近地名" in page  # the words stay


def test_names_of_all_times_with_codes(register: RegisteredSite) -> None:
    page = flat(place(register, "白露塘镇"))
    assert "白芦塘" in page
    assert "曾用名" in page
    assert "不再称“白芦塘”" in page
    assert "431003101000" in page
    assert "name-bars" in page


def test_meaning_and_origin_with_their_source(register: RegisteredSite) -> None:
    page = place(register, "苏仙区")
    assert "因苏仙岭得名" in page
    assert "测试名录（虚构）" in page


def test_as_of_a_day(register: RegisteredSite) -> None:
    place_id = register.places["白露塘镇"]
    page = register.page(f"/place/{place_id}?as_of=2020-01-01")
    assert "这是截至2020年1月1日的记录" in page
    assert "不是日期" in register.page(f"/place/{place_id}?as_of=1.1.2020", status=422)


def test_neighbours_and_namesakes(register: RegisteredSite) -> None:
    page = flat(place(register, "东村"))
    assert f"/place/{register.places['东村@北湖']}" in page
    assert "行政村 · 湖南省郴州市北湖区" in page
    assert re.search(r"朝阳村</a> *</th>.*?约 1\.\d 千米", page)


def test_permanent_address_does_not_follow_the_host_header(register: RegisteredSite) -> None:
    page = register.browser().get(f"/place/{register.places['东村']}", headers={"Host": "evil.example"})
    assert "evil.example" not in page.get_data(as_text=True)


def test_name_leads_to_its_place(register: RegisteredSite) -> None:
    name_id = register.scalar("select name_id from published.name where name = '白芦塘'")
    answer = register.browser().get(f"/name/{name_id}")
    assert answer.location == f"/place/{register.places['白露塘镇']}#name-{name_id}"
    assert f'id="name-{name_id}"' in place(register, "白露塘镇")
    assert register.browser().get(f"/name/{uuid4()}").status_code == 404


def test_an_address_that_never_was(register: RegisteredSite) -> None:
    page = register.page(f"/place/{uuid4()}", status=404)
    assert "从未公开过" in page
    assert 'role="search"' in page


def test_a_place_that_left_the_register(register: RegisteredSite) -> None:
    gone = uuid4()
    register.execute(
        "insert into published.change (entity, entity_id, operation)"
        " values ('place', :id, 'put'), ('place', :id, 'remove')",
        id=gone,
    )
    assert "已从公开名录撤下" in register.page(f"/place/{gone}", status=410)


def test_a_feature_that_is_no_more(register: RegisteredSite) -> None:
    place_id = register.places["东村@北湖"]
    register.execute("update published.place set existence = '[,2001-05-01)' where id = :id", id=place_id)
    page = register.page(f"/place/{place_id}")
    register.execute("update published.place set existence = '[,)' where id = :id", id=place_id)
    assert "历史地名" in page
    assert "至2001年5月1日" in page


def test_json_ld(register: RegisteredSite) -> None:
    page = place(register, "五盖山")
    found = json.loads(re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page)[1])  # type: ignore[index]
    assert found["@type"] == "Place"
    assert found["name"] == "五盖山"
    assert "五岳山" in found["alternateName"]
    assert found["geo"]["latitude"] == pytest.approx(25.6, abs=0.001)
    assert found["@id"] == f"http://127.0.0.1:8000/place/{register.places['五盖山']}"


def test_review_map_is_for_officers_and_a_download(register: RegisteredSite) -> None:
    path = f"/place/{register.places['五盖山']}/review-map.html"
    assert register.browser().get(path).status_code == 302
    answer = register.officer("clerk", "431003").get(path)
    document = answer.get_data(as_text=True)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "非公开 · 未经审核" in document
    assert "五盖山" in document
    assert 'src="http' not in document


def test_statements_do_not_grow_with_the_record(register: RegisteredSite) -> None:
    counts = []
    for name in ("五盖山", "白露塘镇", "苏仙区"):
        place(register, name)
        with register.statements() as sent:
            place(register, name)
        counts.append(len(sent))
    assert max(counts) <= 24
    assert max(counts) - min(counts) <= 1


def test_hostile_texts_stay_text(register: RegisteredSite) -> None:
    """WB2: names, meanings and sources that try to be markup, script or template."""
    names = [text.replace("\0", "")[:90].strip() for text in PAYLOADS]
    places = tuple(
        Place(text, BAILUTANG, category="other", class_code="22200", meaning=text, origin=text, aliases=(text,))
        for text in dict.fromkeys(names)
        if text
    )
    with console_work(register.database.app) as work:
        add_places(work, places, "hostile.tgz")
    with register.database.owner.connect() as connection:
        rows = connection.exec_driver_sql(
            "select p.id, n.text, n.meaning from gazetteer.place p join gazetteer.name n on n.place_id = p.id"
            " where p.source_ref like 'hostile%%' and n.kind = 'standard'"
        ).all()
    assert len(rows) > 50
    for place_id, text, meaning in rows:
        page = register.page(f"/place/{place_id}")
        scripts = re.findall(r"<script[^>]*>", page)
        assert all("nonce=" in tag for tag in scripts)
        assert len(scripts) == 2, text
        assert str(escape(meaning)) in page
        block = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.S)
        assert block
        assert json.loads(block[1])["name"] == text
