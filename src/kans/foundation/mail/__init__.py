"""Mail: what leaves is kept sealed in the outbox, and handed over by the worker."""

from kans.foundation.mail.handing_over import Outcome, hand_over
from kans.foundation.mail.outbox import Letter, post

__all__ = ["Letter", "Outcome", "hand_over", "post"]
