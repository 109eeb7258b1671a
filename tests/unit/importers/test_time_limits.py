"""公开时限, as catalogs really word it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.importers.time_limits import parse_time_limit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "自该信息形成或者变更之日起20个工作日内",
            {"days": 20, "unit": "working", "trigger": "信息形成或者变更"},
        ),
        (
            "10个工作日内,公示7个工作日",
            {"days": 10, "unit": "working", "announcement_days": 7, "announcement_unit": "working"},
        ),
        (
            "及时公开(公告期限5个工作日)",
            {"promptness": "prompt", "announcement_days": 5, "announcement_unit": "working"},
        ),
        ("实时公开", {"promptness": "realtime"}),
        ("7个工作日内公示", {"days": 7, "unit": "working"}),
        ("每季度公布一次", {"recurrence": "quarter"}),
        ("长期公开", {"promptness": "permanent"}),
        ("每年1月31日前", {"recurrence": "year", "due": "01-31"}),
        ("20工作日", {"days": 20, "unit": "working"}),
        ("二十个工作日内", {"days": 20, "unit": "working"}),
        (
            "收到征收土地公告之日起十五日内",
            {"days": 15, "unit": "calendar", "trigger": "收到征收土地公告"},
        ),
        (
            "经批准之日起10个工作日内，公示期不少于30日",
            {
                "days": 10,
                "unit": "working",
                "trigger": "经批准",
                "announcement_days": 30,
                "announcement_unit": "calendar",
            },
        ),
        ("每半年更新", {"recurrence": "half_year"}),
        ("按月公布", {"recurrence": "month"}),
        ("公开 时限\n以文件为准", {}),
    ],
)
def test_wordings_of_real_catalogs(text: str, expected: dict[str, object]) -> None:
    assert parse_time_limit(text).as_dict() == expected


@given(st.integers(min_value=1, max_value=999), st.sampled_from(["个工作日", "工作日"]))
def test_any_number_of_working_days(days: int, unit: str) -> None:
    limit = parse_time_limit(f"信息形成之日起{days}{unit}内")
    assert (limit.days, limit.unit, limit.trigger) == (days, "working", "信息形成")


@given(
    st.text(
        alphabet="0123456789年月日个工作公示告期每季度自之起内前一二三十百(（）)，。 ", max_size=30
    )
)
def test_no_text_breaks_it_and_the_text_is_kept(text: str) -> None:
    limit = parse_time_limit(text)
    assert limit.text == text
    assert limit.days is None or limit.unit is not None
