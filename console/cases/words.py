"""What staff read of the casework's codes."""

from __future__ import annotations

from casework.applications.allowed import Hindrance
from casework.applications.codes import (
    Act,
    ApplicantKind,
    ArrivalChannel,
    ConsultationKind,
    FeeBasis,
    Light,
    Opinion,
    Outcome,
    PaperKind,
    ReplyKind,
    Step,
)
from casework.applications.request import FormWanted, IdentityKind
from casework.models import MessageKind, MessageState

MESSAGE_KINDS = {
    MessageKind.QUESTION: "咨询",
    MessageKind.COMPLAINT: "投诉",
    MessageKind.SUGGESTION: "建议",
}
MESSAGE_STATES = {
    MessageState.OPEN: "待答复",
    MessageState.ANSWERED: "已答复",
    MessageState.CLOSED: "已办结",
    MessageState.WITHDRAWN: "已撤回",
}
LIGHTS = {
    Light.RED: "红灯",
    Light.YELLOW: "黄灯",
    Light.GREEN: "绿灯",
    Light.WAITING: "未计时",
    Light.DONE: "已结束",
}
STEPS = {
    Step.INTAKE: "接收登记",
    Step.EXAMINATION: "申请表审查",
    Step.CORRECTION: "等待补正",
    Step.PAYMENT: "等待缴费",
    Step.SEARCH: "查找信息",
    Step.SECRECY: "保密审查",
    Step.DRAFTING: "拟定答复",
    Step.APPROVAL: "答复审核",
    Step.DELIVERY: "答复申请人",
    Step.ARCHIVING: "归档",
    Step.ARCHIVED: "已归档",
}
ROAD = (
    Step.INTAKE,
    Step.EXAMINATION,
    Step.SEARCH,
    Step.SECRECY,
    Step.DRAFTING,
    Step.APPROVAL,
    Step.DELIVERY,
    Step.ARCHIVING,
)
"""The eight steps in their order."""
ACTS = {
    Act.REGISTER: "登记",
    Act.ACCEPT: "受理，开始查找",
    Act.DECIDE_AT_ONCE: "无需查找，直接拟答复",
    Act.ASK_CORRECTION: "要求补正",
    Act.CORRECT: "收到补正",
    Act.ASK_REASONS: "要求说明理由",
    Act.GIVE_REASONS: "记录申请人说明的理由",
    Act.CHARGE: "发出收费通知",
    Act.PAY: "确认已缴费",
    Act.EXTEND: "申请延长答复期限",
    Act.DEFER: "申请确定延迟答复日期",
    Act.CONSULT: "征求意见",
    Act.ANSWER_CONSULT: "收到意见",
    Act.FIND: "已找到，送保密审查",
    Act.FIND_NOTHING: "未找到，拟答复",
    Act.CLEAR: "保密审查通过",
    Act.SEARCH_AGAIN: "退回重新查找",
    Act.PROPOSE: "提交答复审核",
    Act.SEND_BACK: "退回修改",
    Act.APPROVE: "审核通过",
    Act.DELIVER: "送达申请人",
    Act.ABANDON: "视为放弃申请",
    Act.WITHDRAW: "申请人撤回",
    Act.ARCHIVE: "归档",
}
DONE = {
    "lodge": "收到申请",
    Act.ACCEPT: "受理",
    Act.DECIDE_AT_ONCE: "直接拟答复",
    Act.GIVE_REASONS: "申请人说明理由",
    Act.CHARGE: "收费通知",
    Act.PAY: "缴费",
    Act.EXTEND: "延长答复期限",
    Act.DEFER: "确定延迟答复日期",
    Act.FIND: "找到信息",
    Act.FIND_NOTHING: "未找到信息",
    "attach": "添加答复附件",
    "detach": "移除答复附件",
    "ask_extension": "申请延期",
    "approve_extension": "批准延期",
    "decline_extension": "不批准或撤回延期",
}
"""What the timeline calls an act that is done; where it names none, what the button is called."""
MESSAGES_DONE = {
    "answer": "答复已发送。",
    "transfer": "已转交。",
    "close": "已办结。",
}
"""What an officer reads after an act on a message."""
HINDRANCES = {
    Hindrance.ASKED_BEFORE: "只能要求一次，已经要求过",
    Hindrance.CORRECTION_TOO_LATE: "收到申请已超过7个工作日",
    Hindrance.NOTHING_ASKED: "没有要求过说明理由",
    Hindrance.CHARGED_BEFORE: "已经发过收费通知",
    Hindrance.EXTENDED_BEFORE: "只能延长一次，已经延长过",
    Hindrance.OVERDUE: "期限已过",
    Hindrance.WISH_WAITS: "已有延期申请等待批准",
    Hindrance.NO_REASONS: "申请人还没有说明理由",
    Hindrance.NOBODY_ASKED: "没有等待答复的征求意见",
    Hindrance.OPINION_AWAITED: "还有意见没有收到",
    Hindrance.PERIOD_RUNS: "申请人的期限还没有过",
    Hindrance.OWN_DRAFT: "拟稿人不能审核自己拟定的答复",
}
CHANNELS = {
    ArrivalChannel.IN_PERSON: "当面提交",
    ArrivalChannel.REGISTERED_MAIL: "挂号信、快递等需签收的邮寄",
    ArrivalChannel.ORDINARY_MAIL: "平常信函",
    ArrivalChannel.INTERNET: "互联网",
    ArrivalChannel.FAX: "传真",
}
APPLICANTS = {
    ApplicantKind.PERSON: "自然人",
    ApplicantKind.BUSINESS: "商业企业",
    ApplicantKind.RESEARCH: "科研机构",
    ApplicantKind.CHARITY: "社会公益组织",
    ApplicantKind.LEGAL_SERVICE: "法律服务机构",
    ApplicantKind.OTHER: "其他",
}
IDENTITIES = {
    IdentityKind.RESIDENT_ID: "居民身份证",
    IdentityKind.PASSPORT: "护照",
    IdentityKind.CREDIT_CODE: "统一社会信用代码",
    IdentityKind.OTHER: "其他证件",
}
FORMS = {
    FormWanted.PAPER: "纸质",
    FormWanted.ELECTRONIC: "电子",
    FormWanted.INSPECTION: "当面查阅",
}
PAPERS = {
    PaperKind.REQUEST: "申请内容",
    PaperKind.CORRECTION_ASKED: "补正告知书",
    PaperKind.CORRECTION: "申请人的补正",
    PaperKind.REASONS_ASKED: "说明理由通知书",
    PaperKind.REASONS: "申请人说明的理由",
    PaperKind.FEE_NOTICE: "收费通知",
    PaperKind.EXTENSION: "延期答复告知书",
    PaperKind.CONSULTATION: "征求意见函",
    PaperKind.OPINION: "收到的意见",
    PaperKind.SECRECY_OPINION: "保密审查意见",
    PaperKind.REPLY: "答复书",
    PaperKind.NOTE: "内部记录",
}
CONSULTED = {
    ConsultationKind.THIRD_PARTY: "第三方",
    ConsultationKind.CO_AUTHOR: "共同制作的其他机关",
}
OPINIONS = {
    Opinion.AGREE: "同意公开",
    Opinion.DISAGREE: "不同意公开",
    Opinion.BODY_DECIDES: "逾期未答复，由本机关决定",
    Opinion.DEEMED_CONSENT: "逾期未答复，视为同意",
}
FEE_BASES = {FeeBasis.REQUESTS: "按件", FeeBasis.PAGES: "按量（页）"}
REPLIES = {
    ReplyKind.ALREADY_PUBLIC: "已主动公开，告知获取方式",
    ReplyKind.GRANTED: "予以公开",
    ReplyKind.REFUSED: "不予公开或不予提供",
    ReplyKind.NONEXISTENT: "信息不存在",
    ReplyKind.NOT_THIS_BODY: "不属于本机关负责公开",
    ReplyKind.REPEATED: "重复申请，不予重复处理",
    ReplyKind.OTHER_LAW: "依照其他规定办理",
}
OUTCOMES = {
    Outcome.GRANTED: "予以公开",
    Outcome.PARTIAL: "部分公开",
    Outcome.STATE_SECRET: "属于国家秘密",
    Outcome.LAW_FORBIDS: "其他法律行政法规禁止公开",
    Outcome.SAFETY: "危及“三安全一稳定”",
    Outcome.THIRD_PARTY: "保护第三方合法权益",
    Outcome.INTERNAL: "属于三类内部事务信息",
    Outcome.PROCESS: "属于四类过程性信息",
    Outcome.ENFORCEMENT_FILE: "属于行政执法案卷",
    Outcome.ADMINISTRATIVE_QUERY: "属于行政查询事项",
    Outcome.NOT_HELD: "本机关不掌握相关政府信息",
    Outcome.NEEDS_MAKING: "没有现成信息需要另行制作",
    Outcome.STILL_UNCLEAR: "补正后申请内容仍不明确",
    Outcome.PETITION: "信访举报投诉类申请",
    Outcome.REPEATED: "重复申请",
    Outcome.PUBLICATION: "要求提供公开出版物",
    Outcome.EXCESSIVE: "无正当理由大量反复申请",
    Outcome.RECONFIRM: "要求行政机关确认或重新出具已获取信息",
    Outcome.CORRECTION_OVERDUE: "申请人无正当理由逾期不补正、行政机关不再处理其申请",
    Outcome.FEE_OVERDUE: "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其申请",
    Outcome.OTHER: "其他",
}
OUTCOME_GROUPS = {
    "1": "（一）",
    "2": "（二）",
    "3": "（三）不予公开",
    "4": "（四）无法提供",
    "5": "（五）不予处理",
    "6": "（六）其他处理",
}


def act_done(act: str) -> str:
    """What the timeline calls an act, by its stored code; the code itself where it has no name."""
    return DONE.get(act) or (ACTS[Act(act)] if act in set(Act) else act)


def application_done(act: str) -> str:
    """What an officer reads after an act on an application; nothing where there is none such."""
    name = act_done(act)
    return "" if name == act else f"已办理：{name}。"


def outcome_words(outcome: Outcome) -> str:
    """A row of table 3 with its place in the form."""
    group, _, row = outcome.value.partition(".")
    if not row:
        return f"{OUTCOME_GROUPS[group]}{OUTCOMES[outcome]}"
    return f"{OUTCOME_GROUPS[group]} {row}.{OUTCOMES[outcome]}"


def outcome_of(code: str) -> str:
    """A row of table 3 by its stored code."""
    return OUTCOMES[Outcome(code)]


def form_words(code: str) -> str:
    """A form of the information by its stored code."""
    return FORMS[FormWanted(code)]
