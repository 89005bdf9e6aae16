"""What the filter remembers of a message, and how it learns from people's verdicts.

A verdict is first written beside the judgement, in the transaction of whoever decided. After
commit the site's layer takes in every verdict that it has not yet: whatever is missed then, by a
crash, say, is taken in with the next one or by the cron line.
"""

from __future__ import annotations

import datetime as dt
import secrets
from array import array
from collections.abc import Iterable

from django.db import OperationalError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from wagtail_mentoring.commits import after_commit
from wagtail_mentoring.spam import calibration, feedback
from wagtail_mentoring.spam.base import Message, Verdict
from wagtail_mentoring.spam.classifier import baseline
from wagtail_mentoring.spam.fingerprints import fingerprint, hosts_of
from wagtail_mentoring.spam.judging import counted
from wagtail_mentoring.spam.learnt import Learnt
from wagtail_mentoring.spam.models import Judgement, LearnedLayer

Human = Judgement.Human


class LayerChanged(Exception):
    """Another process taught the layer at the same moment: try again."""


AT_ONCE = 500
TRIES = 20


def remember(
    message: Message, verdict: Verdict, object_id: int, made_at: dt.datetime | None = None
) -> None:
    """Keep the first judgement of a message.

    ``object_id`` is the key of its row in its room; ``made_at`` is when it was sent, or now.
    """
    remember_all([(message, verdict, object_id, made_at or timezone.now())])


def remember_all(judged: Iterable[tuple[Message, Verdict, int, dt.datetime]]) -> None:
    """As :func:`remember`, of many messages at once."""
    judgements = []
    for message, verdict, object_id, made_at in judged:
        if message.site_id is not None:
            judgement = _judgement(message.site_id, message, verdict, object_id)
            judgement.made_at = made_at
            judgements.append(judgement)
    Judgement.objects.bulk_create(judgements, ignore_conflicts=True)


def _judgement(site_id: int, message: Message, verdict: Verdict, object_id: int) -> Judgement:
    return Judgement(
        site_id=site_id,
        kind=message.kind,
        object_id=object_id,
        outcome=verdict.outcome.value,
        score=verdict.score,
        text_score=_text_score(verdict),
        codes=[reason.code for reason in verdict.reasons if reason.points > 0 or reason.holds],
        fingerprint=fingerprint(message),
        sender=message.sender,
        hosts=hosts_of(message),
        features=array("I", sorted(counted(message))).tobytes(),
    )


def remember_again(message: Message, verdict: Verdict, object_id: int) -> None:
    """Its writer put other words in place: what a person said was said of the words before."""
    if message.site_id is not None:
        teach(message.kind, object_id, "")
        after_commit(_renew, _judgement(message.site_id, message, verdict, object_id))


def _renew(judgement: Judgement) -> None:
    """Once the layer holds nothing of the words before: else it could not forget them exactly."""
    row = Judgement.objects.filter(kind=judgement.kind, object_id=judgement.object_id, learnt="")
    fields = ("outcome", "score", "text_score", "codes", "fingerprint", "hosts", "features")
    row.update(**{field: getattr(judgement, field) for field in fields})


def _text_score(verdict: Verdict) -> float | None:
    for reason in verdict.reasons:
        if reason.code in ("text_spam", "text_doubt", "text_plain"):
            return float(reason.data["score"])
    return None


def teach(kind: str, object_id: int, human: str) -> None:
    """Note what a person says that a message is; "" takes back what was said."""
    row = Judgement.objects.filter(kind=kind, object_id=object_id).exclude(human=human)
    if row.update(human_before=F("human"), human=human, pending=True):
        _decided(kind, object_id)


def take_back(kind: str, object_id: int) -> None:
    """The last verdict is undone: what was said before it counts again."""
    row = Judgement.objects.filter(kind=kind, object_id=object_id)
    found = row.values_list("human", "human_before").first()
    if found is not None and found[0] != found[1]:
        row.update(human=found[1], human_before=found[0], pending=True)
        _decided(kind, object_id)


def _decided(kind: str, object_id: int) -> None:
    feedback.note(kind, object_id)
    site_id = Judgement.objects.values_list("site", flat=True).get(kind=kind, object_id=object_id)
    after_commit(learn, site_id)


def learn(site_id: int) -> int:
    """Take in every verdict of a site that the layer does not hold yet; returns how many."""
    _make_layer(site_id)
    total = tries = 0
    while tries < TRIES and (done := _try_to_learn(site_id)):
        total += max(0, done)
        tries += done < 0
    return total


def _try_to_learn(site_id: int) -> int:
    """As ``_learn_some``; a conflict that the database ended says that others were first, too."""
    try:
        return _learn_some(site_id)
    except OperationalError:
        if connection.in_atomic_block:
            raise
        return -1


