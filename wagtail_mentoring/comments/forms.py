"""The form under an article."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail_mentoring.comments.models import ReaderComment, ReaderReport
from wagtail_mentoring.conf import app_settings
from wagtail_mentoring.submissions.forms import LongTextField, SubmissionForm, error_links
from wagtail_mentoring.text import plain_text, safe_url, too_complex

NOTHING_WRITTEN = _("Write your response.")


class CommentForm(SubmissionForm):
    """``discussion`` is None as long as nobody has commented on the page."""

    body = LongTextField(
        label=_("Your response"),
        help_text=_("Leave a blank line between paragraphs. Web addresses become links."),
        widget=forms.Textarea(attrs={"rows": 8, "cols": 40}),
        error_messages={"required": NOTHING_WRITTEN},
    )
    parent = forms.CharField(
        required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )

    website = forms.CharField(
        label=_("Website"),
        required=False,
        max_length=200,
        help_text=_("Your name will link there."),
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
    )
    subscribe = forms.BooleanField(
        label=_("E-mail me when somebody answers"),
        required=False,
        help_text=_(
            "Once your response is published we ask you to confirm the address. After that we know"
            " you on this device, and what you write has to wait less often."
        ),
    )

    id_prefix = "respond"
    field_order = ["name", "email", "website", "body", "subscribe"]

    def __init__(
        self, *args: Any, discussion: Any = None, ask_website: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.discussion = discussion
        if not ask_website:
            del self.fields["website"]

    def clean_website(self) -> str:
        """A plain web address; most people leave out what comes before the name."""
        typed = self.cleaned_data["website"].strip()
        if not typed:
            return ""
        url = safe_url(typed if "://" in typed else f"https://{typed}")
        if url is None or url.startswith("mailto:"):
            raise ValidationError(_("Write an address like https://example.org."), code="invalid")
        return url

    def clean_body(self) -> str:
        return check_body(self.cleaned_data["body"])

    def clean_parent(self) -> ReaderComment | None:
        """The published comment under the same page that this one answers.

        If it is gone, the form forgets it, so that sent once more the text stands on its own.
        """
        sent = self.cleaned_data["parent"]
        if not sent:
            return None
        parent = self.find_parent(sent)
        if parent is None:
            self.replace("parent", "")
            raise ValidationError(
                _(
                    "The response you wanted to answer is no longer here. "
                    "If you send yours now, it will stand on its own."
                ),
                code="no_parent",
            )
        return parent

    def find_parent(self, sent: str) -> ReaderComment | None:
        if self.discussion is None or not sent.isdecimal() or len(sent) > 18:
            return None
        candidates = ReaderComment.objects.published().responses()
        return candidates.filter(discussion=self.discussion, pk=int(sent)).first()


def check_body(body: str) -> str:
    """The text of a comment, if we can take it."""
    limit = app_settings.COMMENT_MAX_LENGTH
    if len(body) > limit:
        raise ValidationError(
            ngettext(
                "Please shorten this to %(limit)d character; it has %(length)d.",
                "Please shorten this to %(limit)d characters; it has %(length)d.",
                limit,
            )
            % {"limit": limit, "length": len(body)},
            code="too_long",
        )
    if too_complex(body):
        raise ValidationError(
            _("This has more HTML than we can take. Please use plain text."),
            code="too_complex",
        )
    if not plain_text(body).strip():
        raise ValidationError(NOTHING_WRITTEN, code="required")
    return body


class WordsForm(forms.Form):
    """A response changed by its writer."""

    body = CommentForm.base_fields["body"]
    id_prefix = "change"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.id_prefix}-%s")
        super().__init__(*args, **kwargs)

    def clean_body(self) -> str:
        return check_body(self.cleaned_data["body"])

    @property
    def error_links(self) -> list[dict[str, str]]:
        return error_links(self.visible_fields())


class ReportForm(forms.Form):
    """Why a response should be looked at again."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=ReaderReport.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what comes closest.")},
    )
    text = LongTextField(
        label=_("In your words"),
        required=False,
        max_length=1000,
        help_text=_("Only the moderators read this."),
        widget=forms.Textarea(attrs={"rows": 4, "cols": 40}),
    )
    id_prefix = "report"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.id_prefix}-%s")
        super().__init__(*args, **kwargs)

    @property
    def error_links(self) -> list[dict[str, str]]:
        return error_links(self.visible_fields())
