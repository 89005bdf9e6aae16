"""The import as a whole: what arrives, in which state, and only once."""

import datetime as dt
import json
import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django.asserts import assertContains
from wagtail.models import PageViewRestriction

from tests.factories import ArticleFactory, IndexFactory
from tests.wordpress.exports import author, category, comment, export, item, term
from wagtail_mentoring.articles.models import Author, Category
from wagtail_mentoring.comments.models import Discussion, ReaderComment
from wagtail_mentoring.compat import get_page_model, page_model_is_swapped
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.spam.classifier import baseline
from wagtail_mentoring.spam.learnt import Learnt
from wagtail_mentoring.spam.models import Judgement, LearnedLayer
from wagtail_mentoring.spam.reports import report_for
from wagtail_mentoring.wordpress import learning, pages
from wagtail_mentoring.wordpress.articles import Articles
from wagtail_mentoring.wordpress.models import ImportedItem, ImportRun

pytestmark = pytest.mark.django_db
State = ReaderComment.State
PRAISE = "Lesson {} helped me to ask my mentor better questions about the first year."


@pytest.fixture
def articles(index):
    return index.get_article_model().objects


def only(articles):
    (page,) = articles.all()
    return page


# Pages


def test_a_post_becomes_an_article_of_its_day(imported, articles, client):
    imported(
        author(),
        category("mentors", "Mentors & co"),
        item(
            term("category", "mentors", "Mentors &amp; co"),
            term("post_tag", "thanks", "Thanks"),
            title="Say &#8220;thank you&#8221;",
            slug="say-thanks",
            content="First.\n\nSecond <strong>bold</strong>.",
            excerpt="In <em>short</em>.",
            is_sticky="1",
        ),
    )
    page = only(articles)
    assert (page.title, page.slug) == ("Say “thank you”", "say-thanks")
    assert page.introduction == "In short."
    assert page.date == dt.date(2012, 3, 4)
    assert page.first_published_at == dt.datetime(2012, 3, 4, 9, tzinfo=dt.timezone.utc)
    assert [each.name for each in page.authors] == ["Ines Abara"]
    assert [each.name for each in page.categories] == ["Mentors & co"]
    assert [each.name for each in page.tags.all()] == ["Thanks"]
    assert page.pinned
    html = client.get(page.url).content.decode()
    assert "<p>First.</p><p>Second <b>bold</b>.</p>" in html


def test_an_editor_finds_what_visitors_see(imported, articles):
    imported(item(content="Words."))
    page = only(articles)
    assert page.latest_revision == page.live_revision
    assert page.get_latest_revision_as_object().body.raw_data[0]["value"] == "<p>Words.</p>"
    assert not page.has_unpublished_changes


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "publish"}, 200),
        ({"status": "draft"}, 404),
        ({"status": "pending"}, 404),
        ({"status": "trash"}, 404),
        ({"status": "private"}, 302),
        ({"status": "publish", "post_password": "sesame"}, 302),
        ({"status": "future", "post_date_gmt": "2090-01-01 00:00:00"}, 404),
        ({"status": "future", "post_date_gmt": "2011-01-01 00:00:00"}, 200),
        ({"status": ""}, 404),
    ],
)
def test_who_sees_a_post_is_who_saw_it_before(imported, articles, client, settings, fields, status):
    settings.WAGTAIL_FRONTEND_LOGIN_URL = "/login/"
    settings.WAGTAILFRONTENDCACHE = {}
    imported(item(**fields))
    response = client.get(only(articles).url)
    if fields.get("post_password"):
        assert b"password" in response.content.lower()
        assert PageViewRestriction.objects.get().password == "sesame"
    else:
        assert response.status_code == status


def test_a_scheduled_post_is_published_at_its_time(imported, articles, monkeypatch):
    imported(item(status="future", post_date_gmt="2090-01-01 00:00:00"))
    page = only(articles)
    assert page.go_live_at.year == 2090
    later = dt.datetime(2090, 1, 2, tzinfo=dt.timezone.utc)
    monkeypatch.setattr(timezone, "now", lambda: later)
    call_command("publish_scheduled")
    assert only(articles).live


