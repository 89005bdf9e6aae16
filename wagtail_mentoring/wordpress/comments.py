"""Comments of one item: in their places, in their states, and each of them once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from wagtail_mentoring.comments.cache import purge_on_commit
from wagtail_mentoring.comments.discussions import discussion_of
from wagtail_mentoring.comments.models import Discussion, ReaderComment
from wagtail_mentoring.comments.operations import recount
from wagtail_mentoring.comments.paths import path_below
from wagtail_mentoring.submissions import identity
from wagtail_mentoring.text import comment_html, safe_url, single_line
from wagtail_mentoring.text.characters import normalise
from wagtail_mentoring.wordpress import dates, learning, threads
from wagtail_mentoring.wordpress.job import Job
from wagtail_mentoring.wordpress.reader.items import Comment, Item

State = ReaderComment.State
Kind = ReaderComment.Kind

BATCH = 200
LONGEST_NAME, LONGEST_WEBSITE = 255, 500
NO_WEBSITE = frozenset({"", "http://", "https://"})
"""What the old form held when nothing was typed."""
STATES = {
    "1": State.PUBLISHED,
    "approve": State.PUBLISHED,
    "approved": State.PUBLISHED,
    "spam": State.SPAM,
    "trash": State.REMOVED,
    "post-trashed": State.REMOVED,
}
KINDS = {kind.value: kind for kind in Kind}
IMPORTED = {"code": "imported", "points": 0}
WAITED = {"code": "imported_waiting", "points": 0, "holds": True}

Known = dict[int, tuple[int, str]]
"""Key and path of comments, by the number they had in the blog."""


def take_over(
    job: Job, item: Item, page: Any, users: dict[str, Any], *, is_new: bool = False
) -> None:
    """Add the comments of an item that are not there yet.

    ``page`` is None in a dry run; ``is_new`` is one that nobody can have answered yet.
    """
    thread = threads.arrange(item.comments.heads)
    may_be_there = page is not None and not is_new
    discussion = Discussion.objects.filter(page=page.pk).first() if may_be_there else None
    known = _known(discussion)
    numbers = _numbers(item, job)
    new = [place for place in thread.order if numbers[place] not in known]
    job.report.created["comments"] += len(new)
    job.report.unchanged["comments"] += len(numbers) - len(new)
    if thread.repaired or thread.lost:
        job.report.take(thread.repaired)
    for place in sorted(thread.lost):
        _report_lost(job, item, place, known)
    writer = Writer(job, item, users, is_new=is_new)
    if job.is_dry:
        for place in new:
            writer.values(item.comments[place])
    elif new or item.comment_status == "closed":
        discussion = discussion or discussion_of(page)
        writer.write(discussion, new, numbers, thread, known)
        _close(discussion, item)


def _report_lost(job: Job, item: Item, place: int, known: Known) -> None:
    key, parent, _date = item.comments.heads[place]
    if not (parent.isdigit() and int(parent) in known):
        job.report.repaired.add("comment_lost_parent", f"{key} → {parent}")


def _close(discussion: Discussion, item: Item) -> None:
    if item.comment_status == "closed":
        still_as_site = Discussion.objects.filter(pk=discussion.pk, policy=Discussion.Policy.SITE)
        still_as_site.update(policy=Discussion.Policy.CLOSED)


def _known(discussion: Discussion | None) -> Known:
    if discussion is None:
        return {}
    rows = ReaderComment.objects.filter(discussion=discussion, imported_id__isnull=False)
    known: Known = {}
    for number, pk, path in rows.values_list("imported_id", "pk", "path"):
        assert number is not None
        known[number] = known[abs(number)] = (pk, path)  # see _give_way
    return known


def _numbers(item: Item, job: Job) -> list[int]:
    """A number for each comment that is its own in this discussion, the same in every run."""
    numbers: list[int] = []
    taken: set[int] = set()
    for place, (key, _parent, _date) in enumerate(item.comments.heads):
        number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
        if number <= 0 or number in taken:
            if number <= 0:
                job.report.repaired.add("comment_id", key)
            number = -_fingerprint(item.comments[place])
            while number in taken:
                number -= 1
        taken.add(number)
        numbers.append(number)
    return numbers


def _fingerprint(comment: Comment) -> int:
    text = "\0".join((comment.author, comment.date, comment.date_gmt, comment.content))
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:7], "big")


class Writer:
    """Stores comments in bulk."""

    def __init__(self, job: Job, item: Item, users: dict[str, Any], *, is_new: bool) -> None:
        self._is_new = is_new
        self._job = job
        self._item = item
        self._users = users
        self._post_date = dates.written(item)

    def write(
        self,
        discussion: Discussion,
        new: list[int],
        numbers: list[int],
        thread: threads.Threads,
        known: Known,
    ) -> None:
        """``new`` are the places to store, oldest first."""
        keys: dict[int, int] = {}
        last_number = discussion.last_number
        for batch in _batches(new):
            rows = []
            for place in batch:
                row = ReaderComment(
                    site=self._job.site,
                    discussion=discussion,
                    imported_id=numbers[place],
                    **self.values(self._item.comments[place]),
                )
                if row.state == State.PUBLISHED and row.kind == Kind.COMMENT:
                    last_number += 1
                    row.number = last_number
                rows.append(row)
            ReaderComment.objects.bulk_create(rows)
            keys |= {place: row.pk for place, row in zip(batch, rows, strict=True)}
            learning.note(self._job, rows)
        self._place(keys, numbers, thread, known)
        recount(discussion.pk, last_number=last_number)
        imported = {numbers[place] for place in new if numbers[place] > 0}
        if not self._is_new:
            _give_way(imported, discussion)
        _keep_clear(max(imported, default=0), discussion, max(keys.values(), default=0))
        if known or discussion.published_count:
            purge_on_commit(discussion)

    def values(self, comment: Comment) -> dict[str, Any]:
        """The columns of a comment; whatever had to be mended is reported."""
        date = self._date(comment)
        is_ours = comment.kind in KINDS
        state = STATES.get(comment.approved, State.WAITING) if is_ours else State.REMOVED
        if not is_ours:
            self._job.report.notes.add("comment_type", comment.kind)
        email = self._email(comment)
        text = normalise(comment.content).strip()
        return {
            "kind": KINDS.get(comment.kind, Kind.COMMENT),
            "state": state,
            "name": self._name(comment),
            "email": email,
            "email_key": _email_key(email),
            "website": self._website(comment),
            "user_id": self._users.get(comment.user_id),
            "text": text,
            "text_hash": identity.text_hash(text),
            "body_html": "" if self._job.is_dry else comment_html(text),
            "submitted_at": date,
            "published_at": date if state == State.PUBLISHED else None,
            "verdict": _verdict(WAITED if state == State.WAITING else IMPORTED),
        }

    def _name(self, comment: Comment) -> str:
        name = single_line(unescape(comment.author))
        if not name:
            self._job.report.repaired.add("name")
            return _("Anonymous")
        if len(name) > LONGEST_NAME:
            self._job.report.repaired.add("name_too_long", name)
            return f"{name[: LONGEST_NAME - 1]}…"
        return name

    def _email(self, comment: Comment) -> str:
        email = comment.email.strip().lower()
        if len(email) <= 254 and "@" in email and "\0" not in email:
            return email
        if email:
            self._job.report.repaired.add("email", email)
        return ""

    def _website(self, comment: Comment) -> str:
        address = unescape(comment.url).strip()
        website = safe_url(address) or ""
        if address not in NO_WEBSITE and (not website or len(website) > LONGEST_WEBSITE):
            self._job.report.repaired.add("website", address)
        return website if len(website) <= LONGEST_WEBSITE else ""

    def _date(self, comment: Comment) -> datetime:
        if (date := dates.moment(comment.date_gmt)) is not None:
            return date
        if (date := dates.moment("", comment.date)) is not None:
            self._job.report.repaired.add("comment_date", comment.id)
            return date
        self._job.report.repaired.add("comment_no_date", comment.id)
        return self._post_date or dates.EPOCH

    def _place(
        self, keys: dict[int, int], numbers: list[int], thread: threads.Threads, known: Known
    ) -> None:
        """Parents and paths, once all keys are known."""
        heads = self._item.comments.heads
        paths: dict[int, str] = {}

        def above(place: int) -> tuple[int | None, str] | int:
            """Key and path of the parent, or the place of one whose path is not known yet."""
            parent = thread.parents[place]
            if parent is None:
                lost = heads[place][1] if place in thread.lost else ""
                return known.get(int(lost), (None, "")) if lost.isdigit() else (None, "")
            if parent in paths:
                return keys[parent], paths[parent]
            return parent if parent in keys else known[numbers[parent]]

        rows = []
        for place in keys:
            way = [place]
            while isinstance(found := above(way[-1]), int):
                way.append(found)
            for step in reversed(way):
                if step in paths:
                    continue
                found = above(step)
                assert not isinstance(found, int)
                parent_key, parent_path = found
                paths[step] = path_below(parent_path, keys[step])
                rows.append((parent_key, paths[step], keys[step]))
        table = connection.ops.quote_name(ReaderComment._meta.db_table)
        columns = (connection.ops.quote_name(name) for name in ("parent_id", "path", "id"))
        parent_column, path_column, key_column = columns
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET {parent_column} = %s, {path_column} = %s"
                f" WHERE {key_column} = %s",
                rows,
            )


def _batches(places: list[int]) -> Iterator[list[int]]:
    rest = iter(places)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _give_way(numbers: set[int], discussion: Discussion) -> None:
    """Let imported comments go by their own keys where a comment has their anchors already."""
    own = ReaderComment.objects.filter(discussion=discussion, imported_id__isnull=True)
    for pk in numbers.intersection(own.values_list("pk", flat=True)):
        row = ReaderComment.objects.filter(discussion=discussion, imported_id=pk)
        row.update(imported_id=-pk)


def _keep_clear(highest: int, discussion: Discussion, newest: int) -> None:
    """See that no comment to come gets a key that an imported one has as its anchor.

    ``highest`` is the highest of these anchors, ``newest`` the last key given.
    """
    if newest >= highest:
        return
    last = ReaderComment.objects.aggregate(last=Max("pk"))["last"] or 0
    if last < highest:
        marker = ReaderComment.objects.create(pk=highest, discussion=discussion)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [ReaderComment]):
                cursor.execute(statement)
        ReaderComment.objects.filter(pk=marker.pk).delete()


def _verdict(reason: dict[str, Any]) -> dict[str, Any]:
    """The filter was not asked: it held nothing, and nothing counts as its mistake."""
    return {"outcome": "publish", "score": 0, "reasons": [reason]}


@lru_cache(maxsize=4096)
def _email_key(email: str) -> str:
    return identity.email_key(email)
