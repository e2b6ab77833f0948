"""Tell me what you want to do: pages and records found by what they are called.

What can be done on the page one is on is found by the script, which sees its buttons.
"""

from kans.web.tell_me.declared import RecordSearch, find_records
from kans.web.tell_me.finding import found

__all__ = ["RecordSearch", "find_records", "found"]
