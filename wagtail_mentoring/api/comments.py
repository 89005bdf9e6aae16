"""Published responses in Wagtail's API v2, for sites without templates of ours.

Register it next to Wagtail's own endpoints::

    api_router.register_endpoint("reader_comments", ReaderCommentsAPIViewSet)

``GET /api/v2/reader_comments/?page=12`` lists the responses to a page in thread order, with the
usual ``limit`` and ``offset``. It tells what the page itself would show to anybody, no more.
"""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet
from wagtail.api.v2.pagination import WagtailPagination
from wagtail.api.v2.utils import BadRequestError

from wagtail_mentoring.comments.listing import PublicDiscussion
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.mail.links import absolute

MOST_DIGITS = 18
"""Longer numbers no database can take."""


class ReaderCommentsAPIViewSet(GenericViewSet):
    """Responses to one public page; a page that is private or not live has none."""

    name = "reader_comments"
    model = ReaderComment
    pagination_class = WagtailPagination
    renderer_classes = [JSONRenderer]
    known_parameters = frozenset({"page", "limit", "offset", "format"})

    def listing_view(self, request: Request) -> Response:
        self.public = self.find(request)
        self.authors = self.public.page.get_comment_author_user_ids()
        comments = self.paginate_queryset(self.public.in_order())
        return self.get_paginated_response([self.describe(each) for each in comments or []])

    def find(self, request: Request) -> PublicDiscussion:
        unknown = request.query_params.keys() - self.known_parameters
        if unknown:
            raise BadRequestError(f"unknown parameters: {', '.join(sorted(unknown))}")
        if len(request.query_params.get("offset", "")) > MOST_DIGITS:
            raise BadRequestError("offset is too large")
        wanted = request.query_params.get("page", "")
        if not (wanted.isdecimal() and len(wanted) <= MOST_DIGITS):
            raise BadRequestError("page must be the number of a page")
        public = PublicDiscussion.find(int(wanted))
        if public is None:
            raise NotFound
        return public

    def describe(self, comment: ReaderComment) -> dict[str, Any]:
        return {
            "id": comment.pk,
            "number": comment.number,
            "parent": comment.parent_id,
            "depth": comment.depth,
            "name": comment.name,
            "website": comment.website,
            "is_author": comment.user_id is not None and comment.user_id in self.authors,
            "is_staff": getattr(comment, "by_staff", False),
            "submitted_at": comment.submitted_at,
            "edited_at": comment.edited_at,
            "body": comment.body_html,
            "url": absolute(self.public.site, comment.get_absolute_url()),
        }

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, BadRequestError):
            response = Response({"message": str(exc)}, status=400)
            response.exception = True
            return response
        return super().handle_exception(exc)

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [path("", cls.as_view({"get": "listing_view"}), name="listing")]
