"""Files that go with a reply, over HTTP: who adds, who reads, what is refused."""

from __future__ import annotations

import httpx

from casework.applications import lodging
from casework.applications.attachments import MAX_BYTES
from tests.e2e.cases.staff import (
    APPLICATIONS,
    GRANT,
    Enter,
    Staff,
    Town,
    today,
    trouble_of,
    words_of,
)
from tests.e2e.service.errands import office_of

PDF = b"%PDF-1.7 the decision of 2019"
NAME = "征收批文.pdf"


def uploads(who: Staff, number: str, content: bytes = PDF, name: str = NAME) -> httpx.Response:
    url = f"{APPLICATIONS}/{number}/attach"
    return who.http.post(url, files={"file": (name, content)}, headers=who.here)


def drafted(town: Town, officer: Staff) -> lodging.LodgingReceipt:
    receipt = town.lodges()
    number = receipt.number
    officer.does(number, "register", confirmed_on=today())
    for act in ("accept", "find"):
        officer.does(number, act)
    officer.does(number, "clear", text="经审查可以公开。")
    return receipt


def test_a_file_is_added_read_and_handed_out(town: Town, staff: Enter) -> None:
    an, bei = staff("an"), staff("bei")
    receipt = drafted(town, an)
    number, papers = receipt.number, f"{APPLICATIONS}/{receipt.number}/papers"
    assert uploads(an, number, PDF + bytes(300_000)).status_code == 303  # more than other bodies
    assert uploads(an, number).status_code == 303
    page = bei.sees(papers)
    assert page.count(NAME) >= 2
    assert "添加附件" in page
    listed = bei.http.get(papers).text
    link = listed.split("/attachments/")[1].split('"')[0]
    read = bei.asks(f"{APPLICATIONS}/{number}/attachments/{link}")
    assert read.content.startswith(PDF)
    assert "attachment" in read.headers["content-disposition"]
    an.does(number, "detach", attachment=link)
    an.does(number, "propose", **GRANT)
    assert "添加附件" not in bei.sees(papers)
    assert uploads(an, number).status_code == 409
    bei.does(number, "approve")
    an.does(number, "deliver")
    with office_of(town.service) as office, office.occasion() as occasion:
        ((file, ticket),) = lodging.status(occasion, number, receipt.secret).attachments
    handed = town.service.http.get(f"/disclosure/files/{ticket}")
    assert (file.name, handed.content) == (NAME, PDF)
    assert handed.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in handed.headers["cache-control"]
    assert "移除答复附件" in an.sees(f"{APPLICATIONS}/{number}")


def test_a_wrong_link_says_how_to_get_another(town: Town) -> None:
    refused = town.service.http.get("/disclosure/files/AAAA")
    assert refused.status_code == 404
    assert "再查一次" in refused.text


def test_nobody_else_adds_or_reads(town: Town, staff: Enter) -> None:
    an = staff("an")
    number = drafted(town, an).number
    assert uploads(an, number).status_code == 303
    link = an.http.get(f"{APPLICATIONS}/{number}/papers").text.split("/attachments/")[1]
    path = f"{APPLICATIONS}/{number}/attachments/{link.partition(chr(34))[0]}"
    for name in ("cai", "dai", "li"):  # another body, the openness office, the desk
        assert staff(name).asks(path).status_code == 403
        assert uploads(staff(name), number).status_code == 403
    assert town.service.http.get(path).status_code in (303, 401)
    stranger = httpx.post(
        f"{town.service.url}{APPLICATIONS}/{number}/attach",
        files={"file": (NAME, PDF)},
        trust_env=False,
    )
    assert stranger.status_code in (401, 403)


def test_what_is_no_such_file_is_said(town: Town, staff: Enter) -> None:
    an = staff("an")
    number = drafted(town, an).number
    refused = uploads(an, number, b"<script>", "页面.html")
    assert refused.status_code == 422
    assert "只收PDF" in trouble_of(refused)
    assert f"申请 {number}" in words_of(refused.text)  # on the page where it can be put right
    none = an.http.post(f"{APPLICATIONS}/{number}/attach", files={"x": b""}, headers=an.here)
    assert trouble_of(none) == "附件：没有填写。"
    assert uploads(an, number, PDF + bytes(MAX_BYTES + 100_000)).status_code == 413