def test_a_title_is_words_and_no_markup(imported, articles):
    imported(item(title="H<sub>2</sub>O &amp; <em>you</em> <script>x</script> 1 < 2"))
    assert only(articles).title == "H2O & you <script>x</script> 1 < 2"


def test_slugs_are_kept_mended_or_made(imported, index):
    ArticleFactory(parent=index, slug="taken")
    report = imported(
        item(slug="taken", title="One"),
        item(slug="archive", title="Two"),
        item(slug="../../admin/login", title="Three", link="https://old.example/x/"),
        item(slug="%d0%bf%d0%b8%d1%81%d1%8c%d0%bc%d0%be", title="Four"),
        item(slug="", title="A title", link="https://old.example/?p=90"),
        item(slug="", title="", content="", link="https://old.example/?p=91", number=91),
    )
    children = index.get_article_model().objects.child_of(index)
    slugs = dict(children.values_list("title", "slug"))
    assert slugs.pop("Untitled") == "untitled"
    assert slugs["One"] == "taken-2"
    assert slugs["Two"] == "archive-2"
    assert slugs["Three"] == "admin-login"
    assert slugs["Four"] == "письмо"
    assert slugs["A title"] == "a-title"
    assert {note["code"] for note in report["repaired"]} == {"slug", "title"}


def test_dates_that_are_zero(imported, articles):
    report = imported(
        item(post_date="0000-00-00 00:00:00", post_date_gmt="0000-00-00 00:00:00", status="draft"),
        item(post_date="2011-01-02 03:00:00", post_date_gmt="0000-00-00 00:00:00"),
    )
    assert articles.filter(date="2011-01-02").exists()
    assert articles.count() == 2
    assert [note["code"] for note in report["repaired"]] == ["date"]


def test_categories_keep_their_order_one_inside_another(imported):
    imported(category("b", "Below", parent="a"), category("a", "Above", description="All of it."))
    below = Category.objects.get(slug="b")
    assert below.parent.name == "Above"
    assert below.parent.description == "All of it."


def test_categories_inside_each_other_do_not_hang(imported):
    imported(category("a", "A", parent="b"), category("b", "B", parent="a"))
    assert Category.objects.count() == 2


def test_authors_and_tags_that_are_here_already_are_used(imported, articles):
    known = Author.objects.create(name="Ines Abara", slug="ines")
    imported(
        author(), item(term("post_tag", "x", "Letters")), item(term("post_tag", "y", "letters"))
    )
    assert Author.objects.get() == known
    assert {page.authors[0] for page in articles.all()} == {known}
    assert {tag.name for page in articles.all() for tag in page.tags.all()} == {"Letters"}


def test_a_teaser_stands_above_the_text(imported, articles):
    imported(item(content="Why I wrote.<!--more-->\n\nThe letter."))
    page = only(articles)
    assert page.introduction == "Why I wrote."
    assert [block["value"] for block in page.body.raw_data] == ["<p>The letter.</p>"]


