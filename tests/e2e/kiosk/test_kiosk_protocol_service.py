"""The kiosk of a real service: its example client, its database and its logs."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import wave
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from sqlalchemy import func, select
from websockets.sync.client import connect

from bot.conversations.models import ReceiptRecord, TranscriptEvent
from casework.answers import Answers
from casework.seals import Seal
from knowledge_base.database import Database
from tests.e2e.kiosk import engines
from tests.e2e.kiosk.engines import Script
from tests.e2e.kiosk.robot import Robot, seconds_of, soon, tone
from tests.support.knowledge import small_district
from tests.support.service import ROOT, LiveService, live_service

EXAMPLE = ROOT / "docs" / "examples" / "kiosk_client.py"
TIMES = {"kiosk_grace_s": "0.5"}


@pytest.fixture(scope="module")
def script() -> Script:
    """What the recogniser beside the service hears."""
    return Script(said="依申请公开多久答复")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, script: Script) -> Iterator[LiveService]:
    data = tmp_path_factory.mktemp("kiosk")
    small_district(f"sqlite:///{data / 'wenzheng.db'}").close()
    with ExitStack() as stack:
        address = stack.enter_context(engines.funasr(script))
        yield stack.enter_context(live_service(data, kiosk_recogniser=address, **TIMES))


@contextmanager
def robot_of(service: LiveService, **start: str) -> Iterator[Robot]:
    url = f"ws://127.0.0.1:{service.port}/kiosk/ws"
    with connect(url, max_size=None, proxy=None) as socket:
        robot = Robot(socket)
        robot.start(**start)
        yield robot


def kept(service: LiveService) -> tuple[int, int, int]:
    """Events, receipts, and receipts that belong to a conversation."""
    database = Database(f"sqlite:///{service.data / 'wenzheng.db'}")
    linked = ReceiptRecord.conversation_id.is_not(None)
    with database.read() as session:
        counts = (
            session.scalar(select(func.count()).select_from(TranscriptEvent)),
            session.scalar(select(func.count()).select_from(ReceiptRecord)),
            session.scalar(select(func.count()).select_from(ReceiptRecord).where(linked)),
        )
    database.close()
    return tuple(count or 0 for count in counts)  # type: ignore[return-value]


def run_example(service: LiveService, *arguments: str) -> str:
    url = f"ws://127.0.0.1:{service.port}/kiosk/ws"
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), url, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_kiosk_example_client_asks_and_hears(service: LiveService, tmp_path: Path) -> None:
    shown = run_example(service, "--ask", "办理居住证需要多长时间？", "--save", str(tmp_path))
    assert "♪ 自提交全部材料之日起15日内发放。" in shown
    assert shown.rstrip().endswith("- wipe")
    sounds = sorted(tmp_path.glob("*.wav"))
    assert sounds
    assert all(seconds_of(path.read_bytes()) > 0.5 for path in sounds)


def test_kiosk_example_client_speaks(service: LiveService, tmp_path: Path) -> None:
    question = tmp_path / "question.wav"
    with wave.open(str(question), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(tone(0.5))
    shown = run_example(service, "--say", str(question))
    assert "… 依申请公开多久答复" in shown
    assert "♪ 一般二十个工作日内答复。" in shown


def test_kiosk_example_client_needs_no_more_than_a_robot_has() -> None:
    spec = importlib.util.spec_from_file_location("kiosk_client", EXAMPLE)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    assert spec.loader is not None
    spec.loader.exec_module(module)
    ours = {name for name, value in vars(module).items() if isinstance(value, ModuleType)}
    assert ours == {"argparse", "asyncio", "contextlib", "json", "secrets", "sys", "wave"}
    code = [line for line in EXAMPLE.read_text().splitlines() if line.strip()]
    assert len(code) <= 110


def test_kiosk_03_nothing_of_a_stay_is_in_the_database_after_it(service: LiveService) -> None:
    before = kept(service)
    with robot_of(service) as robot:
        robot.ask("办理居住证需要多长时间？")
        robot.until("reply")
        soon(lambda: kept(service)[2] == before[2] + 1)
        robot.send(type="bye")
        robot.until("wipe")
    soon(lambda: kept(service) == (before[0], before[1] + 1, before[2]))


def test_kiosk_03_a_form_begun_at_the_machine_goes_with_the_stay(service: LiveService) -> None:
    database = Database(f"sqlite:///{service.data / 'wenzheng.db'}")
    answers = Answers(database, Seal(b"k" * 32))
    with robot_of(service) as robot:
        robot.ask("办理居住证需要多长时间？")
        robot.until("reply")
        with database.read() as session:
            newest = select(TranscriptEvent.conversation_id).order_by(TranscriptEvent.at.desc())
            conversation = session.scalars(newest).first() or ""
        answers.keep(conversation, "application_form.name", "张三")
        answers.expect(conversation, "application_form.phone")
        robot.send(type="bye")
        robot.until("wipe")
    soon(lambda: not answers.kept(conversation) and answers.expected(conversation) is None)
    database.close()


def test_kiosk_03_a_crash_leaves_nothing(tmp_path: Path) -> None:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    with live_service(tmp_path, **TIMES) as service, robot_of(service) as robot:
        robot.ask("办理居住证需要多长时间？")
        robot.until("reply")
        soon(lambda: kept(service)[0] == 2)
        service.process.send_signal(signal.SIGKILL)
        service.process.wait()
        assert kept(service) == (2, 1, 1)
        with live_service(tmp_path, **TIMES) as again:
            soon(lambda: kept(again) == (0, 1, 0))
            with connect(f"ws://127.0.0.1:{again.port}/kiosk/ws", proxy=None) as socket:
                back = Robot(socket)
                back.send(type="start", session=robot.ready["session"])
                assert back.until("error")["code"] == "unknown_session"


def test_kiosk_06_the_phone_goes_on_in_the_widget(service: LiveService) -> None:
    with robot_of(service) as robot:
        robot.ask("办理居住证需要多长时间？")
        robot.until("reply")
        robot.send(type="phone")
        code = robot.until("phone")["content"].partition("#")[2]
        taken = httpx.post(f"{service.url}/kiosk/continue", json={"code": code}, trust_env=False)
        assert robot.until("wipe")["reason"] == "continued"
    headers = {"Authorization": f"Bearer {taken.json()['session']}"}
    events = service.http.get("/web/poll?after=0&wait=0", headers=headers).json()
    assert [event["kind"] for event in events] == ["user", "reply"]
    assert events[0]["text"] == "办理居住证需要多长时间？"
    said = {"type": "message", "msg_id": "p1", "text": "申请公开政府信息要收费吗？"}
    assert service.http.post("/web/messages", json=said, headers=headers).status_code == 202
    page = service.http.get("/kiosk/continue")
    assert page.status_code == 200


def test_kiosk_heard_alike_is_asked_back_and_taken_by_voice(
    service: LiveService, script: Script
) -> None:
    with robot_of(service, speech="none") as robot:
        script.said = "举住正需要多长时间"
        robot.say()
        reply = robot.until("reply")["reply"]
        assert reply["status"] == "clarify"
        labels = [choice["label"] for choice in reply["blocks"][0]["choices"]]
        assert labels[0] == "办理居住证需要多长时间？"
        robot.until("speech_end")
        script.said = "第一个"
        robot.say()
        assert robot.until("reply")["reply"]["status"] == "answered"
        robot.ask("举住正需要多长时间")  # typed, it is a typing error like any other
        assert robot.until("reply")["reply"]["status"] != "error_internal"
    script.said = "依申请公开多久答复"


def test_kiosk_07_an_identity_number_is_in_no_log(service: LiveService, script: Script) -> None:
    script.said = "我的身份证440301199001011234能办居住证吗"
    with robot_of(service) as robot:
        robot.say()
        assert "440301********1234" in robot.until("user")["text"]
        robot.until("reply")
        robot.ask("身份证 440301 19900101 1234")
        robot.until("reply")
    script.said = "依申请公开多久答复"
    written = [*service.data.glob("logs/*"), service.data / "output.log"]
    written += service.data.glob("*.db*")
    for path in written:
        assert b"19900101" not in path.read_bytes(), path


@pytest.mark.parametrize("name", ["WENZHENG_KIOSK_RECOGNISER", "WENZHENG_KIOSK_SYNTHESISER"])
def test_kiosk_an_engine_that_cannot_be_is_said_in_one_line(tmp_path: Path, name: str) -> None:
    settings = {"WENZHENG_DATA_DIR": str(tmp_path), "WENZHENG_ASSISTANT_ENABLED": "false"}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run", "--no-starter", "--port", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **settings, name: "vosk://asr:1"},
    )
    assert done.returncode == 1
    assert "vosk://asr:1" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.assistant
def test_kiosk_05_repeat_by_words_goes_through_the_assistant(district: LiveService) -> None:
    with robot_of(district, speech="none") as robot:
        robot.ask("办理居住证需要多长时间？")
        first = robot.until("reply")["reply"]
        robot.ask("再说一遍")
        again = robot.until("reply")["reply"]
    assert again["entry_id"] == first["entry_id"]
