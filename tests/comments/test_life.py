"""What becomes of responses when their page moves, is copied, translated, hidden or deleted."""

import pytest
from wagtail.models import Locale, PageViewRestriction, Site

from tests.factories import ArticleFactory, IndexFactory, as_base_page, get_site
from wagtail_mentoring.comments import discussions, operations
from wagtail_mentoring.comments.listing import PublicDiscussion
from wagtail_mentoring.comments.models import Discussion, ReaderComment
from wagtail_mentoring.compat import get_page_model

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_site(site):
    root = get_page_model().get_first_root_node()
    home = root.add_child(instance=get_page_model()(title="Elsewhere", slug="elsewhere"))
    return Site.objects.create(hostname="other.example", root_page=home)


def shown(page) -> int:
    """How many responses each of our outputs would tell of."""
    fresh = type(page).objects.get(pk=page.pk)
    counts = {
        ReaderComment.objects.public().count(),
        PublicDiscussion(fresh).count,
        len(PublicDiscussion(fresh).comments(1)),
        operations.count_for([fresh])[fresh.pk],
        len(operations.recent(None, 5)),
    }
    assert len(counts) == 1
    return counts.pop()


def test_comments_follow_their_page_to_another_site(write, article, other_site, site):
    comment = write(site=site)
    index = IndexFactory(title="There", slug="there", parent=other_site.root_page.specific)
    as_base_page(article).move(as_base_page(index), pos="last-child")
    comment.refresh_from_db()
    assert comment.site == other_site
    assert comment.discussion.site == other_site
    assert comment.discussion.page_url == "http://other.example/there/giving-back/"
    assert shown(article) == 1


def test_a_page_that_moves_inside_its_site_writes_no_comment(write, article, index, site):
    comment = write(site=site)
    ReaderComment.objects.update(language="xx")
    other = IndexFactory(title="Other", slug="other")
    as_base_page(article).move(as_base_page(other), pos="last-child")
    comment.refresh_from_db()
    assert (comment.site, comment.language) == (site, "xx")


def test_each_translation_has_its_own_thread(write, article):
    write()
    german = Locale.objects.create(language_code="de")
    translation = article.copy_for_translation(german, copy_parents=True)
    translation.save_revision().publish()
    assert operations.count_for([article, translation]) == {article.pk: 1, translation.pk: 0}


def test_an_unpublished_page_shows_no_comment_and_takes_none(client, write, post, article):
    write()
    assert shown(article) == 1
    article.unpublish()
    assert shown(article) == 0
    assert post().status_code == 404


def test_an_expired_page_shows_no_comment(write, article):
    write()
    article.unpublish(set_expired=True)
    assert shown(article) == 0


@pytest.mark.parametrize("where", ["article", "index"])
def test_a_private_page_shows_no_comment_also_if_it_is_private_from_above(
    client, write, post, article, index, where
):
    comment = write()
    restricted = as_base_page({"article": article, "index": index}[where])
    PageViewRestriction.objects.create(page=restricted, restriction_type="login")
    assert shown(article) == 0
    assert post().status_code == 404
    assert client.get(comment.get_absolute_url()).status_code == 404


def test_a_restriction_elsewhere_hides_nothing(write, article, index):
    write()
    neighbour = ArticleFactory(parent=index)
    PageViewRestriction.objects.create(page=as_base_page(neighbour), restriction_type="login")
    assert shown(article) == 1


def test_a_draft_shows_no_comment_and_takes_none(rf, write, article):
    write()
    request = rf.get("/")
    request.is_preview = True
    fresh = type(article).objects.get(pk=article.pk)
    public = PublicDiscussion.of(fresh, request)
    assert (public.is_public, public.is_open(), public.count) == (False, False, 0)
    assert public.comments(1) == public.mentions() == []


def test_counts_of_a_list_are_one_query(write, article, index, django_assert_num_queries):
    write()
    pages = [article, *(ArticleFactory(parent=index) for _ in range(3))]
    with django_assert_num_queries(1):
        counts = operations.count_for(pages)
    assert sum(counts.values()) == 1


def test_a_discussion_knows_when_it_lost_its_page(write, article, index):
    write()
    index.delete()
    assert Discussion.objects.get().detached_at is not None


def test_a_page_without_responses_costs_one_query_when_it_is_deleted(
    write, article, index, django_assert_num_queries, django_assert_max_num_queries
):
    write()
    with django_assert_num_queries(1):
        discussions.detach(index.pk)
    with django_assert_max_num_queries(8):
        discussions.detach(article.pk)


def test_the_responses_of_a_deleted_page_go_under_another(
    write, article, index, administrator, other_site
):
    comment = write()
    reply = write(parent=comment)
    article.delete()
    heir = ArticleFactory(title="Heir", parent=index)
    detached = Discussion.objects.get()
    assert discussions.attach(detached, heir, user=administrator)
    assert shown(heir) == 2
    detached.refresh_from_db()
    assert (detached.page_title, detached.detached_at) == ("Heir", None)
    assert ReaderComment.objects.get(pk=reply.pk).number == reply.number
    assert ReaderComment.objects.get(pk=reply.pk).site == get_site()


def test_of_two_who_attach_one_is_second(write, article, index):
    write()
    article.delete()
    mine, yours = Discussion.objects.get(), Discussion.objects.get()
    first, second = ArticleFactory(parent=index), ArticleFactory(parent=index)
    assert discussions.attach(mine, first)
    assert not discussions.attach(yours, second)
    assert Discussion.objects.get().page_id == first.pk


def test_a_page_with_responses_takes_no_others(write, article, index):
    write()
    article.delete()
    taken = ArticleFactory(parent=index)
    write(page=taken)
    with pytest.raises(discussions.HasResponses):
        discussions.attach(Discussion.objects.get(page=None), taken)


def test_a_closed_discussion_shows_its_responses_and_takes_no_more(write, post, article):
    write()
    assert discussions.change_policy(article, policy="closed", moderation="")
    assert shown(article) == 1
    assert post().status_code == 403
    assert not discussions.change_policy(article, policy="closed", moderation="")


def test_an_open_discussion_stays_so_where_the_site_takes_none(
    post, article, site_settings, open_site
):
    site_settings(comments_open=False)
    assert post().status_code == 403
    discussions.change_policy(article, policy="open", moderation="")
    assert post().status_code == 302


def test_a_discussion_may_be_moderated_in_a_way_of_its_own(post, article, open_site):
    discussions.change_policy(article, policy="site", moderation="hold_all")
    post()
    assert ReaderComment.objects.get().state == "waiting"