@transaction.atomic
def _learn_some(site_id: int) -> int:
    """How many verdicts were taken in; -1 to try again, since another process was first, say.

    The layer is replaced only if nobody replaced it meanwhile, and in one transaction with the
    marks that say what it holds, so that no verdict counts twice.
    """
    layer = _layer(site_id)
    waiting = list(Judgement.objects.filter(site=site_id, pending=True).order_by("pk")[:AT_ONCE])
    if not waiting:
        return 0
    learnt = Learnt.loads(bytes(layer.blob))
    if learnt is None:
        _start_over(layer)
        return -1
    for judgement in waiting:
        _take_in(learnt, judgement)
    if not _replace(layer, learnt):
        return -1
    for human in Human.values:
        rows = Judgement.objects.filter(pk__in=[one.pk for one in waiting if one.human == human])
        rows.update(learnt=human)  # first, since it locks: whoever decides anew comes after us
        rows.filter(human=human).update(pending=False)
    return len(waiting)


def forget(judgements: QuerySet[Judgement]) -> None:
    """Erase where messages came from and linked to, out of what their sites have counted, too."""
    judgements.update(sender="")
    for site_id in set(judgements.order_by().values_list("site", flat=True)):
        any(_forget_hosts(site_id, judgements.filter(site=site_id)) for _ in range(TRIES))


@transaction.atomic
def _forget_hosts(site_id: int, judgements: QuerySet[Judgement]) -> bool:
    """False when another process was first, as in ``_learn_some``."""
    layer = LearnedLayer.objects.filter(site=site_id).first()
    learnt = Learnt.loads(bytes(layer.blob)) if layer else None
    if layer and learnt:
        for verdict, hosts in judgements.exclude(learnt="").values_list("learnt", "hosts"):
            learnt.count_hosts(hosts, is_spam=verdict == Human.SPAM, times=-1)
        if not _replace(layer, learnt):
            return False
    judgements.update(hosts=[])
    return True


def _make_layer(site_id: int) -> None:
    """Outside of a transaction, which might not see what another one has just made."""
    if not LearnedLayer.objects.filter(site=site_id).exists():
        LearnedLayer.objects.bulk_create([LearnedLayer(site_id=site_id)], ignore_conflicts=True)


def _start_over(layer: LearnedLayer) -> None:
    """Another version made the layer, or another kind of machine: count afresh what it held."""
    if _replace(layer, Learnt()):
        held = Judgement.objects.filter(site=layer.site_id).exclude(learnt="")
        held.update(learnt="", pending=True)


def _layer(site_id: int) -> LearnedLayer:
    return LearnedLayer.objects.get(site=site_id)


def _take_in(learnt: Learnt, judgement: Judgement) -> None:
    features = array("I", bytes(judgement.features))
    for verdict, times in ((judgement.learnt, -1), (judgement.human, 1)):
        if verdict:
            is_spam = verdict == Human.SPAM
            learnt.add(features, judgement.hosts, is_spam=is_spam, times=times)


def _replace(layer: LearnedLayer, learnt: Learnt) -> bool:
    learnt.hold_at = _own_threshold(layer.site_id) if learnt.ham else None
    row = LearnedLayer.objects.filter(pk=layer.pk, version=layer.version)
    return bool(row.update(version=secrets.randbits(62), blob=learnt.dumps()))


def _own_threshold(site_id: int) -> float:
    approved = Judgement.objects.filter(site=site_id, human=Human.HAM).order_by("-made_at")
    scores = approved.values_list("text_score", flat=True)[: calibration.LATEST]
    known = [score for score in scores if score is not None]
    return calibration.hold_at(baseline().header["hold_at"], known)


def retrain(site_id: int) -> int:
    """Count every verdict of a site afresh; returns how many there are.

    Raises :class:`LayerChanged` when another process taught the layer at the same moment.
    """
    with transaction.atomic():
        reset(site_id)
        Judgement.objects.filter(site=site_id).exclude(human="").update(pending=True)
    return learn(site_id)


def reset(site_id: int) -> None:
    """Forget what a site has taught. The verdicts stay; retraining brings them back.

    Raises :class:`LayerChanged` as ``retrain`` does.
    """
    _make_layer(site_id)
    with transaction.atomic():
        if not _replace(_layer(site_id), Learnt()):
            raise LayerChanged
        Judgement.objects.filter(site=site_id).update(learnt="", pending=False)


def learn_job(now: dt.datetime) -> dict[str, int]:
    """For the cron line: take in what a crash kept from being learnt."""
    waiting = Judgement.objects.filter(pending=True).order_by().values_list("site", flat=True)
    return {"learnt": sum(learn(site_id) for site_id in set(waiting))}
