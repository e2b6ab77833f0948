"""What security answers for the foundation: who acts in a job, and who works here."""

from __future__ import annotations

from kans.foundation.acting import colleagues
from kans.foundation.jobs import provide_actors
from kans.security.directory import Members
from kans.security.queries import actor_at_work, the_system

provide_actors(of_user=actor_at_work, of_system=the_system)
colleagues.provide(Members())
