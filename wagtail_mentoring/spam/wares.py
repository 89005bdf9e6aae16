"""What spam sells all over the world, by its name in a dozen languages.

On a hundred genuine comments none to one names such a thing, so it is enough to have a person look.
All are written folded, as ``fold`` does.
"""

from __future__ import annotations

import re

from wagtail_mentoring.spam.base import Message
from wagtail_mentoring.spam.contact import said
from wagtail_mentoring.spam.folding import fold

WARES = r"""
casinos?|kasino|kazino|казино|tragaperras|caca niquel|tigrinho|free spins|фриспин\w*|tours gratuits
no deposit|ohne einzahlung|bahis|deneme bonusu|slot gacor|maxwin|togel|judi online|букмекер\w*
viagra|cialis|виагр\w*|erectile|modafinil|adderall|tramadol|xanax|obat kuat|rezeptfrei
sans ordonnance|(?:without|no) (?:a )?prescription|weight loss (?:pill|drop|product)s?|fat burners?
zayiflama hap\w*|похуден\w*|emagrec\w*|adelgazar|pelangsing|herbal (?:cure|mixture|remed)\w*
escorts?|эскорт\w*|call ?girls?|acompanhantes|acompanantes|девушки на ночь|проститут\w*|porno?|порно
(?:replica|replique|imitation|fake)s? (?:\w+ ){0,3}(?:watch|uhr|reloj|relogio|bolso|bag|montre)\w*
(?:rolex|watch) replicas?|replicas? de|replika uhren|qualite 1:1|1:1 (?:replica|copy)|first copy
payday loans?|personal loans?|loan offers?|ohne schufa|sin aval|negativad[oa]s?|заим|займы
offre des prets|pinjaman online|acil kredi|kredi lazim|kripto sinyal\w*|заработок на
(?:essay|dissertation|thesis|assignment|paper)s? (?:writing|help) (?:service|compan|expert)\w*
ghostwrit\w*|(?:курсовые|дипломы|рефераты) (?:\w+ ){0,3}на заказ|(?:tez|odev) yazdir\w*
jasa (?:pembuatan|skripsi|tugas|joki)|(?:sem|sin) plagio|(?:sans|ohne) plagiat|plagiarism.free
buy (?:a )?(?:degree|diploma)s?|(?:genuine|fake) (?:\w+ )?(?:degree|diploma|passport)s?|iptv
backlinks?|guest posts?|page (?:one|1) of google|first page (?:of|on|in) google|white hat seo
seo (?:services?|agency|compan\w+|experts?|packages?)|(?:buy|get|instagram) followers|mod apk
binary options?|forex (?:trad|signal|account)\w*|bitcoin.handel|trading (?:robot|bot|signal)s?
recover\w* (?:(?:my|your|their|the|lost|stolen) ){1,2}(?:bitcoin|btc|crypto|fund|money)\w*
spell casters?|love spells?|marabout|amarres de amor|hire (?:a|this) hacker|spy app|renda extra
(?:hd|full) movies? (?:free|download)|movies? in hd
"""

WARE = re.compile(
    rf"(?<!\w)(?:{'|'.join(WARES.split(chr(10))[1:-1])})(?!\w)"
    "|娱乐城|百家乐|老虎机|博彩|赌场|壮阳|外围|上门服务|高仿|无抵押|贷款|代写|代考"
)


def wares_in(message: Message) -> list[str]:
    """The words of name and text that stand for such wares."""
    return list(dict.fromkeys(match.group() for match in WARE.finditer(fold(said(message)))))