def test_links_between_posts_lead_to_pages_in_either_direction(imported, articles, client):
    imported(
        item(slug="one", content='<a href="https://old.example/2012/03/two/">later</a>'),
        item(
            slug="two",
            content='<a href="http://www.old.example/2012/03/one">earlier</a>'
            ' <a href="https://old.example/?p=7#comment-3">old</a>'
            ' <a href="https://elsewhere.example/2012/03/one/">foreign</a>',
            number=7,
        ),
    )
    one, two = articles.get(slug="one"), articles.get(slug="two")
    for page in (one, one.get_latest_revision_as_object()):
        assert f'linktype="page" id="{two.pk}"' in page.body.raw_data[0]["value"]
    table = connection.ops.quote_name(articles.model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT body FROM {table}")
        assert all(stored.startswith("[") for (stored,) in cursor.fetchall())
    words = two.body.raw_data[0]["value"]
    assert f'linktype="page" id="{one.pk}"' in words
    assert '<a href="/?p=7#comment-3">' in words
    assert 'href="https://elsewhere.example/2012/03/one/"' in words
    assert not ImportedItem.objects.filter(links_wait=True).exists()


def test_pages_may_go_elsewhere_than_posts(imported, index, site):
    other = IndexFactory(title="About", slug="about")
    imported(item(title="Post"), item(title="Page", post_type="page"), pages_parent="/about/")
    for parent, title in ((index, "Post"), (other, "Page")):
        parent.refresh_from_db()
        assert [page.title for page in parent.get_children()] == [title]


def test_other_types_come_when_named(imported, articles):
    report = imported(item(comment(1), post_type="recipe"), item(post_type="nav_menu_item"))
    assert {note["code"] for note in report["skipped"]} == {"comments", "type"}
    assert not articles.exists()
    imported(item(comment(1), post_type="recipe"), post_type=["recipe"])
    assert articles.count() == ReaderComment.objects.count() == 1


def test_a_title_of_a_thousand_characters_is_kept_whole(imported, articles):
    title = "A letter & more " * 70
    report = imported(item(title=title, content="Words."))
    page = only(articles)
    assert len(page.title) == 255
    assert page.body.raw_data[0]["value"] == f"<p>{title.strip()}</p>".replace("&", "&amp;")
    assert "title_too_long" in {note["code"] for note in report["repaired"]}


@pytest.mark.django_db(
    transaction=True, serialized_rollback=True
)  # MariaDB searches what is committed
def test_imported_pages_are_found_by_search(imported, articles):
    imported(item(title="One", content="Of a zebra."), item(title="Two", content="Of a lion."))
    assert [page.title for page in articles.search("zebra")] == ["One"]
    assert not ImportedItem.objects.filter(search_waits=True).exists()


@pytest.fixture
def family():
    """Pages one below another; the middle one comes last."""

    def page(number, title, parent):
        return item(
            comment(number), number=number, title=title, post_type="page", post_parent=parent
        )

    return page(1, "Top", 0), page(3, "Bottom", 2), page(2, "Middle", 1)


def test_pages_stand_below_pages_where_their_type_may(imported, site, settings, family):
    settings.WAGTAIL_MENTORING = {"IMPORT_PAGE_TYPES": {"": "guides.Guide"}}
    report = imported(*family, parent=site.root_page)
    bottom = get_page_model().objects.get(title="Bottom")
    assert [page.title for page in bottom.get_ancestors()][-2:] == ["Top", "Middle"]
    assert bottom.url == "/post-1/post-2/post-3/"
    assert not report["notes"]
    again = imported(*family, parent=site.root_page)
    assert not again["created"]


@pytest.mark.skipif(page_model_is_swapped(), reason="Its pages may stand below pages.")
def test_pages_that_cannot_stand_below_pages_stand_beside_them(imported, index, family):
    report = imported(*family)
    index.refresh_from_db()
    assert index.get_children().count() == 3
    (note,) = report["notes"]
    assert (note["code"], note["count"]) == ("page_parent", 2)
    assert note["examples"] == ["Bottom", "Middle"]


def test_pages_below_each_other_all_arrive(imported, site, settings):
    settings.WAGTAIL_MENTORING = {"IMPORT_PAGE_TYPES": {"": "guides.Guide"}}
    report = imported(
        item(number=1, title="A", post_type="page", post_parent=2),
        item(number=2, title="B", post_type="page", post_parent=1),
        item(number=3, title="C", post_type="page", post_parent=3),
        item(number=4, title="D", post_type="page", post_parent=99),
        parent=site.root_page,
    )
    titles = get_page_model().objects.filter(depth__gt=2).values_list("title", flat=True)
    assert sorted(titles) == ["A", "B", "Blog", "C", "D"]
    assert [note["examples"] for note in report["notes"]] == [["A"]]


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/2012/03/post-5/2/", "post-5/"),
        ("/2012/03/post-5/comment-page-1/", "post-5/"),
        ("/2012/03/post-5/desk/", "post-5/"),
        ("/?attachment_id=6", "post-5/"),
        ("/2012/", "archive/2012/"),
        ("/2012/03/", "archive/2012/03/"),
        ("/category/a/", "category/a/"),
        ("/?cat=8", "category/a/"),
        ("/?author=1", "author/ines/"),
        ("/feed/", "rss/"),
        ("/?feed=rss2", "rss/"),
        ("/feed/atom/", "atom/"),
    ],
)
def test_addresses_of_lists_files_and_later_pages_lead_here(
    imported, index, client, address, place
):
    term_id = "<wp:term_id>8</wp:term_id><wp:category_nicename>"
    desk = "https://old.example/2012/03/post-5/desk/"
    imported(
        author(),
        category("a", "A").replace("<wp:category_nicename>", term_id),
        item(*(comment(n) for n in range(30)), number=5, content="One.<!--nextpage-->Two."),
        item(number=6, post_type="attachment", post_parent=5, status="inherit", link=desk),
    )
    response = client.get(address)
    assert response.status_code == 301
    assert response.url.removeprefix("http://localhost") == f"{index.url}{place}"


