"""Puts the reasons of a stored verdict into plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext

from wagtail_mentoring.spam.pipeline import load_filters

CLAUSES: dict[str, Any] = {
    "decoy": gettext_lazy("a field that people do not see was filled in"),
    "ticket_missing": gettext_lazy("it was sent without opening the form first"),
    "ticket_forged": gettext_lazy("the form's ticket was tampered with"),
    "ticket_expired": gettext_lazy("the form was opened very long ago"),
    "too_fast": ngettext_lazy(
        "the form was sent %(seconds)d second after it was opened",
        "the form was sent %(seconds)d seconds after it was opened",
        "seconds",
    ),
    "untouched": gettext_lazy("the text was put in by a program: nothing was typed or pasted"),
    "known": gettext_lazy("this person is known to us: something of theirs was approved before"),
    "rate": ngettext_lazy(
        "%(count)d message came from the same place within %(minutes)d minutes",
        "%(count)d messages came from the same place within %(minutes)d minutes",
        "count",
    ),
    "same_as_spam": ngettext_lazy(
        "it has the same text as %(count)d message marked as spam, on %(date)s",
        "it has the same text as %(count)d messages marked as spam, the last of %(date)s",
        "count",
    ),
    "copy": ngettext_lazy(
        "it has the same text as %(count)d earlier message",
        "it has the same text as %(count)d earlier messages",
        "count",
    ),
    "spam_host": ngettext_lazy(
        "it links to %(host)s, as %(count)d message marked as spam did",
        "it links to %(host)s, as %(count)d messages marked as spam did",
        "count",
    ),
    "rule_hold": gettext_lazy("a rule of yours makes it wait: “%(pattern)s”"),
    "rule_spam": gettext_lazy("a rule of yours calls it spam: “%(pattern)s”"),
    "rule_trust": gettext_lazy("a rule of yours speaks for it: “%(pattern)s”"),
    "phone_sale": gettext_lazy("it has a telephone number and words of a sale: %(words)s"),
    "mixed_scripts": gettext_lazy("a word mixes letters of different alphabets: “%(word)s”"),
    "invisible": gettext_lazy("invisible characters cut its words"),
    "spaced": gettext_lazy("the letters of a word stand apart: “%(word)s”"),
    "spelled": gettext_lazy("an address is spelled out: “%(words)s”"),
    "forum_markup": gettext_lazy("it has the markup of a forum, as written by programs"),
    "form_letter": gettext_lazy("the blanks of a form letter were left in it"),
    "html_link": gettext_lazy("it has a link written in HTML"),
    "name_address": gettext_lazy("the name is a web address: “%(name)s”"),
    "name_advert": gettext_lazy("the name looks like an advertisement: “%(name)s”"),
    "text_spam": gettext_lazy("its words are like those of spam, above all: %(words)s"),
    "text_doubt": gettext_lazy("its words are a little like those of spam, above all: %(words)s"),
    "name_doubt": gettext_lazy("the name may be that of a business: “%(name)s”"),
    "new_link": gettext_lazy("it leads to %(host)s, and this person is not known to us yet"),
    "new_contact": gettext_lazy(
        "it gives an e-mail address, a number or the like, and this person is not known to us yet"
    ),
    "wares": gettext_lazy("it names what spam often sells: %(words)s"),
    "text_plain": gettext_lazy("its words are like those of genuine messages"),
    "akismet_spam": gettext_lazy("Akismet calls it spam"),
    "akismet_ham": gettext_lazy("Akismet finds nothing wrong with it"),
    "akismet_silent": gettext_lazy("Akismet gave no answer, so a person has to look"),
    "links": ngettext_lazy("it has %(count)d link", "it has %(count)d links", "count"),
    "unkind": gettext_lazy("it has words that hurt: “%(words)s”"),
    "imported": gettext_lazy("it was imported from another site"),
    "imported_waiting": gettext_lazy("it waited on the site that it was imported from"),
    "name_mixed": gettext_lazy("the name mixes letters of two alphabets that look alike"),
    "name_poses": gettext_lazy("the name could be taken for that of an author or of staff"),
    "story_doubted": gettext_lazy("the story told with it looks like spam"),
    "hold_all": gettext_lazy("the settings let every response wait for a moderator"),
    "hold_first": gettext_lazy("this person is not known to us yet"),
    "filter_failed": gettext_lazy("a part of the spam filter did not work: %(filter)s"),
}
"""What completes "Waiting because …" and, with a capital and a full stop, stands by itself.

In a language that orders words otherwise after "because", translate that by a word that does not:
German "Wartet, denn …"."""

REPORTED: dict[str, Any] = {
    "reported_unknown": gettext_lazy(
        "The mentor reported it: not somebody they know, or not for them. %(words)s"
    ),
    "reported_untrue": gettext_lazy("The mentor reported it: not how it was. %(words)s"),
    "reported_unkind": gettext_lazy("The mentor reported it: unkind, or worse. %(words)s"),
    "reported_other": gettext_lazy("The mentor reported it. %(words)s"),
}
"""Whole sentences: a mentor's own words may follow."""

