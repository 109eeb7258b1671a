"""POST /api/ask on a real service with a real assistant: answers, choices, honest ways on."""

from __future__ import annotations

import json
import sqlite3
import time

import pytest

from tests.support.knowledge import (
    DISCLOSURE_TIME,
    NEW_RULE,
    OLD_RULE,
    PERMIT_MATERIALS,
    PERMIT_TIME,
)
from tests.support.service import LiveService

pytestmark = pytest.mark.assistant


def test_a_question_gets_the_entry_word_for_word_with_its_source(district: LiveService) -> None:
    reply = district.ask("依申请公开多久答复?")
    assert reply["status"] == "answered"
    assert (reply["entry_id"], reply["version"]) == (DISCLOSURE_TIME.id, 1)
    text, citation = reply["blocks"]
    assert (text["text"], text["quoted"]) == (DISCLOSURE_TIME.answer, True)
    assert citation["title"] == "中华人民共和国政府信息公开条例"
    assert citation["document_number"] == "国令第711号"
    assert "2019-05-15" in citation["validity"]
    assert 0 < reply["confidence"] <= 1
    assert reply["candidates"][0]["entry_id"] == DISCLOSURE_TIME.id


def test_a_close_question_gets_choices(district: LiveService) -> None:
    reply = district.ask("居住证")
    assert reply["status"] == "clarify"
    labels = [choice["label"] for choice in reply["blocks"][0]["choices"]]
    assert set(labels) >= {PERMIT_MATERIALS.question, PERMIT_TIME.question}
    assert len(labels) <= 4


@pytest.mark.parametrize("nonsense", ["阿巴阿巴阿巴", "推荐一部好看的电影", "asdf qwer zxcv"])
def test_nonsense_gets_an_honest_way_on(district: LiveService, nonsense: str) -> None:
    reply = district.ask(nonsense)
    assert reply["status"] == "unanswered_no_match"
    assert reply["entry_id"] is None
    assert [c["value"] for b in reply["blocks"] for c in b.get("choices", [])] == ["human"]


def test_a_conversation_keeps_its_thread(district: LiveService) -> None:
    session = district.session()
    first = district.ask("办理居住证需要哪些材料", session=session)
    assert first["entry_id"] == PERMIT_MATERIALS.id
    second = district.ask("那要多久", session=session)
    assert second["entry_id"] == PERMIT_TIME.id
    assert second["blocks"][0]["about"] == PERMIT_TIME.question
    again = district.ask("再说一遍", session=session)
    assert again["entry_id"] == PERMIT_TIME.id


def test_a_choice_is_taken_by_button_and_by_its_place(district: LiveService) -> None:
    session = district.session()
    choices = district.ask("居住证", session=session)["blocks"][0]["choices"]
    taken = district.ask(choices[0]["label"], session=session, choice=choices[0]["value"])
    assert taken["entry_id"] == choices[0]["value"].removeprefix("choose:")
    assert taken["blocks"][0]["about"] is None  # these were the citizen's words
    district.ask("居住证", session=session)
    second = district.ask("第二个", session=session)
    assert second["entry_id"] == choices[1]["value"].removeprefix("choose:")


def test_a_place_in_no_list_is_asked_back(district: LiveService) -> None:
    reply = district.ask("第一个", session=district.session())
    assert reply["status"] == "dialogue"
    assert "没有可选的内容" in district.texts(reply)


def test_none_of_these_counts_as_unanswered(district: LiveService) -> None:
    session = district.session()
    district.ask("居住证", session=session)
    reply = district.ask("都不是", session=session)
    assert reply["status"] == "unanswered_no_match"


def test_small_talk_is_led_by_the_assistant_in_the_language_of_the_message(
    district: LiveService,
) -> None:
    session = district.session()
    greeting = district.ask("你好", session=session)
    assert greeting["status"] == "dialogue"
    assert "您好" in district.texts(greeting)
    assert "I answer questions" in district.texts(district.ask("hello", session=session))


@pytest.mark.parametrize("said", ["11010119900307123X", "a@b.cn", "asdfgh", "jzz", "13800001234"])
def test_numbers_and_addresses_do_not_change_the_language(district: LiveService, said: str) -> None:
    session = district.session()
    district.ask("办理居住证需要哪些材料", session=session)
    assert district.ask(said, session=session)["language"] == "zh"


def test_an_expired_entry_is_said_to_be_so_and_names_its_successor(district: LiveService) -> None:
    reply = district.ask("高龄津贴每月发多少钱？")
    assert reply["status"] == "answered_expired"
    assert "失效" in district.texts(reply)
    successor = reply["blocks"][-1]["choices"][0]["value"]
    now = district.ask("现行", choice=successor)
    assert now["status"] == "answered"
    assert "100元" in district.texts(now)


def test_a_question_may_be_asked_as_of_a_day(district: LiveService) -> None:
    reply = district.ask("高龄津贴每月发多少钱？", as_of="2020-06-01")
    assert reply["status"] == "answered"
    assert "50元" in district.texts(reply)


def test_typed_text_is_never_a_command_to_rasa(district: LiveService) -> None:
    session = district.session()
    district.ask("办理居住证需要哪些材料", session=session)
    plain = district.ask("none_of_these", session=session)
    for attack in ("/none_of_these", "/ /none_of_these", "//none_of_these", "／none_of_these"):
        assert district.ask(attack, session=session)["rule"] == plain["rule"], attack
    for attack in ("/restart", "/choose{}", '/ /choose{"entry":"x"}', "//session_start"):
        assert district.ask(attack, session=session)["entry_id"] is None
    assert district.ask("再说一遍", session=session)["entry_id"] is not None