def test_links_to_lists_files_and_home_lead_to_what_they_have_become(imported, articles, index):
    base = "https://old.example"
    links = (
        "/2012/03/post-5/desk/",
        "/category/a/",
        "/",
        "/2012/03/post-5/comment-page-2/",
        "/no/",
    )
    imported(
        category("a", "A"),
        item(number=6, post_type="attachment", post_parent=5, link=f"{base}/2012/03/post-5/desk/"),
        item(number=5, content=" ".join(f'<a href="{base}{link}">x</a>' for link in links)),
    )
    page = only(articles)
    own, home = f'<a linktype="page" id="{page.pk}">', f'<a linktype="page" id="{index.pk}">'
    found = re.findall("<a [^>]*>", page.body.raw_data[0]["value"])
    assert found == [own, '<a href="/category/a">', home, own, f'<a href="{base}/no/">']


# Comments


def thread(*parts, **fields):
    return item(*parts, number=1, slug="post", **fields)


def test_comments_stand_in_their_places_and_keep_their_anchors(imported, articles, client):
    imported(
        thread(
            comment(30, "Third", parent=20, author="Cy"),
            comment(20, "Second", parent=10, author="Bo", date_gmt="2012-03-05 12:00:00"),
            comment(10, "First & last", author="Al", date_gmt="2012-03-05 11:00:00"),
        )
    )
    page = only(articles)
    comments = ReaderComment.objects.order_by("path")
    assert [each.name for each in comments] == ["Al", "Bo", "Cy"]
    assert [each.depth for each in comments] == [1, 2, 3]
    assert comments[2].parent == comments[1]
    html = client.get(page.url).content.decode()
    for number in (10, 20, 30):
        assert f'id="comment-{number}"' in html
    assert "3 responses" in html
    found = client.get(comments[0].get_absolute_url())
    assert found.url.endswith("#comment-10")


def test_an_anchor_on_a_later_page_of_the_thread_is_found(imported, articles, client, site):
    settings = MentoringSettings.for_site(site)
    settings.comments_per_page = 2
    settings.save()
    imported(thread(*(comment(number) for number in range(900, 905))))
    page = only(articles)
    html = client.get(page.url).content.decode()
    address = f"/mentoring/comments/{page.pk}/find/"
    assert f'data-mentoring-find="{address}"' in html
    assert "js/anchor.js" in html
    response = client.get(address, {"number": "904"}, follow=True)
    assert response.redirect_chain[-1][0] == f"{page.url}?comments=3#comment-904"
    for unknown in ("77777", "x", "", "9" * 30):
        assert client.get(address, {"number": unknown}).status_code == 404


