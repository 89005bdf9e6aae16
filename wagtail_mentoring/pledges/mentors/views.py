"""A mentor's own pages: yes or no, what came back, a line back, and stopping."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from wagtail_mentoring.pledges import publication, telling
from wagtail_mentoring.pledges.by_link import LinkView
from wagtail_mentoring.pledges.letters import told
from wagtail_mentoring.pledges.mentors import gifts, links, operations
from wagtail_mentoring.pledges.mentors.forms import NoteForm, ReportForm, WishesForm
from wagtail_mentoring.pledges.models import Mentor, MentorNote, Pledge
from wagtail_mentoring.sitesettings.contact import site_contact

Consent = Mentor.Consent


class MentorView(LinkView):
    """A page of one mentor. An expired link offers a fresh one, by mail to the address we know."""

    mentor: Mentor

    def open(self, token: str) -> None:
        self.mentor = links.find(token)

    def expired(self) -> HttpResponse:
        was_asked = self.request.method == "POST"
        if was_asked:
            operations.mail_link(links.find(self.kwargs["token"], even_if_expired=True))
        heading = _("Check your inbox") if was_asked else _("This link has expired")
        status = 200 if was_asked else 410
        return self.show("mentors/expired", heading, status=status, was_asked=was_asked)

    def invalid(self) -> HttpResponse:
        contact = site_contact(None)
        heading = _("This link is not valid")
        return self.show("mentors/not_valid", heading, status=404, contact=contact)

    def show(self, template: str, heading: str, **context: Any) -> HttpResponse:
        mentor = getattr(self, "mentor", None)
        return super().show(template, heading, mentor=mentor, **context)


class MentorPageView(MentorView):
    """Yes or no, while nobody has answered; then what came back, and how they hear of it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions: dict[str, Callable[[], HttpResponse | None]] = {
            "agree": self.agree,
            "decline": self.decline,
            "stop": self.stop,
            "save": self.save,
            "renew": self.renew,
        }
        action = request.POST.get("action", "")
        if action not in actions:
            return self.page()
        refused = actions[action]()
        return refused or HttpResponseRedirect(f"{links.path_to_page(self.mentor)}?did={action}")

    def agree(self) -> None:
        operations.agree(self.mentor, _("Yes, tell me"))

    def decline(self) -> None:
        operations.decline(self.mentor, _("No, thank you"))

    def stop(self) -> None:
        operations.stop(self.mentor, _("No more e-mails"))

    def renew(self) -> HttpResponse | None:
        if operations.renew_link(self.mentor):
            return None
        return HttpResponseRedirect(f"{self.request.path}?did=nothing")

    def save(self) -> HttpResponse | None:
        form = WishesForm(self.request.POST, self.request.FILES, mentor=self.mentor)
        if not form.is_valid():
            return self.page(form)
        operations.save_wishes(self.mentor, **form.cleaned_data)
        return None

    def page(self, form: WishesForm | None = None) -> HttpResponse:
        did = self.request.GET.get("did", "") if self.request.method != "POST" else ""
        if self.mentor.consent in (Consent.INVITED, Consent.NOT_ASKED):
            return self.show("mentors/invited", _("May we tell you what comes back?"))
        return self.show(
            "mentors/page",
            _("What came back to you"),
            status=400 if form else 200,
            did=did,
            form=form or WishesForm(mentor=self.mentor),
            **gifts.listed(self.mentor, self.request.GET),
        )


class MentorPledgeView(MentorView):
    """One thing that came back: to read, to answer with a line, or to report."""

    pledge: Pledge

    def open(self, token: str) -> None:
        super().open(token)
        key: uuid.UUID = self.kwargs["pledge"]
        pledge = telling.shown_to(self.mentor).filter(public_id=key).first()
        if pledge is None:
            raise links.InvalidToken
        self.pledge = pledge

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "report":
            return self.report()
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self.page(note_form=form)
        text, shareable = form.cleaned_data["text"], form.cleaned_data["is_shareable"]
        is_written = operations.write_back(self.pledge, text, is_shareable=shareable)
        if not is_written and not MentorNote.objects.filter(pledge=self.pledge, text=text).exists():
            return self.page(note_form=form)
        return HttpResponseRedirect(f"{request.path}?did=note")

    def report(self) -> HttpResponse:
        form = ReportForm(self.request.POST)
        if not form.is_valid():
            return self.page(report_form=form)
        publication.report(self.pledge, **form.cleaned_data)
        return HttpResponseRedirect(f"{links.path_to_page(self.mentor)}?did=report")

    def page(self, **forms: Any) -> HttpResponse:
        note = getattr(self.pledge, "mentor_note", None)
        initial = note and {"text": note.text, "is_shareable": note.is_shareable}
        context = {"note_form": NoteForm(initial=initial), "report_form": ReportForm(), **forms}
        return self.show(
            "mentors/pledge",
            told(self.pledge),
            status=400 if forms else 200,
            gift=gifts.gift(self.mentor, self.pledge),
            note=note,
            can_write=operations.can_write_back(self.pledge),
            did=self.request.GET.get("did", "") if not forms else "",
            page_url=links.path_to_page(self.mentor),
            has_errors=bool(forms),
            **context,
        )


class StopView(MentorView):
    """Stops all mail to a mentor by one POST, as mail programs send it (RFC 8058)."""

    def open(self, token: str) -> None:
        self.mentor = links.find_to_stop(token)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_over = self.mentor.consent in (Consent.STOPPED, Consent.DECLINED)
        heading = _("You get no more e-mails") if is_over else _("No more of these e-mails?")
        return self.show("mentors/stop", heading, is_over=is_over)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        operations.stop(self.mentor, _("No more e-mails"))
        return self.show("mentors/stop", _("You get no more e-mails"), is_over=True)
