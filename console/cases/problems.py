"""What staff read where the casework refuses something."""

from __future__ import annotations

from casework.errors import (
    AccessRefused,
    CaseConflict,
    CaseworkError,
    InvalidInput,
    RuleError,
    SealError,
    UnknownCase,
    WrongState,
)
from console.http_status import status_of

RULES = {
    "a correction was asked before": "补正只能要求一次，已经要求过。",
    "a correction is asked within 7 working days of receipt": (
        "补正应当自收到申请之日起7个工作日内要求，期限已过。"
    ),
    "the period for the correction is over": (
        "补正期限已过。申请人有正当理由的，请勾选“接受逾期的正当理由”。"
    ),
    "so few are free": "这个数量不收费。",
    "a fee was asked before, and one basis excludes the other": (
        "已经发过收费通知，按件和按量只能选一种、收一次。"
    ),
    "the time to pay is over": "缴费期限已过。",
    "the applicant's period is not over": "申请人的期限还没有过，不能视为放弃。",
    "reasons were asked before": "已经要求申请人说明过理由。",
    "no reasons were asked": "没有要求过申请人说明理由，不必记录。",
    "it was extended before": "答复期限只能延长一次，已经延长过。",
    "the time to reply is over": "答复期限已过，不能再延长。",
    "the applicant gave no reasons": "申请人还没有说明理由，不能确定延迟答复日期。",
    "it was asked for, and waits for a second person": "已有延期申请等待批准。",
    "a second person must approve this": "延期须由另一人批准，不能自己批准自己的申请。",
    "it was answered, or its time has passed in silence": "这次征求意见已有答复，或期限已过。",
    "an answer is still awaited": "征求意见还没有收到答复，期限也没有过，不能提交答复。",
    "nothing is disclosed without the secrecy check": "未经保密审查，不得公开。",
    "unclear only after a correction was asked and came": (
        "要求过补正、收到补正后仍不明确的，才能以此答复。"
    ),
    "excessive only after reasons were asked": "要求过申请人说明理由的，才能以此答复。",
    "the third party must be asked (第三十二条)": (
        "以保护第三方合法权益为由的，应当先书面征求第三方意见。"
    ),
    "it was asked again before": "留言人已经追问过一次。",
    "whoever drafted it may not approve it": "拟稿人不能审核自己拟定的答复。",
    "files are added while the reply is drafted": "附件只能在拟定答复时添加或移除。",
    "so many files go with one reply": "一份答复最多带10个附件。",
}
"""What each refusal of a rule says, by the message it is raised with."""

FIELDS = {
    "file": "附件",
    "attachment": "附件",
    "answer": "答复内容",
    "reason": "理由",
    "days": "工作日数",
    "due_on": "期限",
    "until": "延迟答复日期",
    "notice": "告知内容",
    "correction_asked": "补正告知内容",
    "correction": "补正内容",
    "reasons_asked": "通知内容",
    "reasons": "理由",
    "fee_notice": "收费通知内容",
    "extension": "延期告知内容",
    "consultation": "征求意见函",
    "opinion": "意见",
    "secrecy_opinion": "保密审查意见",
    "reply": "答复书",
    "note": "说明",
    "organisation_code": "机关",
    "kind": "类型",
    "basis": "收费方式",
    "count": "数量",
    "outcome": "年报统计项",
    "withheld": "部分不公开的理由",
    "received_on": "收到日期",
    "signed_on": "签收日期",
    "confirmed_on": "确认日期",
    "submitted_on": "提交日期",
    "on": "日期",
    "date": "日期",
    "year": "年份",
    "free": "放假日期",
    "worked": "上班日期",
    "source": "文号",
    "channel": "提交方式",
    "applicant_kind": "申请人类别",
    "identity_kind": "证件类型",
    "form_wanted": "获取方式",
    "name": "姓名或者名称",
    "identity_number": "证件号码",
    "contact": "联系方式（电话、地址、邮箱至少一项）",
    "phone": "电话",
    "email": "电子邮箱",
    "address": "通信地址",
    "contact_person": "联系人",
    "description": "所需信息的描述",
    "title": "名称",
    "document_number": "文号",
}
REASONS = {
    "missing": "没有填写",
    "too_long": "太长",
    "unreadable": "无法识别",
    "not_taken": "只收PDF、OFD、DOCX、XLSX、JPG、PNG文件",
    "not_of_its_name": "内容与文件名的格式不符",
    "out_of_range": "超出允许的范围",
    "already_there": "已经在这个机关",
    "not_of_this_kind": "与答复类型不符",
    "only_and_always_for_partial": "部分公开时必须选择，其他答复不能选择",
    "not_a_ground": "不是不予公开的理由",
    "not_an_answer": "请选择同意或不同意",
    "before_asking": "早于征求意见之日",
    "before_submission": "早于提交日期",
    "not_confirmed": "还不能确定，请填写签收或确认的日期",
    "in_future": "晚于今天",
    "before_last_act": "早于上一步办理的日期",
    "not_later": "必须晚于现在的答复期限",
    "another_year": "不属于这一年",
    "both_free_and_worked": "同一天既放假又上班",
    "known_already": "这一年的放假安排已随软件提供，只能逐日调整",
}
WORDS: dict[type[CaseworkError], str] = {
    AccessRefused: "这不是您所在机关的事项，不能打开或办理。",
    UnknownCase: "没有找到，请检查编号，或者刚才已有人处理。",
    SealError: "密封的内容打不开：密钥不对，或数据被改动。请联系管理员。",
    CaseConflict: "刚才有别人同时办理，请看最新情况后再试。",
    WrongState: "状态已经变了，现在不能这样办，请看最新情况。",
}
"""What each kind of error says, whatever it is raised with."""


def problem(error: CaseworkError) -> tuple[int, str]:
    """An error as an HTTP status and as words."""
    return status_of(error), _words(error)


def _words(error: CaseworkError) -> str:
    if isinstance(error, InvalidInput):
        name, reason = FIELDS.get(error.field, "内容"), REASONS.get(error.reason, "不能接受")
        return f"{name}：{reason}。"
    for kind, words in WORDS.items():
        if isinstance(error, kind):
            return words
    if isinstance(error, RuleError):
        return RULES.get(str(error), "按规定现在不能这样办。")
    return "没有成功。"
