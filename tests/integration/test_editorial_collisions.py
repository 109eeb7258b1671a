"""Which questions count as the same, for whom, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.collisions import CollisionIndex
from knowledge_base.drafts import EntryDraft
from knowledge_base.editorial import Editor, retire, save_draft
from knowledge_base.editorial.contents import version_of
from knowledge_base.models import Aspect
from tests.integration.editorial_desk import Desk, draft, of, open_desk

QUESTION = "居民身份证丢失后怎样补领新证"


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    desk = open_desk(database_url)
    yield desk
    desk.database.close()


def kinds(desk: Desk, first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    desk.save("one", **({"question": QUESTION} | first))
    with desk.work() as session:
        other = draft("two", **({"question": QUESTION, "answer": "另答。"} | second))
        return [c.kind.value for c in save_draft(session, other, "editor").collisions]


@pytest.mark.parametrize(
    "wording",
    [
        "居民身份证丢失后怎样补领新证？",
        " 居民身份证 丢失后，怎样补领新证",
        "居民身份证丢失后怎样补领新证呢",
        "居民身份证丢失后怎么补领新证",
        "怎么补办新证？居民身份证丢失后",
        "请问居民身份证丢失后如何补办新证呢",
    ],
)
def test_the_same_question_in_other_letters_collides(desk: Desk, wording: str) -> None:
    assert kinds(desk, {}, {"question": wording}) == ["merge"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("区里今年行政处罚信息由哪个部门负责公开", "区里今年行政检查信息由哪个部门负责公开"),
        ("满60周岁的老年人可以领取多少高龄津贴", "满80周岁的老年人可以领取多少高龄津贴"),
        ("一级残疾的护理补贴每个月可以领取多少", "二级残疾的护理补贴每个月可以领取多少"),
        ("办理离婚登记需要什么材料", "办理结婚登记需要什么材料"),
        ("二手房过户怎么走流程", "二手车过户怎么走流程"),
        ("居住证没办下来怎么办", "居住证办下来怎么办"),
        ("在哪里办理居住证", "怎么办理居住证"),
        ("居住证能办吗", "居住证怎么办"),
        ("办居住证要什么", "居住证怎么办"),
        ("租房补贴找谁申请", "租房补贴找谁问"),
        ("居住证是什么", "居住证怎么办"),
        ("公租房有哪些", "公租房怎么申请"),
        ("公租房怎么申请", "图书馆几点开门"),
    ],
)
def test_another_word_or_number_is_another_question(desk: Desk, one: str, two: str) -> None:
    assert kinds(desk, {"question": one}, {"question": two}) == []


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {"organisation": "mzj"}, ["merge"]),
        ({}, {"aspect": Aspect.FEE}, ["disambiguate"]),
        ({}, {"organisation": "mzj", "question": QUESTION + "呢"}, ["disambiguate"]),
        ({}, {"organisation": "nh"}, ["split_by_jurisdiction"]),
        ({}, {"jurisdiction": "sf-nh", "organisation": "nh"}, []),
        ({}, {"language": "en"}, []),
        ({"superseded_by": "two", "organisation": None}, {}, []),
        ({"valid_until": date(2025, 1, 1)}, {"valid_from": date(2025, 1, 2)}, []),
        ({"valid_until": date(2025, 1, 2)}, {"valid_from": date(2025, 1, 2)}, ["merge"]),
    ],
)
def test_place_time_and_department_decide_what_to_do(
    desk: Desk, first: dict[str, Any], second: dict[str, Any], expected: list[str]
) -> None:
    if first.get("superseded_by"):
        desk.save("two", question="还没有写好")
    assert kinds(desk, first, second) == expected


def test_the_same_words_for_needs_meet(desk: Desk) -> None:
    one, two = {"question": "办身份证要什么材料"}, {"question": "身份证办理需要哪些材料？"}
    assert kinds(desk, one, two) == ["merge"]


def test_similar_questions_collide_too_and_are_quoted(desk: Desk) -> None:
    desk.save("one", similar_questions=("身份证掉了咋个补",))
    with desk.work() as session:
        other = draft("two", question="怎样补领", similar_questions=("身份证掉了咋个补？",))
        (collision,) = save_draft(session, other, "editor").collisions
    assert collision.question == "身份证掉了咋个补？"
    assert collision.other_question == "身份证掉了咋个补"


def test_old_wordings_and_retired_entries_do_not_collide(desk: Desk) -> None:
    desk.save("one", question="旧的问法是这样的")
    desk.save("one", question="完全换了一个问题")
    gone = desk.save("gone", question="这个事项已经取消了")
    with desk.work() as session:
        retire(session, gone, "operator", "cancelled")
    with desk.work() as session:
        saved = Editor(session, "editor").save(
            [draft("a", question="旧的问法是这样的"), draft("b", question="这个事项已经取消了")]
        )
    assert [s.collisions for s in saved] == [(), ()]


def test_a_kept_index_follows_what_others_write_and_forgets_what_was_rolled_back(
    desk: Desk,
) -> None:
    kept = CollisionIndex()
    with desk.work() as session:
        Editor(session, "editor", kept).save([draft("one", question="第一个问题怎么办")])
    desk.save("two", question="第二个问题怎么办")
    with desk.database.begin() as session:
        Editor(session, "editor", kept).save([draft("three", question="第三方机构怎么查")])
        session.rollback()
    with desk.work() as session:
        saved = Editor(session, "editor", kept).save(
            [
                draft("x", question="第二个问题怎么办"),
                draft("y", question="第三方机构怎么查"),
                draft("z", question="第一个问题怎么办"),
            ]
        )
    assert [[c.other_id for c in s.collisions] for s in saved] == [[of("two")], [], [of("one")]]


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("How do I apply for a residence permit?", "How to apply for the residence permit", True),
        ("How do I renew a residence permit?", "How do I cancel a residence permit?", False),
    ],
)
def test_english_is_compared_without_its_small_words(
    desk: Desk, one: str, two: str, same: bool
) -> None:
    english = {"language": "en"}
    found = kinds(desk, english | {"question": one}, english | {"question": two})
    assert found == (["merge"] if same else [])


@given(
    matter=st.text("居住证身份护照户口", min_size=3, max_size=10),
    one=st.lists(st.sampled_from(["请问", "怎么", "吗", "呢", "的"]), max_size=2),
    two=st.lists(st.sampled_from(["如何", "我想", "啊", "办理"]), max_size=1),
)
def test_particles_never_hide_a_collision(matter: str, one: list[str], two: list[str]) -> None:
    index = CollisionIndex()
    wordings = (matter + "".join(one) + "手续", "".join(two) + matter + "手续")
    found = [
        index.add(version_of(EntryDraft(str(n), text, "答", "sf"), 1, "editor", None))
        for n, text in enumerate(wordings)
    ]
    assert [c.other_id for c in found[1]] == [of("0")]


@given(number=st.integers(1, 99), other=st.integers(1, 99))
def test_another_number_is_always_another_question(number: int, other: int) -> None:
    index = CollisionIndex()
    for key, value in (("a", number), ("b", other)):
        text = f"满{value}周岁的老年人每个月可以领取多少高龄津贴"
        found = index.add(version_of(EntryDraft(key, text, "答", "sf"), 1, "editor", None))
    assert bool(found) == (number == other)
