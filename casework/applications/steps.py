"""The eight steps as one table: what may be done to an application, and where it leads."""

from __future__ import annotations

from casework.applications.codes import Act, Step
from casework.transitions import TransitionTable

STEPS: TransitionTable[Step, Act] = TransitionTable(
    start=Step.INTAKE,
    moves={
        (Step.INTAKE, Act.REGISTER): Step.EXAMINATION,
        (Step.INTAKE, Act.WITHDRAW): Step.ARCHIVING,
        (Step.EXAMINATION, Act.ACCEPT): Step.SEARCH,
        (Step.EXAMINATION, Act.DECIDE_AT_ONCE): Step.DRAFTING,
        (Step.EXAMINATION, Act.ASK_CORRECTION): Step.CORRECTION,
        (Step.EXAMINATION, Act.ASK_REASONS): Step.EXAMINATION,
        (Step.EXAMINATION, Act.GIVE_REASONS): Step.EXAMINATION,
        (Step.EXAMINATION, Act.CHARGE): Step.PAYMENT,
        (Step.EXAMINATION, Act.WITHDRAW): Step.ARCHIVING,
        (Step.CORRECTION, Act.CORRECT): Step.EXAMINATION,
        (Step.CORRECTION, Act.ABANDON): Step.ARCHIVING,
        (Step.CORRECTION, Act.WITHDRAW): Step.ARCHIVING,
        (Step.PAYMENT, Act.PAY): Step.SEARCH,
        (Step.PAYMENT, Act.ABANDON): Step.ARCHIVING,
        (Step.PAYMENT, Act.WITHDRAW): Step.ARCHIVING,
        (Step.SEARCH, Act.FIND): Step.SECRECY,
        (Step.SEARCH, Act.FIND_NOTHING): Step.DRAFTING,
        (Step.SEARCH, Act.CONSULT): Step.SEARCH,
        (Step.SEARCH, Act.ANSWER_CONSULT): Step.SEARCH,
        (Step.SEARCH, Act.EXTEND): Step.SEARCH,
        (Step.SEARCH, Act.DEFER): Step.SEARCH,
        (Step.SEARCH, Act.CHARGE): Step.PAYMENT,
        (Step.SEARCH, Act.WITHDRAW): Step.ARCHIVING,
        (Step.SECRECY, Act.CLEAR): Step.DRAFTING,
        (Step.SECRECY, Act.SEARCH_AGAIN): Step.SEARCH,
        (Step.SECRECY, Act.CONSULT): Step.SECRECY,
        (Step.SECRECY, Act.ANSWER_CONSULT): Step.SECRECY,
        (Step.SECRECY, Act.EXTEND): Step.SECRECY,
        (Step.SECRECY, Act.WITHDRAW): Step.ARCHIVING,
        (Step.DRAFTING, Act.PROPOSE): Step.APPROVAL,
        (Step.DRAFTING, Act.SEARCH_AGAIN): Step.SEARCH,
        (Step.DRAFTING, Act.CONSULT): Step.DRAFTING,
        (Step.DRAFTING, Act.ANSWER_CONSULT): Step.DRAFTING,
        (Step.DRAFTING, Act.EXTEND): Step.DRAFTING,
        (Step.DRAFTING, Act.CHARGE): Step.PAYMENT,
        (Step.DRAFTING, Act.WITHDRAW): Step.ARCHIVING,
        (Step.APPROVAL, Act.APPROVE): Step.DELIVERY,
        (Step.APPROVAL, Act.SEND_BACK): Step.DRAFTING,
        (Step.APPROVAL, Act.EXTEND): Step.APPROVAL,
        (Step.APPROVAL, Act.WITHDRAW): Step.ARCHIVING,
        (Step.DELIVERY, Act.DELIVER): Step.ARCHIVING,
        (Step.DELIVERY, Act.WITHDRAW): Step.ARCHIVING,
        (Step.ARCHIVING, Act.ARCHIVE): Step.ARCHIVED,
    },
)

WAITS = frozenset({Step.CORRECTION, Step.PAYMENT})
"""Steps in which the applicant is to act, and the reply clock stands."""
ENDED = frozenset({Step.ARCHIVING, Step.ARCHIVED})
"""Steps after the end: only the file is put away."""
