"""Writes small exports, well formed or not."""

import io
from itertools import count

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
    xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
    xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
<title>The old blog</title>
<link>https://old.example</link>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example</wp:base_site_url>
<wp:base_blog_url>https://old.example</wp:base_blog_url>
"""
TAIL = "</channel>\n</rss>\n"
_numbers = count(1)


def cdata(text):
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def export(*parts, head=HEAD, tail=TAIL):
    """The bytes of an export."""
    return (head + "".join(parts) + tail).encode()


def as_file(data):
    return io.BytesIO(data)


def author(login="ines", name="Ines Abara", number=1):
    return (
        f"<wp:author><wp:author_id>{number}</wp:author_id>"
        f"<wp:author_login>{cdata(login)}</wp:author_login>"
        f"<wp:author_email>{cdata(login + '@old.example')}</wp:author_email>"
        f"<wp:author_display_name>{cdata(name)}</wp:author_display_name></wp:author>\n"
    )


def category(slug, name, parent="", description=""):
    return (
        f"<wp:category><wp:category_nicename>{cdata(slug)}</wp:category_nicename>"
        f"<wp:category_parent>{cdata(parent)}</wp:category_parent>"
        f"<wp:cat_name>{cdata(name)}</wp:cat_name>"
        f"<wp:category_description>{cdata(description)}</wp:category_description></wp:category>\n"
    )


def comment(number, text="Thank you.", parent=0, approved="1", **fields):
    values = {
        "author": "Reader",
        "author_email": "reader@mail.example",
        "author_url": "",
        "author_IP": "192.0.2.7",
        "date": "2012-03-05 11:00:00",
        "date_gmt": "2012-03-05 10:00:00",
        "type": "comment",
        "user_id": "0",
        **fields,
    }
    inner = "".join(
        f"<wp:comment_{key}>{cdata(value)}</wp:comment_{key}>" for key, value in values.items()
    )
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id>{inner}"
        f"<wp:comment_content>{cdata(text)}</wp:comment_content>"
        f"<wp:comment_approved>{approved}</wp:comment_approved>"
        f"<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>\n"
    )


def term(domain, slug, name):
    return f'<category domain="{domain}" nicename="{slug}">{cdata(name)}</category>\n'


def meta(key, value):
    return (
        f"<wp:postmeta><wp:meta_key>{cdata(key)}</wp:meta_key>"
        f"<wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>\n"
    )


def item(*parts, number=None, title="A letter", content="Write it today.", **fields):
    """A published post unless told otherwise; ``parts`` are comments, terms and meta."""
    number = number or next(_numbers)
    slug = fields.pop("slug", f"post-{number}")
    link = fields.pop("link", f"https://old.example/2012/03/{slug}/")
    values = {
        "post_date": "2012-03-04 10:00:00",
        "post_date_gmt": "2012-03-04 09:00:00",
        "comment_status": "open",
        "status": "publish",
        "post_parent": "0",
        "menu_order": "0",
        "post_type": "post",
        "post_password": "",
        "is_sticky": "0",
        **{key: value for key, value in fields.items() if key not in {"excerpt", "creator"}},
    }
    inner = "".join(f"<wp:{key}>{cdata(str(value))}</wp:{key}>\n" for key, value in values.items())
    return (
        f"<item>\n<title>{cdata(title)}</title>\n<link>{link}</link>\n"
        f"<dc:creator>{cdata(fields.get('creator', 'ines'))}</dc:creator>\n"
        f"<content:encoded>{cdata(content)}</content:encoded>\n"
        f"<excerpt:encoded>{cdata(fields.get('excerpt', ''))}</excerpt:encoded>\n"
        f"<wp:post_id>{number}</wp:post_id>\n<wp:post_name>{cdata(slug)}</wp:post_name>\n"
        f"{inner}{''.join(parts)}</item>\n"
    )
