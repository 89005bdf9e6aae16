"""Words that hurt: with one of them in it, nothing goes to a mentor by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wagtail_mentoring.spam.base import Message, Policy, Reason, SpamFilter
from wagtail_mentoring.spam.folding import fold, plain_letters

FOR_ONE_PERSON = ("pledge", "story", "note")
"""Kinds of message that are written to somebody. Under an article people may well swear."""

ALONE = """
arsehole arseholes asshole assholes bastard bastards bitch bitches bullshit cunt cunts dickhead
faggot fuck fucked fucker fuckers fucking idiot idiots kys moron morons motherfucker retard retarded
scumbag shithead slut sluts twat wanker whore whores
arschloch bloedmann depp drecksau fotze hure hurensohn miststueck missgeburt scheisskerl schlampe
vollidiot wichser
connard connards connasse encule pute putain salaud salope
cabron gilipollas imbecil mierda pendejo puta puto
"""
TOGETHER = """
kill yourself|drop dead|go to hell|hate you|shut up|hope you die|
fick dich|hasse dich|halt die fresse|halt(?:s|'s)? maul|verpiss dich|
ta gueule|va te faire|ferme la|hijo de puta|vete a la mierda|te odio
"""
AFTER_YOU = """
a(?:n absolute| complete| total)? disgrace|clown|creep|disgusting|dumb|fool|fraud|garbage|hopeless|
incompetent|liar|loser|parasite|pathetic|pig|stupid|trash|ugly|useless|vile|worthless
"""
AFTER_DU = "dumm|ekelhaft|ekelig|erbarmlich|hasslich|nutzlos|wertlos"
NO = "not|never|no|nicht|nie|kein|keine"

INSULT = re.compile(
    rf"""(?<!\w)(?:
        {"|".join(ALONE.split())}
        |{"".join(TOGETHER.split(chr(10))).replace(" ", r"[ ]")}
        |(?:you(?:\ are|\ were|['’]re)?|ur|u\ r)\ (?:(?!(?:{NO})\b)\w+\ ){{0,2}}
            (?:{"".join(AFTER_YOU.split(chr(10))).replace(" ", r"[ ]")})
        |(?:du\ bist|sie\ sind)\ (?:(?!(?:{NO})\b)\w+\ ){{0,2}}(?:{AFTER_DU})
    )(?!\w)""",
    re.VERBOSE,
)
SPACE = re.compile(r"[\s.,!?;:*_-]+")


class UnkindWordsFilter(SpamFilter):
    """An insult in what is written to somebody: a person reads it first.

    It makes a message wait and never makes it spam: an honest thank-you may quote one.
    """

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        if message.kind not in FOR_ONE_PERSON:
            return
        found = INSULT.search(_plain(f"{message.name}\n{message.text}"))
        if found:
            yield Reason("unkind", 0.0, {"words": found[0][:30]}, holds=True)


def _plain(text: str) -> str:
    """The text without disguises: look-alike letters, digits for letters, letters that stand
    apart."""
    folded = plain_letters(fold(text.casefold()))
    return SPACE.sub(" ", folded)
