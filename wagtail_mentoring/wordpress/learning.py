"""Published comments show the spam filter what good ones look like here."""

from __future__ import annotations

from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.comments.operations import message_of
from wagtail_mentoring.spam import operations as spam
from wagtail_mentoring.spam.base import Message, Outcome, Reason, Verdict
from wagtail_mentoring.spam.classifier import baseline
from wagtail_mentoring.spam.judging import score_text
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
    messages = (message_of(comment, comment.text, comment.body_html, Origin()) for comment in good)
    spam.remember_all(
        (message, _published(message), comment.pk, comment.submitted_at)
        for message, comment in zip(messages, good, strict=True)
    )
    judged = Judgement.objects.filter(
        kind=KIND, object_id__in=[comment.pk for comment in good], human=Judgement.Human.NONE
    )
    judged.update(human=Judgement.Human.HAM, pending=True)
    job.lessons += len(good)


def _published(message: Message) -> Verdict:
    """With the score of its words, for those set the threshold of a site."""
    score = score_text(baseline(), None, message)
    reasons = (Reason("text_plain", 0.0, {"score": score.value}),) if score is not None else ()
    return Verdict(Outcome.PUBLISH, 0.0, reasons)


def learn(job: Job) -> None:
    """Take in what was noted; if a run ends before, the cron line does it."""
    if job.lessons:
        spam.learn(job.site.pk)
