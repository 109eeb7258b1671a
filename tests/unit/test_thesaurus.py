"""The thesaurus: reading its files and finding its words."""

from __future__ import annotations

from pathlib import Path

from knowledge_base.phrases import Phrases
from knowledge_base.questions import clauses_that_ask, is_english, parts_of
from knowledge_base.retrieval.lexicon import load_lexicon
from knowledge_base.retrieval.pinyin import PinyinWords
from knowledge_base.retrieval.tokens import Spelling, sound_tokens
from knowledge_base.thesaurus import Term, TermKind, Thesaurus, load_thesaurus, spelled_out


def test_reads_files_and_leaves_comments_out(tmp_path: Path) -> None:
    lines = "# people\nspoken\tofficial\tkind\tfield\n低保\t最低生活保障\tabbr\t社会救助\n"
    (tmp_path / "a.tsv").write_text(lines + "五险一金\t社会保险 住房公积金\tabbr\t\n", "utf-8")
    terms = load_thesaurus(tmp_path).terms
    assert terms[0] == Term("低保", ("最低生活保障",), TermKind.ABBR)
    assert terms[1].official == ("社会保险", "住房公积金")


def test_version_changes_with_a_term() -> None:
    one = Thesaurus([Term("低保", ("最低生活保障",), TermKind.ABBR)])
    other = Thesaurus([Term("低保户", ("最低生活保障",), TermKind.ABBR)])
    assert one.version != other.version


def test_finds_spoken_and_official_words() -> None:
    thesaurus = Thesaurus([Term("低保", ("最低生活保障",), TermKind.ABBR)])
    spoken = next(thesaurus.mentions("怎么申请低保"))
    official = next(thesaurus.mentions("最低生活保障怎么申请"))
    assert spoken.official == official.official == ("最低生活保障",)
    assert spoken.spoken
    assert not official.spoken


def test_latin_phrases_match_whole_words() -> None:
    phrases = Phrases([("fee", 1)])
    assert list(phrases.find("what fee")) == [(5, 8, [1])]
    assert list(phrases.find("coffee")) == []


def test_pinyin_and_characters_sound_alike() -> None:
    spelling = Spelling(load_lexicon().syllables)
    assert spelling.read("gongjijin") == ["gong", "ji", "jin"]
    assert spelling.read("xyz") == []
    assert sound_tokens("gongjijin", spelling) == sound_tokens("公积金")


def test_pinyin_is_written_out_in_known_words() -> None:
    words = ["公积金", "怎么", "居住证", "要带", "什么"]
    pinyin = PinyinWords(lambda: words, Spelling(load_lexicon().syllables))
    assert pinyin.written_out("gongjijin zenme qu") == "公积金怎么qu"
    assert pinyin.written_out("juzhuzheng yao dai shenme") == "居住证要带什么"
    assert pinyin.written_out("what can i bring") == "what can i bring"
    assert pinyin.written_out("居住证 zenme ban") == "居住证 zenme ban"


def test_the_commoner_of_two_words_that_sound_alike_is_written() -> None:
    words = ["公制", "工资", "工资", "怎么"]
    pinyin = PinyinWords(lambda: words, Spelling(load_lexicon().syllables))
    assert pinyin.written_out("gongzi zenme") == "工资怎么"


def test_a_pattern_stands_for_all_its_phrases() -> None:
    assert set(spelled_out("(开|弄)(个)?店")) == {"开个店", "弄个店", "开店", "弄店"}
    assert list(spelled_out("低保")) == ["低保"]


def test_negation_is_not_every_no() -> None:
    lexicon = load_lexicon()
    assert lexicon.is_negated("没有工作证明")
    assert not lexicon.is_negated("不动产登记能不能网上办")


def test_divides_a_message_into_questions() -> None:
    assert parts_of("居住证怎么办?公租房怎么申请?") == ["居住证怎么办", "公租房怎么申请"]
    assert parts_of("居住证怎么办,顺便问一下公租房怎么申请") == ["居住证怎么办", "公租房怎么申请"]
    assert parts_of("居住证怎么办") == ["居住证怎么办"]


def test_what_is_only_told_belongs_to_the_question_after_it() -> None:
    told = "我跟女朋友都要上班。婚姻登记处几点开门"
    assert parts_of(told) == [told]
    assert parts_of("我失业了。失业金怎么领?医保怎么办") == ["我失业了,失业金怎么领", "医保怎么办"]


def test_tells_english_from_pinyin() -> None:
    assert is_english("how to renew a permit")
    assert not is_english("gongjijin zenme qu")
    assert not is_english("id卡怎么办")


def test_every_clause_that_asks_is_a_question_of_its_own() -> None:
    said = "办个食品证要准备什么呀，另外要多少钱，多久能下来"
    assert clauses_that_ask(said) == ["办个食品证要准备什么呀", "要多少钱", "多久能下来"]
    assert clauses_that_ask("我刚搬来，没有单位，居住证怎么办") == [
        "我刚搬来,没有单位,居住证怎么办"
    ]
    assert clauses_that_ask("谢谢") == []
