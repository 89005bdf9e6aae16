"""Bots that do more than send a form: each finds a way round one of the layers."""

import re

from django.core import mail, signing
from django.utils import timezone

from tests.spam.bench.running import TICKET
from tests.spam.bench.senders import CATALOGUE, FLATTERY, form
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.submissions import readers
from wagtail_mentoring.submissions.identity import email_key
from wagtail_mentoring.submissions.models import Reader

HARMLESS = [
    "The part about asking twice was new to me, and I will try it with my group on Friday.",
    "Does this work for people who meet only once a term? Ours is a small department.",
    "My first supervisor kept a list of questions like yours on the wall of the kitchen.",
]
ADVERTS = [
    *CATALOGUE,
    f"{FLATTERY[0]} https://gutters-and-roofs.example/",
    f"{FLATTERY[2]} My page: www.gutters-and-roofs.example",
]


def edits_what_was_published(site):
    """Gets something harmless published, and then puts an advertisement in its place."""
    for number, advert in enumerate(ADVERTS):
        visitor = site.visitor()
        words = f"{HARMLESS[number % 3]} {'And again. ' * number}"
        visitor.post(site.post_url, {**form("Tom Hale", words), "ticket": site.ticket()})
        change = f"/mentoring/comment/{ReaderComment.objects.latest('pk').pk}/change/"
        ticket = TICKET.search(visitor.get(change)[1]).group(1)
        visitor.post(change, {"body": advert, "ticket": ticket})
    return len(ADVERTS)


def uses_the_cookie_of_a_reader(site):
    """Somebody's confirmed address, and one comment of theirs that stands."""
    address = "reader@mail.example"
    reader = Reader.objects.create(
        email_key=email_key(address), name="Mara", email=address, confirmed_at=timezone.now()
    )
    ReaderComment.objects.published().update(email=address, email_key=reader.email_key)
    visitor = site.visitor()
    salt = f"wagtail_mentoring.cookie.{readers.COOKIE}"
    visitor.cookies[readers.COOKIE] = signing.dumps([reader.pk, reader.version], salt=salt)
    for advert in ADVERTS:
        data = {"body": advert, "name": "Mara", "email": address, "ticket": site.ticket()}
        visitor.post(site.post_url, data)
    return len(ADVERTS)


def confirms_its_address_first(site):
    """Something harmless, then its own address confirmed, which the filter alone let through."""
    visitor, words = site.visitor(), f"{HARMLESS[0]} Thank you."
    data = form("Mara Lund", words, subscribe="on")
    visitor.post(site.post_url, {**data, "ticket": site.ticket()})
    for message in [one for one in mail.outbox if one.to == [data["email"]]]:
        link = re.search(r"https?://[^/\s]+(/\S*/readers/confirm/\S+)", message.body).group(1)
        visitor.post(link, {"replies": "on"})
    ReaderComment.objects.filter(text=words).delete()  # it did no harm
    for advert in ADVERTS:
        visitor.post(site.post_url, {**data, "body": advert, "ticket": site.ticket()})
    return len(ADVERTS)


def answers_well_read_comments(site):
    """Praise below what many read, with a website beside an ordinary name."""
    parents = list(ReaderComment.objects.published().filter(parent=None)[:3])
    visitor = site.visitor()
    for parent, words in zip(parents, FLATTERY, strict=False):
        data = form("Daniel Price", words, website="https://gutters-and-roofs.example/")
        visitor.post(site.post_url, {**data, "parent": parent.pk, "ticket": site.ticket()})
    return len(parents)


def uses_the_page_without_scripts(site):
    """Opens the reply page, sends without a ticket, and presses the one button."""
    parent = ReaderComment.objects.published().filter(parent=None).first()
    visitor = site.visitor()
    visitor.get(f"{site.post_url}reply/{parent.pk}/")
    for advert in ADVERTS:
        data = {**form("Tom Hale", advert), "parent": parent.pk}
        fresh = TICKET.search(visitor.post(site.post_url, data)[1]).group(1)
        visitor.post(site.post_url, {**data, "ticket": fresh})
    return len(ADVERTS)


def goes_through_the_preview(site):
    """The ticket of a preview tells no age."""
    visitor = site.visitor()
    for advert in ADVERTS:
        data = form("Tom Hale", advert)
        shown = visitor.post(site.post_url, {**data, "preview": "1", "ticket": site.ticket(0)})[1]
        visitor.post(site.post_url, {**data, "ticket": TICKET.search(shown).group(1)})
    return len(ADVERTS)


