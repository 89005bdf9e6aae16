"""What makes a page type an index of articles: its lists, archives, search and feeds."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.core.paginator import Paginator
from django.core.validators import MinValueValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.search import index

from wagtail_mentoring.articles import queries
from wagtail_mentoring.articles.article import ArticleMixin
from wagtail_mentoring.articles.authors import Author
from wagtail_mentoring.articles.categories import ArticleCategory, Category
from wagtail_mentoring.articles.feeds import ArticleFeed
from wagtail_mentoring.comments.operations import count_for

NO_WORDS = re.compile(r"\W+")
"""Nothing is found by it, and SQLite reads some of it as syntax."""


class ArticleIndexMixin(RoutablePageMixin, models.Model):
    """Fields and behaviour of an index of articles, for any page type.

    Its articles are its children of the first allowed type made with :class:`ArticleMixin`.
    """

    introduction = models.TextField(_("introduction"), blank=True)
    articles_per_page = models.PositiveSmallIntegerField(
        _("articles per page"), default=10, validators=[MinValueValidator(1)]
    )

    index_panels = [FieldPanel("introduction"), FieldPanel("articles_per_page")]
    index_search_fields = [index.SearchField("introduction")]

    class Meta:
        abstract = True

    @classmethod
    def get_article_model(cls) -> Any:
        """The page type that is listed. Override it where several are allowed."""
        allowed = cls.allowed_subpage_models()  # type: ignore[attr-defined]
        return next(model for model in allowed if issubclass(model, ArticleMixin))

    def get_articles(self) -> Any:
        """Every article that any visitor may see, newest first."""
        children = self.get_article_model().objects.child_of(self)
        return queries.visible(children).order_by("-date", "-pk")

    def get_cached_paths(self) -> list[str]:
        """What to purge from a front-end cache: pages, feeds and archives."""
        articles = self.get_articles()
        pages = Paginator(articles, self.articles_per_page).num_pages
        paths = ["/", "/rss/", "/atom/", *(f"/?page={number}" for number in range(2, pages + 2))]
        for year, months in queries.archive(articles):
            paths.append(f"/archive/{year}/")
            paths += [f"/archive/{month:%Y/%m}/" for month, _count in months]
        authors = Author.objects.filter(article_links__page__in=articles.order_by().values("pk"))
        paths += [f"/author/{slug}/" for slug in authors.values_list("slug", flat=True).distinct()]
        for slug in Category.objects.values_list("slug", flat=True):
            paths += [f"/category/{slug}/{end}" for end in ("", "rss/", "atom/")]
        for tag in self._tags(articles):
            paths += [f"/tag/{tag.slug}/", f"/tag/{tag.slug}/rss/", f"/tag/{tag.slug}/atom/"]
        return paths

    @path("")
    def index_route(self, request: HttpRequest) -> HttpResponse:
        articles = self.get_articles().order_by("-pinned", "-date", "-pk")
        return self._list(request, self._listed(articles), "")

    @path("archive/<int:year>/")
    def year_archive(self, request: HttpRequest, year: int) -> HttpResponse:
        articles = _or_404(self.get_articles().filter(date__year=_year(year)))
        return self._list(request, self._listed(articles), f"archive/{year}/", heading=str(year))

    @path("archive/<int:year>/<int:month>/")
    def month_archive(self, request: HttpRequest, year: int, month: int) -> HttpResponse:
        articles = _or_404(self.get_articles().filter(date__year=_year(year), date__month=month))
        heading = f"{MONTHS[month]} {year}"
        return self._list(
            request, self._listed(articles), f"archive/{year}/{month:02}/", heading=heading
        )

    @path("tag/<str:slug>/")
    def tag_archive(self, request: HttpRequest, slug: str) -> HttpResponse:
        tag, articles = self._tagged(slug)
        heading = gettext("Articles about %(tag)s") % {"tag": tag.name}
        place = f"tag/{slug}/"
        shown = {"heading": heading, "tag": tag, "feeds": place}
        return self._list(request, self._listed(articles), place, **shown)

    @path("category/<str:slug>/")
    def category_archive(self, request: HttpRequest, slug: str) -> HttpResponse:
        category, articles = self._filed(slug)
        place = f"category/{slug}/"
        shown = {"heading": category.name, "category": category, "feeds": place}
        return self._list(request, self._listed(articles), place, **shown)

    @path("author/<str:slug>/")
    def author_archive(self, request: HttpRequest, slug: str) -> HttpResponse:
        author = get_object_or_404(Author.objects.select_related("photo"), slug=slug)
        articles = _or_404(self.get_articles().filter(article_authors__author=author))
        heading = gettext("Articles by %(author)s") % {"author": author.name}
        return self._list(
            request, self._listed(articles), f"author/{slug}/", heading=heading, author=author
        )

    @path("search/")
    def search(self, request: HttpRequest) -> HttpResponse:
        query = request.GET.get("q", "").replace("\0", "").strip()[:200]
        found = self._listed(self.get_articles())
        if query:
            found = found.search(NO_WORDS.sub(" ", query), operator="and")
        heading = gettext("Articles with “%(words)s”") % {"words": query} if query else ""
        return self._list(request, found, "search/", heading=heading, query=query, is_search=True)

    @path("rss/", name="rss")
    @path("atom/", name="atom")
    def feed(self, request: HttpRequest) -> HttpResponse:
        title = self.title  # type: ignore[attr-defined]
        kind = request.path.rstrip("/").rpartition("/")[2]
        return ArticleFeed(self, self.get_articles(), "", title, kind)(request)

    @path("tag/<str:slug>/rss/", name="tag_rss")
    @path("tag/<str:slug>/atom/", name="tag_atom")
    def tag_feed(self, request: HttpRequest, slug: str) -> HttpResponse:
        tag, articles = self._tagged(slug)
        title = f"{self.title}: {tag.name}"  # type: ignore[attr-defined]
        kind = request.path.rstrip("/").rpartition("/")[2]
        return ArticleFeed(self, articles, f"tag/{slug}/", title, kind)(request)

    @path("category/<str:slug>/rss/", name="category_rss")
    @path("category/<str:slug>/atom/", name="category_atom")
    def category_feed(self, request: HttpRequest, slug: str) -> HttpResponse:
        category, articles = self._filed(slug)
        title = f"{self.title}: {category.name}"  # type: ignore[attr-defined]
        kind = request.path.rstrip("/").rpartition("/")[2]
        return ArticleFeed(self, articles, f"category/{slug}/", title, kind)(request)

    def _filed(self, slug: str) -> tuple[Category, Any]:
        category = get_object_or_404(Category, slug=slug)
        filed = ArticleCategory.objects.filter(category__in=category.keys_below())
        return category, _or_404(self.get_articles().filter(pk__in=filed.values("page")))

    def _tags(self, articles: Any) -> Any:
        if not hasattr(articles.model, "tags"):
            return Tag.objects.none()
        keys = articles.order_by().values("tags")
        return Tag.objects.filter(pk__in=keys)

    def _tagged(self, slug: str) -> tuple[Tag, Any]:
        articles = self.get_articles()
        tag = get_object_or_404(self._tags(articles), slug=slug)
        return tag, articles.filter(tags=tag)

    def _listed(self, articles: Any) -> Any:
        """With what a teaser shows, so that twenty cost no more queries than two."""
        return articles.select_related("lead_image").prefetch_related("article_authors__author")

    def _list(self, request: HttpRequest, articles: Any, place: str, **shown: Any) -> HttpResponse:
        """One page of a list; ``place`` is where below the index it stands."""
        page = Paginator(articles, self.articles_per_page).get_page(request.GET.get("page"))
        counts = count_for(page.object_list)
        for article in page.object_list:
            article.comment_count = counts[article.pk]
        base = self.get_full_url(request) or ""  # type: ignore[attr-defined]
        number = f"?page={page.number}" if page.number > 1 else ""
        feeds = shown.pop("feeds", "")
        context = {
            "articles": page,
            "archive": queries.archive(self.get_articles()),
            "index_url": base,
            "canonical_url": "" if shown.get("is_search") else f"{base}{place}{number}",
            "rss_url": f"{base}{feeds}rss/",
            "atom_url": f"{base}{feeds}atom/",
            **shown,
        }
        request.is_preview = getattr(request, "is_preview", False)  # type: ignore[attr-defined]
        return self.render(request, context_overrides=context)


def _or_404(articles: Any) -> Any:
    if not articles.exists():
        raise Http404("No articles here.")
    return articles


def _year(year: int) -> int:
    """A year that a database can compare with."""
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise Http404("No such year.")
    return year
