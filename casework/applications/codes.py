"""The closed lists of a disclosure application (依申请公开)."""

from __future__ import annotations

from enum import StrEnum


class ApplicantKind(StrEnum):
    """Who applies: the columns of the annual report's table 3."""

    PERSON = "person"
    """自然人."""
    BUSINESS = "business"
    """商业企业."""
    RESEARCH = "research"
    """科研机构."""
    CHARITY = "charity"
    """社会公益组织."""
    LEGAL_SERVICE = "legal_service"
    """法律服务机构."""
    OTHER = "other"
    """其他 organisations."""


class ArrivalChannel(StrEnum):
    """How the application came, which decides its date of receipt."""

    IN_PERSON = "in_person"
    REGISTERED_MAIL = "registered_mail"
    ORDINARY_MAIL = "ordinary_mail"
    INTERNET = "internet"
    FAX = "fax"


class Step(StrEnum):
    """Where an application stands: the eight steps, two waits for the applicant, and the end."""

    INTAKE = "intake"
    """接收登记."""
    EXAMINATION = "examination"
    """申请表审查."""
    CORRECTION = "correction"
    """Waits for the applicant's correction (补正)."""
    PAYMENT = "payment"
    """Waits for the applicant's fee."""
    SEARCH = "search"
    """查找信息."""
    SECRECY = "secrecy"
    """保密审查."""
    DRAFTING = "drafting"
    """拟定答复."""
    APPROVAL = "approval"
    """答复审核."""
    DELIVERY = "delivery"
    """答复申请人."""
    ARCHIVING = "archiving"
    """归档."""
    ARCHIVED = "archived"
    """Nothing more is done."""


class Act(StrEnum):
    """What may be done to an application."""

    REGISTER = "register"
    ACCEPT = "accept"
    ASK_CORRECTION = "ask_correction"
    CORRECT = "correct"
    ASK_REASONS = "ask_reasons"
    GIVE_REASONS = "give_reasons"
    CHARGE = "charge"
    PAY = "pay"
    EXTEND = "extend"
    DEFER = "defer"
    CONSULT = "consult"
    ANSWER_CONSULT = "answer_consult"
    FIND = "find"
    FIND_NOTHING = "find_nothing"
    CLEAR = "clear"
    SEARCH_AGAIN = "search_again"
    DECIDE_AT_ONCE = "decide_at_once"
    PROPOSE = "propose"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    DELIVER = "deliver"
    ABANDON = "abandon"
    WITHDRAW = "withdraw"
    ARCHIVE = "archive"


class ReplyKind(StrEnum):
    """The seven kinds of reply (政府信息公开条例第三十六条)."""

    ALREADY_PUBLIC = "already_public"
    GRANTED = "granted"
    REFUSED = "refused"
    NONEXISTENT = "nonexistent"
    NOT_THIS_BODY = "not_this_body"
    REPEATED = "repeated"
    OTHER_LAW = "other_law"


class Outcome(StrEnum):
    """How an application ended: the rows under 三 of table 3, by their numbers there."""

    GRANTED = "1"
    """（一）予以公开."""
    PARTIAL = "2"
    """（二）部分公开."""
    STATE_SECRET = "3.1"  # noqa: S105 -- a row of the table, not a password
    """（三）1 属于国家秘密."""
    LAW_FORBIDS = "3.2"
    """（三）2 其他法律行政法规禁止公开."""
    SAFETY = "3.3"
    """（三）3 危及“三安全一稳定”."""
    THIRD_PARTY = "3.4"
    """（三）4 保护第三方合法权益."""
    INTERNAL = "3.5"
    """（三）5 三类内部事务信息."""
    PROCESS = "3.6"
    """（三）6 四类过程性信息."""
    ENFORCEMENT_FILE = "3.7"
    """（三）7 行政执法案卷."""
    ADMINISTRATIVE_QUERY = "3.8"
    """（三）8 行政查询事项."""
    NOT_HELD = "4.1"
    """（四）1 本机关不掌握相关政府信息."""
    NEEDS_MAKING = "4.2"
    """（四）2 没有现成信息需要另行制作."""
    STILL_UNCLEAR = "4.3"
    """（四）3 补正后申请内容仍不明确."""
    PETITION = "5.1"
    """（五）1 信访举报投诉类申请."""
    REPEATED = "5.2"
    """（五）2 重复申请."""
    PUBLICATION = "5.3"
    """（五）3 要求提供公开出版物."""
    EXCESSIVE = "5.4"
    """（五）4 无正当理由大量反复申请."""
    RECONFIRM = "5.5"
    """（五）5 要求行政机关确认或重新出具已获取信息."""
    CORRECTION_OVERDUE = "6.1"
    """（六）1 申请人无正当理由逾期不补正."""
    FEE_OVERDUE = "6.2"
    """（六）2 申请人逾期未按收费通知要求缴纳费用."""
    OTHER = "6.3"
    """（六）3 其他, such as withdrawn."""


