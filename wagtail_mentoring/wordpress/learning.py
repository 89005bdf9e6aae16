"""Published comments show the spam filter what good ones look like here."""

from __future__ import annotations

from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.comments.operations import message_of
from wagtail_mentoring.spam import operations as spam
from wagtail_mentoring.spam.base import Outcome, Verdict
from wagtail_mentoring.spam.models import Judgement
from wagtail_mentoring.submissions.operations import Origin
from wagtail_mentoring.wordpress.job import Job

MOST_LESSONS = 1000
"""Of one run: enough to know a blog's readers; more would only take time."""
KIND = "comment"


def note(job: Job, comments: list[ReaderComment]) -> None:
    """Tell the filter of new comments that are published; it learns from them at the end."""
    if not job.options.learn or job.site is None:
        return
    good = [
        comment
        for comment in comments
        if comment.state == ReaderComment.State.PUBLISHED
        and comment.kind == ReaderComment.Kind.COMMENT
    ][: MOST_LESSONS - job.lessons]
    if not good:
        return
    spam.remember_all(
        (
            message_of(comment, comment.text, comment.body_html, Origin()),
            Verdict(Outcome.PUBLISH, 0),
            comment.pk,
        )
        for comment in good
    )
    judged = Judgement.objects.filter(
        kind=KIND, object_id__in=[comment.pk for comment in good], human=Judgement.Human.NONE
    )
    judged.update(human=Judgement.Human.HAM, pending=True)
    job.lessons += len(good)


def learn(job: Job) -> None:
    """Take in what was noted; if a run ends before, the cron line does it."""
    if job.lessons:
        spam.learn(job.site.pk)
