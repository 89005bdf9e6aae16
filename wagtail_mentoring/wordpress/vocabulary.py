"""Authors, categories and tags: made when they are first needed, found ever after."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote

from taggit.models import Tag

from wagtail_mentoring.articles.models import Author, Category
from wagtail_mentoring.text import single_line
from wagtail_mentoring.wordpress.job import Job
from wagtail_mentoring.wordpress.reader.items import Term
from wagtail_mentoring.wordpress.slugs import folded, free_slug, slug_from

NAME_LENGTH = {"author": 80, "category": 200, "tag": 100}


class Vocabulary:
    """Knows what it has made or found; in a dry run it only counts what is missing."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._authors: dict[str, Any] = {}
        self._categories: dict[str, Any] = {}
        self._tags: dict[str, Any] = {}
        self._made: dict[tuple[str, str], Any] = {}

    def everything(self) -> None:
        """Whatever the file declares, also what no item uses."""
        for login in self._job.catalogue.authors:
            self.author(login)
        for term in self._job.catalogue.terms["category"].values():
            self.category(term)
        for term in self._job.catalogue.terms["post_tag"].values():
            self.tag(term)

    def archives(self) -> Iterator[tuple[str, str]]:
        """Where WordPress lists things unless told otherwise, and the route to our list."""
        for feed in ("/feed/", "/feed/rss2/", "/?feed=rss2"):
            yield feed, "/rss/"
        for feed in ("/feed/atom/", "/?feed=atom"):
            yield feed, "/atom/"
        for month in sorted(self._job.catalogue.months):
            yield f"/{month}/", f"/archive/{month}/"
        for login in self._job.catalogue.authors:
            author = self.author(login)
            route = f"/author/{author.slug if author else login}/"
            yield f"/author/{login}/", route
            if number := self._job.catalogue.authors[login].id:
                yield f"/?author={number}", route
        for kind, find in (("category", self.category), ("tag", self.tag)):
            terms = self._job.catalogue.terms["post_tag" if kind == "tag" else kind]
            for key, term in terms.items():
                found: Any = find(term)
                old = unquote(f"{self._above(term)}{key}")
                route = f"/{kind}/{found.slug if found else key}/"
                yield f"/{kind}/{old}/", route
                if kind == "category" and term.id:
                    yield f"/?cat={term.id}", route

    def _above(self, term: Term) -> str:
        """The categories above one in its address."""
        path, seen = "", {term.slug}
        while (parent := term.parent) and parent not in seen:
            seen.add(parent)
            path = f"{parent}/{path}"
            term = self._job.catalogue.terms["category"].get(parent, Term(""))
        return path

    def author(self, login: str) -> Author | None:
        if login not in self._authors:
            self._authors[login] = self._make_author(login)
        return self._authors[login]

    def _make_author(self, login: str) -> Author | None:
        known = self._job.catalogue.authors[login]
        name = self._name(known.name or login, "author")
        slug = slug_from(login, name, is_ascii=True, longest=80) or "author"
        found = Author.objects.filter(slug=slug).first()
        return found or self._new("authors", slug, Author(name=name, slug=slug))

    def category(self, term: Term) -> Category | None:
        key = term.slug or term.name
        if key not in self._categories:
            self._categories[key] = None  # a circle ends here
            self._categories[key] = self._make_category(key, term)
        return self._categories[key]

    def _make_category(self, key: str, term: Term) -> Category | None:
        terms = self._job.catalogue.terms["category"]
        known = terms.get(key, term)
        slug = slug_from(known.slug, known.name, longest=200) or "category"
        found = Category.objects.filter(slug=slug).first()
        if found is not None:
            return found
        above = terms.get(known.parent) if known.parent and known.parent != key else None
        new = Category(
            name=self._name(known.name or key, "category"),
            slug=slug,
            parent=self.category(above) if above else None,
            description=single_line(unescape(known.description)),
        )
        return self._new("categories", slug, new)

    def tag(self, term: Term) -> Tag | None:
        key = term.slug or term.name
        if key not in self._tags:
            self._tags[key] = self._make_tag(key, term)
        return self._tags[key]

    def _make_tag(self, key: str, term: Term) -> Tag | None:
        """A tag of the same name is taken as it is; names are unique among tags."""
        known = self._job.catalogue.terms["post_tag"].get(key, term)
        name = self._name(known.name or key, "tag")
        found = Tag.objects.filter(name__iexact=name).first()
        if found is not None:
            return found
        slug = slug_from(known.slug, name, longest=90) or "tag"
        alike = Tag.objects.filter(slug__istartswith=slug).values_list("slug", flat=True)
        taken = {folded(other) for other in alike}
        return self._new("tags", name.lower(), Tag(name=name, slug=free_slug(slug, taken)))

    def _new(self, kind: str, identity: str, thing: Any) -> Any:
        if (kind, identity) not in self._made:
            self._job.report.created[kind] += 1
            if not self._job.is_dry:
                thing.save()
            self._made[kind, identity] = None if self._job.is_dry else thing
        return self._made[kind, identity]

    def _name(self, text: str, kind: str) -> str:
        name = single_line(unescape(text))
        longest = NAME_LENGTH[kind]
        if len(name) > longest:
            self._job.report.repaired.add("name_too_long", name)
            name = f"{name[: longest - 1].rstrip()}…"
        return name or "–"
