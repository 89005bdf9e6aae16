"""Work done off the request, where the site has a task backend that does so."""

from __future__ import annotations

from django_tasks import task

from wagtail_mentoring.mail.delivery import deliver_one


@task()
def send_mail_row(pk: int) -> None:
    """Send one row of the outbox; the cron command sends it otherwise."""
    deliver_one(pk)
