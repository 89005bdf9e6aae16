"""Mentoring articles, reader comments and give-back pledges for Wagtail."""

__version__ = "0.1.0"
