"""The envelope: what comes in is checked, what goes out is what citizens may see."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.events import Event
from bot.turns import AnswerStatus, Candidate, QrBlock, RatingBlock, Reply, TextBlock
from connectors.web import envelopes
from connectors.web.envelopes import MAX_BYTES, Message, Ping, Resume
from connectors.web.errors import BadEnvelope, TooLarge

AT = datetime(2026, 11, 22, 4, 5, 6, tzinfo=UTC)


def test_three_kinds_are_read() -> None:
    assert envelopes.decode('{"type":"ping"}') == Ping(type="ping")
    resume = envelopes.decode('{"type":"resume","session":"s","after":7}')
    assert resume == Resume(type="resume", session="s", after=7)
    message = envelopes.decode(b'{"type":"message","msg_id":"m","text":"x","later":1}')
    assert message == Message(type="message", msg_id="m", text="x")


@given(st.text() | st.binary())
def test_anything_else_is_refused_by_name(raw: str | bytes) -> None:
    with pytest.raises(BadEnvelope):
        envelopes.decode(raw)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_arrives_as_it_was_sent(text: str) -> None:
    envelope = envelopes.decode(json.dumps({"type": "message", "msg_id": "m", "text": text}))
    assert isinstance(envelope, Message)
    assert envelope.text == text


def test_size_is_counted_in_bytes() -> None:
    frame = json.dumps(
        {"type": "message", "msg_id": "m", "text": "字" * (MAX_BYTES // 3)}, ensure_ascii=False
    )
    assert len(frame) < MAX_BYTES
    with pytest.raises(TooLarge):
        envelopes.decode(frame)


def test_event_is_written_without_how_the_answer_was_found() -> None:
    reply = Reply(
        "t1",
        AnswerStatus.ANSWERED,
        (TextBlock("答", quoted=True, about="问"), RatingBlock("t1")),
        entry_id="e1",
        version=3,
        confidence=0.93,
        candidates=(Candidate("e1", 3, "问", 0.93),),
        rule="lookup",
    )
    sent = json.loads(envelopes.encode(Event(2, "reply", AT, msg_id="m1", reply=reply)))
    assert sent == {
        "seq": 2,
        "kind": "reply",
        "at": "2026-11-22T04:05:06+00:00",
        "msg_id": "m1",
        "reply": {
            "turn_id": "t1",
            "status": "answered",
            "language": "zh",
            "entry_id": "e1",
            "version": 3,
            "blocks": [
                {
                    "text": "答",
                    "quoted": True,
                    "spoken": None,
                    "short": None,
                    "about": "问",
                    "type": "text",
                },
                {"turn_id": "t1", "type": "rating"},
            ],
        },
    }


def test_qr_block_brings_its_picture() -> None:
    reply = Reply("t1", AnswerStatus.ANSWERED, (QrBlock("扫码", "https://example.gov.cn/m"),))
    [block] = json.loads(envelopes.encode(Event(1, "reply", AT, reply=reply)))["reply"]["blocks"]
    assert block["label"] == "扫码"
    size = block["size"]
    assert size >= 21 + 8  # the smallest code and its quiet zone
    modules = [tuple(map(int, m[1:].split("h")[0].split())) for m in block["path"].split("z")[:-1]]
    assert all(4 <= x < size - 4 and 4 <= y < size - 4 for x, y in modules)
    finder = {(x, y) for x, y in modules if x < 11 and y < 11}
    assert {(4 + i, 4) for i in range(7)} <= finder
    assert (5, 5) not in finder
