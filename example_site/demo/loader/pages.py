"""Authors, articles and the pages around them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Page, Site

from example_site.demo.loader.files import CONTENT, described_picture, picture, read_json
from example_site.demo.loader.markup import Article, Source, read_article
from example_site.home.models import HomePage, StandardPage
from wagtail_mentoring.articles.models import ArticleAuthor, Author
from wagtail_mentoring.pages.models import ArticleIndexPage, ArticlePage, GiveBackPage
from wagtail_mentoring.pledges.models import PledgeRound
from wagtail_mentoring.sitesettings.models import MentoringSettings


def load_authors() -> None:
    for person in read_json("people.json"):
        login = person.get("login")
        Author.objects.create(
            name=person["name"],
            slug=person["slug"],
            role=person["role"],
            biography=person["biography"],
            photo=picture(person["slug"], f"Drawn portrait of {person['name']}"),
            user=get_user_model().objects.get(username=login) if login else None,
        )


def load() -> None:
    content = read_json("pages.json")
    home = HomePage.objects.get()
    home.introduction = content["home"]["introduction"]
    home.picture = described_picture(content["home"]["picture"])
    publish(home, timezone.now())
    index = ArticleIndexPage(
        title=content["index"]["title"],
        slug=content["index"]["slug"],
        introduction=content["index"]["introduction"],
        show_in_menus=True,
    )
    home.add_child(instance=index)
    load_articles(index)
    give_back = content["give_back"]
    home.add_child(
        instance=GiveBackPage(
            title=give_back["title"],
            slug=give_back["slug"],
            introduction=give_back["introduction"],
            round=PledgeRound.objects.get(slug=give_back["round"]),
            show_in_menus=True,
        )
    )
    for plain in content["plain"]:
        body = "".join(plain["body"])
        home.add_child(instance=StandardPage(title=plain["title"], slug=plain["slug"], body=body))
    load_settings(content["settings"])


def load_settings(values: dict[str, Any]) -> None:
    settings = MentoringSettings.for_site(Site.objects.get(is_default_site=True))
    for name, value in values.items():
        is_page = name.endswith("_page")
        setattr(settings, name, Page.objects.get(slug=value) if is_page else value)
    settings.save()


def load_articles(index: ArticleIndexPage) -> None:
    """Pages first, their text after: articles refer to each other."""
    articles = [read_article(path) for path in (CONTENT / "articles").glob("*.md")]
    articles.sort(key=lambda article: int(article.facts["days_ago"]), reverse=True)
    pages = {article.slug: add_page(index, article) for article in articles}
    autumn = PledgeRound.objects.get(slug="autumn")
    for article in articles:
        page = pages[article.slug]
        for block in article.body:
            if block["type"] == "give_back":
                block["value"] = {"round": autumn.pk}
        page.body = json.dumps(article.body)
        page.sources = json.dumps(
            [{"type": "source", "value": source_value(source, pages)} for source in article.sources]
        )
        publish(page, at_nine(page.date))


def add_page(index: ArticleIndexPage, article: Article) -> ArticlePage:
    page = ArticlePage(
        title=article.facts["title"],
        slug=article.slug,
        date=timezone.localdate() - dt.timedelta(days=int(article.facts["days_ago"])),
        introduction=article.facts["introduction"],
        lead_image=described_picture(article.facts["picture"]),
    )
    for slug in article.names("authors"):
        page.article_authors.add(ArticleAuthor(author=Author.objects.get(slug=slug)))
    page.tags.add(*article.names("tags"))
    index.add_child(instance=page)
    return page


def source_value(source: Source, pages: dict[str, ArticlePage]) -> dict[str, Any]:
    own = source.url.removeprefix("page:") if source.url.startswith("page:") else ""
    return {
        "title": "" if own else source.title,
        "publisher": source.place,
        "url": "" if own else source.url,
        "page": pages[own].pk if own else None,
        "date": source.date or None,
        "answers": source.answered,
    }


def publish(page: Any, when: dt.datetime) -> None:
    page.first_published_at = when
    page.save_revision(log_action=True).publish()


def at_nine(day: dt.date) -> dt.datetime:
    """Nine in the morning of that day."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
