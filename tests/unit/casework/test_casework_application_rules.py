"""Applications without a database: receipt, fees, what may be written, the table of steps."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.applications.codes import (
    OUTCOMES,
    Act,
    ApplicantKind,
    ArrivalChannel,
    FeeBasis,
    Outcome,
    ReplyKind,
    Step,
)
from casework.applications.fees import by_pages, by_requests, fee
from casework.applications.lights import Thresholds
from casework.applications.receipt import Arrival
from casework.applications.replies import Proposal
from casework.applications.request import Applicant, IdentityKind, Request
from casework.applications.steps import STEPS
from casework.applications.table3 import Fact, count
from casework.errors import InvalidDate, InvalidInput, WrongState

SENT, SIGNED, CONFIRMED = date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 5)


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        (ArrivalChannel.IN_PERSON, SENT),
        (ArrivalChannel.REGISTERED_MAIL, SIGNED),
        (ArrivalChannel.ORDINARY_MAIL, CONFIRMED),
        (ArrivalChannel.INTERNET, CONFIRMED),
        (ArrivalChannel.FAX, CONFIRMED),
    ],
)
def test_each_channel_has_its_date_of_receipt(channel: ArrivalChannel, expected: date) -> None:
    assert Arrival(channel, SENT, SIGNED, CONFIRMED).received_on() == expected


@pytest.mark.parametrize("channel", set(ArrivalChannel) - {ArrivalChannel.IN_PERSON})
def test_without_what_decides_it_nothing_is_received(channel: ArrivalChannel) -> None:
    assert Arrival(channel, SENT).received_on() is None


def test_nothing_is_received_before_it_was_sent() -> None:
    with pytest.raises(InvalidDate):
        Arrival(ArrivalChannel.REGISTERED_MAIL, SIGNED, signed_on=SENT).received_on()


@pytest.mark.parametrize(
    ("requests", "yuan"),
    [(0, 0), (10, 0), (11, 100), (30, 2000), (31, 2200), (40, 4000), (41, 4300), (51, 7400)],
)
def test_fee_by_requests(requests: int, yuan: int) -> None:
    assert by_requests(requests) == yuan


@pytest.mark.parametrize(
    ("pages", "yuan"),
    [(0, 0), (30, 0), (31, 10), (100, 700), (101, 720), (200, 2700), (201, 2740)],
)
def test_fee_by_pages(pages: int, yuan: int) -> None:
    assert by_pages(pages) == yuan


@given(st.integers(0, 300))
def test_the_fees_of_single_applications_add_up_to_the_months(number: int) -> None:
    total = sum(fee(FeeBasis.REQUESTS, n) for n in range(1, number + 1))
    assert total == by_requests(number)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_more_never_costs_less(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert by_requests(low) <= by_requests(high)
    assert by_pages(low) <= by_pages(high)


@pytest.mark.parametrize("number", [-1, 100_001])
def test_impossible_counts_have_no_fee(number: int) -> None:
    with pytest.raises(InvalidInput):
        by_requests(number)


def person(**changes: str) -> Applicant:
    given = {"name": "测试甲", "identity_number": "11010519491231002X", "phone": "13800000000"}
    return Applicant(
        kind=ApplicantKind.PERSON, identity_kind=IdentityKind.RESIDENT_ID, **(given | changes)
    )


def test_what_the_law_asks_for_is_enough() -> None:
    assert person().checked() == person()


def test_width_and_spaces_of_a_phone_keyboard_are_levelled() -> None:
    typed = person(identity_number=" １１０１０５１９４９１２３１００２Ｘ ")
    assert typed.checked().identity_number == "11010519491231002X"


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"name": "  "}, "name", "missing"),
        ({"identity_number": ""}, "identity_number", "missing"),
        ({"phone": ""}, "contact", "missing"),
        ({"identity_number": "110105194912310021"}, "identity_number", "unreadable"),
        ({"identity_number": "什么是身份证"}, "identity_number", "unreadable"),
        ({"phone": "打我电话"}, "phone", "unreadable"),
        ({"email": "a@b"}, "email", "unreadable"),
        ({"address": "长" * 201}, "address", "too_long"),
        ({"name": "甲\x00乙"}, "name", "unreadable"),
    ],
)
def test_nonsense_is_named_by_field_and_never_repeated(
    changes: dict[str, str], field: str, reason: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        person(**changes).checked()
    assert (refused.value.field, refused.value.reason) == (field, reason)
    assert str(refused.value) == f"{field}: {reason}"


def test_nothing_personal_is_in_a_repr() -> None:
    applicant = person(address="示范路99号", email="jia@example.com", contact_person="测试乙")
    shown = repr(applicant) + repr(Request(description="我家房子的征收批文"))
    for personal in (
        "测试甲",
        "11010519491231002X",
        "13800000000",
        "示范路",
        "jia@",
        "测试乙",
        "批文",
    ):
        assert personal not in shown


def test_an_organisation_is_known_by_its_credit_code() -> None:
    body = Applicant(
        ApplicantKind.BUSINESS,
        "示例公司",
        IdentityKind.CREDIT_CODE,
        "91110000MA0000000A",
        email="office@example.com",
    )
    assert body.checked() == body


def test_a_huge_text_is_refused_and_markup_is_only_text() -> None:
    with pytest.raises(InvalidInput, match="too_long"):
        Request(description="字" * 50_000_000).checked()
    script = "<script>alert(1)</script>"
    assert Request(description=script).checked().description == script


def test_an_application_must_say_what_it_wants_but_not_why() -> None:
    with pytest.raises(InvalidInput, match="missing"):
        Request(description=" \n ").checked()
    assert not {"purpose", "reason"} & set(Request.__dataclass_fields__)


def test_every_step_is_reached_and_left() -> None:
    reached = {STEPS.start, *STEPS.moves.values()}
    assert reached == set(Step)
    assert STEPS.ends() == {Step.ARCHIVED}
    assert {act for _, act in STEPS.moves} == set(Act)


def test_the_eight_steps_follow_one_another() -> None:
    step = STEPS.start
    road = (Act.REGISTER, Act.ACCEPT, Act.FIND, Act.CLEAR, Act.PROPOSE, Act.APPROVE, Act.DELIVER)
    walked = [step] + [step := STEPS.after(step, act) for act in (*road, Act.ARCHIVE)]
    assert [each.value for each in walked] == [
        "intake", "examination", "search", "secrecy", "drafting", "approval", "delivery",
        "archiving", "archived",
    ]  # fmt: skip


def test_what_the_table_does_not_list_is_refused() -> None:
    with pytest.raises(WrongState):
        STEPS.after(Step.ARCHIVED, Act.DELIVER)
    with pytest.raises(WrongState):
        STEPS.after(Step.SEARCH, Act.ASK_CORRECTION)


def test_every_reply_kind_has_a_row_and_every_row_a_way_there() -> None:
    without_reply = {Outcome.CORRECTION_OVERDUE, Outcome.FEE_OVERDUE}
    reachable = {outcome for outcomes in OUTCOMES.values() for outcome in outcomes}
    assert set(OUTCOMES) == set(ReplyKind)
    assert reachable | without_reply == set(Outcome)


@pytest.mark.parametrize(
    "proposal",
    [
        Proposal(ReplyKind.GRANTED, Outcome.STATE_SECRET, "答复"),
        Proposal(ReplyKind.GRANTED, Outcome.PARTIAL, "答复"),
        Proposal(ReplyKind.GRANTED, Outcome.GRANTED, "答复", withheld=(Outcome.PROCESS,)),
        Proposal(ReplyKind.GRANTED, Outcome.PARTIAL, "答复", withheld=(Outcome.REPEATED,)),
        Proposal(ReplyKind.REFUSED, Outcome.FEE_OVERDUE, "答复"),
    ],
)
def test_replies_that_contradict_themselves_are_refused(proposal: Proposal) -> None:
    with pytest.raises(InvalidInput):
        proposal.check()


def test_thresholds_of_the_lights_are_in_order() -> None:
    with pytest.raises(InvalidInput):
        Thresholds(yellow=2, red=5)


days = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    received = draw(days)
    ended = draw(st.none() | st.dates(received, date(2028, 12, 31)))
    outcome = draw(st.sampled_from(Outcome)) if ended else None
    return Fact(draw(st.sampled_from(ApplicantKind)), received, ended, outcome)


@given(st.lists(facts(), max_size=60), st.integers(2023, 2028))
def test_table_3_adds_up_in_every_column(cases: list[Fact], year: int) -> None:
    count(year, cases).check()


@given(st.lists(facts(), max_size=60), st.integers(2023, 2028))
def test_what_one_year_carries_out_the_next_carries_in(cases: list[Fact], year: int) -> None:
    assert count(year, cases).carried_out == count(year + 1, cases).carried_in


@pytest.mark.parametrize(
    ("ended", "year", "rows"),
    [
        (date(2026, 12, 31), 2026, {"1": 1, "2": 0, "3.7": 1, "4": 0}),
        (date(2027, 1, 1), 2026, {"1": 1, "2": 0, "3.7": 0, "4": 1}),
        (date(2027, 1, 1), 2027, {"1": 0, "2": 1, "3.7": 1, "4": 0}),
        (date(2026, 12, 31), 2027, {"1": 0, "2": 0, "3.7": 0, "4": 0}),
    ],
)
def test_the_turn_of_the_year_belongs_to_one_year(
    ended: date, year: int, rows: dict[str, int]
) -> None:
    case = Fact(ApplicantKind.PERSON, SENT, ended, Outcome.GRANTED)
    table = {name: counts[-1] for name, counts in count(year, [case]).rows()}
    assert {name: table[name] for name in rows} == rows


def test_the_rows_of_table_3_are_those_of_the_form() -> None:
    rows = dict(count(2026, [Fact(ApplicantKind.BUSINESS, SENT, SIGNED, Outcome.PARTIAL)]).rows())
    assert len(rows) == 1 + 1 + 1 + 1 + 8 + 3 + 5 + 3 + 1 + 1
    assert list(rows)[:3] == ["1", "2", "3.1"]
    assert list(rows)[-2:] == ["3.7", "4"]
    assert rows["3.2"] == rows["3.7"] == rows["1"] == (0, 1, 0, 0, 0, 0, 1)
    assert rows["4"] == (0,) * 7
