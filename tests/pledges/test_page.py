import pytest
from django.apps import apps
from django.core import mail
from django.template import Context, Template
from django.test import RequestFactory

from tests.factories import PledgeFactory, get_site
from wagtail_mentoring.pledges import operations
from wagtail_mentoring.pledges.blocks import GiveBackBlock, PledgeWallBlock
from wagtail_mentoring.pledges.models import Pledge, PledgeRound

from .conftest import link_in

needs_pages = pytest.mark.skipif(
    not apps.is_installed("wagtail_mentoring.pages"), reason="has its own base page"
)


@pytest.fixture
def give_back_page(site):
    from wagtail_mentoring.pages.models import GiveBackPage

    page = GiveBackPage(title="Give back", slug="spring", introduction="<p>Welcome.</p>")
    get_site().root_page.specific.add_child(instance=page)
    return page


@needs_pages
def test_a_page_without_a_round_gets_one_when_saved_and_keeps_it(give_back_page):
    assert PledgeRound.objects.get() == give_back_page.round

    give_back_page.round = None
    give_back_page.save_revision().publish()

    assert PledgeRound.objects.count() == 1
    give_back_page.refresh_from_db()
    assert give_back_page.round is not None


@needs_pages
def test_rounds_of_pages_with_the_same_slug_do_not_collide(round_, give_back_page):
    assert {"spring", "spring-2"} == set(PledgeRound.objects.values_list("slug", flat=True))


@needs_pages
def test_the_page_has_the_form_and_is_the_same_for_everybody(client, give_back_page):
    page = client.get(give_back_page.url)

    html = page.content.decode()
    assert "I’ll do this" in html
    assert "csrf" not in html
    assert not page.cookies
    assert "Cookie" not in page.get("Vary", "")


@needs_pages
def test_a_pledge_remembers_the_page_it_was_made_on(client, give_back_page, form_data):
    html = client.get(give_back_page.url).content.decode()
    assert f'name="page" value="{give_back_page.pk}"' in html

    round_ = give_back_page.round
    client.post(f"/mentoring/pledges/{round_.slug}/", form_data(round_, page=give_back_page.pk))

    assert Pledge.objects.get().page_id == give_back_page.pk


@pytest.mark.parametrize("sent", ["0", "-1", "x", "9" * 40, "1;drop", "٣"])
def test_a_page_that_is_none_is_left_out(round_, post_pledge, sent):
    assert post_pledge(round_, page=sent).status_code == 302
    assert Pledge.objects.get().page is None


def test_blocks_bring_form_and_wall_of_a_round_into_any_page(round_):
    request = RequestFactory().get("/")
    for block, expected in ((GiveBackBlock(), "<form"), (PledgeWallBlock(), "")):
        value = block.to_python({"round": round_.pk})
        assert expected in block.render(value, context={"request": request})


def test_tags_without_a_round_show_nothing(db):
    source = "{% load mentoring %}{% pledge_form %}{% pledge_wall %}{% pledge_tally %}"
    assert Template(source).render(Context({})).strip() == ""


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_whole_loop_from_the_form_to_the_wall(client, round_, post_pledge, monkeypatch):
    monkeypatch.undo()  # here transactions do commit
    PledgeRound.objects.update(wall_minimum=1)
    post_pledge(round_)
    client.post(link_in(mail.outbox[0], "confirm"))
    manage = link_in(mail.outbox[1], "manage").removesuffix("pledge.ics")
    client.post(manage, {"action": "done", "story": "Both came through.", "wall_consent": "on"})
    assert Pledge.objects.get().progress == "finished"


@needs_pages
def test_pages_that_embed_the_round_are_purged_when_the_wall_changes(
    client, give_back_page, monkeypatch
):
    purged = []
    monkeypatch.setattr(
        "wagtail.contrib.frontend_cache.utils.PurgeBatch.add_pages",
        lambda batch, pages: purged.extend(page.pk for page in pages),
    )
    pledge = PledgeFactory(round=give_back_page.round, state="waiting")

    operations.publish(pledge)

    assert purged == [give_back_page.pk]
