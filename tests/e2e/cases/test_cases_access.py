"""Who may not pass: strangers, agents, other bodies, and what was not sent from the pages."""

from __future__ import annotations

import pytest

from tests.e2e.cases.staff import APPLICATIONS, MESSAGES, Enter, Staff, Town, trouble_of
from tests.support.desk import PASSWORD

PAGES = (
    MESSAGES,
    APPLICATIONS,
    f"{APPLICATIONS}/new",
    "/console/desk/table3",
    "/console/desk/table3.csv",
    "/console/desk/calendar",
    "/console/desk/fee",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_may_sign_in(town: Town, path: str) -> None:
    response = Staff(town.service).asks(path)
    assert (response.status_code, response.headers["location"]) == (303, "/console/desk")


@pytest.mark.parametrize("path", PAGES)
def test_an_agent_of_the_desk_has_no_cases(staff: Enter, path: str) -> None:
    response = staff("li").asks(path)
    assert response.status_code == 403
    assert "没有办理留言和依申请公开的权限" in trouble_of(response)


def test_a_stranger_changes_nothing(town: Town) -> None:
    number, stranger = town.leaves().number, Staff(town.service)
    assert stranger.sends(f"{MESSAGES}/{number}/answer", answer="假的").status_code == 401
    lodged = town.lodges().number
    assert stranger.sends(f"{APPLICATIONS}/{lodged}/withdraw").status_code == 401


def test_another_body_sees_and_changes_nothing(town: Town, staff: Enter) -> None:
    cai, number, lodged = staff("cai"), town.leaves().number, town.lodges().number
    assert lodged not in cai.sees(APPLICATIONS)
    assert lodged not in cai.sees(f"{APPLICATIONS}?body=jyj")
    refused = cai.asks(f"{MESSAGES}/{number}")
    assert (refused.status_code, trouble_of(refused)) == (
        403,
        "这不是您所在机关的事项，不能打开或办理。",
    )
    for path in (f"{APPLICATIONS}/{lodged}", f"{APPLICATIONS}/{lodged}/papers"):
        assert cai.asks(path).status_code == 403
    for path in (
        f"{MESSAGES}/{number}/answer",
        f"{MESSAGES}/{number}/transfer",
        f"{MESSAGES}/{number}/close",
        f"{APPLICATIONS}/{lodged}/withdraw",
        f"{APPLICATIONS}/{lodged}/approve_extension",
    ):
        refused = cai.sends(path, answer="代答", organisation_code="cgj", reason="无")
        assert refused.status_code == 403
    assert town.looks(f"message:{number}") == []
    assert town.looks(f"application:{lodged}") == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "HERE", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "HERE", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_what_was_not_sent_from_the_pages_changes_nothing(
    town: Town, staff: Enter, headers: dict[str, str]
) -> None:
    number, an = town.leaves().number, staff("an")
    given = {name: value.replace("HERE", town.service.url) for name, value in headers.items()}
    path = f"{MESSAGES}/{number}/answer"
    refused = an.http.post(path, data={"answer": "假的"}, headers=given)
    assert refused.status_code == 403
    assert "待答复" in an.sees(f"{MESSAGES}/{number}")


def test_the_browser_says_that_it_was_sent_from_the_pages(town: Town, staff: Enter) -> None:
    path = f"{MESSAGES}/{town.leaves().number}/answer"
    headers = {"Sec-Fetch-Site": "same-origin"}
    done = staff("an").http.post(path, data={"answer": "已办"}, headers=headers)
    assert done.status_code == 303


@pytest.mark.parametrize("path", ["/console/desk/calendar?year=1", "/console/desk/table3?year=x"])
def test_an_address_that_makes_no_sense_is_answered_with_a_page(staff: Enter, path: str) -> None:
    response = staff("an").asks(path)
    assert response.status_code == 422
    assert "无法识别" in trouble_of(response)


def test_who_works_on_cases_is_not_at_the_desk(town: Town, staff: Enter) -> None:
    an = staff("an")
    sent = an.asks("/console/desk")
    assert (sent.status_code, sent.headers["location"]) == (303, APPLICATIONS)
    for path in ("/console/desk/board", "/console/desk/search?q=x", "/console/desk/1/events"):
        assert an.asks(path).status_code == 403
    assert an.http.post("/console/desk/1/claim", json={}).status_code == 403
    assert an.asks("/console/desk/files/cases.css").status_code == 200
    assert staff("li").asks("/console/desk").status_code == 200


def test_the_pages_may_load_nothing_from_elsewhere_and_stay_nowhere(staff: Enter) -> None:
    headers = staff("an").asks(APPLICATIONS).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


def test_who_signs_out_is_out(town: Town) -> None:
    bei = Staff(town.service, "bei")
    assert bei.sends("/console/desk/leave").status_code == 303
    assert bei.asks(APPLICATIONS).status_code == 303
    again = bei.http.post("/console/desk", data={"name": "bei", "password": PASSWORD})
    assert again.status_code == 303
    assert bei.asks(APPLICATIONS).status_code == 200
