"""Every model of the app, gathered from its rooms for Django to find."""

from wagtail_mentoring.articles.models import ArticleAuthor, Author
from wagtail_mentoring.comments.models import Discussion, ReaderComment
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pledges.models import Mentor, Pledge, PledgeEvent, PledgeRound, Story
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.submissions.models import ModeratorPreference, RateCount

__all__ = [
    "ArticleAuthor",
    "Author",
    "Discussion",
    "Mentor",
    "MentoringSettings",
    "ModeratorPreference",
    "OutgoingMail",
    "Pledge",
    "PledgeEvent",
    "PledgeRound",
    "RateCount",
    "ReaderComment",
    "Story",
]
