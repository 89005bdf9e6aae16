import pytest
from django.template import Context, Template

from wagtail_mentoring.comments.models import Discussion

pytestmark = pytest.mark.django_db


def render(source, **context):
    return Template("{% load mentoring %}" + source).render(Context(context)).strip()


def test_the_count_is_that_of_published_responses(write, article):
    write()
    write(state="waiting")
    assert render("{% reader_comment_count page %}", page=article) == "1"
    assert render("{% reader_comment_count %}", page=type(article).objects.get()) == "1"


def test_recent_responses_link_to_where_they_stand(write):
    body = f"<p>Yes &amp; <em>no</em>.</p><p>{'More words. ' * 20}</p>"
    comment = write(name="Ada", body_html=body)
    html = render("{% recent_reader_comments %}")
    assert f'href="/mentoring/comment/{comment.pk}/"' in html
    assert "Ada on “Giving back”" in html
    assert "<p>Yes &amp; no. More words." in html
    assert html.count("More words.") < 20


def test_comments_can_be_shown_without_a_request(write, article):
    write(name="Ada")
    assert "1 response to" in render("{% reader_comments %}", page=article)


def test_a_page_that_takes_no_comments_shows_nothing(index):
    assert render("{% reader_comments page %}", page=index) == ""
    assert not Discussion.objects.exists()


def test_the_form_links_to_house_rules_and_privacy_notice(article, index, site_settings):
    from tests.factories import as_base_page

    site_settings(privacy_page=as_base_page(index))
    html = render("{% reader_comments %}", page=article)
    assert f'<a href="{index.url}">Privacy notice</a>' in html
    assert "House rules" not in html
