"""What staff writes: replies, which publish what they answer, and corrections."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.forms import check_body
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.submissions.admin import words
from wagtail_mentoring.submissions.admin.deciding import undo_button
from wagtail_mentoring.submissions.forms import LongTextField, NameField
from wagtail_mentoring.submissions.identity import account_name
from wagtail_mentoring.submissions.operations import NonceSpent

State = ReaderComment.State


class WordsForm(words.WordsForm):
    body = LongTextField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 10}))

    def clean_body(self) -> str:
        return check_body(self.cleaned_data["body"])


class ReplyForm(WordsForm):
    """Asks for a name only where the account has none: a login name is never shown."""

    name = NameField(label=gettext_lazy("Your name, as readers see it"), max_length=80)
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    field_order = ["name", "body"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["body"].label = _("Your reply")
        if account_name(user):
            del self.fields["name"]

    @property
    def writer(self) -> str:
        return str(account_name(self.user) or self.cleaned_data["name"])


class CommentWordsMixin:
    header_icon = "comment"

    def get_heading(self: Any) -> str:
        article = self.get_card()["article"]
        return _("%(who)s on %(article)s") % {"who": self.get_page_subtitle(), "article": article}


class ReplyView(CommentWordsMixin, words.WordsView):
    """Publishes a comment and answers it, as whoever is signed in."""

    form_class = ReplyForm
    action = "moderate"

    @cached_property
    def thing(self) -> ReaderComment:
        """A mention by another site cannot be answered."""
        responses = self.queue.queryset(self.request.user).filter(kind=ReaderComment.Kind.COMMENT)
        found: ReaderComment = get_object_or_404(responses, pk=self.kwargs["pk"])
        return found

    def get_page_title(self) -> str:
        return _("Reply") if self.thing.state == State.PUBLISHED else _("Publish and reply")

    def get_seen(self) -> str:
        return self.queue.seen(self.thing)

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.get_seen(), "nonce": secrets.token_hex(16)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: ReplyForm) -> HttpResponse:
        data = form.cleaned_data
        was_published = self.thing.state == State.PUBLISHED
        if earlier := ReaderComment.objects.filter(nonce=data["nonce"] or None).first():
            return self.done(earlier, was_published)
        if self.get_seen() != data["seen"]:
            return self.too_late(form)
        try:
            reply = operations.answer(
                self.thing,
                body=data["body"],
                name=form.writer,
                user=self.request.user,
                nonce=data["nonce"] or None,
            )
        except (operations.DecidedMeanwhile, NonceSpent):
            return self.too_late(form)
        return self.done(reply, was_published)

    def done(self, reply: ReaderComment, was_published: bool) -> HttpResponse:
        said = _("Your reply is published.") if was_published else _("Published, with your reply.")
        buttons = undo_button(self.queue, reply, self.next_url)
        messages.success(self.request, said, buttons=buttons)
        return HttpResponseRedirect(self.next_url)


class EditView(CommentWordsMixin, words.CorrectionView):
    form_class = WordsForm

    def get_words(self) -> dict[str, str]:
        return {"body": self.thing.text}

    def correct(self, words: dict[str, str]) -> bool:
        return operations.edit(self.thing, body=words["body"], user=self.request.user)
