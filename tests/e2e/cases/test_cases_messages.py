"""Messages (留言) over HTTP: read, answered, sent on and closed by whose body it is."""

from __future__ import annotations

import pytest

from casework import messages
from casework.errors import WrongState
from casework.models import MessageState
from tests.e2e.cases.staff import MESSAGES, PHONE, WORDS, Enter, Town, trouble_of, words_of
from tests.e2e.service.errands import office_of
from tests.support.service import wait_until


def test_the_inbox_shows_the_light_and_nothing_of_the_words(town: Town, staff: Enter) -> None:
    number = town.leaves().number
    page = staff("an").sees(MESSAGES)
    assert f"绿灯 {number} 咨询 待答复" in page
    assert "还有5个工作日" in page
    assert WORDS not in page
    assert number not in staff("an").sees(f"{MESSAGES}?state=answered")
    assert number not in staff("cai").sees(f"{MESSAGES}?state=all")


def test_an_answer_reaches_its_writer_and_the_open_conversation(town: Town, staff: Enter) -> None:
    token, conversation = town.conversation()
    left = town.leaves(conversation)
    page = staff("an").sees(f"{MESSAGES}/{left.number}")
    assert WORDS in page
    assert PHONE in page
    assert town.looks(f"message:{left.number}") == ["open_message:an"]

    sent = staff("an").sends(f"{MESSAGES}/{left.number}/answer", answer="已安排护学岗。")
    assert sent.status_code == 303
    assert "答复已发送。" in staff("an").sees(sent.headers["location"])
    wait_until(lambda: f"您的留言{left.number}有答复了" in town.notices(token), 10)
    assert "已安排护学岗" not in town.notices(token)
    with office_of(town.service) as office, office.occasion() as occasion:
        read = messages.read(occasion, left.token)
        assert (read.state, read.answer) == (MessageState.ANSWERED, "已安排护学岗。")
    assert "已安排护学岗。" in staff("an").sees(f"{MESSAGES}/{left.number}")
    assert f"{left.number} 咨询 已答复" in staff("an").sees(f"{MESSAGES}?state=answered")


def test_a_message_is_sent_on(town: Town, staff: Enter) -> None:
    number = town.leaves().number
    sent = staff("an").sends(f"{MESSAGES}/{number}/transfer", organisation_code="cgj")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{MESSAGES}?done=transfer")
    assert "已转交。" in staff("an").sees(sent.headers["location"])
    assert staff("an").asks(f"{MESSAGES}/{number}").status_code == 403
    assert WORDS in staff("cai").sees(f"{MESSAGES}/{number}")


def test_the_openness_office_sends_on_what_it_does_not_read(town: Town, staff: Enter) -> None:
    number = town.leaves().number
    assert f"{number} 咨询 待答复 示范区教育局" in staff("dai").sees(MESSAGES)
    assert number not in staff("dai").sees(f"{MESSAGES}?body=cgj")
    page = staff("dai").sees(f"{MESSAGES}/{number}")
    assert "内容不显示" in page
    assert WORDS not in page
    assert PHONE not in page
    assert town.looks(f"message:{number}") == []
    assert staff("dai").sends(f"{MESSAGES}/{number}/answer", answer="代答").status_code == 403
    sent = staff("dai").sends(f"{MESSAGES}/{number}/transfer", organisation_code="cgj")
    assert sent.headers["location"] == f"{MESSAGES}/{number}?done=transfer"


def test_a_message_is_closed(town: Town, staff: Enter) -> None:
    left, other = town.leaves(), town.leaves()
    path = f"{MESSAGES}/{left.number}"
    assert trouble_of(staff("an").sends(f"{path}/close")) == "理由：没有填写。"
    staff("an").sends(f"{path}/answer", answer="已安排护学岗。")
    assert staff("an").sends(f"{path}/close").status_code == 303
    page = staff("an").sees(path)
    assert "已办结" in page
    assert "已办结。" not in page  # said once, after the act
    assert "已安排护学岗。" in page
    assert "发送答复" not in page
    refused = staff("an").sends(f"{path}/answer", answer="再答")
    assert (refused.status_code, trouble_of(refused)) == (
        409,
        "状态已经变了，现在不能这样办，请看最新情况。",
    )
    staff("an").sends(f"{MESSAGES}/{other.number}/close", reason="与已答复的留言重复。")
    with office_of(town.service) as office, office.occasion() as occasion:
        assert messages.read(occasion, other.token).answer == "与已答复的留言重复。"
        with pytest.raises(WrongState):
            messages.follow_up(occasion, other.token, "还要问")


def test_what_is_refused_says_why_and_keeps_what_was_typed(town: Town, staff: Enter) -> None:
    number = town.leaves().number
    refused = staff("an").sends(f"{MESSAGES}/{number}/answer", answer="长" * 5001)
    assert (refused.status_code, trouble_of(refused)) == (422, "答复内容：太长。")
    assert "长" * 5001 in words_of(refused.text)
    empty = staff("an").sends(f"{MESSAGES}/{number}/answer", answer=" ")
    assert trouble_of(empty) == "答复内容：没有填写。"
    reloaded = staff("an").asks(f"{MESSAGES}/{number}/answer")
    assert reloaded.headers["location"] == f"{MESSAGES}/{number}"
    again = staff("an").sends(f"{MESSAGES}/{number}/transfer", organisation_code="jyj")
    assert trouble_of(again) == "机关：已经在这个机关。"
    nowhere = staff("an").sends(f"{MESSAGES}/{number}/transfer")
    assert trouble_of(nowhere) == "机关：没有填写。"
    unknown = staff("an").sends(f"{MESSAGES}/{number}/transfer", organisation_code="nobody")
    assert unknown.status_code == 404
    assert staff("an").asks(f"{MESSAGES}/LY-2026-99999").status_code == 404
    assert staff("an").sends(f"{MESSAGES}/{number}/nonsense").status_code == 404


def test_a_message_with_a_script_in_it_is_only_text(town: Town, staff: Enter) -> None:
    number = town.leaves().number
    staff("an").sends(f"{MESSAGES}/{number}/answer", answer="<script>alert(1)</script>")
    assert "<script>alert" not in staff("an").asks(f"{MESSAGES}/{number}").text
