"""Bots that no filter likes, and people it must not hurt; each sends forms and says how many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

Form = dict[str, str]
CATALOGUE = [
    "Buy cheap essays online, best writing service, 100% original, order now at best-essay.example",
    "Online casino bonus without deposit, play slots and win real money tonight, free spins here",
    "Get a personal loan in 24 hours, bad credit no problem, WhatsApp us on +1 555 0142 7788",
    "Recover your stolen bitcoin, contact the certified agent on telegram, guaranteed profit",
    "Cheap viagra and cialis pills, no prescription, discreet shipping, order today",
]
FLATTERY = [
    "Very nice post. I just stumbled upon your blog and wanted to say that I have really enjoyed"
    " browsing your blog posts. I will be subscribing to your feed and hope you write again soon!",
    "Great article, thanks for sharing such valuable information. Keep up the good work admin.",
    "I am impressed by the quality of information on this website. There are a lot of good"
    " resources here. I am sure I will visit this place again soon.",
]
ABROAD = [
    "Wer keine Zeit für die Hausarbeit hat, dem hilft ein Ghostwriter, diskret und ohne Plagiat.",
    "Bonjour, je prête de 3000 à 500000 euros à toute personne honnête: jean.pret@mail.example",
    "Réplicas de relojes de lujo al mejor precio, envío a toda España, garantía de un año.",
    "Casino online nuevo, bono de bienvenida y giros gratis, búscalo como Rey del Giro.",
    "Лучшее онлайн казино с быстрыми выплатами, рабочее зеркало ищите по запросу вулкан удача.",
    "Займ на карту без отказа и проверок за 5 минут, оформить на сайте dengi-srazu.ru",
    "代写论文，留学生必备，质量保证，加微信 essay8888 咨询",
    "最好的线上娱乐城，百家乐，老虎机，注册送888，提款秒到账",
    "Zayıflama hapı orijinal, kapıda ödeme, bir ayda 12 kilo, sipariş için mesaj atın.",
    "Precisa de ajuda com o TCC? Fazemos sem plágio. Chame no WhatsApp 11 91234-5678.",
    "Situs slot gacor hari ini maxwin terpercaya, deposit pulsa tanpa potongan, daftar sekarang.",
    "Recuperé mi dinero gracias a un experto, escríbanle por Telegram: recupero_facil",
]
PRAISE = [
    "A good read from start to finish, my colleagues and I talked about it over lunch.",
    "I like how calmly you tell this. It made me see my own tutors in a new light.",
]
WAYS = [
    *("https://smile-dental.example/", "smile-dental.shop", "улыбка-онлайн.рф", "bit.ly/3xYz12"),
    *("smile-dental . com", "SMILE•COM", "info@smile-dental.example", "+1–555–0147–889"),
    *("Telegram: smiledental", "[here](https://smile-dental.example)", "smile-dental&#46;com"),
]
SHOPS = [
    *("smile-dental-clinic", "kitchen-cabinets", "solar-panel-sale", "law-firm-injury"),
    *("wedding-photos", "hvac-experts", "klein-und-sohn", "quiet-nights"),
]
KEYWORD_NAMES = ["best seo agency", "cheap essay writing service", "online casino bonus"]


@dataclass(frozen=True)
class Sender:
    """Who sends, what (forms without a ticket), and how: ``seconds`` the form was open, the
    ``networks`` it comes from (one of its own by default), or no ``ticket`` at all."""

    who: str
    forms: list[Form]
    seconds: int = 45
    networks: tuple[str, ...] = ()
    ticket: bool = True
    same_ticket: bool = False
    presses_the_button: bool = False


def form(name: str, body: str, **more: str) -> Form:
    mail = re.sub("[^a-z0-9]", "", name.lower()) or "x"
    return {"name": name, "email": f"{mail}@mail.example", "body": body, **more}


def spam(count: int, **more: str) -> list[Form]:
    return [form(KEYWORD_NAMES[n % 3], f"{CATALOGUE[n % 5]} {n}", **more) for n in range(count)]


def bots(earlier: list[str]) -> Iterator[Sender]:
    """``earlier``: comments that stand on the page already."""
    yield Sender("blind POST", spam(20), ticket=False)
    yield Sender("fills in every field", spam(10, contact_time="10 am"), seconds=1)
    yield Sender("patient", spam(10), seconds=600)
    yield Sender(
        "flattery with a keyword name",
        [
            form(name, text, website=f"https://{name.replace(' ', '-')}.example/")
            for name, text in zip(KEYWORD_NAMES, FLATTERY, strict=True)
        ],
    )
    yield Sender(
        "a person's name, a shop's website",
        [
            form(f"Daniel {shop[:4].title()}", PRAISE[n % 2], website=f"https://{shop}.example/")
            for n, shop in enumerate(SHOPS)
        ],
    )
    yield Sender(
        "flattery with a trade for a name",
        [form(name, PRAISE[0]) for name in ("Airport Taxi", "Casino Bonus", "escort istanbul")],
    )
    yield Sender("praise, and where to go", [form("Emil", f"{PRAISE[1]} {to}") for to in WAYS])
    yield Sender("catalogue in eight languages", [form("Toni", text) for text in ABROAD])
    yield Sender(
        "rotating addresses", spam(10), networks=tuple(f"127.0.1.{n}" for n in range(1, 11))
    )
    yield Sender(
        "copies with a link",
        [form("Tom", text, website="https://gutters-and-roofs.example/") for text in earlier]
        + [form("Tim", f"{text} https://gutters-and-roofs.example/") for text in earlier],
    )


LONG = (
    "I mentored for eleven years at a college without a budget, and I disagree with one thing."
    " Not every pair needs goals. Two of my best mentees never set any: we walked around the pond"
    " and talked about what they had read. What we did need was a fixed hour, because without it"
    " the busier of us, always me, would let it slide. The study https://journal.example/pairs/4"
    " found the same with nurses, https://college.example/reports/2019.pdf found the opposite, and"
    " our own notes are at https://pond-walks.example/notes if anybody wants them."
)
NAMES = (
    "Mr Bola Judi",
    "Best",
    "Loan Nguyen",
    "Seo Yeon",
    "Price",
    "Visa Virtanen",
    "Dick Sellers",
)
WORDS = ("list", "letter", "walk", "question", "habit", "office", "silence", "answer", "laugh")


def people() -> Iterator[Sender]:
    yield Sender(
        "password manager fills hidden fields",
        [
            form(
                "Ines",
                "Thank you, I sent the letter on Monday and she called me.",
                contact_time="Ines",
            )
        ],
    )
    yield Sender("screen reader", [form("Omar", "How long did you wait before you asked?")], 400)
    yield Sender(
        "no JavaScript",
        [form("Wanda", "My supervisor printed this and pinned it to the lab door.")],
        ticket=False,
        presses_the_button=True,
    )
    yield Sender(
        "tab open for two days",
        [form("Piet", "I kept this open all weekend, and now I have written to him.")],
        seconds=2 * 86_400,
        presses_the_button=True,
    )
    yield Sender(
        "cached page",
        [form("Rosa", "Is the worksheet in the second part free to use in class?")],
        ticket=False,
        presses_the_button=True,
    )
    yield Sender(
        "campus behind one address",
        [
            form(
                f"Student {word}",
                f"In our seminar we talked about the {word}, and mine is still"
                f" the one thing I remember from that {word} in spring.",
            )
            for word in WORDS
        ],
    )
    yield Sender(
        "slow typist", [form("Greta", "It took me an hour to write this. Thank you.")], 3600
    )
    yield Sender("long comment with three links", [form("Halvard", LONG)], 1500)
    arabic = "شكرا على المقال، ذكرني بأستاذتي في السنة الأولى التي كانت تسألني كل أسبوع عن أهلي."
    yield Sender("Arabic", [form("سلمى", arabic)])
    yield Sender(
        "gives an address",
        [
            form("Ngozi", "I mentor chemists who move abroad: linkedin.com/in/ngozi-eze."),
            form("Ursula", "Whoever wants to talk in Graz may ring the office, 0316 555 0144."),
            form(
                "Sunniva",
                "The same in nurses: https://doi.org/10.1016/j.jvb.2007.04.005",
            ),
            form(
                "Marta Klein",
                "My two apprentices say it on Wednesdays.",
                website="klein-wood.example",
            ),
        ],
    )
    yield Sender(
        "talks about spam",
        [
            form(
                "Tessa",
                'I got "Buy cheap essays online, order now" on my blog. How do you explain?',
            ),
            form("Dolores", "My mentee dealt cards in a casino at night to pay for her degree."),
            form("Liam", "Could somebody read my essay about mentoring? It is due on Friday."),
        ],
    )
    yield Sender(
        "names that sell elsewhere",
        [
            form(name, f"My first mentee is my boss now, and {word} still comes up.")
            for name, word in zip(NAMES, WORDS, strict=False)
        ],
        networks=tuple(f"127.0.7.{n}" for n in range(1, 9)),
    )
    yield Sender("one word", [form("Kofi", "Thanks!"), form("Ama", "Thanks!")])
