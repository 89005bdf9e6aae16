"""Names under which Wagtail's log keeps what happens to a submission, in every room alike."""

from __future__ import annotations

PUBLISH = "wagtail_mentoring.publish"
MARK_SPAM = "wagtail_mentoring.mark_spam"
REMOVE = "wagtail_mentoring.remove"
UNDO = "wagtail_mentoring.undo"
EDIT = "wagtail_mentoring.edit"
KEEP = "wagtail_mentoring.keep"
RELEASE = "wagtail_mentoring.release"

# By those who wrote it, or read it.
CHANGED = "wagtail_mentoring.changed"
WITHDRAW = "wagtail_mentoring.withdraw"
REOPENED = "wagtail_mentoring.reopened"
REPORT = "wagtail_mentoring.report"
REPORTED = "wagtail_mentoring.reported"
