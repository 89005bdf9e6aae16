"""Every address of ours in the Wagtail admin against six roles, found by walking all of them.

A view that is not in the table fails the first test, so that no new one can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLResolver, get_resolver, reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import ModelLogEntry

from tests.security.conftest import changed_tables, whole_database
from wagtail_mentoring.comments.admin.queue import comment_queue
from wagtail_mentoring.pledges.admin.notes import note_queue
from wagtail_mentoring.pledges.admin.queue import pledge_queue, story_queue

ROLES = ("anonymous", "editor", "viewer", "elsewhere", "moderator", "superuser")
READERS = {"viewer", "moderator", "superuser"}
"""May look at what is of the default site."""
LISTERS = READERS | {"elsewhere"}
"""May open the list; what of it they see is another matter."""
DECIDERS = {"moderator", "superuser"}
LIST_DECIDERS = DECIDERS | {"elsewhere"}
ALONE = {"superuser"}
EVERYBODY = set(ROLES) - {"anonymous"}
DECIDED_IN = {
    "readercomment": comment_queue,
    "pledge": pledge_queue,
    "story": story_queue,
    "mentornote": note_queue,
}

# The name of an address (":*": all of a namespace), whom it lets in, and the thing it is about
QUEUES = {
    f"{space}:{view}": (who, about)
    for space, about in (
        ("mentoring_comments", "readercomment"),
        ("mentoring_pledges", "pledge"),
        ("mentoring_notes", "mentornote"),
    )
    for view, who in (
        *(("index", LISTERS), ("index_results", LISTERS), ("keys", LISTERS)),
        *(("inspect", READERS), ("decide", DECIDERS), ("edit", DECIDERS)),
    )
}
SNIPPETS = {
    space: (ALONE, about)
    for space, about in (
        ("wagtailsnippets_wagtail_mentoring_pledgeround", "pledgeround"),
        ("wagtailsnippets_wagtail_mentoring_author", "author"),
        ("wagtailsnippets_wagtail_mentoring_category", "category"),
        ("wagtailsnippets_wagtail_mentoring_spamrule", "spamrule"),
        ("mentoring_mentors", "mentor"),
        ("mentoring_wording", "mailwording"),
    )
}
ADDRESSES = {
    **QUEUES,
    "mentoring_comments:reply": (DECIDERS, "readercomment"),
    "mentoring_pledges:decide_story": (DECIDERS, "story"),
    "mentoring_pledges:edit_story": (DECIDERS, "story"),
    **{f"{space}:*": entry for space, entry in SNIPPETS.items()},
    "mentoring_mail:*": (ALONE, "outgoingmail"),
    "mentoring_pledge_report": (LISTERS, ""),
    "mentoring_pledge_report_results": (LISTERS, ""),
    "mentoring_comment_activity": (LISTERS, ""),
    "mentoring_comment_activity_results": (LISTERS, ""),
    "mentoring_paper_pledge": (DECIDERS, ""),
    "mentoring_record_outcome": (DECIDERS, "open pledge"),
    "mentoring_spam_filter": (ALONE, ""),
    "mentoring_spam_retrain": (ALONE, ""),
    "mentoring_spam_reset": (ALONE, ""),
    "mentoring_create_moderators": (ALONE, ""),
    "mentoring_detached": (LISTERS, ""),
    "mentoring_detached_results": (LISTERS, ""),
    "mentoring_discussion": (DECIDERS, "article"),
    "mentoring_attach": (DECIDERS, "discussion"),
    "mentoring_person": (ALONE, ""),
}
CHOOSERS = "wagtailsnippetchoosers_wagtail_mentoring_"
"""What editors choose in their pages is named to all of them; making a new one is a right."""

LEADS_ON = (":decide", ":decide_story")
"""A GET of these leads to the thing itself, whoever asks."""


def named_addresses(resolver: Any, namespace: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (namespace, pattern.namespace) if part)
            yield from named_addresses(pattern, inner)
        else:
            name = str(pattern.name)
            yield f"{namespace}:{name}" if namespace else name, pattern


def is_ours(name: str, pattern: Any) -> bool:
    """Whether the view, or the model it is about, belongs to this package."""
    view = getattr(pattern.callback, "view_class", pattern.callback)
    model = getattr(pattern.callback, "view_initkwargs", {}).get("model")
    app = getattr(getattr(model, "_meta", None), "app_label", "")
    return view.__module__.startswith("wagtail_mentoring") or app.startswith("wagtail_mentoring")


def ours() -> list[tuple[str, Any]]:
    admin = next(
        each
        for each in get_resolver().url_patterns
        if isinstance(each, URLResolver) and str(each.pattern) == "admin/"
    )
    return [(name, each) for name, each in named_addresses(admin) if is_ours(name, each)]


def entry_of(name: str) -> tuple[set[str], str] | None:
    return ADDRESSES.get(name) or ADDRESSES.get(f"{name.partition(':')[0]}:*")


def address_of(name: str, pattern: Any, things: dict[str, Any]) -> str:
    """The address about the thing that the table names."""
    entry = entry_of(name)
    about = name.removeprefix(CHOOSERS).partition(":")[0] if entry is None else entry[1]
    arguments = pattern.pattern.regex.groups
    return reverse(name, args=[things[about].pk] if arguments else [])


def is_refused(response: Any) -> bool:
    """Wagtail leads whoever lacks a right to its home page, and strangers to the login page."""
    home = reverse("wagtailadmin_home")
    if response.status_code == 302:
        return response.url == home or response.url.startswith(f"{home}login/")
    return response.status_code in (400, 403, 404)


def is_a_list(name: str) -> bool:
    """Whether the address may be asked for a spreadsheet."""
    return name.endswith((":index", ":list", "_report", "_activity", "_detached"))


def seen(about: str, things: dict[str, Any]) -> str:
    """What the forms hold in which somebody decides about this kind of thing."""
    queue = DECIDED_IN.get(about)
    return queue.seen(things[about]) if queue else ""


def posted(name: str, things: dict[str, Any]) -> dict[str, Any]:
    """What would make most views act."""
    about = (entry_of(name) or ("", ""))[1]
    return {
        **{"decision": "remove", "seen": seen(about, things), "act": "erase"},
        **{"text": "forget", "body": "New"},
        **{"policy": "closed", "moderation": "", "page": things["article"].pk, "name": "New name"},
        **{"email": things["pledge"].email, "outcome": "done", "kind": "gratitude", "slug": "new"},
        **{"pattern": "new words", "action": "hold", "keyboard": "", "title": "New"},
        **{"round": things["pledgeround"].pk, "made_on": "2026-01-02", "shown_as": "someone"},
    }


@pytest.fixture
def sign_in(client, roles):
    def sign_in_as(role: str) -> None:
        client.logout()
        if roles[role] is not None:
            client.force_login(roles[role])

    return sign_in_as


def test_no_address_is_missing_from_the_table():
    names = [name for name, _pattern in ours()]
    assert len(names) > 80
    assert [name for name in names if not entry_of(name) and not name.startswith(CHOOSERS)] == []


@pytest.mark.parametrize("role", ROLES)
def test_each_address_lets_in_whom_it_should_and_looking_changes_nothing(
    client, sign_in, things, role
):
    sign_in(role)
    wrong = []
    before = whole_database()
    for name, pattern in ours():
        if name.startswith(CHOOSERS) or name.endswith(LEADS_ON):
            continue
        allowed, _about = entry_of(name)  # type: ignore[misc]
        address = address_of(name, pattern, things)
        exports = ({"export": "csv"}, {"export": "xlsx"}) if is_a_list(name) else ()
        for query in ({}, *exports):
            response = client.get(address, query)
            if is_refused(response) == (role in allowed) or response.status_code >= 500:
                wrong.append((name, query, response.status_code))
    assert (wrong, changed_tables(before)) == ([], [])


@pytest.mark.parametrize("role", ROLES[:-1])
def test_whoever_may_not_act_changes_nothing_by_a_post(client, sign_in, things, role):
    """A viewer, and a moderator of another site, not even where they may open the page."""
    sign_in(role)
    before = whole_database()
    wrong = []
    for name, pattern in ours():
        allowed, _about = entry_of(name) or (set(), "")
        is_own_wish = name.endswith(":keys")
        if role in allowed and (role not in ("viewer", "elsewhere") or is_own_wish):
            continue
        response = client.post(address_of(name, pattern, things), posted(name, things))
        if role not in allowed and not is_refused(response) and response.status_code != 405:
            wrong.append((name, response.status_code))
    assert (wrong, changed_tables(before)) == ([], [])


def test_no_page_of_an_administrator_breaks_on_a_post(client, sign_in, things):
    sign_in("superuser")
    client.raise_request_exception = False
    wrong = []
    for name, pattern in ours():
        if name.endswith(":delete") or name == "mentoring_person" or name.startswith(CHOOSERS):
            continue  # or there would be nothing left to try the rest on; choosers are Wagtail's
        response = client.post(address_of(name, pattern, things), posted(name, things))
        if response.status_code >= 500:
            wrong.append((name, response.status_code))
    assert wrong == []


def bulk_addresses() -> list[tuple[str, str]]:
    """Address and model of every bulk action about something of ours."""
    bulk_action_registry._scan_for_bulk_actions()
    found = []
    for app, models in bulk_action_registry.actions.items():
        for model, actions in models.items():
            if app.startswith("wagtail_mentoring"):
                found += [
                    (reverse("wagtail_bulk_action", args=[app, model, action]), model)
                    for action in actions
                ]
    return found


@pytest.mark.parametrize("role", ROLES)
def test_bulk_actions_obey_only_those_who_may(client, sign_in, things, role):
    sign_in(role)
    before = whole_database()
    addresses = bulk_addresses()
    assert len(addresses) > 15
    wrong = []
    for address, model in addresses:
        thing = things[model]
        asked = client.get(f"{address}?id={thing.pk}")
        if asked.status_code >= 500:
            wrong.append((address, asked.status_code))
        if role in DECIDERS:
            continue
        data = {"seen": f"{thing.pk}:{seen(model, things)}"}
        client.post(f"{address}?id={thing.pk}", data)
        client.post(f"{address}?id=all", data)
        if changed := changed_tables(before):
            wrong.append((address, changed))
    assert wrong == []


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_list_of_what_may_be_chosen_tells_no_more_than_names(client, sign_in, things, role):
    sign_in(role)
    addresses = [things["mentor"].email, things["spamrule"].pattern]
    for name, pattern in ours():
        if name.startswith(CHOOSERS):
            answer = client.get(address_of(name, pattern, things)).content.decode()
            assert not [each for each in addresses if each in answer], name


@pytest.mark.parametrize("role", ROLES)
def test_the_settings_of_a_site_are_for_those_who_may_change_them(client, sign_in, site, role):
    sign_in(role)
    address = reverse(
        "wagtailsettings:edit", args=["wagtail_mentoring", "mentoringsettings", site.pk]
    )
    assert is_refused(client.get(address)) == (role != "superuser")
    assert is_refused(client.post(address, {})) == (role != "superuser")


def test_what_is_of_another_site_stands_in_no_list_and_no_export(client, sign_in, things):
    sign_in("elsewhere")
    secrets = [things[kind].text for kind in ("readercomment", "pledge", "story", "mentornote")]
    secrets += [things["readercomment"].name, things["readercomment"].email, "Giving back"]
    for name, pattern in ours():
        allowed, _about = entry_of(name) or (set(), "")
        if "elsewhere" not in allowed:
            continue
        for query in ({"state": "all"}, {"state": "all", "export": "csv"}):
            response = client.get(address_of(name, pattern, things), query)
            told = b"".join(response) if response.streaming else response.content
            assert not [each for each in secrets if each in told.decode()], (name, query)
    assert not ModelLogEntry.objects.filter(user__username="elsewhere").exists()