def test_a_comment_to_come_never_takes_an_old_anchor(imported):
    imported(thread(comment(5000)))
    new = ReaderComment.objects.create(discussion=Discussion.objects.get())
    assert new.pk > 5000


def test_an_imported_comment_gives_way_to_an_anchor_in_use(imported):
    imported(thread(comment(1)))
    discussion = Discussion.objects.get()
    own = ReaderComment.objects.create(discussion=discussion, text="Written here")
    data = (thread(comment(1), comment(own.pk)),)
    imported(*data)
    anchors = [each.anchor for each in ReaderComment.objects.filter(discussion=discussion)]
    assert len(set(anchors)) == len(anchors) == 3
    assert imported(*data)["created"] == {}


@pytest.mark.parametrize(
    ("approved", "state"),
    [
        ("1", State.PUBLISHED),
        ("0", State.WAITING),
        ("", State.WAITING),
        ("spam", State.SPAM),
        ("trash", State.REMOVED),
        ("post-trashed", State.REMOVED),
        ("unheard-of", State.WAITING),
    ],
)
def test_comments_arrive_in_their_state(imported, client, articles, approved, state):
    imported(thread(comment(1, "Only some see this", approved=approved)))
    assert ReaderComment.objects.get().state == state
    is_shown = "Only some see this" in client.get(only(articles).url).content.decode()
    assert is_shown == (state == State.PUBLISHED)


@pytest.mark.parametrize("kind", ["note", "order_note", "review", "something"])
def test_comments_of_other_types_are_kept_but_never_public(imported, kind):
    report = imported(thread(comment(1, type=kind)))
    assert report["comments"] == {f"{kind}/1": 1}
    assert ReaderComment.objects.get().state == State.REMOVED
    assert [note["code"] for note in report["notes"]] == ["comment_type"]


def test_mentions_stand_apart_and_lead_to_where_they_come_from(imported, articles, client):
    imported(
        thread(
            comment(
                1,
                "[…] they say […]",
                type="pingback",
                author="A blog",
                author_url="https://a.example/x",
            ),
            comment(2, "Seen", type="trackback", author="B blog", author_url="javascript:alert(1)"),
        )
    )
    discussion = Discussion.objects.get()
    assert (discussion.published_count, discussion.ping_count) == (0, 2)
    html = client.get(only(articles).url).content.decode()
    assert "Mentioned elsewhere" in html
    assert '<a href="https://a.example/x" rel="nofollow ugc noopener">A blog</a>' in html
    assert "javascript:" not in html


def test_replies_to_what_is_not_there_are_kept_and_reported(imported):
    report = imported(
        thread(
            comment(1, parent=99), comment(2, parent=2), comment(3, parent=4), comment(4, parent=3)
        )
    )
    assert ReaderComment.objects.count() == 4
    assert report["orphans"] == 1
    codes = {note["code"] for note in report["repaired"]}
    assert codes == {"comment_lost_parent", "comment_answers_itself", "comments_in_circle"}


def test_a_reply_to_a_comment_of_an_earlier_export_finds_it(imported):
    imported(thread(comment(1, author="Al")))
    report = imported(thread(comment(2, parent=1, author="Bo")))
    assert ReaderComment.objects.get(name="Bo").parent.name == "Al"
    assert report["repaired"] == []


def test_two_comments_of_one_number_both_arrive_once(imported):
    parts = (thread(comment(1, "One"), comment(1, "Two"), comment("", "Three"), comment(1, "Two")),)
    imported(*parts)
    assert ReaderComment.objects.count() == 4
    assert imported(*parts)["created"] == {}
    assert ReaderComment.objects.count() == 4