def splits_the_address_over_two_posts(site):
    """Of no use unless both halves stand."""
    pairs = [
        ("The best essays I ever got came from the people at best-essay", "It is dot example!"),
        ("Cheap pills without prescription? Search for them at www dot pills", "dot example"),
        ("Write to my agent about a personal loan: WhatsApp +1 555 0142", "7788, any hour"),
    ]
    for halves in pairs:
        visitor = site.visitor()
        for words in halves:
            data = {**form("Tom Hale", words), "ticket": site.ticket()}
            visitor.post(site.post_url, data)
        standing = ReaderComment.objects.published().filter(text__in=halves)
        if standing.count() < len(halves):
            standing.delete()
    return len(pairs)


def disguises_the_host(site):
    """Cyrillic letters, wide ones, another full stop, Punycode, a host within a host."""
    hosts = [
        "https://b\u0435st-\u0435ss\u0430y.example/",
        "\uff48\uff54\uff54\uff50\uff53://best-essay.example/",
        "https://best-essay\u3002example/",
        "https://xn--bst-essy-4ya3h.example/",
        "https://college.example.best-essay.example/order",
        "hxxps://best-essay[.]example/order",
    ]
    visitor = site.visitor()
    for number, host in enumerate(hosts):
        words = f"{FLATTERY[number % 3]} Order your paper here: {host}"
        visitor.post(site.post_url, {**form("Tom Hale", words), "ticket": site.ticket()})
    return len(hosts)


def puts_the_address_into_the_name(site):
    names = [
        "best-essay.example",
        "Ada https://best-essay.example/",
        "www.best-essay.example",
        "\uff42\uff45\uff53\uff54-essay\uff0eexample",
        "best-essay (dot) example",
        "best-essay . example",
        "b e s t e s s a y . example",
        "Best Essay Writers",
        "best-essay.agency",
    ]
    visitor = site.visitor()
    for number, name in enumerate(names):
        words = f"{FLATTERY[number % 3]} {'Really! ' * number}"
        data = form(name, words, email="tom@mail.example")
        visitor.post(site.post_url, {**data, "ticket": site.ticket()})
    return len(names)


def pledges_in_the_name_of_a_mentor(site):
    """Reads its own mail, confirms, tells a story and wants to stand on the wall."""
    adverts = [
        {"mentor_name": "www.best-essay.example", "text": "Write her a letter of thanks."},
        {"mentor_name": "Ada Example", "text": CATALOGUE[0]},
        {"mentor_name": "Ada Example", "text": "Write to her.", "plan": CATALOGUE[1]},
        {"mentor_name": "Ada Example", "text": "Write her a note.", "story": CATALOGUE[2]},
        {"mentor_name": "Ada Example", "text": "Thank her.", "story": ADVERTS[-1]},
    ]
    address = f"/mentoring/pledges/{site.round.slug}/"
    for number, advert in enumerate(adverts):
        visitor, to = site.visitor(), f"bot{number}@mail.example"
        story = {"story": advert.pop("story", "It went well.")}
        data = {"kind": "gratitude", "when": "week", "name": "Tom Hale", "shown_as": "full"}
        ticket = site.ticket(purpose=f"pledge:{site.round.pk}")
        visitor.post(address, {**data, **advert, "email": to, "ticket": ticket})
        for message in [one for one in mail.outbox if one.to == [to]]:
            confirm = re.search(r"https?://[^/\s]+(/\S*/confirm/\S+)", message.body).group(1)
            manage = visitor.post(confirm, {"go": "1"})[2].partition("?")[0]
            visitor.post(manage, {"action": "done", "wall_consent": "on", **story})
    return len(adverts)


CRAFTY = {
    "edits what was published": edits_what_was_published,
    "reader's cookie": uses_the_cookie_of_a_reader,
    "confirms its address first": confirms_its_address_first,
    "answers well-read comments": answers_well_read_comments,
    "no-JavaScript reply page": uses_the_page_without_scripts,
    "through the preview": goes_through_the_preview,
    "address in two posts": splits_the_address_over_two_posts,
    "disguised hosts": disguises_the_host,
    "address in the name": puts_the_address_into_the_name,
    "pledges with a mentor's name": pledges_in_the_name_of_a_mentor,
}
