"""What rules, scopes and lists of the naming law are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from geoapp.web.problem_words import words_from

KINDS = {"rule": _l("规则"), "threshold": _l("通名标准"), "word": _l("词表"), "pre_naming": _l("预命名")}

RULES = {
    "structure.empty": _l("名称为空"),
    "structure.no_specific": _l("只有通名"),
    "structure.parts_differ": _l("专名与通名合不成名称"),
    "characters.traditional": _l("繁体字、异体字"),
    "characters.outside_table": _l("表外字"),
    "characters.rare": _l("三级字"),
    "characters.letters": _l("外文字母"),
    "characters.figures": _l("阿拉伯数字"),
    "characters.marks": _l("符号"),
    "characters.bare_number": _l("单纯序数"),
    "characters.length": _l("字数过多"),
    "meaning.exaggerated": _l("刻意夸大"),
    "meaning.unseemly": _l("不雅、封建、迷信"),
    "meaning.landmark": _l("国家机关、标志性地名"),
    "persons.leader": _l("国家领导人名"),
    "persons.person": _l("人名"),
    "persons.character": _l("作品人物名"),
    "foreign.listed": _l("外国人名、地名"),
    "foreign.transcription": _l("形似外语译音"),
    "companies.listed": _l("企业名称、商标"),
    "companies.form": _l("企业字样"),
    "generic.missing": _l("缺少通名"),
    "generic.other_kind": _l("通名与类别不符"),
    "generic.stacked": _l("通名重叠"),
    "generic.division_for_building": _l("建筑物用政区通名"),
    "generic.higher_rank": _l("通名等级过高"),
    "generic.misleading": _l("名不副实的自然通名"),
    "generic.threshold": _l("规模达不到通名标准"),
    "generic.size_not_stated": _l("没有写明规模"),
    "division.famous_natural": _l("政区用知名自然实体名"),
    "division.heritage": _l("政区用文化遗产名"),
    "division.beyond_area": _l("政区用跨界实体名"),
    "facility.local_name": _l("设施名与当地地名不一致"),
    "duplicate.same": _l("同名"),
    "duplicate.same_tones": _l("同音"),
    "duplicate.same_syllables": _l("音近：声调不同"),
    "duplicate.dialect_near": _l("音近：方言不分"),
    "duplicate.look_alike": _l("形近"),
    "duplicate.specific_same": _l("专名相同"),
    "duplicate.specific_same_tones": _l("专名同音"),
    "duplicate.specific_same_syllables": _l("专名音近：声调不同"),
    "duplicate.specific_dialect_near": _l("专名音近：方言不分"),
    "duplicate.specific_look_alike": _l("专名形近"),
    "duplicate.famous_feature": _l("与知名自然实体同名"),
    "duplicate.outside_scope": _l("范围以外同名"),
    "duplicate.same_spot": _l("同一位置已有名称"),
}

SEVERITIES = {
    "must_not": _l("不应使用"),
    "should_avoid": _l("应当避免"),
    "note": _l("提示"),
    "off": _l("不检查"),
}

SCOPES = {
    "nation": _l("全国"),
    "province": _l("所在省级行政区域"),
    "city": _l("所在设区的市"),
    "county": _l("所在县级行政区域"),
    "built_up_area": _l("所在建成区"),
    "unit": _l("本地名（不与他处比较）"),
}

COMPARED = {"full": _l("全名"), "specific": _l("专名")}

LISTS = {
    "exaggerated_words": _l("夸大用语"),
    "unseemly_words": _l("不雅、封建、迷信用语"),
    "foreign_words": _l("外国人名地名"),
    "persons": _l("人名"),
    "companies": _l("企业与商标"),
    "landmarks": _l("国家机关与标志性地名"),
}

WORD_PLACES = {"name": _l("名称中任何位置"), "specific": _l("专名中任何位置"), "whole": _l("整个专名")}

NAMES = {
    "natural": _l("自然地理实体"),
    "division": _l("行政区划"),
    "upper_division": _l("县级以上行政区划"),
    "township": _l("乡、镇、街道"),
    "committee": _l("村民委员会、居民委员会"),
    "park": _l("城市公园、自然保护地"),
    "street": _l("街路巷"),
    "building": _l("住宅区、楼宇"),
    "facility": _l("桥梁、隧道、车站等设施"),
    "settlement": _l("自然村、居民点"),
    "other": _l("其他"),
}

PROBLEMS = {
    "division_unknown": _l("本辖区内没有这个政区，请写全名或代码"),
    "division_ambiguous": _l("本辖区内有几个同名政区，请写代码"),
    "required": _l("请填写这一项"),
    "unknown": _l("不能选这一项；可用的是：%(detail)s"),
    "too_long": _l("最多 %(detail)s 个字"),
    "ends_before_it_begins": _l("废止日期要在施行日期以后"),
    "edge_unreadable": _l("edge_m 只用于“同名”，写 0 到 %(detail)s 之间的整数，例如 edge_m=100"),
    "parameters_unreadable": _l("请写成 most=8 的样子，几项之间用分号"),
    "conditions_unreadable": _l("请写成 floors>=20|floor_area_m2>=30000 的样子"),
    "months_unreadable": _l("请填 1 到 99 之间的月数"),
    "exceptions_do_not_fit": _l("每个例外词都要含有这个词，最多 50 个"),
}

problem_words = words_from(PROBLEMS)
