"""Texts that stand in the place of an article: an error, a request for JavaScript or for consent, a check for robots.

Where the shape of a page says nothing, its words have to. They are here for many languages, and only a short text is
compared with them: a longer one is an article about the same thing. A short text must be little else than a notice, and
it must speak to the reader. An article that is lost is worse than a notice that stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..page.shapes import MIN_RUNNING_WORDS
from ..page.words import count_words

MAX_NOTICE = 150
"""The most words of a text that can be a notice and nothing else."""
MAX_LINE = 35
"""The most words of a line that says so, unless it names a button that gives consent. A longer one is a paragraph."""
MIN_BESIDE = 20
"""If at least this many words stand beside a notice, they are an article."""
MAX_HEADINGS = 50
"""The most first-level headings of an error page. Not more of them are read: it takes up to 0.3 milliseconds each."""
MAX_SITE = 4
"""The most words of the name of a site in a title."""

_LONG, _LONG_TITLE = 5_000, 200
"""A notice has at most this many characters, and a title of one. The time that the patterns take grows with them."""

ERROR, SCRIPTED, CONSENT, CHECK = (
    "it is an error page",
    "the page asks for JavaScript",
    "the page asks for consent",
    "the page checks whether a person reads it",
)


def _any(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"


_SEPARATOR = re.compile(r"\s+[|\-–—·•»«/]+\s+")
_COLON = re.compile(r"\s*:\s+")
_QUOTED = re.compile('[“„«»"‘][^“”„«»"’]*[“”«»"’]?')
# A notice speaks to the reader, of itself, or of the site. An article reports.
_TO_READER = re.compile(
    r"(?i:\b(?:you|your|uw?|jou|jouw|vous|votre|vos|usted|tus?|tuo|tuoi|você|twoj\w{0,3}|twój|du|din|ditt|dig"
    r"|siz\w{0,3}|вы|вас|вам|ваш\w{0,3}|ви|su (?:navegador|equipo)|seu navegador|suo browser"
    r"|please|sorry|requested|bitte|leider|helaas|désolée?|lo sentimos|por favor|per favore|proszę"
    r"|przepraszamy|prosím|omlouváme|kérjük|beklager|ursäkta"
    r"|пожалуйста|извините|будь ласка|вибачте|lütfen|üzgünüz|παρακαλώ|vui lòng|silakan"
    r"|(?:this|our) (?:web ?)?(?:site|page|app)|(?:deze|onze) (?:web)?(?:site|pagina)"
    r"|(?:diese|unsere)r? (?:web)?(?:site|seite)"
    r"|(?:ce|notre) site|cette page|est[ae] (?:sitio|página|site)|quest[oa] (?:sito|pagina)|t[ae]to"
    r" stránka|этот сайт)\b"
    r"|\A(?:enable|turn on|activate|activez|activer|activa|habilit[ae]|attiva|ative|włącz|zapněte"
    r"|povolte|включите|увімкніть))"
    r"|\b(?:Sie|Ihnen|Ihre?[mnr]?)\b|[请請]|ください|本网站|本網站|このサイト|当サイト|해 ?주|하세요|십시오|يرجى"
)
_CODE = r"\b(?:40[0-9]|41[0-8]|429|451|50[0-9]|52[0-9])\b"
_MISSING = _any(
    r"page (?:was |is |could |can ?)?(?:not|n.t) (?:be )?(?:found|available|exist)",
    r"page (?:you .{1,40} )?(?:(?:ca|can|could|does|is|was|has)(?: ?not|n.t)|no longer)"
    r" (?:be )?(?:found|exists?|available|here)",
    r"pagina (?:is |werd |kon |kan )?niet (?:worden )?(?:gevonden|beschikbaar)|pagina .{0,30}bestaat niet",
    r"seite (?:wurde |konnte |ist )?(?:leider )?nicht (?:gefunden|verfügbar|vorhanden)|seite .{0,30}existiert nicht",
    r"page (?:est )?(?:introuvable|non trouvée|inexistante)|page .{0,30}n.(?:existe|a) (?:pas|plus)(?: été trouvée)?",
    r"página (?:no|não) (?:encontrada|existe|disponible|disponível)|página .{0,30}(?:no|não) (?:existe|se encuentra)",
    r"pagina (?:non|nu) (?:trovata|esiste|există|disponibile|a fost găsită)",
    r"nie znaleziono strony|stron[ay] nie (?:została znaleziona|istnieje)",
    r"sid(?:an|en) (?:kunde |blev |ble |kunne )?(?:inte|ikke) (?:hittas|hittades|finns|fundet|funnet|findes|finnes)",
    r"sivua ei (?:löyty|ole)|stránka (?:nebyla nalezena|nenalezena|neexistuje)|stránku sa nepodarilo nájsť",
    r"oldal nem (?:található|létezik)|stranica nije (?:pronađena|nađena)|страницата не е намерена",
    r"страница не (?:найдена|существует)|сторінк[уа] не (?:знайдено|існує)|sayfa bulunamadı",
    r"η σελίδα δεν (?:βρέθηκε|υπάρχει)|ページ(?:が|は)見つかりません",
    r"(?:页面|頁面|网页|網頁)(?:不存在|未找到)|找不到(?:页面|頁面|网页|網頁)",
    r"페이지를 찾을 수 없|không tìm thấy trang|halaman tidak ditemukan|الصفحة غير موجودة",
)
_ERROR = _any(
    r"error|http|status|code|oops|sorry|fehler|erreur|errore|erro|fout(?:melding)?|błąd|fel|fejl|feil|virhe",
    r"chyba|hiba|eroare|ошибка|помилка|hata|not found|forbidden|access denied|unauthorized|bad (?:gateway|request)",
    r"(?:internal )?server error|service (?:temporarily )?unavailable|gateway time-?out|gone|too many requests",
)
_IS_ERROR = re.compile(rf"(?:(?:{_CODE}|{_ERROR})[\W_]*)+", re.IGNORECASE)
_SURE_ERROR = re.compile(
    rf"{_MISSING}|{_CODE}|not found|access denied|bad gateway|server error"
    r"|service (?:temporarily )?unavailable|time-?out",
    re.IGNORECASE,
)
_IS_MISSING = re.compile(
    rf"\W*(?:(?:oops|sorry|{_CODE})\W+)*(?:\w+\W+){{0,2}}{_MISSING}\W*(?:{_CODE})?\W*", re.IGNORECASE
)

_ON = _any(
    r"enabl|disabl|turn(?:ed)? o|switch(?:ed)? .{0,6}o|requir|need|without|unavailable",
    r"not (?:supported|available|active)|activ|aktiv|attiv|desativ|habilit|abilit",
    r"inschakel|schakel|geschakeld|zet |nodig|vereist|schalte|benötig",
    r"erforderlich|nécess|necesit|necessari|richied|exig|włącz|wyłącz|wymaga|slå |slår |påkræv|kräv|krev|käyttö|salli",
    r"zapn|vypn|povol|vyžad|kapcsol|enged|включ|отключ|выключ|увімк|вимк|etkin|ενεργοπ|有効|启用|啟用|開啟|打开",
    r"활성|사용|bật|aktifkan|تمكين|تفعيل",
)
_JAVASCRIPT = re.compile(rf"{_ON}.{{0,60}}javascript|javascript.{{0,60}}{_ON}", re.IGNORECASE)
_COOKIES = _any(
    r"cookies?|куки|файл\w{0,9} cookie|çerez\w{0,9}|eväste\w{0,9}|süti\w{0,9}|küpsis\w{0,9}|slapuk\w{0,9}",
    r"sīkdat\w{0,9}|бисквитк\w{0,9}|kolačić\w{0,9}",
    r"informasjonskaps\w{0,9}|ciastecz\w{0,9}|クッキー|쿠키",
)
_WE_USE = re.compile(
    _any(
        rf"we (?:and|use|value|need|would like|care) .{{0,90}}?(?:{_COOKIES}|privacy|consent)|before you continue to",
        rf"(?:wij?|we) (?:en|gebruiken|plaatsen|geven|vragen) .{{0,90}}?(?:{_COOKIES}|privacy|toestemming)",
        rf"(?:verwenden|nutzen|setzen|benötigen) (?:wir )?.{{0,60}}?{_COOKIES}",
        rf"wir (?:und|brauchen|benötigen|schätzen) .{{0,90}}?(?:{_COOKIES}|zustimmung|einwilligung|privatsphäre)",
        rf"(?:nous (?:et|utilisons|respectons)|utilisons) .{{0,90}}?(?:{_COOKIES}|vie privée|consentement)",
        rf"(?:utilizamos|usamos|nosotros y|utilizziamo|usiamo|noi e|nós e|folosim|utilizăm)"
        rf" .{{0,90}}?(?:{_COOKIES}|privacidad|privacy)",
        rf"(?:używamy|wykorzystujemy|my i nasi|stosujemy) .{{0,60}}?{_COOKIES}",
        rf"(?:vi (?:använder|bruger|bruker|och|og)|käytämme|používáme|my a|koristimo|használunk) .{{0,90}}?{_COOKIES}",
        rf"(?:мы (?:используем|и)|ми (?:використовуємо|та)|използваме|χρησιμοποιούμε) .{{0,60}}?{_COOKIES}",
        rf"{_COOKIES} .{{0,20}}?(?:kullanıyoruz|használ)|(?:当サイト|このサイト|本网站|本網站).{{0,30}}?(?:{_COOKIES})",
    ),
    re.IGNORECASE,
)
_YOUR_PRIVACY = re.compile(
    rf"\A(?=.*(?:{_COOKIES}|consent|privacy|partner|data|settings|accept|toestemming|gegevens|akkoord|instelling|zustimm"
    r"|einwillig|daten|einstellung|consentement|vie privée|confidentialité|données|privacidad|datos|consenso|dati|dados"
    r"|prywatnoś|dane|zgod|samtycke|samtykke|personuppgift|персональн|согла))"
    r".*\b(?:you|your|uw?|jou|jouw|je|sie|ihnen|ihr\w{0,2}|vous|votre|vos|usted|su|tu|tus|suo|tuoi?|voi|vostr\w"
    r"|você|seus?"
    r"|sua|twoj\w{0,3}|twój|du|din|ditt|dig|вы|вас|ваш\w{0,3}|ви|siz\w{0,3})\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    _any(
        r"(?:verify|verifying|confirm|check|checking|prove|make sure) (?:that |if |whether )?you(?: are|.re)"
        r" (?:not a (?:robot|bot)|(?:a )?(?:human|real person))",
        r"checking your browser|security of your connection|unusual (?:traffic|activity) from",
        r"performing security verification",
        r"(?:geen|kein|keine|pas un|non sei un|no (?:eres|es|soy) un|não (?:é|sou) um|nie jeste\w{1,4}"
        r"|inte en|ikke en|nem vagy|nejste) (?:ro)?bot",
        r"не робот|ロボットではない|不是(?:机器人|機器人)|robot olmadığınız",
    ),
    re.IGNORECASE,
)
_CHECKS = re.compile(
    r"captcha|robot|\bbots?\b|\bhuman|cloudflare|ray id|\bip\b|javascript|cookies|security|seconds|browser",
    re.IGNORECASE,
)
# What cookies and data on a page are for, and what one can do about it.
_BUTTON = _any(
    r"accept|agree|settings|preferences|choices|akkoord|instelling|akzeptier|zustimm|einwillig|einstellung",
    r"paramètr|acept|elfogad|согла|принима|настройк|同意|动意|동의|kabul",
    r"aceit|accett|ustawie|zgadza|zgod|godkänn|godta|inställning|indstilling|innstilling|hyväksy|souhlas|nastav",
)
_BUTTONS = re.compile(_BUTTON, re.IGNORECASE)
_PURPOSE = re.compile(
    _any(
        _BUTTON,
        r"\b(?:web ?)?(?:sites?|pages?)\b|browser|device|partner|personal|data\b|adverti|\bads\b|analy|experience",
        r"traffic|before you continue|webb|gegevens|adverten|apparaa|gerät|daten\b|werbung|navigat|navega",
        r"appareil|données|annons|enhet|publicit|dispositiv|datos|dados|dati\b|esperienza|experiencia|stron|serwis|urządze|\bdane|reklam",
        r"\bsidan?\b|nettste|hjemmeside|sivusto|stránk|\bwebu?\b|oldal|сайт|данн|σελίδ|ιστό|サイト|网站|網站|sitemiz",
    ),
    re.IGNORECASE,
)
# A kind of notice, what a line of it says, and what the other lines of it may say.
_KINDS = (
    (ERROR, re.compile(_MISSING, re.IGNORECASE), re.compile(rf"\b{_ERROR}\b|{_CODE}", re.IGNORECASE)),
    (CHECK, _PERSON, _CHECKS),
    (SCRIPTED, _JAVASCRIPT, re.compile(r"javascript|browser", re.IGNORECASE)),
    (CONSENT, _WE_USE, _YOUR_PRIVACY),
)


def notice_in(lines: Sequence[str], titles: Iterable[str], headings: Sequence[str] = ()) -> str | None:
    """Return what kind of notice these lines are, as a reason against an article, or None.

    `titles` are the page's, and `headings` its first-level headings. What is quoted in a line does not count.

    >>> notice_in(["Please enable JavaScript to run this app."], ())
    'the page asks for JavaScript'
    >>> notice_in(["Sorry, no cake today."], ["404 Not Found | The Baker"])
    'it is an error page'
    """
    sizes = [count_words(line) for line in lines]
    if sum(sizes) > MAX_NOTICE or sum(map(len, lines)) > _LONG:
        return None
    is_error_page = 0 < len(headings) <= MAX_HEADINGS and all(map(is_error, headings))
    if is_error_page or any(_is_error_page(title, sum(sizes)) for title in titles):
        return ERROR
    own = [_QUOTED.sub(" ", line) for line in lines]
    for kind, sure, alike in _KINDS:
        says = _asks_for_consent if kind == CONSENT else _says
        is_sure = [says(line, size, sure) for line, size in zip(own, sizes, strict=True)]
        if any(is_sure) and (kind != CONSENT or any(map(_TO_READER.search, own))):
            rows = zip(lines, sizes, is_sure, strict=True)
            if sum(size for line, size, found in rows if not found and not alike.search(line)) < MIN_BESIDE:
                return kind
    return None


def _says(line: str, size: int, sure: re.Pattern[str]) -> bool:
    """Return whether a line says this to the reader. A line shorter than a sentence may leave the reader out."""
    return size <= MAX_LINE and bool(sure.search(line)) and (size < MIN_RUNNING_WORDS or bool(_TO_READER.search(line)))


def _asks_for_consent(line: str, size: int, sure: re.Pattern[str]) -> bool:
    """Return whether a line says what data is for. A long one also names a button, and speaks to the reader."""
    if not (sure.search(line) and _PURPOSE.search(line)):
        return False
    return size <= MAX_LINE or bool(_BUTTONS.search(line) and _TO_READER.search(line))


def is_error(title: str) -> bool:
    """Return whether the title is that of an error page and says nothing else.

    >>> is_error("Error: page not found"), is_error("404 sheep on the quay"), is_error("Seite nicht gefunden")
    (True, False, True)
    """
    return _beside_error(title) == []


def _is_error_page(title: str, words: int) -> bool:
    """Return whether this is the title of an error page; `words` is the number of words that the page shows.

    Beside the error, the title may have the name of the site. A short headline may look like one, so a page with such a
    title must show little text.
    """
    others = _beside_error(title)
    return others == [] or (words <= MAX_LINE and others is not None and len(others) == 1 and _may_be_site(others[0]))


def _may_be_site(part: str) -> bool:
    """Return whether a part of a title may be the name of the site: a few words that begin with a capital."""
    return count_words(part) <= MAX_SITE and not part[:1].islower()


def _beside_error(title: str) -> list[str] | None:
    """Return the parts of a title that do not name an error, or None if no part does."""
    if len(title) > _LONG_TITLE:
        return None
    parts = [part for part in _SEPARATOR.split(title.strip()) if part]
    errors = [part for part in parts if all(map(_names_error, _COLON.split(part)))]
    return [part for part in parts if part not in errors] if any(map(_SURE_ERROR.search, errors)) else None


def _names_error(part: str) -> bool:
    return bool(_IS_ERROR.fullmatch(part) or _IS_MISSING.fullmatch(part))
