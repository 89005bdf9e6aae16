"""Articles about mentoring: who wrote them and the mixins a page type is built from."""

from wagtail_mentoring.articles.article import ArticleMixin
from wagtail_mentoring.articles.authors import ArticleAuthor, Author
from wagtail_mentoring.articles.categories import ArticleCategory, Category
from wagtail_mentoring.articles.fields import ArticleBodyField
from wagtail_mentoring.articles.index import ArticleIndexMixin

__all__ = [
    "ArticleAuthor",
    "ArticleBodyField",
    "ArticleCategory",
    "ArticleIndexMixin",
    "ArticleMixin",
    "Author",
    "Category",
]
