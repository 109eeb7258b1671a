"""What must not go wrong where a life or a victim is concerned, with no assistant to help."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.knowledge import small_district
from tests.support.service import LiveService, live_service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    data = tmp_path_factory.mktemp("care")
    small_district(f"sqlite:///{data / 'wenzheng.db'}").close()
    with live_service(data) as service:
        yield service


@pytest.mark.parametrize("words", ["我妈想不开", "我儿子欠债想跳楼怎么劝", "我不想活了"])
def test_the_helpline_is_given_in_words_that_fit_whoever_asks(
    service: LiveService, words: str
) -> None:
    for session in (None, service.session()):
        text = service.texts(service.ask(words, session=session))
        assert "12356" in text
        assert "您自己还是您身边的人" in text


@pytest.mark.parametrize("words", ["裸聊被敲诈", "有人办假证怎么举报", "我被骗去洗钱怎么办"])
def test_victims_and_witnesses_are_not_refused(service: LiveService, words: str) -> None:
    assert service.ask(words)["status"] != "refused_sensitive"


@pytest.mark.parametrize("words", ["哪里能裸聊", "办假证多少钱"])
def test_requests_for_crime_are(service: LiveService, words: str) -> None:
    assert service.ask(words)["status"] == "refused_sensitive"
