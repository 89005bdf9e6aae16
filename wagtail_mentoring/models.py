"""Every model of the app, gathered from its rooms for Django to find."""

from wagtail_mentoring.articles.models import ArticleAuthor, ArticleCategory, Author, Category
from wagtail_mentoring.comments.models import (
    Discussion,
    ReaderComment,
    ReaderReport,
    Subscription,
)
from wagtail_mentoring.mail.models import CronRun, MailWording, OutgoingMail
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
from wagtail_mentoring.spam.models import Feedback, Judgement, LearnedLayer, SpamRule
from wagtail_mentoring.submissions.models import (
    ModeratorNotice,
    ModeratorPreference,
    RateCount,
    Reader,
)
from wagtail_mentoring.wordpress.models import ImportedItem, ImportRun

__all__ = [
    "ArticleAuthor",
    "ArticleCategory",
    "Author",
    "Category",
    "ConsentRecord",
    "CronRun",
    "DailyCount",
    "Discussion",
    "ImportRun",
    "ImportedItem",
    "Feedback",
    "Judgement",
    "LearnedLayer",
    "MailWording",
    "Mentor",
    "MentorContact",
    "MentorNote",
    "MentorTalent",
    "MentoringSettings",
    "ModeratorNotice",
    "ModeratorPreference",
    "OutgoingMail",
    "Pledge",
    "PledgeEvent",
    "PledgeRound",
    "PledgeTalent",
    "RateCount",
    "Reader",
    "ReaderComment",
    "ReaderReport",
    "SpamRule",
    "Story",
    "Subscription",
    "Talent",
]
