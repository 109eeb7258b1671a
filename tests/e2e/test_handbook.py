"""The staff's terminal commands and the handbook they make, as files that real readers open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import orjson
import pytest
import segno
from axe_playwright_python.sync_playwright import Axe
from lxml import etree, html
from playwright.sync_api import Browser
from sqlalchemy import text
from typer.testing import CliRunner

from bot.__main__ import build
from bot.storage import migrate
from knowledge_base.database import Database
from knowledge_base.drafts import EntryDraft, SourceDraft, entry_id
from knowledge_base.editorial import Editor
from knowledge_base.errors import NothingToExport
from knowledge_base.exporters.handbook import make_handbook, qr_code, write_html
from knowledge_base.exporters.handbook_epub import write_epub
from knowledge_base.models import Jurisdiction, Level, Organisation, SourceKind
from knowledge_base.published import PublishedEntry, load_published

DAY = date(2026, 6, 1)
XHTML = "{http://www.w3.org/1999/xhtml}"
BASE = "https://wen.example"
NASTY = '<script>alert("x")</script> & "引号" '


def draft(key: str, **changes: object) -> EntryDraft:
    content: dict[str, object] = {
        "question": f"{key}怎么办",
        "answer": "第一段。\n第二段。",
        "jurisdiction": "sf",
        "organisation": "gafj",
        "sources": (
            SourceDraft(
                SourceKind.LAW, "居住证办法", "示府〔2024〕9号", "第五条", url="https://law.example"
            ),
        ),
    }
    return EntryDraft(key=key, **(content | changes))


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("WENZHENG_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("WENZHENG_PUBLIC_URL", BASE + "/")
    database = Database(f"sqlite:///{tmp_path / 'wenzheng.db'}")
    migrate(database)
    with database.begin() as session:
        session.add(Jurisdiction(code="sf", name="示范区", level=Level.DISTRICT))
        session.flush()
        session.add(Organisation(code="gafj", name="公安分局", jurisdiction_code="sf", phone="110"))
        session.flush()
        editor = Editor(session, "import")
        saved = editor.save(
            [
                draft("居住证", field="户籍管理", links=(("预约", "https://b.example"),)),
                draft("落户", field="户籍管理", valid_until=date(2099, 1, 1)),
                draft("危险", field="其他", question=NASTY, links=(("x", "https://x.example"),)),
                draft("谁公开", sources=(SourceDraft(SourceKind.CATALOG, "公开目录"),)),
                draft("旧补贴", field="就业", valid_until=date(2020, 1, 1)),
                draft("居住证#en", language="en", translation_of="居住证", question="How?"),
            ]
        )
        editor.publish([(s.entry_id, s.number) for s in saved], "sample")
        editor.save([draft("草稿")])
        editor.finish()
        # such as saving refuses now: what an older release stored must do no harm in a book either
        session.execute(
            text(
                "UPDATE entry_versions SET links = :links, question = :nasty WHERE entry_id = :id"
            ),
            {
                "links": '[{"label": "x", "url": "javascript:alert(1)"}]',
                "nasty": f"{NASTY}\x0b",
                "id": entry_id("危险"),
            },
        )
    yield database
    database.close()


def entries(database: Database) -> list[PublishedEntry]:
    with database.read() as session:
        return list(load_published(session))


def test_the_book_holds_what_answers_that_day_by_field(database: Database) -> None:
    book = make_handbook(entries(database), BASE, DAY)
    assert [chapter.title for chapter in book.chapters] == ["户籍管理", "其他"]
    assert {i.id for c in book.chapters for i in c.items} == {
        entry_id(key) for key in ("居住证", "落户", "危险")
    }
    everything = make_handbook(entries(database), BASE, DAY, catalogs=True)
    assert everything.size == book.size + 1
    english = make_handbook(entries(database), BASE, DAY, "en")
    assert [i.question for c in english.chapters for i in c.items] == ["How?"]


def test_an_empty_book_is_refused(database: Database) -> None:
    with pytest.raises(NothingToExport):
        make_handbook([], BASE, DAY)


def test_the_page_quotes_answers_with_sources_and_codes(database: Database, tmp_path: Path) -> None:
    write_html(make_handbook(entries(database), BASE, DAY), tmp_path / "book.html")
    page = html.parse(tmp_path / "book.html").getroot()
    article = page.get_element_by_id(entry_id("居住证"))
    assert [p.text for p in article.xpath("./p")] == ["第一段。", "第二段。"]
    text = article.text_content()
    assert "居住证办法 示府〔2024〕9号 第五条" in " ".join(text.split())
    assert "公安分局 110" in text
    addresses = article.xpath(".//a/@href")
    assert addresses == [
        f"{BASE}/entry/{entry_id('居住证')}",
        "https://b.example",
        "https://law.example",
    ]
    assert not page.xpath("//script")
    assert not page.xpath("//a[starts-with(@href, 'javascript')]")
    assert page.get_element_by_id(entry_id("危险")).xpath("string(h3)").startswith("<script>")


def test_the_code_holds_the_address_of_the_live_entry() -> None:
    url = f"{BASE}/entry/e1"
    drawn = etree.fromstring(str(qr_code(url, 'scan "me" <now>')))
    assert (drawn.get("role"), drawn.get("aria-label")) == ("img", 'scan "me" <now>')
    strokes = drawn.xpath("(//*[local-name()='path'])[last()]/@d")
    reference = etree.fromstring(segno.make(url, error="m", micro=False).svg_inline(scale=3))
    assert strokes == reference.xpath("(//path)[last()]/@d")
    other = etree.fromstring(str(qr_code(url + "2", "x")))
    assert strokes != other.xpath("(//*[local-name()='path'])[last()]/@d")


def test_the_page_is_accessible_in_a_browser(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    write_html(make_handbook(entries(database), BASE, DAY), tmp_path / "book.html")
    page = browser.new_page()
    page.goto((tmp_path / "book.html").as_uri())
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#questions"
    assert skip.bounding_box()["x"] >= 0  # type: ignore[index]
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.get_by_role("img").count() == 3
    assert page.get_by_role("main").count() == page.get_by_role("navigation").count() == 1
    assert Axe().run(page).response["violations"] == []
    page.close()


def test_the_epub_is_well_formed_and_every_link_leads_somewhere(
    database: Database, tmp_path: Path
) -> None:
    write_epub(make_handbook(entries(database), BASE, DAY), tmp_path / "book.epub")
    with ZipFile(tmp_path / "book.epub") as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
        assert book.read("mimetype") == b"application/epub+zip"
        package = etree.fromstring(book.read("book/package.opf"))
        assert {f"book/{item.get('href')}" for item in package.iterfind("{*}manifest/{*}item")} | {
            "mimetype",
            "META-INF/container.xml",
            "book/package.opf",
        } == set(book.namelist())
        pages = {
            name: etree.fromstring(book.read(name))
            for name in book.namelist()
            if name.endswith(".xhtml")
        }
        linked = (page.get("href") for page in pages["book/nav.xhtml"].iter())
        assert {f"book/{href}" for href in linked if href} <= set(book.namelist())
    questions = pages["book/chapter1.xhtml"].findall(f".//{XHTML}article")
    assert len(questions) == 2
    assert all(q.find(".//{http://www.w3.org/2000/svg}svg") is not None for q in questions)


# ---- the terminal


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(build(arguments[0]), list(arguments))
    assert result.exit_code == code, result.output
    return result.output


def test_an_edit_goes_from_draft_to_answer_in_the_terminal(database: Database) -> None:
    entry = entry_id("草稿")
    assert run("review", "list").startswith(f"{entry} 1 草稿")
    assert run("review", "list", "--department", "nobody") == ""
    assert "待初审" in run("review", "submit", entry, "1", "--as", "an")
    assert "初审" in run("review", "approve", entry, "1", "second", "--as", "bo", code=1)
    for who, stage in (("bo", "first"), ("che", "second"), ("dai", "final"), ("er", "secrecy")):
        said = run("review", "approve", entry, "1", stage, "--as", who)
    assert "待发布" in said
    assert "已发布" in run("review", "publish", entry, "1", "--as", "fu")
    assert entry in {e.id for e in entries(database)}
    acts = [
        orjson.loads(line)["act"] for line in run("review", "log", entry, "--json").splitlines()
    ]
    assert acts == ["draft", "submit", *["approve"] * 4, "publish"]


def test_refusals_are_one_line_and_write_nothing(database: Database) -> None:
    entry = entry_id("草稿")
    assert "没有条目 e-none" in run("review", "submit", "e-none", "1", "--as", "an", code=1)
    said = run("review", "submit", entry, "1", "--as", "an", "--role", "publisher", code=1)
    assert "编辑" in said
    said = run("review", "submit", entry, "1", "--as", "an", "--department", "mzj", code=1)
    assert "gafj" in said
    assert "请写明理由" in run("review", "retire", entry, "--as", "an", "--reason", " ", code=1)
    assert "草稿" in run("review", "approve", entry, "1", "first", "--as", "bo", code=1)
    assert "Traceback" not in said


def test_going_wrong_and_back_in_the_terminal(database: Database) -> None:
    entry = entry_id("居住证")
    with database.begin() as session:
        editor = Editor(session, "an")
        editor.save([draft("居住证", field="户籍管理", answer="改地方了。")])
        editor.finish()
    assert "{+改地方了+}" in run("review", "diff", entry, "1", "2")
    assert "须补：初审" in run("review", "emergency", entry, "2", "--as", "bo", "--reason", "停电")
    assert f"{entry} 2 应急发布后待补：初审" in run("review", "list")
    translation = entry_id("居住证#en")
    assert {e.id: e for e in entries(database)}[translation].translation_stale
    run("review", "confirm", translation, "--as", "che", "--reason", "已对照")
    assert not {e.id: e for e in entries(database)}[translation].translation_stale
    run("review", "reject", entry, "2", "first", "--as", "che", "--reason", "地址不对")
    assert "终审" in run("review", "rollback", entry, "1", "--as", "an", "--reason", "恢复")
    run("review", "end", entry, "2030-01-01", "--as", "fu", "--reason", "办法到期")
    ended = {e.id: e.valid_until for e in entries(database)}
    assert ended[entry] == ended[translation] == date(2030, 1, 1)
    run("review", "end", entry, "someday", "--as", "fu", "--reason", "x", code=2)
    assert "已下线" in run("review", "retire", entry, "--as", "fu", "--reason", "事项取消")
    assert entry not in {e.id for e in entries(database)}


def test_reports_and_the_book_come_from_the_terminal(database: Database, tmp_path: Path) -> None:
    assert orjson.loads(run("stats", "--json"))["entries"]["published"] == 6
    assert "published: 6" in run("stats")
    report = orjson.loads(run("quality", "--json"))
    assert (report["entries"], report["expired"]) == (5, 1)
    assert "5条在用，1条已失效" in run("quality")
    run(
        "export",
        "handbook",
        str(tmp_path / "out" / "book"),
        "--field",
        "户籍管理",
        "--title",
        "读本",
    )
    folder = tmp_path / "out" / "book"
    assert sorted(p.name for p in folder.iterdir()) == ["handbook-zh.epub", "handbook-zh.html"]
    page = (folder / "handbook-zh.html").read_text()
    assert f"{BASE}/entry/{entry_id('落户')}" in page
    assert entry_id("危险") not in page
    assert "没有可以编入读本的条目" in run(
        "export", "handbook", str(folder), "--field", "无", code=1
    )
    run("export", "handbook", str(folder), "--language", "fr", code=2)
