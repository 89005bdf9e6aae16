"""The layers of the filter, a module each; ``SPAM_FILTERS`` lists those that judge."""

from wagtail_mentoring.spam.filters.classifier import ClassifierFilter
from wagtail_mentoring.spam.filters.content import (
    ContactFilter,
    DisguiseFilter,
    LinkCountFilter,
    MarkupFilter,
    NameFilter,
)
from wagtail_mentoring.spam.filters.form import DecoyFilter, TicketAgeFilter, UntouchedFilter
from wagtail_mentoring.spam.filters.identity import KnownPersonFilter
from wagtail_mentoring.spam.filters.newcomers import NewcomerFilter
from wagtail_mentoring.spam.filters.repeats import RateFilter, RepeatFilter
from wagtail_mentoring.spam.filters.rules import RulesFilter
from wagtail_mentoring.spam.filters.unkind import UnkindWordsFilter

__all__ = [
    "ClassifierFilter",
    "ContactFilter",
    "DecoyFilter",
    "DisguiseFilter",
    "KnownPersonFilter",
    "LinkCountFilter",
    "MarkupFilter",
    "NameFilter",
    "NewcomerFilter",
    "RateFilter",
    "RepeatFilter",
    "RulesFilter",
    "TicketAgeFilter",
    "UnkindWordsFilter",
    "UntouchedFilter",
]