def test_names_dates_and_addresses_are_mended(imported):
    report = imported(
        thread(
            comment(1, author="", author_email="not an address", date_gmt="0000-00-00 00:00:00"),
            comment(
                2,
                author="x" * 300,
                author_url="javascript:alert(1)",
                date="0000-00-00 00:00:00",
                date_gmt="garbage",
            ),
            comment(3, author="J&#243;zef &amp; Anna"),
        )
    )
    names = list(ReaderComment.objects.order_by("imported_id").values_list("name", flat=True))
    assert names == ["Anonymous", "x" * 254 + "…", "Józef & Anna"]
    codes = {note["code"] for note in report["repaired"]}
    mended = {"name", "name_too_long", "comment_date", "comment_no_date", "email", "website"}
    assert codes == mended
    assert ReaderComment.objects.get(imported_id=1).email == ""


def test_comments_are_cleaned_and_marked_and_nobody_is_mailed(imported, mailoutbox):
    imported(
        thread(comment(1, '<script>alert(1)</script><a href="javascript:x">y</a> <b>bold</b>'))
    )
    stored = ReaderComment.objects.get()
    assert "<script" not in stored.body_html
    assert "javascript" not in stored.body_html.replace("alert", "")
    assert "<b>bold</b>" in stored.body_html
    assert stored.verdict["reasons"][0]["code"] == "imported"
    assert (stored.ip_key, stored.email_key != "") == ("", True)
    assert mail.outbox == []


def test_what_waited_there_waits_here_and_says_so(imported, admin_client):
    imported(thread(comment(1, approved="0")))
    page = admin_client.get("/admin/mentoring/comments/")
    sentence = "Waiting because it waited on the site that it was imported from."
    assertContains(page, sentence)


def test_published_comments_teach_the_spam_filter(imported, monkeypatch):
    monkeypatch.setattr(learning, "MOST_LESSONS", 3)
    mentions = comment(1, type="pingback"), comment(2, approved="0"), comment(3, approved="spam")
    good = [comment(number, f"Thank you for part {number}.") for number in range(4, 10)]
    imported(thread(*mentions, *good))
    lessons = Judgement.objects.filter(human=Judgement.Human.HAM, learnt=Judgement.Human.HAM)
    taught = ReaderComment.objects.filter(pk__in=lessons.values("object_id"))
    assert sorted(taught.values_list("imported_id", flat=True)) == [4, 5, 6]


def test_published_comments_set_the_threshold_of_the_spam_filter(imported):
    imported(thread(*(comment(number, PRAISE.format(number)) for number in range(1, 61))))
    [layer] = LearnedLayer.objects.all()
    assert Learnt.loads(bytes(layer.blob)).hold_at != baseline().header["hold_at"]


def test_the_report_counts_a_comment_in_the_week_in_which_it_was_written(imported, site):
    imported(thread(comment(1)))
    assert Judgement.objects.get().made_at == ReaderComment.objects.get().submitted_at
    assert sum(week.messages for week in report_for(site.pk).weeks) == 0


def test_the_spam_filter_need_not_learn(imported):
    imported(thread(comment(1)), no_learn=True)
    assert not Judgement.objects.exists()


def test_an_author_is_known_by_the_account(imported, administrator):
    Author.objects.create(name="Ines", slug="ines", user=administrator)
    imported(author(number=7), thread(comment(1, user_id="7"), comment(2, user_id="8")))
    assert ReaderComment.objects.get(imported_id=1).user == administrator
    assert ReaderComment.objects.get(imported_id=2).user is None


def test_a_closed_discussion_stays_closed(imported, articles, client):
    imported(thread(comment_status="closed"))
    assert Discussion.objects.get().policy == Discussion.Policy.CLOSED
    assert "This discussion is closed" in client.get(only(articles).url).content.decode()


def test_fifteen_levels_arrive(imported):
    report = imported(thread(*(comment(n, parent=n - 1) for n in range(1, 16))))
    assert report["max_depth"] == 15
    assert max(each.depth for each in ReaderComment.objects.all()) == 15


# Old addresses


