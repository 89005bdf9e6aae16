"""Every model of the app, gathered from its rooms for Django to find."""

from wagtail_mentoring.articles.models import ArticleAuthor, Author
from wagtail_mentoring.comments.models import Discussion, ReaderComment
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pledges.models import (
    ConsentRecord,
    DailyCount,
    Mentor,
    MentorContact,
    MentorNote,
    MentorTalent,
    Pledge,
    PledgeEvent,
    PledgeRound,
    PledgeTalent,
    Story,
    Talent,
)
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.submissions.models import ModeratorPreference, RateCount

__all__ = [
    "ArticleAuthor",
    "Author",
    "ConsentRecord",
    "DailyCount",
    "Discussion",
    "Mentor",
    "MentorContact",
    "MentorNote",
    "MentorTalent",
    "MentoringSettings",
    "ModeratorPreference",
    "OutgoingMail",
    "Pledge",
    "PledgeEvent",
    "PledgeRound",
    "PledgeTalent",
    "RateCount",
    "ReaderComment",
    "Story",
    "Talent",
]
