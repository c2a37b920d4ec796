"""One message to one receiver: called again only where the receiver certainly did not take it, and never for longer than a bounded time."""

from __future__ import annotations

import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread

from ml_monitor.notify.outcome import Outcome, Verdict

# Seconds to wait before the second call and each further one.
PAUSES = (1.0, 3.0, 9.0)
# No call begins later than this after the first, and each is left alone after so many seconds, whatever still trickles in.
CALLING_SECONDS = 45.0
CALL_SECONDS = 30.0
# So a message takes at most:
MESSAGE_SECONDS = CALLING_SECONDS + CALL_SECONDS


def deliver(call: Callable[[], Outcome], repeats_in_doubt: bool) -> Outcome:
    """Calls a receiver until it took the message, will not take it, or time is up.

    Args:
        call: one call of the receiver.
        repeats_in_doubt: the receiver folds doubles, so a call that may have arrived is repeated, too.

    Returns:
        What is known after the last call. A doubt of a receiver that folds doubles counts as not taken.
    """
    begun = time.monotonic()
    for pause in (*PAUSES, None):
        outcome = within(CALL_SECONDS, call)
        if repeats_in_doubt and outcome.verdict is Verdict.IN_DOUBT:
            outcome = Outcome(Verdict.LATER, f"{outcome.answer}; it folds doubles")
        if outcome.verdict is not Verdict.LATER or pause is None:
            return outcome
        wait = max(pause, outcome.retry_after)
        if time.monotonic() - begun + wait > CALLING_SECONDS:
            return outcome
        time.sleep(wait)
    return outcome


def within(seconds: float, call: Callable[[], Outcome]) -> Outcome:
    """The outcome of a call, or a doubt if it takes longer: time-outs of connections begin anew with each byte that trickles in."""
    outcomes: SimpleQueue[Outcome] = SimpleQueue()

    def run() -> None:
        try:
            outcomes.put(call())
        except Exception as error:  # its text may hold an address
            outcomes.put(Outcome(Verdict.IN_DOUBT, type(error).__name__))

    Thread(target=run, daemon=True).start()
    try:
        return outcomes.get(timeout=seconds)
    except Empty:
        return Outcome(Verdict.IN_DOUBT, f"no answer in {seconds:.0f} s")
