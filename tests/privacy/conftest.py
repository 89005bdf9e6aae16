import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import (
    MentorFactory,
    PledgeFactory,
    ReaderCommentFactory,
    StoryFactory,
    UserFactory,
)
from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.models import Subscription
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pledges.mentors.operations import set_email
from wagtail_mentoring.pledges.models import MentorNote, Pledge
from wagtail_mentoring.spam.models import Judgement, SpamRule
from wagtail_mentoring.submissions.identity import email_key
from wagtail_mentoring.submissions.models import Reader

ADA = "ada.marker@mail.example"
NAME = "Ada Markerson"


def days_ago(days: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


@pytest.fixture
def comment(site, moderator):
    """Published and corrected: the audit log has its words, too."""
    comment = ReaderCommentFactory(
        site=site,
        name=NAME,
        email=ADA,
        email_key=email_key(ADA),
        text=f"Yes. {NAME}, {ADA}",
        body_html=f"<p>Yes. {NAME}, {ADA}</p>",
        website="https://markerson.example",
        user_agent="Marker/1",
        ip_key="marker",
        language="en",
    )
    operations.publish(comment, user=moderator)
    operations.edit(comment, body=f"Indeed. {NAME}, {ADA}", user=moderator)
    return comment


@pytest.fixture
def everything(comment, site):
    """Whatever can be kept of one person."""
    now, key = timezone.now(), email_key(ADA)
    reader = Reader.objects.create(email_key=key, email=ADA, name=NAME, confirmed_at=now)
    Subscription.objects.create(comment=comment, reader=reader)
    who = {"name": NAME, "email": ADA, "email_key": key}
    SpamRule.objects.create(kind="email", pattern=ADA)
    Judgement.objects.update_or_create(
        kind="comment",
        object_id=comment.pk,
        defaults={"site": site, "outcome": "hold", "score": 1.0, "sender": "marker-sender"},
    )
    pledge = PledgeFactory(**who, text=f"A letter by {NAME}", confirmed_at=now)
    Pledge.objects.filter(pk=pledge.pk).update(progress="open")
    StoryFactory(pledge=pledge, name=NAME, text=f"{NAME} wrote.")
    mentor = MentorFactory(name=NAME, biography=f"<p>{NAME}</p>")
    set_email(mentor, ADA)
    theirs = PledgeFactory(mentor=mentor, email="other@mail.example")
    MentorNote.objects.create(pledge=theirs, name=NAME, email=ADA, text=f"Thanks, {NAME}")
    OutgoingMail.objects.create(kind="pledge_due", object_id=pledge.pk, address=ADA)
    UserFactory(username="marker", email=ADA)
    return comment
