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
    yield Sender("one word", [form("Kofi", "Thanks!"), form("Ama", "Thanks!")])
