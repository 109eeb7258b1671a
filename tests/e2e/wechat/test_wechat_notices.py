"""News of policies and cases, told when nobody has written for days."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic import TypeAdapter
from structlog.testing import capture_logs

from connectors.wechat import Account, NoticeTemplate
from connectors.wechat.errors import BadAccount
from tests.e2e.wechat.support import Scene, ScriptedBot, account, bare_account, play

CITIZEN = "citizen-1"
DAY_S = 24 * 3600.0
NEWS = "您订阅的政策有更新：示范区中小微企业稳岗扩岗补助办法"
POLICY = NoticeTemplate("T-policy", {"thing1": "{text}", "time2": "{time}", "phrase3": "已更新"})
TEMPLATES = {"policy": POLICY}
AGREED = {"templates": frozenset({"T-policy"})}


async def told_after(
    stage: Scene, seconds: float, text: str = NEWS, about: str = "policy_news"
) -> None:
    """Something is told so long after the citizen has written."""
    await stage.platform.says(CITIZEN, "订阅稳岗补贴")
    await asyncio.sleep(seconds)
    stage.bot.is_told(stage.bot.turns[0].conversation_id or "", text, about)
    await asyncio.sleep(1)


def test_within_48_hours_a_notice_is_a_message() -> None:
    async def scenario(stage: Scene) -> None:
        stage.platform.agreed[CITIZEN] = 1
        await told_after(stage, 3600)

    stage = play(account(notice_templates=TEMPLATES), scenario, **AGREED)
    assert stage.hows() == ["reply", "message"]
    assert stage.texts()[1] == NEWS
    assert stage.platform.notices == []


@pytest.mark.parametrize(("who", "days"), [(account, 9), (bare_account, 0), (bare_account, 9)])
def test_otherwise_it_goes_by_template(who: Any, days: int) -> None:
    async def scenario(stage: Scene) -> None:
        stage.platform.agreed[CITIZEN] = 1
        await told_after(stage, days * DAY_S)

    stage = play(who(notice_templates=TEMPLATES), scenario, **AGREED)
    assert stage.hows() == ["reply", "notice"]
    (sent,) = stage.platform.notices
    assert sent == {
        "api": "send",
        "touser": CITIZEN,
        "template_id": "T-policy",
        "data": {
            "thing1": {"value": NEWS[:19] + "…"},
            "time2": {"value": "2026年3月2日 16:05"},
            "phrase3": {"value": "已更新"},
        },
    }


@pytest.mark.parametrize(
    ("api", "path", "key"), [("template", "send", "url"), ("subscribe", "bizsend", "page")]
)
def test_both_ways_of_the_platform_and_what_a_tap_opens(api: Any, path: str, key: str) -> None:
    async def scenario(stage: Scene) -> None:
        stage.platform.agreed[CITIZEN] = 1
        await told_after(stage, 9 * DAY_S)

    template = NoticeTemplate("T-policy", api=api, url="opens")
    stage = play(account(notice_templates={"policy": template}), scenario, **AGREED)
    (sent,) = stage.platform.notices
    assert (sent["api"], sent[key]) == (path, "opens")
    assert stage.hows()[-1] == "notice"


@pytest.mark.parametrize(
    ("template", "platform", "code"),
    [
        (POLICY, AGREED, 43101),
        (NoticeTemplate("T-gone"), AGREED, 40037),
        (NoticeTemplate("T-policy", {"keyword1": "{text}"}), {}, 48001),
    ],
)
def test_what_is_refused_waits_for_the_citizen_to_write(
    template: NoticeTemplate, platform: dict[str, Any], code: int
) -> None:
    async def scenario(stage: Scene) -> None:
        await told_after(stage, 9 * DAY_S)
        assert stage.hows() == ["reply"]
        await stage.platform.says(CITIZEN, "在吗")

    with capture_logs() as logs:
        stage = play(account(notice_templates={"policy": template}), scenario, **platform)
    assert sorted(stage.texts()[1:]) == sorted([NEWS, "答：在吗"])
    (log,) = [log for log in logs if log["log_level"] in ("warning", "error")]
    assert (log["event"], log["errcode"]) == ("wechat.not_sent", code)
    assert CITIZEN not in str(logs)


def test_what_is_refused_to_an_account_without_messages_can_be_fetched() -> None:
    async def scenario(stage: Scene) -> None:
        await told_after(stage, 9 * DAY_S)
        await stage.platform.says(CITIZEN, "在吗")
        await stage.platform.taps(CITIZEN, "查看答案")

    stage = play(bare_account(notice_templates=TEMPLATES), scenario, **AGREED)
    assert stage.texts()[-1] == NEWS


def test_an_agreement_is_used_up_by_one_notice() -> None:
    async def scenario(stage: Scene) -> None:
        stage.platform.agreed[CITIZEN] = 1
        await told_after(stage, 9 * DAY_S)
        stage.bot.is_told(stage.bot.turns[0].conversation_id or "", "第二条", "policy_news")

    stage = play(account(notice_templates=TEMPLATES), scenario, **AGREED)
    assert (len(stage.platform.notices), stage.hows()) == (2, ["reply", "notice"])


def test_without_a_template_of_its_kind_nothing_is_sent_by_one() -> None:
    async def scenario(stage: Scene) -> None:
        stage.platform.agreed[CITIZEN] = 1
        await told_after(stage, 9 * DAY_S, "留言有答复了", "message_answered")
        stage.bot.agent_says(stage.bot.turns[0].conversation_id or "", "您好")
        await asyncio.sleep(1)

    kept = play(account(notice_templates=TEMPLATES), scenario, **AGREED)
    assert (kept.hows(), kept.platform.notices) == (["reply"], [])
    bare = play(bare_account(notice_templates=TEMPLATES), scenario, **AGREED)
    assert (bare.hows(), bare.platform.notices, bare.platform.sends) == (["reply"], [], [])


def test_who_has_left_is_told_nothing() -> None:
    async def scenario(stage: Scene) -> None:
        stage.platform.agreed[CITIZEN] = 1
        await stage.platform.says(CITIZEN, "订阅稳岗补贴")
        await stage.platform.does(CITIZEN, "unsubscribe")
        await asyncio.sleep(9 * DAY_S)
        stage.bot.is_told(stage.bot.turns[0].conversation_id or "", NEWS, "policy_news")

    stage = play(account(notice_templates=TEMPLATES), scenario, ScriptedBot(), **AGREED)
    assert stage.platform.notices == []


@pytest.mark.parametrize(
    "wrong",
    [{"notice_templates": {"weather": POLICY}}, {"notice_templates": TEMPLATES, "secret": None}],
)
def test_templates_that_could_never_be_used_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadAccount):
        bare_account(**wrong)


def test_templates_are_read_from_the_settings() -> None:
    told = {
        "name": "sf",
        "appid": "wx1",
        "token": "t",
        "mode": "plain",
        "secret": "s",
        "notice_templates": {"policy": {"id": "T-policy", "fields": {"thing1": "{text}"}}},
    }
    (read,) = TypeAdapter(tuple[Account, ...]).validate_python([told])
    assert read.notice_templates == {"policy": NoticeTemplate("T-policy")}
