"""A site's own page types on its own base page, made from the mixins alone."""

from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase

from wagtail_mentoring.articles.models import ArticleIndexMixin, ArticleMixin
from wagtail_mentoring.comments.models import CommentableMixin
from wagtail_mentoring.compat import get_page_model

BasePage = get_page_model()


class GuideIndex(ArticleIndexMixin, BasePage):
    subpage_types = ["guides.Guide"]
    content_panels = BasePage.content_panels + ArticleIndexMixin.index_panels


class GuideTag(ItemBase):
    tag = models.ForeignKey("taggit.Tag", on_delete=models.CASCADE, related_name="guides")
    content_object = ParentalKey(
        "guides.Guide", on_delete=models.CASCADE, related_name="tagged_items"
    )


class Guide(CommentableMixin, ArticleMixin, BasePage):
    tags = ClusterTaggableManager(through=GuideTag, blank=True)

    content_panels = BasePage.content_panels + ArticleMixin.article_panels
    settings_panels = BasePage.settings_panels + CommentableMixin.comment_panels
    search_fields = BasePage.search_fields + ArticleMixin.article_search_fields
    api_fields = ArticleMixin.article_api_fields
