"""Words that tell of something for sale, in the host of an address and in a name."""

from __future__ import annotations

import re

ANYWHERE = """
cheap discount outlet wholesale coupon bargain voucher clearance replica online review compare
mortgage payday credit loans lender refinanc casino poker roulette betting baccarat jackpot forex
crypto bitcoin trading profit riches income attorney lawyer solicitor locksmith roofing roofers
gutter remodel flooring furniture mattress cleaning cleaner removal movers packers towing rental
limousin hotel resort cruise flights safari shuttle dental dentist implant clinic surgeon pharma
vitamin supplement weight detox botox escort dating hosting themes download streaming followers
backlink traffic marketing agency training academy classes coaching certif assignment essay
homework tutors immigration watches handbag jersey supplies supplier manufactur equipment products
gadget converter calculator contractor repair advisor kaufen kredit billig comprar barato prestamo
acheter pascher assurance goedkoop togel gacor bahis kazino jewelry jewellery insurance plumber
plumbing
"""
ALONE = """
shop store sale sales deals buy money quote quotes rent tax visa vpn smm mart mall diet
keto pill pills meds rx spa limo taxi tour tours trips jobs bags shoes wigs tires tyres parts ads
lead leads fx coin coins nft slot slots bets toto zaim 4u hq direct villas finder
"""
TRADE = re.compile(
    rf"{'|'.join(ANYWHERE.split())}|(?<![^\W_])best[^\W_]{{4,}}"
    rf"|(?<![^\W_])(?:{'|'.join(ALONE.split())}|top\d+)(?![^\W_])",
    re.IGNORECASE,
)


def trades_in(text: str) -> set[str]:
    """The words of trade in a host or a name; short ones only where they stand alone.

    None of them is a name that many people have, as Bola, Judi, Loan and Seo are.
    """
    return {found.casefold() for found in TRADE.findall(text)}