def test_old_addresses_lead_to_the_new_page(imported, articles, client):
    imported(item(number=12, slug="post"), item(number=13, slug="p", post_type="page"))
    page, other = articles.get(slug="post"), articles.get(slug="p")
    for address in ("/2012/03/post/", "/2012/03/post", "/?p=12", "/?p=12&utm=1"):
        response = client.get(address)
        if "utm" in address:
            continue
        assert (response.status_code, response.url) == (301, page.url), address
    assert client.get("/?page_id=13").url == other.url
    assert client.get("/?p=999").status_code == 200


def test_old_lists_lead_to_ours(imported, client):
    imported(
        author(),
        category("up", "Up"),
        category("down", "Down", parent="up"),
        item(term("category", "down", "Down"), term("post_tag", "t", "T")),
    )
    for old, new in {
        "/category/up/down/": "/blog/category/down/",
        "/category/up/": "/blog/category/up/",
        "/tag/t/": "/blog/tag/t/",
        "/author/ines/": "/blog/author/ines/",
        "/feed/": "/blog/rss/",
    }.items():
        response = client.get(old)
        assert response.status_code == 301
        assert response.url == new
        assert client.get(new).status_code == 200


def test_an_address_that_leads_somewhere_already_is_left_alone(imported, articles, site):
    from wagtail.contrib.redirects.models import Redirect

    Redirect.add_redirect("/2012/03/post/", "/chosen/", site=site)
    imported(item(number=12, slug="post"))
    assert Redirect.objects.get(old_path="/2012/03/post").redirect_link == "/chosen/"


# Runs


def everything():
    return (
        author(),
        category("a", "A"),
        item(comment(1), comment(2, parent=1), term("category", "a", "A"), number=1, slug="one"),
        item(term("post_tag", "t", "T"), number=2, slug="two", content="[odd x=1]"),
        item(comment(3, parent=8), number=3, slug="", title="", status="draft"),
        item(number=4, post_type="nav_menu_item"),
    )


def test_a_dry_run_says_what_the_real_one_does_and_does_nothing(imported, articles):
    dry = imported(*everything(), dry_run=True)
    assert not articles.exists()
    assert not ImportRun.objects.exists()
    assert not Category.objects.exists()
    real = imported(*everything())
    assert dry.pop("dry_run") and not real.pop("dry_run")
    assert dry == real
    assert real["created"]["pages"] == articles.count() == 3
    assert real["created"]["comments"] == ReaderComment.objects.count() == 3


def test_the_counts_are_those_of_the_file(imported):
    report = imported(*everything())
    assert report["posts"] == {"nav_menu_item/publish": 1, "post/draft": 1, "post/publish": 2}
    assert report["comments"] == {"comment/1": 3}
    wanted = {"max_depth": 2, "categories": 1, "tags": 1, "authors": 1, "orphans": 1}
    assert {name: report[name] for name in wanted} == wanted


def test_a_second_run_adds_only_what_is_new(imported, articles):
    imported(*everything())
    before = set(articles.values_list("pk", "latest_revision_id"))
    again = imported(*everything())
    assert again["created"] == again["changed"] == {}
    assert set(articles.values_list("pk", "latest_revision_id")) == before
    more = imported(*everything(), item(number=9, slug="new"))
    assert more["created"]["pages"] == 1


def test_a_changed_post_is_brought_up_to_date_unless_edited_here(imported, articles):
    imported(item(number=1, slug="one"), item(number=2, slug="two"))
    edited = articles.get(slug="two")
    edited.title = "Edited here"
    edited.save_revision().publish()
    parts = (item(number=1, slug="one", title="New"), item(number=2, slug="two", title="New"))
    dry = imported(*parts, dry_run=True)
    report = imported(*parts)
    assert dry["changed"] == report["changed"] == {"pages": 1}
    assert [note["code"] for note in report["skipped"]] == ["edited_here"]
    assert articles.get(slug="one").title == "New"
    assert articles.get(slug="two").title == "Edited here"


def test_a_page_deleted_here_does_not_come_back(imported, articles):
    imported(item(number=1))
    articles.get().delete()
    assert [note["code"] for note in imported(item(number=1))["skipped"]] == ["deleted_here"]
    assert not articles.exists()


