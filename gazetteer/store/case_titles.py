"""What a case is called, in statements of this domain: the same as `gazetteer.cases.model.Case.title`."""

from __future__ import annotations


def case_title(case_id: str) -> str:
    """SQL for the title of the case whose id an expression gives; empty for a draft that names nothing yet."""
    return (
        "coalesce((select coalesce(titled.candidate_names[1], present.text, '') ||"
        " coalesce((select '等' || count(*) || '个地名' from gazetteer.case_item beside"
        " where beside.case_id = titled.case_id having count(*) > 1), '')"
        " from gazetteer.case_item titled left join gazetteer.name present on present.id = titled.old_name_id"
        f" where titled.case_id = {case_id} and titled.position = 1), '')"
    )
