"""Floors under the shipped model: texts that are in no corpus, so it cannot know them by heart."""

import pytest

from wagtail_mentoring.spam.base import Message
from wagtail_mentoring.spam.classifier import baseline
from wagtail_mentoring.spam.corpus import Row
from wagtail_mentoring.spam.evaluation import evaluate

SPAM = """
Wonderful article, helpful for freshers. Join our Python course in Jaipur, placement guaranteed.
We give business loans from 5,000 to 900,000 euros at 2 percent, write to us today.
I lost all my savings to a fake broker, but a recovery expert got my bitcoin back. Contact him.
Cheap replica watches, free worldwide shipping, pay with any card. replica-hour.example
Thank you for this valuable content, I have bookmarked your blog. Keep posting such quality posts!
Your website is not on page one of Google. Our SEO team will fix it, ask for a free audit.
Need help with your dissertation? Our PhD writers deliver plagiarism free papers in 24 hours.
Play slots now and receive 200 free spins and a welcome bonus without deposit.
Subscribe to my channel, I do giveaways every week, and I will subscribe back!!
Real escorts in your city tonight, call or whatsapp 555 0147 for rates.
Dr Obi cured my herpes with herbal medicine in two weeks, contact him on whatsapp.
Buy Instagram followers and likes, instant delivery, best price guaranteed.
Nice blog, thanks for sharing this informative post. Visit us for packers and movers in Nagpur.
Achetez vos médicaments en ligne sans ordonnance, livraison rapide et discrète.
Kredit ohne Schufa, sofort online beantragen, Auszahlung noch heute.
Gane dinero desde casa, 300 dólares al día, sin experiencia. Escríbanos por whatsapp.
"""
HAM = """
My supervisor read the first chapter on the tram and missed her stop, which I took as praise.
Shouldn't the index start at zero in the second loop? As it stands the last row is never read.
I disagree with Petra: the hour with my mentor was never about my career, it was about my nerve.
We tried this in our department, and after two months nobody came to the meetings any more.
Thanks, Jonas. The part about asking for a lower teaching load made me write to my dean.
The link to the form gives me an error, could somebody have a look at it?
I promised to read drafts of two first-year students, and I have just sent back the first one.
In Finland it is the other way round, the students choose whom they work with.
There is a typo in the third paragraph, it should say "principal", not "principle".
It took me years to see that he had been protecting us from the committee all along.
For everybody who asked, the recording is at https://media.campus.example/talks/14 now.
I get a segmentation fault as soon as the array has more than 2,000 elements. Any idea why?
Merci pour ce texte, il m'a rappelé mes premières semaines au laboratoire.
Danke, genau so ging es mir in meinem ersten Semester in Graz, nur ohne die Kekse.
Mi tutora me dijo lo mismo hace años y entonces no la entendí.
Is the workshop on the 9th in the old building or in the new one?
"""


def rows(texts: str, *, is_spam: bool) -> list[Row]:
    lines = texts.strip().splitlines()
    return [Row(Message("comment", line), is_spam, "floor", "floor") for line in lines]


@pytest.fixture(scope="module")
def report() -> dict:
    return evaluate(baseline(), rows(SPAM, is_spam=True) + rows(HAM, is_spam=False))


def test_spam_ranks_above_genuine_messages(report):
    assert report["auc"] >= 0.98


def test_most_spam_waits_or_is_filed(report):
    assert report["at_threshold"]["recall"] >= 0.7


def test_no_genuine_message_waits(report):
    assert report["at_threshold"]["fpr"] == 0


@pytest.mark.parametrize(
    "disguise",
    [
        lambda text: text.translate(str.maketrans("aceopxyi", "асеорхуі")),
        lambda text: "\u200b".join(text),
        lambda text: " ".join(text),
    ],
    ids=["look-alikes", "zero-width", "spaced"],
)
def test_disguised_spam_scores_like_plain_spam(disguise):
    def score(text):
        return baseline().score(Message("comment", text))

    lost = [score(line) - score(disguise(line)) for line in SPAM.strip().splitlines()]
    assert sum(lost) / len(lost) < 0.5
