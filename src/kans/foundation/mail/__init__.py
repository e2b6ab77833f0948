"""Mail: what leaves is kept sealed in the outbox, and handed over by the worker."""

from kans.foundation.mail.handing_over import MAIL_LANE, Outcome, hand_over
from kans.foundation.mail.outbox import Letter, post

__all__ = ["MAIL_LANE", "Letter", "Outcome", "hand_over", "post"]
