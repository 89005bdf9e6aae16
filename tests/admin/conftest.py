import html
import re

import pytest
from django.utils import timezone

from tests.conftest import user_with
from tests.factories import (
    DiscussionFactory,
    PledgeFactory,
    ReaderCommentFactory,
    StoryFactory,
    as_base_page,
)
from wagtail_mentoring.comments.admin.queue import comment_queue
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.comments.paths import path_below
from wagtail_mentoring.pledges.admin.queue import pledge_queue, story_queue
from wagtail_mentoring.pledges.models import Pledge


@pytest.fixture
def discussion(article):
    return DiscussionFactory(page=as_base_page(article), page_title="Giving back", page_url="/x/")


@pytest.fixture
def make_comment(discussion):
    """Makes comments with paths, as they are when posted."""

    def make(**values) -> ReaderComment:
        comment = ReaderCommentFactory(**{"discussion": discussion, **values})
        comment.path = path_below("", comment.pk)
        comment.save(update_fields=["path"])
        return comment

    return make


@pytest.fixture
def finished_pledge(db):
    """A finished pledge whose owner agreed to have it shown, with a story; both wait."""
    now = timezone.now()
    pledge = PledgeFactory(
        name="Ada Quill",
        progress=Pledge.Progress.FINISHED,
        outcome=Pledge.Outcome.DONE,
        confirmed_at=now,
        finished_at=now,
        wall_consent_at=now,
    )
    StoryFactory(pledge=pledge, name="Ada Quill", email="")
    return pledge


@pytest.fixture
def colleague(db):
    """A second moderator."""
    user = user_with(
        *("moderate_readercomment", "remove_readercomment"),
        *("moderate_pledge", "remove_pledge"),
        username="colleague",
    )
    user.first_name = "Grace"
    user.save()
    return user


@pytest.fixture
def viewer(db):
    """Somebody who may read the lists, but neither decide nor see personal data."""
    return user_with("view_readercomment", "view_pledge", username="viewer")


QUEUES = {"comments": comment_queue, "pledges": pledge_queue, "stories": story_queue}


def as_shown(url: str, states: str) -> str:
    """What a form holds that showed the thing at this address in these states."""
    *_above, kind, pk, _end = url.split("/")
    queue = QUEUES[kind]
    _states, _dot, words = queue.seen(queue.queryset().get(pk=pk)).partition(".")
    return f"{states}.{words}"


@pytest.fixture
def decide(client):
    """Presses one of the buttons in a row that showed these states."""

    def press(url: str, decision: str, states: str, **data):
        data |= {"decision": decision, "seen": as_shown(url, states)}
        return client.post(f"{url}decide/", data, follow=True)

    return press


def owner_of(page: str, decision: str) -> str | None:
    """The id of the form that the first such button names, if it stands outside its form."""
    button = re.search(rf'<button[^>]*name="decision" value="{decision}"', page)
    found = re.search(r'form="([^"]*)"', button.group(0)) if button else None
    return found.group(1) if found else None


@pytest.fixture
def press_button():
    """Sends the form that a button belongs to just as a browser does, with CSRF checks on."""

    def press(client, address: str, decision: str | None = None):
        page = client.get(address).content.decode()
        main = page.partition("<main")[2]
        forms = [form.partition("</form>")[0] for form in main.split("<form")[1:]]
        if decision and (owner := owner_of(main, decision)):
            form = next(form for form in forms if f'id="{owner}"' in form)
        else:
            wanted = f'name="decision" value="{decision}"' if decision else 'method="post"'
            form = next(form for form in forms if wanted in form)
        data = {
            name: html.unescape(value)
            for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
        }
        if decision:
            data["decision"] = decision
        action = html.unescape(re.search(r'action="([^"]*)"', form).group(1))
        return client.post(action, data, follow=True)

    return press
