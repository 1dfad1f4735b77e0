"""What each state looks like: late, soon, ok, mine, calm."""

from .enums import ArrivalState, State

TONES = {
    State.WAITING: "soon",
    State.HANDED: "mine",
    State.CONSIGNED: "mine",
    State.ACCEPTED: "ok",
    State.REFUSED: "late",
    State.RETURNED: "late",
    State.FAILED: "late",
    State.WITHDRAWN: "calm",
}
ARRIVAL_TONES = {
    ArrivalState.WAITING: "soon",
    ArrivalState.REGISTERED: "ok",
    ArrivalState.REFUSED: "late",
    ArrivalState.RETURNED: "late",
    ArrivalState.WITHDRAWN: "calm",
}