@pytest.mark.parametrize("after", range(1, 4))
def test_a_run_that_was_killed_goes_on_where_it_ended(imported, articles, monkeypatch, after):
    seen = []
    whole = Articles.take_over

    def killed(self, element, key):
        if len(seen) == after:
            raise KeyboardInterrupt
        seen.append(key)
        whole(self, element, key)

    with monkeypatch.context() as patch:
        patch.setattr(Articles, "take_over", killed)
        if after < 3:
            with pytest.raises(KeyboardInterrupt):
                imported(*everything())
    imported(*everything())
    assert articles.count() == 3
    assert ReaderComment.objects.count() == 3


def test_two_items_of_one_number_both_arrive_once(imported, articles):
    parts = (item(number=5, slug="a"), item(number=5, slug="b"))
    imported(*parts)
    imported(*parts)
    assert sorted(articles.values_list("slug", flat=True)) == ["a", "b"]


def test_a_single_item_that_cannot_be_stored_stops_nothing(imported, articles, monkeypatch):
    whole = pages.create

    def fails(job, model, parent, planned):
        if planned.title == "Bad":
            raise ValueError("No room\nleft.")
        return whole(job, model, parent, planned)

    monkeypatch.setattr(pages, "create", fails)
    report = imported(item(title="Good"), item(title="Bad"), item(title="Fine"))
    assert articles.count() == 2
    assert report["skipped"][0]["examples"] == ["Bad: No room left."]


def test_of_a_file_that_is_cut_off_the_whole_items_arrive(index, articles, write, capsys):
    data = export(item(title="One"), item(title="Two"), item(title="Three"))
    path = write(data=data[: data.index(b"Three")])
    with pytest.raises(SystemExit) as end:
        call_command("mentoring_import_wordpress", str(path), parent="/blog/")
    assert end.value.code == 3
    assert re.search(r"cut off at line \d+", capsys.readouterr().err)
    assert articles.count() == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"<html><body>Bad gateway</body></html>", "HTML"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><rss/>', "document type"),
    ],
)
def test_bad_input_is_told_in_one_line_and_nothing_is_done(index, write, data, words):
    with pytest.raises(CommandError, match=words) as error:
        call_command("mentoring_import_wordpress", str(write(data=data)), parent="/blog/")
    assert "\n" not in str(error.value)
    assert error.value.returncode == 1
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("parent", ["/nowhere/", "999999", "x", "1"])
def test_a_parent_that_does_not_exist_is_named(index, write, parent):
    with pytest.raises(CommandError, match="no page"):
        call_command("mentoring_import_wordpress", str(write(item())), parent=parent)


def test_a_parent_without_room_for_articles_is_refused(article, write):
    if article.allowed_subpage_models():
        pytest.skip("This page type takes any other below it.")
    with pytest.raises(CommandError, match="No page type made with ArticleMixin"):
        call_command("mentoring_import_wordpress", str(write(item())), parent=str(article.pk))


def test_the_setting_decides_where_several_page_types_are_allowed(imported, site, settings, write):
    settings.WAGTAIL_MENTORING = {"IMPORT_PAGE_TYPES": {"": "guides.Nothing"}}
    with pytest.raises(CommandError, match="guides.Nothing"):
        imported(item())
    settings.WAGTAIL_MENTORING = {"IMPORT_PAGE_TYPES": {"post": "guides.Guide"}}
    imported(item(), parent=site.root_page)
    assert site.root_page.get_children().last().specific_class.__name__ == "Guide"


def test_a_report_in_words(index, write, capsys):
    call_command("mentoring_import_wordpress", str(write(*everything())), parent="/blog/")
    out = capsys.readouterr().out
    assert "3 pages" in out
    assert "shortcodes" in out and "(odd)" in out
    with pytest.raises(json.JSONDecodeError):
        json.loads(out)
