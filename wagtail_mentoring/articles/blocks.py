"""The blocks an article is made of."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock

from wagtail_mentoring.pledges.blocks import GiveBackBlock, PledgeWallBlock

FOLDER = "wagtail_mentoring/articles/blocks"
PREVIEW = f"{FOLDER}/preview.html"
TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul", "blockquote", "h3", "hr"]
TEXT_FEATURES += ["code", "strikethrough", "superscript", "subscript"]
CELL_FEATURES = ["bold", "italic", "link", "document-link", "code"]
FORM_BLOCKS = frozenset({"give_back", "pledge_wall"})
"""Blocks that make sense only on the page itself; feeds leave them out."""


_BREAK = re.compile(r"</(?:p|h\d|li|blockquote)>|<(?:br|hr)\s*/>")
_TAG = re.compile(r"</?[a-z][^<>]*>")


class ProseBlock(blocks.RichTextBlock):
    def get_searchable_content(self, value: Any) -> list[str]:
        """The words, as Wagtail finds them with a parser, in a fraction of its time.

        Stored rich text is well-formed: no ``<`` or ``>`` in it but those of tags.
        """
        return [unescape(_TAG.sub("", _BREAK.sub(" ", value.source)).strip())]


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alt_text = blocks.CharBlock(
        label=_("Alternative text"),
        help_text=_("What the image shows, for readers who cannot see it."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False)
    link = blocks.URLBlock(
        label=_("Link"), required=False, help_text=_("Where a click on the image leads.")
    )

    class Meta:
        icon = "image"
        label = _("Image")
        description = _("An image with a description and, if you like, a caption.")
        template = f"{FOLDER}/image.html"
        preview_template = PREVIEW

    def get_preview_value(self) -> Any:
        """Any image there is; the editor's chooser brings the real one."""
        image = get_image_model().objects.first()
        value = {"image": image, "alt_text": "", "caption": _("The caption stands below.")}
        return blocks.StructValue(self, value)


class GalleryBlock(blocks.StructBlock):
    images = blocks.ListBlock(FigureBlock(), label=_("Images"))

    class Meta:
        icon = "image"
        label = _("Gallery")
        description = _("Several images side by side.")
        template = f"{FOLDER}/gallery.html"
        preview_template = PREVIEW

    def get_preview_value(self) -> Any:
        figure = FigureBlock().get_preview_value()
        images = blocks.list_block.ListValue(self.child_blocks["images"], [figure] * 2)
        return blocks.StructValue(self, {"images": images})


class TableBlock(blocks.StructBlock):
    has_header = blocks.BooleanBlock(
        label=_("The first row names the columns"), required=False, default=True
    )
    rows = blocks.ListBlock(
        blocks.ListBlock(
            blocks.RichTextBlock(label=_("Cell"), required=False, features=CELL_FEATURES),
            label=_("Row"),
        ),
        label=_("Rows"),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("Rows and columns of short text.")
        template = f"{FOLDER}/table.html"
        preview_template = PREVIEW

    def get_preview_value(self) -> Any:
        rows: list[list[Any]] = [[_("Week"), _("Letters")], ["1", "3"], ["2", "5"]]
        values = [[str(cell) for cell in row] for row in rows]
        return self.to_python({"has_header": True, "rows": values})


class PullQuoteBlock(blocks.StructBlock):
    quote = blocks.TextBlock(label=_("Quotation"), rows=3)
    attribution = blocks.CharBlock(label=_("Who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        description = _("A sentence worth stopping at, and who said it.")
        template = f"{FOLDER}/quote.html"
        preview_template = PREVIEW
        preview_value = {
            "quote": _("I told her what her advice had become."),
            "attribution": _("A mentee"),
        }


class TakeawayBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), default=_("In short"))
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "link", "ul", "ol"])

    class Meta:
        icon = "tick-inverse"
        label = _("Key takeaway")
        description = _("What the reader should remember.")
        template = f"{FOLDER}/takeaway.html"
        preview_template = PREVIEW
        preview_value = {"heading": _("In short"), "text": "<p>Say thank you, and say why.</p>"}


class ArticleBodyBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(
        label=_("Heading"),
        icon="title",
        description=_("Begins a section."),
        template=f"{FOLDER}/heading.html",
        preview_template=PREVIEW,
        preview_value=_("Why trying is worth telling"),
    )
    paragraph = ProseBlock(
        label=_("Text"),
        icon="pilcrow",
        description=_("Paragraphs, lists, links."),
        features=TEXT_FEATURES,
        preview_template=PREVIEW,
        preview_value="<p>A thank-you note takes five minutes. It is <b>kept for years</b>.</p>",
    )
    image = FigureBlock()
    quote = PullQuoteBlock()
    takeaway = TakeawayBlock()
    gallery = GalleryBlock()
    table = TableBlock()
    preformatted = blocks.TextBlock(
        label=_("Preformatted text"),
        icon="code",
        description=_("Program code, or verse: lines and spaces stay as they are."),
        template=f"{FOLDER}/preformatted.html",
        preview_template=PREVIEW,
        preview_value="for letter in drawer:\n    send(letter)",
    )
    embed = EmbedBlock(
        label=_("Embed"),
        icon="media",
        description=_("A film or sound from another site."),
        max_width=800,
        template=f"{FOLDER}/embed.html",
        preview_template=PREVIEW,
    )
    document = DocumentChooserBlock(
        label=_("Document"),
        description=_("A file to download."),
        template=f"{FOLDER}/document.html",
        preview_template=PREVIEW,
    )
    give_back = GiveBackBlock()
    pledge_wall = PledgeWallBlock()


class SourceValue(blocks.StructValue):
    """One source; a page of our own gives title and address where none are written."""

    @property
    def label(self) -> str:
        page = self.get("page")
        return self.get("title") or (page.title if page else "")

    @property
    def link(self) -> str:
        """Where the source is found; empty for print, and for a page that is not live."""
        page = self.get("page")
        if page:
            return (page.get_url() or "") if page.live else ""
        return self.get("url") or ""


class SourceBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), required=False, help_text=_("May be left out for a page of this site.")
    )
    publisher = blocks.CharBlock(
        label=_("Publisher"), required=False, help_text=_("Journal, blog, publishing house.")
    )
    url = blocks.URLBlock(label=_("Address"), required=False)
    page = blocks.PageChooserBlock(label=_("or a page of this site"), required=False)
    date = blocks.DateBlock(label=_("Date"), required=False)
    answers = blocks.BooleanBlock(
        label=_("This article answers it"),
        required=False,
        help_text=_("Then it stands above the text."),
    )

    class Meta:
        icon = "link"
        label = _("Source")
        value_class = SourceValue

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = {}
        if cleaned.get("url") and cleaned.get("page"):
            errors["page"] = ValidationError(_("Give an address or a page of this site, not both."))
        if not cleaned.label and not self.is_deferred_validation:
            errors["title"] = ValidationError(_("Give a title, or choose a page of this site."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned


class SourcesBlock(blocks.StreamBlock):
    source = SourceBlock()

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if sum(bool(child.value.get("answers")) for child in cleaned) > 1:
            message = _("Only one source can be the one that this article answers.")
            raise blocks.StreamBlockValidationError(non_block_errors=[ValidationError(message)])
        return cleaned
