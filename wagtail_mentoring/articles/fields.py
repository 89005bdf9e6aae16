"""The field that an article's text and its sources stand in."""

from __future__ import annotations

from typing import Any

from wagtail.blocks import StreamValue
from wagtail.fields import StreamField


class ArticleBodyField(StreamField):
    """A StreamField that leaves its blocks out of migrations.

    Our blocks change from release to release; a site whose own page type uses the mixin
    would otherwise have to write a migration each time.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs

    def get_searchable_content(self, value: Any) -> Any:
        """Kept with the value: a search index asks for it three times for each save."""
        if "searchable_content" not in value.__dict__:
            value.__dict__["searchable_content"] = super().get_searchable_content(value)
        return value.__dict__["searchable_content"]

    def words_of(self, value: Any) -> Any:
        """A value that holds the words for a search index, and no longer the text itself."""
        words = StreamValue(self.stream_block, [])
        words.__dict__["searchable_content"] = self.get_searchable_content(value)
        return words
