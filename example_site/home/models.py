"""The two page types of the example site that are its own."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from wagtail_mentoring.pages.models import ArticlePage, GiveBackPage


class HomePage(Page):
    """Greets visitors and shows the newest articles."""

    introduction = models.TextField(blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    max_count = 1
    content_panels = Page.content_panels + [FieldPanel("introduction"), FieldPanel("picture")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        articles = ArticlePage.objects.live().public().descendant_of(self)
        context["articles"] = articles.select_related("lead_image").order_by("-date", "-pk")[:3]
        context["give_back_page"] = GiveBackPage.objects.live().public().descendant_of(self).first()
        return context


class StandardPage(Page):
    """Plain text: house rules, privacy notice."""

    body = RichTextField(blank=True)

    content_panels = Page.content_panels + [FieldPanel("body")]
