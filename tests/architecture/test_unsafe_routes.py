"""Every request that changes something leaves exactly one audit record (GB/T 22239 8.1.4.3)."""

from __future__ import annotations

import pytest

from tests.architecture import (
    application_examples,
    case_examples,
    clean_up_examples,
    consultation_examples,
    heritage_examples,
    local_rule_examples,
    supervision_examples,
    unsafe_examples,
)
from tests.architecture.test_endpoints import UNSAFE
from tests.builders.site import Site

EXAMPLES = {
    **unsafe_examples.EXAMPLES,
    **local_rule_examples.EXAMPLES,
    **case_examples.EXAMPLES,
    **consultation_examples.EXAMPLES,
    **clean_up_examples.EXAMPLES,
    **heritage_examples.EXAMPLES,
    **supervision_examples.EXAMPLES,
    **application_examples.EXAMPLES,
}
ENDPOINTS = sorted({rule.endpoint for rule in UNSAFE})


def test_every_unsafe_endpoint_has_an_example() -> None:
    assert [name for name in ENDPOINTS if name not in EXAMPLES] == [], "add it to one of the *_examples.py here"
    assert [name for name in EXAMPLES if name not in ENDPOINTS] == [], "no longer an endpoint"


@pytest.mark.parametrize("endpoint", sorted(EXAMPLES))
def test_one_record_for_one_change(site: Site, endpoint: str) -> None:
    call = EXAMPLES[endpoint](site)
    token = call.data.get("csrf_token") or call.browser.csrf_token()
    head = site.audit_head()
    answer = call.browser.bare_post(call.path, {"csrf_token": token, **call.data})
    assert answer.status_code < 400, answer.get_data(as_text=True)[:3000]
    records = site.audit_since(head)
    assert [record.result for record in records] == ["done"]
    (record,) = records
    assert record.request_id == answer.headers["X-Request-Id"]
    assert record.remote_address == call.browser.address
    assert record.object_type
    assert record.object_id