WITHHOLDING = tuple(each for each in Outcome if each.value.startswith("3."))
"""Grounds on which information, or a part of it, is not disclosed."""

OUTCOMES: dict[ReplyKind, tuple[Outcome, ...]] = {
    ReplyKind.ALREADY_PUBLIC: (Outcome.GRANTED,),
    ReplyKind.GRANTED: (Outcome.GRANTED, Outcome.PARTIAL),
    ReplyKind.REFUSED: (
        *WITHHOLDING,
        Outcome.NEEDS_MAKING,
        Outcome.STILL_UNCLEAR,
        Outcome.EXCESSIVE,
    ),
    ReplyKind.NONEXISTENT: (Outcome.NOT_HELD,),
    ReplyKind.NOT_THIS_BODY: (Outcome.NOT_HELD,),
    ReplyKind.REPEATED: (Outcome.REPEATED, Outcome.RECONFIRM),
    ReplyKind.OTHER_LAW: (
        Outcome.ADMINISTRATIVE_QUERY,
        Outcome.PETITION,
        Outcome.PUBLICATION,
        Outcome.OTHER,
    ),
}
"""Rows of table 3 in which each kind of reply may be counted."""


class PaperKind(StrEnum):
    """A text in the file of an application. All are sealed."""

    REQUEST = "request"
    CORRECTION_ASKED = "correction_asked"
    CORRECTION = "correction"
    REASONS_ASKED = "reasons_asked"
    REASONS = "reasons"
    FEE_NOTICE = "fee_notice"
    EXTENSION = "extension"
    CONSULTATION = "consultation"
    OPINION = "opinion"
    SECRECY_OPINION = "secrecy_opinion"
    REPLY = "reply"
    NOTE = "note"


TO_APPLICANT = frozenset(
    {
        PaperKind.REQUEST,
        PaperKind.CORRECTION_ASKED,
        PaperKind.CORRECTION,
        PaperKind.REASONS_ASKED,
        PaperKind.REASONS,
        PaperKind.FEE_NOTICE,
        PaperKind.EXTENSION,
    }
)
"""Papers the applicant may always read; the reply only once it is delivered."""


class ConsultationKind(StrEnum):
    """Who is asked: their silence means different things."""

    THIRD_PARTY = "third_party"
    """Silent after 15 working days: the body decides (第三十二条)."""
    CO_AUTHOR = "co_author"
    """Silent after 15 working days: consent (第三十四条)."""


class Opinion(StrEnum):
    """What they said."""

    AGREE = "agree"
    DISAGREE = "disagree"
    BODY_DECIDES = "body_decides"
    """A third party kept silent."""
    DEEMED_CONSENT = "deemed_consent"
    """A co-author kept silent."""


class Light(StrEnum):
    """How near the deadline is, at a glance."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    WAITING = "waiting"
    """The applicant is to act, or the receipt is not confirmed: our clock does not run."""
    DONE = "done"


class FeeBasis(StrEnum):
    """On which of the two bases a fee is taken; never on both."""

    REQUESTS = "requests"
    """按件: applications of one applicant in a calendar month."""
    PAGES = "pages"
    """按量: pages provided."""