NAMES: dict[str, Any] = {
    "decoy": gettext_lazy("Hidden field filled in"),
    "ticket_missing": gettext_lazy("Sent without opening the form"),
    "ticket_forged": gettext_lazy("Form tampered with"),
    "ticket_expired": gettext_lazy("Form opened long ago"),
    "too_fast": gettext_lazy("Sent too fast to be typed"),
    "untouched": gettext_lazy("Nothing typed"),
    "rate": gettext_lazy("Much from one place"),
    "same_as_spam": gettext_lazy("Same text as spam"),
    "copy": gettext_lazy("Copy of another message"),
    "spam_host": gettext_lazy("Link to where spam led"),
    "rule_hold": gettext_lazy("A rule makes it wait"),
    "rule_spam": gettext_lazy("A rule calls it spam"),
    "phone_sale": gettext_lazy("Telephone number and sales words"),
    "mixed_scripts": gettext_lazy("Mixed alphabets in a word"),
    "invisible": gettext_lazy("Invisible characters"),
    "spaced": gettext_lazy("Letters that stand apart"),
    "spelled": gettext_lazy("Address spelled out"),
    "forum_markup": gettext_lazy("Markup of forums"),
    "form_letter": gettext_lazy("Form letter"),
    "html_link": gettext_lazy("Link in HTML"),
    "name_address": gettext_lazy("Address as a name"),
    "name_advert": gettext_lazy("Advertising name"),
    "text_spam": gettext_lazy("Words like those of spam"),
    "text_doubt": gettext_lazy("Words a little like those of spam"),
    "name_doubt": gettext_lazy("Name like that of a business"),
    "new_link": gettext_lazy("Link from somebody new"),
    "new_contact": gettext_lazy("Address or number from somebody new"),
    "wares": gettext_lazy("What spam often sells"),
    "akismet_spam": gettext_lazy("Akismet"),
    "akismet_silent": gettext_lazy("Akismet gave no answer"),
    "links": gettext_lazy("Many links"),
    "unkind": gettext_lazy("Words that hurt"),
    "name_mixed": gettext_lazy("Mixed alphabets in a name"),
    "name_poses": gettext_lazy("Name of somebody else"),
    "story_doubted": gettext_lazy("Its story looks like spam"),
    "hold_all": gettext_lazy("Everything waits"),
    "hold_first": gettext_lazy("Not known yet"),
    "filter_failed": gettext_lazy("A part of the filter failed"),
    "imported": gettext_lazy("Imported"),
    "imported_waiting": gettext_lazy("Imported, and waited there"),
    "reported_unknown": gettext_lazy("Reported by the mentor: not somebody they know"),
    "reported_untrue": gettext_lazy("Reported by the mentor: not how it was"),
    "reported_unkind": gettext_lazy("Reported by the mentor: unkind"),
    "reported_other": gettext_lazy("Reported by the mentor"),
    "known": gettext_lazy("Known to us"),
    "rule_trust": gettext_lazy("A rule speaks for it"),
    "text_plain": gettext_lazy("Words like those of genuine messages"),
    "akismet_ham": gettext_lazy("Akismet finds nothing wrong"),
}
"""The codes in a few words, for tables and filters."""


def what_is(code: str) -> str:
    """A code in a few words; one that has none stands for itself."""
    return str({**_own("names"), **NAMES}.get(code, code))


def known_codes() -> list[str]:
    """Everything that may be said of a message, by ourselves or by filters of the site's own."""
    return [*CLAUSES, *REPORTED, *_own("clauses")]


def _own(words: str) -> dict[str, Any]:
    """The words that the filters in use bring along."""
    filters = [spam_filter for _name, spam_filter in load_filters()]
    return {code: word for one in filters for code, word in getattr(one, words).items()}


def explain(verdict: Mapping[str, Any]) -> list[str]:
    """One sentence per reason: what speaks most for spam first, what speaks against it last.

    Takes whatever is stored, so reasons of filters since removed show by their code.
    """
    return [_sentence(reason) for reason in sorted(_reasons(verdict), key=_weight)]


def cause(verdict: Mapping[str, Any], hold_from: float) -> str:
    """The clause that says why a message waits, or is filed; empty if nothing says so.

    Below ``hold_from`` points it was not the points: then it is what holds by itself.
    """
    against = [reason for reason in _reasons(verdict) if _points(reason) > 0]
    holding = [reason for reason in _reasons(verdict) if reason.get("holds")]
    by_points = (verdict.get("score") or 0) >= hold_from
    chosen = (against if by_points else holding) or against
    return _clause(min(chosen, key=_weight)) if chosen else ""


def _reasons(verdict: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return verdict.get("reasons") or []


def _points(reason: Mapping[str, Any]) -> float:
    return reason.get("points") or 0


def _weight(reason: Mapping[str, Any]) -> float:
    return -_points(reason)


def _sentence(reason: Mapping[str, Any]) -> str:
    if reported := REPORTED.get(reason.get("code", "")):
        return str(reported % {"words": "", **(reason.get("data") or {})}).strip()
    return pgettext("a reason as a sentence", "%(reason)s.") % {"reason": capfirst(_clause(reason))}


def _clause(reason: Mapping[str, Any]) -> str:
    code = reason.get("code", "")
    data = _readable(reason.get("data") or {})
    try:
        return str({**_own("clauses"), **CLAUSES}[code] % data)
    except (KeyError, TypeError, ValueError):
        return _("a filter of this site says “%(code)s”") % {"code": code}


def _readable(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a reason with its day as people write it."""
    day = parse_date(str(data["date"])) if "date" in data else None
    return {**data, "date": date_format(day)} if day else dict(data)