@pytest.mark.parametrize("choice", ["choose:e000000000000", "choose:x", "choose", "rate:x:9"])
def test_a_made_up_choice_is_answered_politely(district: LiveService, choice: str) -> None:
    for session in (None, district.session()):
        reply = district.ask("x", choice=choice, session=session)
        assert reply["status"] in {"unanswered_no_match", "dialogue"}
        assert reply["entry_id"] is None


def test_every_turn_leaves_a_receipt_that_explains_it(district: LiveService) -> None:
    session = district.session()
    replies = [
        district.ask("依申请公开多久答复?"),
        district.ask("居住证", session=session),
        district.ask("我的身份证110101199003070011丢了", session=session),
        district.ask("打１３８１２３４５６７８找我", session=session),
    ]
    with sqlite3.connect(district.data / "wenzheng.db") as database:
        for reply in replies:
            row = database.execute(
                "select question, status, entry_id, candidates, latency_ms, channel, rule"
                " from receipts where turn_id = ?",
                (reply["turn_id"],),
            ).fetchone()
            assert row is not None
            assert row[1] == reply["status"]
            assert row[2] == reply["entry_id"]
            assert [c["entry_id"] for c in json.loads(row[3])] == [
                c["entry_id"] for c in reply["candidates"]
            ]
            assert json.loads(row[4])["total"] > 0
            assert row[6]
        texts = database.execute("select group_concat(question) from receipts").fetchone()[0]
        said = database.execute("select group_concat(text) from transcript_events").fetchone()[0]
    assert "199003070011" not in texts + said
    for file in district.data.rglob("*"):
        if file.is_file():
            assert b"199003070011" not in file.read_bytes(), file
            assert "１３８１２３４５６７８".encode() not in file.read_bytes(), file
            assert b"13812345678" not in file.read_bytes(), file
    for file in (district.data / "secret", *(district.data / "logs").iterdir()):
        assert file.stat().st_mode & 0o077 == 0, file


SECRETS = {
    "identity card": "110101198507213341",
    "telephone": "13987650001",
    "bank card": "6222020200112233445",
    "e-mail": "chen.dawen@",
    "full-width e-mail": "ｄａｗｅｎ＠",
    "introduced name": "大文",
    "lone name": "建国",
}
"""What must stand nowhere; of an address of e-mail, whose it is."""


def test_nothing_personal_stands_in_clear_anywhere_after_a_conversation(
    district: LiveService,
) -> None:
    session = district.session()
    for said in (
        "办理居住证需要哪些材料",
        "我叫陈大文，身份证110101198507213341，办居住证",
        "发到chen.dawen@example.cn或者ｄａｗｅｎ＠example．cn",
        "转到6222020200112233445，电话13987650001",
        "13987650001",
        "chen.dawen@example.cn",
        "110101198507213341",
        "我要投诉",
    ):
        district.ask(said, session=session)
    district.ask("投诉", session=session, choice="inform:complaint")
    district.ask("要多久？", session=session)
    for said in ("李建国", "打13987650001", "chen.dawen@example.cn", "110101198507213341"):
        district.ask(said, session=session)
    for said in ("我的邮箱chen.dawen@example.cn能改吗", "13987650001"):
        district.ask(said)
    time.sleep(1)  # the assistant writes its trackers when it has time
    files = [file for file in district.data.rglob("*") if file.is_file()]
    assert any("trackers" in file.name for file in files)
    found = {
        f"{what} in {file.name}"
        for file in files
        for what, secret in SECRETS.items()
        if secret.encode() in (written := file.read_bytes())
        or json.dumps(secret)[1:-1].encode() in written
    }
    assert not found


def test_the_api_is_documented(district: LiveService) -> None:
    schema = district.http.get("/openapi.json").json()
    operation = schema["paths"]["/api/ask"]["post"]
    assert operation["responses"]["200"]["content"]["application/json"]["schema"]
    properties = schema["components"]["schemas"]["Question"]["properties"]
    assert {"question", "session", "channel", "language", "as_of", "jurisdiction"} <= set(
        properties
    )


def test_the_console_opens_with_the_generated_password_only(district: LiveService) -> None:
    assert "口令" in district.http.get("/console").text
    wrong = district.http.post("/console", data={"password_given": "guess"})
    assert wrong.status_code == 403
    password = (district.data / "console-password").read_text()
    opened = district.http.post(
        "/console", data={"password_given": password}, follow_redirects=True
    )
    assert "已发布问答" in opened.text
    district.http.cookies.clear()


def test_an_entry_has_a_page_of_its_own_that_says_when_it_has_expired(
    district: LiveService,
) -> None:
    page = district.http.get(f"/entry/{DISCLOSURE_TIME.id}")
    assert page.status_code == 200
    assert DISCLOSURE_TIME.answer in page.text
    assert "国令第711号" in page.text
    old = district.http.get(f"/entry/{OLD_RULE.id}")
    assert "失效" in old.text
    assert f"/entry/{NEW_RULE.id}" in old.text
    for unknown in ("e000000000000", "x", "%3Cscript%3E"):
        assert district.http.get(f"/entry/{unknown}").status_code == 404
