"""Nothing personal is in clear anywhere it could be read by who should not."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from casework import messages
from casework.applications import enquiries, lodging, waits
from casework.applications.codes import ConsultationKind
from casework.applications.request import Request
from casework.errors import SealError
from casework.message_forms import NewMessage
from casework.models import Application, MessageKind, Paper
from casework.occasions import Occasion
from casework.seals import Seal
from knowledge_base.models import AuditRecord
from tests.integration.casework_desk import KEY, MONDAY, applicant, open_office
from tests.support.stores import sqlite_in

PERSONAL = {
    "name": "欧阳测试",
    "phone": "13912345678",
    "address": "示范路一百零一号",
    "email": "ouyang.test@example.com",
    "contact_person": "诸葛测试",
}
IDENTITY = "11010519491231002X"
SAID = ("我家拆迁的事", "是二〇一九年那份", "征求某某公司意见", "邻居太吵", "晚上打给我")


def test_the_database_files_and_the_logs_hold_nothing_personal(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.DEBUG)
    with open_office(sqlite_in(tmp_path)) as office:
        receipt = office.lodge(applicant=applicant(IDENTITY, **PERSONAL), request=Request(SAID[0]))
        office.do(lodging.register, receipt.number)
        office.do(waits.ask_correction, receipt.number, "请补正：欧阳测试")
        office.do(waits.correct, receipt.number, SAID[1])
        office.do(enquiries.accept, receipt.number)
        office.do(enquiries.consult, receipt.number, ConsultationKind.THIRD_PARTY, SAID[2])
        left = office.do(
            messages.leave, NewMessage("zrzy", MessageKind.COMPLAINT, SAID[3], contact=SAID[4])
        )
        with office.database.begin() as session:
            session.execute(text("PRAGMA wal_checkpoint"))
    logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert receipt.number.encode() in stored
    for secret in (*PERSONAL.values(), IDENTITY, *SAID, receipt.secret, left.token):
        for encoding in ("utf-8", "utf-16-le"):
            assert secret.encode(encoding) not in stored
        assert secret.encode("unicode_escape") not in stored
        assert secret not in caplog.text
    assert "INSERT INTO applications" in caplog.text
    assert receipt.secret not in repr(receipt)
    assert left.token not in repr(left)


def test_the_officer_reads_what_was_sealed_and_that_is_on_record(tmp_path: Path) -> None:
    with open_office(sqlite_in(tmp_path)) as office:
        number = office.lodge(applicant=applicant(IDENTITY, **PERSONAL)).number
        assert office.do(lodging.applicant_of, number).name == PERSONAL["name"]
        assert office.do(lodging.request_of, number).description == "青云街道旧改项目的征收批文"
        with office.database.read() as session:
            last = session.query(AuditRecord).order_by(AuditRecord.pk.desc()).first()
            assert last is not None
            assert (last.act, last.actor) == ("open_applicant", "officer")


def test_sealed_data_moved_to_another_application_does_not_open(tmp_path: Path) -> None:
    with open_office(sqlite_in(tmp_path)) as office:
        mine, other = office.lodge().number, office.lodge().number
        with office.database.begin() as session:
            source = session.get_one(Application, mine)
            session.get_one(Application, other).applicant_sealed = source.applicant_sealed
            session.query(Paper).filter_by(number=other).update({"number": mine})
        with pytest.raises(SealError):
            office.do(lodging.applicant_of, other)


def test_the_key_can_be_changed(tmp_path: Path) -> None:
    with open_office(sqlite_in(tmp_path)) as office:
        receipt = office.lodge()
        office.seal = Seal(b"another key, also of 32 bytes or more", former=[KEY])
        assert office.do(lodging.status, receipt.number, receipt.secret).number == receipt.number
        assert office.lodge().same_as == (receipt.number,)
        office.seal = Seal(b"a third key, which nobody announced.")
        with pytest.raises(SealError):
            office.do(lodging.applicant_of, receipt.number)


def test_an_occasion_shows_no_key(tmp_path: Path) -> None:
    with open_office(sqlite_in(tmp_path)) as office, office.occasion(MONDAY) as occasion:
        assert isinstance(occasion, Occasion)
        assert KEY.decode() not in repr(occasion)


def test_what_a_failing_database_says_holds_no_value(tmp_path: Path) -> None:
    statement = text("SELECT * FROM nowhere WHERE name = :name")
    with open_office(sqlite_in(tmp_path)) as office, office.database.engine.connect() as connection:
        with pytest.raises(DatabaseError) as failed:
            connection.execute(statement, {"name": PERSONAL["name"]})
    assert PERSONAL["name"] not in str(failed.value)
