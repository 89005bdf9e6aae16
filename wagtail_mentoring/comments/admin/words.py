"""What staff writes: replies, which publish what they answer, and corrections."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.forms import check_body
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.submissions.admin import history
from wagtail_mentoring.submissions.admin.deciding import undo_button
from wagtail_mentoring.submissions.admin.views import QueueObjectMixin
from wagtail_mentoring.submissions.forms import LongTextField, NameField
from wagtail_mentoring.submissions.identity import account_name
from wagtail_mentoring.submissions.operations import NonceSpent

State = ReaderComment.State


class WordsForm(forms.Form):
    """``seen`` is the state, or for corrections the text's hash, that the moderator saw."""

    body = LongTextField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 10}))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

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


class WordsView(QueueObjectMixin, WagtailAdminTemplateMixin, FormView):
    """A form about one comment, that keeps what was typed when somebody else was faster."""

    template_name = "wagtail_mentoring/admin/words.html"
    header_icon = "comment"
    action = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.user_has_permission("view") and not self.queue.may(
            request.user, self.action, self.thing
        ):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def next_url(self) -> str:
        return get_valid_next_url_from_request(self.request) or self.queue.url(
            "inspect", self.thing.pk
        )

    def get_success_url(self) -> str:
        return self.next_url

    def get_page_subtitle(self) -> str:
        return self.queue.who(self.thing, self.request.user) or _("Someone")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        opts: Any = self.queue.model._meta
        return [
            *self.breadcrumbs_items,
            {"url": self.queue.url("index"), "label": opts.verbose_name_plural.capitalize()},
            {"url": self.queue.url("inspect", self.thing.pk), "label": self.get_page_subtitle()},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "thing": self.thing,
            "card": self.queue.card_context(self.thing, self.request.user) | {"thing": self.thing},
            "next": self.next_url,
            "button": self.get_page_title(),
        }

    def too_late(self, form: Any) -> HttpResponse:
        """Says what somebody else did, and leaves the text where it is."""
        self.thing.refresh_from_db()
        last = history.last_entries(self.queue, [self.thing]).get(self.thing.pk)
        form.add_error(None, history.already(last))
        form.data = form.data.copy()
        form.data["seen"] = self.get_seen()
        return self.form_invalid(form)

    def get_seen(self) -> str:
        raise NotImplementedError


class ReplyView(WordsView):
    """Publishes a comment and answers it, as whoever is signed in."""

    form_class = ReplyForm
    action = "moderate"

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


class EditView(WordsView):
    """Changes a reader's words. The log keeps what stood there."""

    form_class = WordsForm
    action = "edit"

    def get_page_title(self) -> str:
        return _("Change the words")

    def get_seen(self) -> str:
        return str(self.thing.text_hash)

    def get_initial(self) -> dict[str, Any]:
        return {"body": self.thing.text, "seen": self.get_seen()}

    def form_valid(self, form: WordsForm) -> HttpResponse:
        if self.get_seen() != form.cleaned_data["seen"]:
            return self.too_late(form)
        body = form.cleaned_data["body"]
        if body != self.thing.text:
            if not operations.edit(self.thing, body=body, user=self.request.user):
                return self.too_late(form)
            messages.success(self.request, _("The words are changed; the log keeps the old ones."))
        return HttpResponseRedirect(self.next_url)
