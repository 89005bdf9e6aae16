"""For sites: sent after the transaction, with ``sender=Pledge`` and ``pledge=``."""

from django.dispatch import Signal

pledge_confirmed = Signal()
pledge_finished = Signal()
