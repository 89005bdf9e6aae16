"""Factories: ``ArticleFactory()`` makes a live article under the site's article index."""

import datetime as dt

import factory
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from factory.django import DjangoModelFactory
from wagtail.models import Site

from wagtail_mentoring.articles.models import ArticleAuthor, Author
from wagtail_mentoring.comments.models import Discussion, ReaderComment
from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.pledges.models import (
    Mentor,
    MentorContact,
    Pledge,
    PledgeKind,
    PledgeRound,
    Story,
)
from wagtail_mentoring.submissions.identity import email_key


def get_site() -> Site:
    """The default site; a site with its own base page starts without any."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        root = get_page_model().add_root(title="Root", slug="root")
        home = root.add_child(instance=get_page_model()(title="Home", slug="home"))
        site = Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return site


def as_base_page(page):
    """The row of the base page model behind a specific page."""
    return get_page_model().objects.get(pk=page.pk)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@site.example")
    password = factory.django.Password("secret")


class PageFactory(DjangoModelFactory):
    """Adds a page under ``parent``, by default the home page."""

    class Meta:
        abstract = True

    title = factory.Sequence(lambda n: f"Page {n}")
    slug = factory.Sequence(lambda n: f"page-{n}")

    @classmethod
    def default_parent(cls):
        return get_site().root_page.specific

    @classmethod
    def _create(cls, model_class, *args, parent=None, authors=(), tags=(), **kwargs):
        page = model_class(*args, **kwargs)
        for author in authors:
            page.article_authors.add(ArticleAuthor(author=author))
        if tags:
            page.tags.add(*tags)
        (parent or cls.default_parent()).add_child(instance=page)
        return page


class IndexFactory(PageFactory):
    class Meta:
        model = settings.TEST_INDEX_MODEL


class ArticleFactory(PageFactory):
    class Meta:
        model = settings.TEST_ARTICLE_MODEL

    title = factory.Sequence(lambda n: f"Article {n}")
    date = dt.date(2026, 3, 4)
    introduction = "What mentees can give back."

    @classmethod
    def default_parent(cls):
        index = apps.get_model(settings.TEST_INDEX_MODEL).objects.first()
        return index or IndexFactory(title="Blog", slug="blog")


class AuthorFactory(DjangoModelFactory):
    class Meta:
        model = Author

    name = factory.Sequence(lambda n: f"Author {n}")
    slug = factory.Sequence(lambda n: f"author-{n}")


class DiscussionFactory(DjangoModelFactory):
    class Meta:
        model = Discussion

    page = factory.LazyFunction(lambda: as_base_page(ArticleFactory()))


class SubmissionFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    site = factory.LazyFunction(get_site)
    name = factory.Sequence(lambda n: f"Reader {n}")
    email = factory.Sequence(lambda n: f"reader{n}@mail.example")


class RoundFactory(DjangoModelFactory):
    class Meta:
        model = PledgeRound

    title = factory.Sequence(lambda n: f"Round {n}")
    slug = factory.Sequence(lambda n: f"round-{n}")


class MentorFactory(DjangoModelFactory):
    class Meta:
        model = Mentor

    name = factory.Sequence(lambda n: f"Mentor {n}")
    slug = factory.Sequence(lambda n: f"mentor-{n}")
    is_public = True


class MentorContactFactory(DjangoModelFactory):
    class Meta:
        model = MentorContact

    mentor = factory.SubFactory(MentorFactory)
    email = factory.Sequence(lambda n: f"mentor{n}@mail.example")
    email_key = factory.LazyAttribute(lambda contact: email_key(contact.email))


class PledgeFactory(SubmissionFactory):
    class Meta:
        model = Pledge

    round = factory.SubFactory(RoundFactory)
    kind = PledgeKind.GRATITUDE
    text = "Write her a letter."


class StoryFactory(SubmissionFactory):
    class Meta:
        model = Story

    pledge = factory.SubFactory(PledgeFactory)
    text = "She wrote back the same day."


class ReaderCommentFactory(SubmissionFactory):
    """A comment as stored; tests that need paths, numbers and counts post or publish it."""

    class Meta:
        model = ReaderComment

    discussion = factory.SubFactory(DiscussionFactory)
    text = "I thanked mine last week."
