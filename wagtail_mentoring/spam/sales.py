"""Words of those who sell: what spam sells all over the world, and how an offer is made.

The wares are a few; one of them is enough to have a person look. Words of an offer stand in other
texts, too, but hardly two of them within a line or so. All are written folded, as ``fold`` does.
"""

from __future__ import annotations

import re

from wagtail_mentoring.spam.base import Message
from wagtail_mentoring.spam.contact import said
from wagtail_mentoring.spam.folding import fold

WARES = r"""
casinos?|kasino|kazino|казино|tragaperras|caca niquel|tigrinho|free spins|фриспин\w*|tours gratuits
no deposit|ohne einzahlung|bahis|deneme bonusu|slot gacor|maxwin|togel|judi online|букмекер\w*
viagra|cialis|виагр\w*|erectile|erections?|modafinil|adderall|tramadol|xanax|obat kuat|rezeptfrei
sans ordonnance|(?:without|no) (?:a )?prescription|weight loss (?:pill|drop|product)s?|fat burners?
zayiflama hap\w*|похуден\w*|emagrec\w*|adelgazar|pelangsing|herbal (?:cure|mixture|remed)\w*
escorts?|эскорт\w*|call ?girls?|acompanhantes|acompanantes|девушки на ночь|проститут\w*|porno?|порно
(?:replica|replique|imitation|fake)s? (?:\w+ ){0,3}(?:watch|uhr|reloj|relogio|bolso|bag|montre)\w*
(?:rolex|watch) replicas?|replicas? de|replika uhren|qualite 1:1|1:1 (?:replica|copy)|first copy
payday loans?|personal loans?|loan offers?|ohne schufa|sin aval|negativad[oa]s?|заим|займы
offre des prets|pinjaman online|acil kredi|kredi lazim|kripto sinyal\w*|заработок на
(?:write|wrote|writes) (?:your|my|their) (?:\w+ )?(?:essay|dissertation|thesis|assignment)s?
(?:do|does|takes?) (?:your|my|their) (?:\w+ )?(?:essay|assignment|term paper|online class|exam)s?
(?:essay|dissertation|thesis|assignment|paper)s? (?:writing|help) (?:service|compan|expert)\w*
ghostwrit\w*|(?:курсовые|дипломы|рефераты) (?:\w+ ){0,3}на заказ|(?:tez|odev) yazdir\w*
jasa (?:pembuatan|skripsi|tugas|joki)|(?:sem|sin) plagio|(?:sans|ohne) plagiat|plagiarism.free
buy (?:a )?(?:degree|diploma)s?|(?:genuine|fake) (?:\w+ )?(?:degree|diploma|passport)s?|iptv
backlinks?|guest posts?|page (?:one|1) of google|first page (?:of|on|in) google|white hat seo
seo (?:services?|agency|compan\w+|experts?|packages?)|(?:buy|get|instagram) followers|mod apk
binary options?|forex (?:trad|signal|account)\w*|bitcoin.handel|trading (?:robot|bot|signal)s?
recover\w* (?:(?:my|your|their|the|lost|stolen) ){1,2}(?:bitcoin|btc|crypto|fund|money)\w*
spell casters?|love spells?|marabout|amarres de amor|hire (?:a|this) hacker|spy app|renda extra
(?:hd|full) movies? (?:free|download)|movies? in hd|toll.free|helpline|canada pr|search google for
"""

OFFERS = r"""
free|prices?|discounts?|guaranteed?|fees?|bonus|deposits?|orders?|delivery|deliver|shipping|ships?
cheap|affordable|quotes?|refund\w*|clearance|trial|packages?|(?:per|a) month|coupon|promo
save up to|up to \d+|\d+ ?%|\d+ percent|no contract|hurry|limited|book (?:now|before|your)|24/7
apply (?:now|today)|sign up|in minutes|anonymous|discreet|instant\w*|earn\w*|invest\w*|profit\w*
our (?:team|agency|experts?|clinic|shop|store|technicians|company|clients|customers|services?)
we (?:offer|provide|deliver|sell|build|place)
gratis|kostenlos\w*|preise?|rabatt|garantiert?|garantie|festpreis|lieferung|versand|bestell\w*
gunstig\w*|angebot|sofort|diskret\w*|unsere (?:autoren|experten|kunden|firma)|auszahlung\w*
wir (?:bieten|bringen|liefern|schreiben)|bonitat|geschenkt|gewinne?|ohne auskunft
gratuit\w*|prix|tarifs?|devis|livraison|garantis?|garanties?|remise|offerts?|pas cher|sans risque
nos (?:experts|redacteurs|clients)|illimite\w*|commandez|profitez|recevez|gagnez
precios?|descuentos?|garantizad\w*|sin costo|presupuesto|oferta|envio|entrega|discrecion|pagas?
bono|retiros?|dos por uno|efectivos?
цен[аыу]|скидк\w*|гаранти\w*|бесплатно|недорого|оплат\w*|предоплат\w*|доставк\w*|заказ\w*|купить
закаж\w*|акци[яи]|в подарок|анонимно|ставки|выплат\w*
fiyat\w*|indirim\w*|garanti\w*|ucretsiz|bedava|kargo|siparis|kazanc\w*|hemen|orijinal
precos?|descontos?|garantid[oa]s?|frete|promocao|barato|deposito|ganhe|dinheiro|aposte|saque
murah|harga|diskon|jaminan|dijamin|terpercaya|kirim|ongkir|dibayar|pasti|privasi
prezz[io]|sconto|garantit\w*|veloci|a rate|riservatezza|soldi
tanio|szybk[aio]|gwarancj\w*|bez plagiatu|terminowo|snel|goedkoop|korting|vandaag
"""


def _any_of(listed: str) -> str:
    return rf"(?<!\w)(?:{'|'.join(listed.split(chr(10))[1:-1])})(?!\w)"


WARE = re.compile(
    f"{_any_of(WARES)}|娱乐城|百家乐|老虎机|博彩|赌场|壮阳|外围|上门服务|高仿|无抵押|贷款|代写|代考"
)
OFFER = re.compile(
    rf"{_any_of(OFFERS)}|[$€£₹]\s?\d|\d\s?(?:euros?|dollars?|tl|reais|рублеи)(?!\w)"
    "|价格|优惠|保证|免费|咨询|名额|包过|充值|赚|提现|货到付款|正品|무료|보장|추천|보너스|無料|稼げ"
    "|مجانا|ضمان|فورية|سريعة|اسعار"
)
A_LINE = 60
"""Characters. Two words of an offer so close together are hardly chance."""


def advertised(message: Message) -> list[str]:
    """The words that tell of an advertisement; a single word of an offer is none."""
    text = fold(said(message))
    found = [match.group() for match in WARE.finditer(text)]
    offers = list(OFFER.finditer(text))
    for earlier, later in zip(offers, offers[1:], strict=False):
        if later.start() - earlier.start() <= A_LINE and earlier.group() != later.group():
            found += [earlier.group(), later.group()]
    return list(dict.fromkeys(found))
