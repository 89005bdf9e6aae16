"""Letters of other scripts that look like Latin ones.

Taken from the table of confusable characters of the Unicode Consortium (Unicode Technical Standard
39). The spam filter's model was trained on texts folded with it: a change here wants a new model.
"""

LOOKALIKES = {
    "a": "ɑαа\u13aa\ua4ee\U000102a0\U00016f40",
    "b": "\u0185βвь\u13cf\u13f4\ua4d0\ua7b5\U00010282\U000102a1\U00010301",
    "c": "σс\u13df\u1d04\u2ca5\ua4da\U000102a2\U00010302\U0001043d\U0001051c",
    "d": "ԁ\u13a0\u13e7\ua4d2\ua4d3",
    "e": "εеҽ\u13ac\u2d39\ua4f0\uab32\U00010286\U000118c6\U000118ce",
    "f": "ϝք\u1e9d\ua4dd\ua799\uab35\U00010287\U000102a5\U00010525\U000118c2",
    "g": "\u018dɡԍց\u13c0\u13f3\u1d83\ua4d6",
    "h": "нһհ\u13bb\u13c2\u2c8f\ua4e7\U000102cf",
    "i": "\u0131ɩɪιіӏ\u13a5\ua647\U000118c3",
    "j": "ʝϳј\u13ab\ua4d9",
    "k": "κкҝ\u13e6\u16d5\u2c95\ua4d7\U00010518",
    "l": (
        "\u01c0\u13de\u16c1\u2c93\u2cd1\u2d4f\ua4e1"
        "\ua4f2\U0001028a\U00010309\U00010443\U00010526\U000118d2\U00016f16\U00016f28"
    ),
    "m": "ϻм\u13b7\u16d6\u2c99\ua4df\U000102b0\U00010311",
    "n": "ηոռ\u2c9b\ua4e0\U00010513",
    "o": (
        "οоօ\u0b20\u1d0f\u1d11\u2c9f\u2d54\ua4f3"
        "\uab3d\U00010292\U000102ab\U0001042c\U000104ea\U00010516\U000118c8\U000118d5\U000118d7"
    ),
    "p": "ρр\u13e2\u2ca3\ua4d1\U00010295",
    "q": "ԛգզ\u2d55",
    "r": "ʀг\u13a1\u13b1\u13d2\u1d26\u2c85\ua4e3\uab47\uab48\U000104dc\U00016f35",
    "s": "\u01bdѕտ\u13d5\u13da\ua4e2\ua731\U00010296\U00010448\U000118c1\U00016f3a",
    "t": "τт\u13a2\u2ca7\ua4d4\U00010297\U000102b1\U00010315\U00016f0a",
    "u": "ʋμυս\u1d1c\ua4f4\ua79f\uab4e\uab52\U000104f6\U000118d8\U00016f42",
    "v": "νѵ\u13d9\u1d20\u2d38\ua4e6\ua6df\U0001051d\U00011706\U000118c0\U00016f08",
    "w": "ɯωѡԝա\u13b3\u13d4\u1d21\ua4ea\U0001170a\U0001170e\U0001170f",
    "x": "χх\u16b7\u2cad\u2d5d\ua4eb\uab53\U00010290\U000102b4\U00010317\U00010527",
    "y": "ɣʏγуү\u13a9\u13bd\u1d8c\u1eff\u2ca9\ua4ec\uab5a\U000102b2\U000118dc\U00016f43",
    "z": "ζ\u13c3\u1d22\ua4dc\U000118c4\U000118c9",
}
FOLDED = {ord(other): latin for latin, others in LOOKALIKES.items() for other in others}
