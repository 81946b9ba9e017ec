"""The words of notices, in many languages: the patterns that `notices` looks for.

They take 20 ms to compile, so `notices` imports them only for a text that is short enough to be a notice.
"""

from __future__ import annotations

import re


def _any(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"


SEPARATOR = re.compile(r"\s+[|\-–—·•»«/]+\s+")
COLON = re.compile(r"\s*:\s+")
QUOTED = re.compile('[“„«»"‘][^“”„«»"’]*[“”«»"’]?')
# A notice speaks to the reader, of itself, or of the site. An article reports.
TO_READER = re.compile(
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
IS_ERROR = re.compile(rf"(?:(?:{_CODE}|{_ERROR})[\W_]*)+", re.IGNORECASE)
SURE_ERROR = re.compile(
    rf"{_MISSING}|{_CODE}|not found|access denied|bad gateway|server error"
    r"|service (?:temporarily )?unavailable|time-?out",
    re.IGNORECASE,
)
IS_MISSING = re.compile(
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
JAVASCRIPT = re.compile(rf"{_ON}.{{0,60}}javascript|javascript.{{0,60}}{_ON}", re.IGNORECASE)
_COOKIES = _any(
    r"cookies?|куки|файл\w{0,9} cookie|çerez\w{0,9}|eväste\w{0,9}|süti\w{0,9}|küpsis\w{0,9}|slapuk\w{0,9}",
    r"sīkdat\w{0,9}|бисквитк\w{0,9}|kolačić\w{0,9}",
    r"informasjonskaps\w{0,9}|ciastecz\w{0,9}|クッキー|쿠키",
)
WE_USE = re.compile(
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
YOUR_PRIVACY = re.compile(
    rf"\A(?=.*(?:{_COOKIES}|consent|privacy|partner|data|settings|accept|toestemming|gegevens|akkoord|instelling|zustimm"
    r"|einwillig|daten|einstellung|consentement|vie privée|confidentialité|données|privacidad|datos|consenso|dati|dados"
    r"|prywatnoś|dane|zgod|samtycke|samtykke|personuppgift|персональн|согла))"
    r".*\b(?:you|your|uw?|jou|jouw|je|sie|ihnen|ihr\w{0,2}|vous|votre|vos|usted|su|tu|tus|suo|tuoi?|voi|vostr\w"
    r"|você|seus?"
    r"|sua|twoj\w{0,3}|twój|du|din|ditt|dig|вы|вас|ваш\w{0,3}|ви|siz\w{0,3})\b",
    re.IGNORECASE,
)
PERSON = re.compile(
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
CHECKS = re.compile(
    r"captcha|robot|\bbots?\b|\bhuman|cloudflare|ray id|\bip\b|javascript|cookies|security|seconds|browser",
    re.IGNORECASE,
)
# What cookies and data on a page are for, and what one can do about it.
_BUTTON = _any(
    r"accept|agree|settings|preferences|choices|akkoord|instelling|akzeptier|zustimm|einwillig|einstellung",
    r"paramètr|acept|elfogad|согла|принима|настройк|同意|动意|동의|kabul",
    r"aceit|accett|ustawie|zgadza|zgod|godkänn|godta|inställning|indstilling|innstilling|hyväksy|souhlas|nastav",
)
BUTTONS = re.compile(_BUTTON, re.IGNORECASE)
PURPOSE = re.compile(
    _any(
        _BUTTON,
        r"\b(?:web ?)?(?:sites?|pages?)\b|browser|device|partner|personal|data\b|adverti|\bads\b|analy|experience",
        r"traffic|before you continue|webb|gegevens|adverten|apparaa|gerät|daten\b|werbung|navigat|navega",
        r"appareil|données|annons|enhet|publicit|dispositiv|datos|dados|dati\b|esperienza|experiencia|stron|serwis|urządze|\bdane|reklam",
        r"\bsidan?\b|nettste|hjemmeside|sivusto|stránk|\bwebu?\b|oldal|сайт|данн|σελίδ|ιστό|サイト|网站|網站|sitemiz",
    ),
    re.IGNORECASE,
)

MISSING_PAGE = re.compile(_MISSING, re.IGNORECASE)
AN_ERROR = re.compile(rf"\b{_ERROR}\b|{_CODE}", re.IGNORECASE)
A_BROWSER = re.compile(r"javascript|browser", re.IGNORECASE)
