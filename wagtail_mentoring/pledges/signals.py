"""For sites: sent after the transaction, so that what they tell is true.

About pledges with ``sender=Pledge`` and ``pledge=``; about mentors with ``sender=Mentor`` and
``mentor=``; ``mentor_wrote_back`` with ``sender=MentorNote`` and ``note=``.
"""

from django.dispatch import Signal

pledge_confirmed = Signal()
pledge_finished = Signal()
pledge_let_go = Signal()
pledge_reopened = Signal()
pledge_erased = Signal()

mentor_agreed = Signal()
mentor_declined = Signal()
mentor_stopped = Signal()
mentor_wrote_back = Signal()
