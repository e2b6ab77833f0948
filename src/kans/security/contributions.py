"""What security answers for the foundation: who acts in a job."""

from __future__ import annotations

from kans.foundation.jobs import provide_actors
from kans.security.queries import actor_at_work, the_system

provide_actors(of_user=actor_at_work, of_system=the_system)
