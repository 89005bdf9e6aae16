"""What staff writes about something a visitor sent: corrections, and in the rooms more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wagtail_mentoring.submissions.admin import history
from wagtail_mentoring.submissions.admin.views import QueueObjectMixin
from wagtail_mentoring.submissions.identity import text_hash


class WordsView(QueueObjectMixin, WagtailAdminTemplateMixin, FormView):
    """A form about one thing, that keeps what was typed when somebody else was faster."""

    template_name = "wagtail_mentoring/admin/words.html"
    action = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.user_has_permission("view") and not self.queue.may(
            request.user, self.action, self.thing
        ):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def next_url(self) -> str:
        return get_valid_next_url_from_request(self.request) or self.queue.url_of(self.thing)

    def get_success_url(self) -> str:
        return self.next_url

    def get_page_subtitle(self) -> str:
        return self.queue.who(self.thing, self.request.user) or _("Someone")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        opts: Any = self.queue.model._meta
        return [
            *self.breadcrumbs_items,
            {"url": self.queue.url("index"), "label": opts.verbose_name_plural.capitalize()},
            {"url": self.queue.url_of(self.thing), "label": self.get_page_subtitle()},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "thing": self.thing,
            "card": self.get_card(),
            "heading": self.get_heading(),
            "next": self.next_url,
            "button": self.get_page_title(),
        }

    def get_card(self) -> dict[str, Any]:
        """What is shown above the form: the thing as its card in the inbox shows it."""
        shown = {"thing": self.thing, "template": self.queue.card_template}
        return {**shown, **self.queue.card_context(self.thing, self.request.user)}

    def get_heading(self) -> str:
        return self.get_page_subtitle()

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


class WordsForm(forms.Form):
    """``seen`` is what the moderator saw, or for corrections the hash of the words."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class CorrectionView(WordsView):
    """Changes a visitor's words. The log keeps what stood there."""

    action = "edit"

    def get_page_title(self) -> str:
        return _("Change the words")

    def get_words(self) -> dict[str, str]:
        """The words as they are, by field of the form."""
        return {"text": self.thing.text}

    def correct(self, words: dict[str, str]) -> bool:
        """Store other words; False if somebody was first."""
        raise NotImplementedError

    def get_seen(self) -> str:
        return text_hash("\n".join(self.get_words().values()))

    def get_initial(self) -> dict[str, Any]:
        return {**self.get_words(), "seen": self.get_seen()}

    def form_valid(self, form: Any) -> HttpResponse:
        if self.get_seen() != form.cleaned_data["seen"]:
            return self.too_late(form)
        words = {name: form.cleaned_data[name] for name in self.get_words()}
        if words != self.get_words():
            if not self.correct(words):
                return self.too_late(form)
            messages.success(self.request, _("The words are changed; the log keeps the old ones."))
        return HttpResponseRedirect(self.next_url)
