"""Corrections by staff: of a pledge's words, of its story, and of what a mentor wrote back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.pledges import operations
from wagtail_mentoring.pledges.admin.queue import pledge_queue
from wagtail_mentoring.submissions.admin.words import CorrectionView, WordsForm
from wagtail_mentoring.submissions.forms import LongTextField, NameField


class PledgeWordsForm(WordsForm):
    """As long as in the form for everybody; a thank-you only where there is one."""

    text = LongTextField(label=_("What"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    thanks = LongTextField(
        label=_("Thank-you"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    plan = NameField(label=_("When and where"), max_length=200, required=False)


class StoryWordsForm(WordsForm):
    text = LongTextField(label=_("Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))


class NoteWordsForm(WordsForm):
    text = LongTextField(label=_("Text"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class PledgeCorrectionView(CorrectionView):
    header_icon = "mentoring"

    def correct(self, words: dict[str, str]) -> bool:
        return operations.correct(self.thing, words, user=self.request.user)


class PledgeEditView(PledgeCorrectionView):
    form_class = PledgeWordsForm

    @cached_property
    def thing(self) -> Any:
        """Of a pledge that is forgotten there are no words."""
        pledge = super().thing
        if pledge.is_forgotten:
            raise Http404
        return pledge

    def get_words(self) -> dict[str, str]:
        return {name: getattr(self.thing, name) for name in ("text", "thanks", "plan")}


class StoryEditView(PledgeCorrectionView):
    form_class = StoryWordsForm

    def get_card(self) -> dict[str, Any]:
        pledge = self.thing.pledge
        shown = {"thing": pledge, "template": pledge_queue.card_template}
        return {**shown, **pledge_queue.card_context(pledge, self.request.user)}


class NoteEditView(PledgeCorrectionView):
    form_class = NoteWordsForm
    header_icon = "mail"
