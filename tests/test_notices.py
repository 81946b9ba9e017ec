"""A page that shows something else in the place of an article has no article, and says why. Short articles stay."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.generic.notices import CHECK, CONSENT, ERROR, MAX_HEADINGS, SCRIPTED, notice_in

from .texts import texts

FOOTER, DIALOG = "only its footer is left", "only a dialog is left"
SIGN_IN, IN_SCRIPT = "only a form for signing in is left", "the text is in a script"
FERRY = (
    "The ferry between Norrhaven and the island of Sill will sail again from Monday, after a winter in which residents"
    " had to rely on a fishing boat with room for eleven passengers."
)  # 29 words
BRIDGE = (
    "The bridge near the harbour of Norrhaven was closed for two hours on Tuesday after a lorry lost part of its load"
    " of gravel, and traffic was sent by way of the old mill road until noon, police said on Wednesday."
)  # 40 words
STUDY = (
    "The answer is that they hardly ever did. Of eleven thousand consent windows, forty were read to the end, and"
    " thirty of those by the same man, who turned out to be a lawyer that writes such texts for a living."
)  # 41 words
WISH = (
    "The researchers want the law to change, so that a browser can give the answer once, for all sites. Nobody should"
    " have to say no to cookies a hundred times in a day, said professor Ada Quill, who led the study."
)  # 41 words
ASKED = "We use cookies and similar techniques to make our site work and to show you advertisements that suit you."
PRIVACY = (
    "The minister wants to stop the sale of location data. “We value privacy more than profit,” she told parliament on"
    " Tuesday. Most parties support her plan, and the law could take effect next year."
)
CAMERAS = (
    "‘We use facial recognition at the station only with the consent of travellers’, a spokesman of the police said on"
    " Monday. The system has been in place since May, and it has led to nine arrests so far."
)
COPYRIGHT = (
    "© 2024 Harbour Post Media. All rights reserved. No part of this site may be copied without permission of us."
)


def page(title: str, body: str, of: str = "") -> str:
    return f"<!DOCTYPE html><meta charset=utf-8><title>{title}</title><body {of}>{body}</body>"


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def headed(headline: str) -> tuple[str]:
    return (page(headline, f"<article><h1>{headline}</h1>{paragraphs(BRIDGE, STUDY, WISH)}</article>"),)


def state(*texts: str, title: str = "Ferry sails again") -> str:
    body = "".join(f"\\u003cp>{text}\\u003c/p>" for text in texts)
    return f'<script type=application/json>{{"title": "{title}", "body": "{body}"}}</script>'


WALLS = {
    "an error of a server": (page("404 Not Found", "<center><h1>404 Not Found</h1></center><center>nginx"), ERROR),
    "a gateway": (page("502 Bad Gateway", "<h1>502 Bad Gateway</h1><hr><center>nginx/1.18.0 (Ubuntu)"), ERROR),
    "an overload": (page("503 Service Temporarily Unavailable", "<h1>503 Service Temporarily Unavailable"), ERROR),
    "a long message of a server": (
        page(
            "500 Internal Server Error",
            "<h1>Internal Server Error</h1><p>The server encountered an internal error or misconfiguration and was"
            " unable to complete your request.<p>Please contact the server administrator at webmaster@localhost to"
            " inform them of the time this error occurred, and the actions you performed just before this error.",
        ),
        ERROR,
    ),
    "the latest posts below an error": (
        page(
            "Page not found – The Harbour Post",
            f"<article><h1>Oops! That page can’t be found.</h1>{paragraphs(FERRY, BRIDGE, STUDY)}</article>",
        ),
        ERROR,
    ),
    "a class that says so, and many posts": (
        page("The Harbour Post", f"<article>{paragraphs(FERRY, BRIDGE, STUDY, WISH)}", of="class='error404 logged-in'"),
        ERROR,
    ),
    "an error in French": (
        page(
            "Page introuvable - Le Courrier", "<h1>Zut</h1><p>Elle a peut-être été déplacée ou supprimée par nos soins."
        ),
        ERROR,
    ),
    "an error in Polish": (
        page("Błąd 404 | Kurier", "<p>Przepraszamy, tekst którego szukasz został przeniesiony lub usunięty z serwisu."),
        ERROR,
    ),
    "an error in Spanish, in the text": (
        page("El Correo", "<p>Lo sentimos, la página que busca no existe. <p>Pruebe con el menú de arriba, por favor."),
        ERROR,
    ),
    "a check": (
        page(
            "Just a moment...",
            "<h1>www.example.org</h1><h2>Verifying you are human. This may take a few seconds.</h2>"
            "<noscript>Enable JavaScript and cookies to continue</noscript><p>www.example.org needs to review the"
            " security of your connection before proceeding.</p><form></form>",
        ),
        CHECK,
    ),
    "a check with a puzzle": (
        page(
            "example.org",
            "<p>Please confirm that you are a human and not a robot by solving the puzzle below."
            "<p>Why did this happen? Please make sure your browser supports JavaScript and cookies.",
        ),
        CHECK,
    ),
    "a request for JavaScript": (
        page("Ferry", "<p>Please enable JavaScript to view this page. Our site needs JavaScript to work as it should."),
        SCRIPTED,
    ),
    "a request for JavaScript, and eleven words beside it": (
        page(
            "Ferry",
            "<p>Please enable JavaScript to view this page of the site in the way in which it was meant to be seen"
            " by all.</p><p>You can write to the editors if that does not help.",
        ),
        SCRIPTED,
    ),
    "a request for JavaScript that is hidden": (
        page("Ferry", "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>"),
        SCRIPTED,
    ),
    "a request for JavaScript in German": (
        page("Zeitung", "<p>Bitte aktivieren Sie JavaScript in Ihrem Browser, um diese Seite zu nutzen."),
        SCRIPTED,
    ),
    "a request for JavaScript in Dutch": (
        page("Krant", "<p>Om deze website te gebruiken moet JavaScript zijn ingeschakeld in uw browser."),
        SCRIPTED,
    ),
    "consent by the name of its element": (
        page(
            "Ferry sails again",
            "<div id=onetrust-banner-sdk><h2>Your choice</h2><p>By clicking “Accept All”, you agree to the storing of"
            " data on your device to enhance site navigation, analyze site usage, and assist in our marketing.</p>",
        ),
        CONSENT,
    ),
    "consent in a name of several words, of a hundred words": (
        page("Le Courrier", f"<div class=cookieConsent-popup>{paragraphs(FERRY, BRIDGE, STUDY)}</div>"),
        CONSENT,
    ),
    "consent in Dutch, by its words": (
        page(
            "De Courant",
            "<div><p>Wij gebruiken cookies en vergelijkbare technieken om onze website goed te laten werken en"
            " advertenties te tonen die bij u passen.<p>Klik op akkoord om verder te gaan, of pas uw instellingen aan.",
        ),
        CONSENT,
    ),
    "consent in German, by its words": (
        page(
            "Zeitung",
            "<p>Besuchen Sie uns wie gewohnt. Details finden Sie in unserer Datenschutzerklärung.<p>Wir und unsere"
            " Partner verarbeiten personenbezogene Daten und verwenden Cookies mit Ihrer Einwilligung.",
        ),
        CONSENT,
    ),
    "a dialog": (page("Ferry", f"<div role=dialog>{paragraphs(FERRY)}</div>"), DIALOG),
    "a footer": (page("Ferry sails again", f"<div id=app></div><footer><p>{COPYRIGHT}</footer>"), FOOTER),
    "a footer by its name": (page("Ferry sails again", f"<div class=site-footer><p>{COPYRIGHT}</div>"), FOOTER),
    "a form for subscribers": (
        page(
            "Sign in",
            "<div class=box><p>You must be signed in as a subscriber to read this article. Enter your name and your"
            " password below.<form><p>E-mail<input><p>Password<input type=password></form></div>",
        ),
        SIGN_IN,
    ),
    "an empty frame, and the text in a script": (
        page("Ferry sails again", f"<div>Loading…</div>{state(FERRY, BRIDGE)}"),
        IN_SCRIPT,
    ),
    "a frame of twenty words, and the text in a script": (
        page(
            "Ferry sails again",
            "<p>One moment please, the page is being loaded for you now. It may take some time, so have another cup of"
            f" tea.</p>{state(FERRY, BRIDGE)}",
        ),
        IN_SCRIPT,
    ),
    "the text in a script that calls a function": (
        page(
            "Ferry sails again",
            "<p>One moment please, the page is being loaded for you now.</p><script>f.push([1, "
            f'"{{\\"title\\": \\"Ferry sails again\\", \\"body\\": [\\"{FERRY}\\", \\"{BRIDGE}\\"]}}"])</script>',
        ),
        IN_SCRIPT,
    ),
}

ARTICLES = {
    "one paragraph without tags around it": (f"<p>{BRIDGE}</p>", BRIDGE),
    "two sentences": ("<p>Police closed the bridge on Tuesday.<p>It was open again by noon.", "It was open"),
    "about cookies": (
        page(
            "Nobody reads it", f"<article>{paragraphs('We use cookies on nearly every site. ' + STUDY, WISH)}</article>"
        ),
        STUDY,
    ),
    "about cookies, and its class says so": (
        page("Nobody reads it", f"<div class='post tag-cookies category-privacy'>{paragraphs(STUDY, WISH)}</div>"),
        WISH,
    ),
    "in a wrapper whose class speaks of cookies": (
        page("Bridge closed", f"<div class=has-cookies><main><h1>Bridge closed</h1>{paragraphs(BRIDGE)}</main></div>"),
        BRIDGE,
    ),
    "beside a cookie dialog": (
        page("Bridge closed", f"<div id=cookies role=dialog><p>{ASKED}</div><main>{paragraphs(BRIDGE)}</main>"),
        BRIDGE,
    ),
    "about errors": (
        page(
            "Where the number 404 comes from",
            f"<article>{paragraphs('It is the error that a server sends when a page is not found.', STUDY)}</article>",
        ),
        STUDY,
    ),
    "a number in its headline": (page("404 sheep on the quay", f"<h1>404 sheep on the quay</h1><p>{BRIDGE}"), BRIDGE),
    "not found in its headline": (page("Child not found", f"<h1>Child not found</h1><p>{BRIDGE}"), BRIDGE),
    "a hundred and eighty words that are called like an error": (
        page("Page not found", f"<article>{paragraphs(FERRY, BRIDGE, STUDY, WISH, FERRY.upper())}</article>"),
        WISH,
    ),
    "a notice on top": (
        page("Ferry", f"<div><p>Please enable JavaScript to use all of this site.</div><p>{BRIDGE}"),
        BRIDGE,
    ),
    "a notice on top of a short one": (
        page("Ferry", f"<p>Please enable JavaScript to use all of this site.</p><p>{FERRY}"),
        FERRY,
    ),
    "about JavaScript": (
        page(
            "New version of JavaScript",
            "<p>The committee that keeps JavaScript has approved a new version, in which programmers can at last"
            " compare two dates without a library; browsers will enable it in JavaScript in the course of the summer,"
            " the committee said on Monday.",
        ),
        "committee",
    ),
    "a brief with a quotation about privacy": (
        page("Minister stops sale of data", f"<h1>Minister stops sale of data</h1><p>{PRIVACY}"),
        PRIVACY,
    ),
    "a brief with a quotation about consent": (
        page("Cameras at the station", f"<h1>Cameras at the station</h1><p>{CAMERAS}"),
        CAMERAS,
    ),
    "a brief about consent without a quotation": (
        page(
            "Cameras at the station",
            "<p>The police say: we use facial recognition at the station only with the consent of travellers, and it"
            " has led to nine arrests since May.",
        ),
        "nine arrests",
    ),
    "a brief with a quotation about cookies in Dutch": (
        page(
            "Site betrapt",
            "<p>„Wij gebruiken cookies alleen als uw toestemming er is”, zei de directeur dinsdag tegen de rechter, die"
            " er geen woord van geloofde en het bedrijf een boete gaf van een miljoen euro.",
        ),
        "boete",
    ),
    "a brief with a quotation about cookies in French": (
        page(
            "Un site condamné",
            "<p>« Nous utilisons des cookies avec votre consentement », a dit le directeur au juge mardi, qui ne l'a"
            " pas cru et a condamné l'entreprise à payer un million d'euros.",
        ),
        "condamné",
    ),
    "a recipe for cookies": (
        page(
            "Cookies of my aunt",
            "<h1>Cookies of my aunt</h1><p>We use butter for these cookies, and not margarine, because butter has more"
            " taste.</p><p>Mix the flour and your eggs, and put all the cookies into the oven.</p><p>After ten minutes"
            " your cookies are brown, and you can eat them all.",
        ),
        "We use butter",
    ),
    "a brief about a browser": (
        page(
            "New Firefox",
            "<h1>New Firefox</h1><p>Mozilla has released a new Firefox on Tuesday that lets users disable JavaScript"
            " for single sites with one click.",
        ),
        "Mozilla",
    ),
    "a brief about a browser in German": (
        page(
            "Neuer Firefox",
            "<p>Mozilla hat am Dienstag einen neuen Firefox veröffentlicht, mit dem Nutzer JavaScript für einzelne"
            " Seiten deaktivieren können.",
        ),
        "Mozilla",
    ),
    "a brief about a robot": (
        page(
            "Robot at the door",
            "<p>Visitors of the museum must prove that they are human: the robot at the door asks whether you are a"
            " human or not.",
        ),
        "museum",
    ),
    "a brief about a page of a book": (
        page("Lost leaf", "<p>The page was not found until a historian looked behind the shelf, the museum says."),
        "historian",
    ),
    "access denied, in a headline": (*headed("Access denied: refugees wait at the border"), WISH),
    "access denied, and a dash": (*headed("Access denied – Refugees wait at border"), WISH),
    "an error of a server, in a headline": (*headed("Server error: how one engineer broke the internet"), WISH),
    "not found, in a headline": (*headed("Not found: the painting that vanished"), WISH),
    "a car with a number, between two dashes": (
        page("Peugeot - 404 - Autoweek", f"<article><h1>Peugeot 404</h1>{paragraphs(BRIDGE, STUDY, WISH)}</article>"),
        WISH,
    ),
    "a second heading that says so": (
        page(
            "Bridge closed",
            f"<article><h1>Bridge closed</h1>{paragraphs(BRIDGE, STUDY)}</article><div><h1>Not found</h1></div>",
        ),
        STUDY,
    ),
    "a class that says so, below a headline": (
        page(
            "Bridge closed",
            f"<article><h1>Bridge closed</h1>{paragraphs(FERRY, BRIDGE, STUDY, WISH, FERRY.upper())}</article>",
            of="class='single error-page'",
        ),
        WISH,
    ),
    **{
        f"in a wrapper of the class {name}": (
            page("Bridge closed", f"<div class='{name}'><h1>Bridge closed</h1>{paragraphs(BRIDGE, STUDY, WISH)}</div>"),
            STUDY,
        )
        for name in (
            "wrap sticky-footer",
            "elementor has-sticky-footer",
            "container d-flex footer-bottom",
            "region-qc",
            "chocolate-chip-cookies",
            "content channel-privacy",
            "app cookies-accepted",
            "cookie-banner-accepted",
        )
    },
    **{
        f"below its headline, in the class {name}": (
            page("Bridge closed", f"<h1>Bridge closed</h1><div class='{name}'>{paragraphs(BRIDGE, STUDY, WISH)}</div>"),
            STUDY,
        )
        for name in (
            "footer-bottom",
            "region-qc",
            "chocolate-chip-cookies",
            "channel-privacy",
            "dossier-consent",
            "cookies-accepted",
            "cmp-text",
            "tag-cookie-wall",
        )
    },
    "in a form around the whole page": (
        page(
            "Bridge closed",
            "<form id=aspnetForm><div><input name=u><input type=password></div><div class=content>"
            f"<h1>Bridge closed</h1>{paragraphs(BRIDGE, STUDY, WISH)}</div></form>",
        ),
        STUDY,
    ),
    "in an element that also holds a form for signing in": (
        page(
            "Bridge closed",
            "<div id=top><form><input name=u><input type=password></form>"
            f"<div class=content><h1>Bridge closed</h1>{paragraphs(BRIDGE, STUDY, WISH)}</div></div>",
        ),
        STUDY,
    ),
    "below its headline, in an element that also holds a form for signing in": (
        page(
            "Bridge closed",
            "<h1>Bridge closed</h1><div id=top><form><input name=u><input type=password></form>"
            f"{paragraphs(BRIDGE, STUDY, WISH)}</div>",
        ),
        STUDY,
    ),
    "a brief in a form around the whole page": (
        page("Bridge closed", f"<form><input type=password><h1>Bridge closed</h1>{paragraphs(FERRY)}</form>"),
        FERRY,
    ),
    "in a dialog": (
        page(
            "Bridge closed",
            "<div id=list><a href=/1>one</a></div><div class=modal role=dialog><h1>Bridge closed</h1>"
            f"{paragraphs(BRIDGE, STUDY, WISH)}</div>",
        ),
        STUDY,
    ),
    "advice about JavaScript, in forty words": (
        page(
            "Learn a language",
            "<p>If you want to learn how a page on the web works, you need JavaScript more than anything else, says"
            " teacher Ada Quill, whose course for grown people in the library of Norrhaven begins on the first"
            " Monday of March at eight.</p>",
        ),
        "Ada Quill",
    ),
    "above a footer": (page("Bridge closed", f"<p>{BRIDGE}<footer><p>{COPYRIGHT}</footer>"), BRIDGE),
    "in an aside": (page("Bridge closed", f"<aside><p>{BRIDGE}</aside>"), BRIDGE),
    "below a form for signing in": (page("Bridge", f"<form><input type=password></form><p>{BRIDGE}"), BRIDGE),
    "shown, and in a script with more": (
        page("Ferry sails again", f"<p>{FERRY}</p>{state(FERRY, BRIDGE, STUDY)}"),
        FERRY,
    ),
    "short, and a script holds other texts": (
        page(
            "Ferry sails again", f"<p>It sails on Monday, says the council.{state(BRIDGE, STUDY, title='Your choice')}"
        ),
        "It sails",
    ),
    "short, and a script holds forty words": (
        page("Ferry sails again", f"<p>It sails on Monday, says the council.{state(BRIDGE)}"),
        "It sails",
    ),
    "forty words, and a script holds the headline and other texts": (
        page("Ferry sails again", f"<p>{BRIDGE}</p>{state(FERRY, STUDY)}"),
        BRIDGE,
    ),
}

TEXTS = {
    "an error in the first line": ("404 Not Found\n\nThe requested URL was not found on this server.", False),
    "an error below the name of the site": (
        "The Harbour Post\nEvery day\n404 Not Found\nPerhaps it was moved to another place by the editors of the Post.",
        False,
    ),
    "an error among the related headlines": (
        f"The Harbour Post\n\n{BRIDGE}\n\n{FERRY}\n\nThe answer was short.\n\n404 Not Found",
        True,
    ),
    "a request for JavaScript": (
        "Please enable JavaScript to view this page. Our site needs JavaScript to work.",
        False,
    ),
    "consent": (f"{ASKED}\n\nYou can change your settings at any time.", False),
    "an article": (BRIDGE, True),
    "a brief with a quotation about privacy": (f"Minister stops sale of data\n\n{PRIVACY}", True),
    "a film": (f"Error 404: the film\n\n{BRIDGE}\n\n{STUDY}", True),
    "a painting": (f"Not found: the painting that vanished\n\n{BRIDGE}\n\n{STUDY}", True),
    "a mayor": (f"Bad request: mayor says no to fans\n\n{BRIDGE}\n\n{STUDY}", True),
    "a long request for consent": (
        (
            "We and our 842 partners store information on your device, such as cookies, and process personal data, such"
            " as the address of your device, to show advertisements that suit you. Click “Accept” to agree, or “More"
            " options” to change your settings. Your choice applies to this website only, and you can change your mind"
            " at any time."
        ),
        False,
    ),
}

# Lines of a publisher about itself, and lines of articles that share words with them.
DROPPED = [
    "Read also: Why the bridge stays open",
    "Lees ook: De brug is weer open. De bewoners zijn blij.",
    "À lire aussi : Pourquoi le pont reste ouvert ?",
    "Czytaj też: Most znów otwarty.",
    "関連記事：橋が再開した。",
    "Read more: Why does the bridge stay open?",
    "Mehr zum Thema | Warum die Brücke offen bleibt",
    "Saiba mais: Ponte reabre na segunda-feira",
    "See also:",
    "Follow us on Telegram and X, so that you do not miss the news of the coast.",
    "Follow us on Telegram, Facebook, Instagram, YouTube and X for the latest news and updates.",
    "Follow Harbour Post on Google News and add us as a preferred source to get our expert news in your feeds.",
    "Follow AP on Facebook, X, Instagram, YouTube and TikTok",
    "Like us on Facebook",
    "Volg ons ook op Instagram!",
    "Suivez-nous sur Facebook et Twitter",
    "Folgen Sie uns auf WhatsApp",
    "Obserwuj nas na Facebook",
    "When you buy through links on our site, we may earn a commission. Here’s how it works.",
    "If you select one of these companies and click on a link, we may earn a commission.",
    "This post contains affiliate links. If you use them to make a purchase, we may earn a small commission.",
    "If you buy through affiliate links, I may earn commissions that help support my work.",
    "We may receive a commission from our partners if you click a link and purchase a product or service.",
    "We may get a fee if you buy something through a link.",
    "Für Einkäufe über Affiliate-Links erhalten wir eine kleine Provision.",
    "Als je iets koopt via een van onze links, krijgen we een kleine commissie.",
    "Si vous achetez un produit par un lien de cette page, nous pouvons percevoir une commission.",
    "Si compras a través de nuestros enlaces, podemos recibir una comisión.",
    "Se acquistate tramite questi link, potremmo ricevere una commissione.",
    "Artikeln innehåller annonslänkar, och vi kan få provision.",
]
KEPT = [
    "“The new path links both villages, so we get more walkers, and they feel at home here,” she said.",
    "The new path links both villages, so we get more walkers, and we make good coffee for them.",
    "The road links both towns, and we get a fee of two euros from each lorry, says the mayor.",
    "“If you buy through the links on my page, I earn a commission,” said the blogger who was fined.",
    "„Wenn Sie über Affiliate-Links kaufen, erhalten wir eine Provision“, sagte der Händler vor Gericht.",
    "« Si vous achetez par ces liens, nous touchons une commission », a dit le vendeur devant les juges.",
    "“Wij hebben in de commissie gezien dat de partijen op links tegen het voorstel stemden,” zegt zij.",
    "Wij hebben in de commissie gezien dat de partijen op links tegen het voorstel stemden.",
    "Wie op links stemt, wil dat we in de commissie eindelijk over de vergoeding praten, zegt het Kamerlid.",
    "Nous devons renforcer nos liens avec nos voisins, et nous le dirons à la commission d'enquête.",
    "Los enlaces con la isla son malos, y podemos pedir que la comisión los investigue.",
    "Os links entre os dois casos são claros, e podemos levar isso à comissão do Senado.",
    "Die Partner links und rechts der Straße wollen, dass wir mit der Kommission reden.",
    "Like us, many readers left Twitter after the sale, and they have not come back since.",
    "Join us in prayer, the bishop wrote on Facebook on Sunday, hours before he was arrested by the police.",
    "Find us a way out of this war, the president said on Telegram, and we will take it.",
    "Follow us on Telegram, the rebels wrote to the people of the island before they took it.",
    "“Follow us on Telegram,” said the voice on the radio, and that was the last that was heard of it.",
    "Volg het geld op X, zegt de journalist, en je vindt de dader van de moord op de burgemeester.",
    "Volg ons op X, zei de burgemeester, en niemand deed het.",
    "Suivez-nous sur Facebook, disait l'affiche, et personne ne le faisait.",
    "Join Anna Quist on X, and you see how a mayor loses her patience, her critics say.",
    "Related: the two men are brothers, and they have worked at the harbour for years.",
    "Read more: that was her advice to all children at the school.",
    "Read also: what the others wrote, was her advice to all children at the school.",
    "Mehr dazu: er will es nicht sagen, aber er wird es am Montag tun.",
    "Mehr dazu: Er will es nicht sagen, aber er wird es am Montag tun.",
    "Lees ook eens een boek dat je niet begrijpt, zei ze tegen de kinderen.",
    "À lire : les lettres que sa mère lui écrivait de l'île, pendant la guerre.",
    "Saiba mais sobre a ponte quem a atravessa todos os dias, diz o prefeito.",
]


@pytest.mark.parametrize(("html", "reason"), WALLS.values(), ids=WALLS)
def test_wall(html: str, reason: str) -> None:
    article = clean(html)
    assert article.method == "none"
    assert f"no article found: {reason}" in texts(article.warnings)


@pytest.mark.parametrize(("html", "text"), ARTICLES.values(), ids=ARTICLES)
def test_no_wall(html: str, text: str) -> None:
    assert text in clean(html).text


@pytest.mark.parametrize(("text", "is_article"), TEXTS.values(), ids=TEXTS)
def test_wall_of_text(text: str, is_article: bool) -> None:
    assert (clean(text).method != "none") == is_article


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("404", True),
        ("Error 404 | The Harbour Post", True),
        ("403 Forbidden", True),
        ("Access denied", True),
        ("Sorry, this page could not be found", True),
        ("Pagina niet gevonden - De Courant", True),
        ("Seite nicht gefunden", True),
        ("Página no encontrada", True),
        ("Страница не найдена", True),
        ("ページが見つかりません", True),
        ("Peugeot 404", False),
        ("Error", False),
        ("A page of history was not found in the archive of the town", False),
        ("500 people on the quay", False),
        ("404 - Page not found - The Harbour Post", True),
        ("Oops - 404 - Harbour Post", True),
        ("Error: page not found", True),
        ("Access denied: refugees wait at the border", False),
        ("Access denied – refugees wait at the border for their papers", False),
        ("Access denied – Refugees wait at the border", False),
        ("Server error: how one engineer broke the internet", False),
        ("Peugeot - 404 - Autoweek", False),
        ("Fehler 404: der Film", False),
        ("Page introuvable : le manuscrit perdu de Rimbaud", False),
    ],
)
def test_title_of_an_error(title: str, expected: bool) -> None:
    assert (notice_in([], [title]) == ERROR) == expected


@pytest.mark.parametrize("line", DROPPED)
def test_line_of_a_publisher(line: str) -> None:
    assert [block.text for block in clean(_with_line(line)).blocks] == [BRIDGE, FERRY, STUDY, WISH]
    assert line not in clean(f"{BRIDGE}\n\n{FERRY}\n\n{line}\n\n{STUDY}\n\n{WISH}").text


@pytest.mark.parametrize("line", KEPT)
def test_line_of_an_article(line: str) -> None:
    assert [block.text for block in clean(_with_line(line)).blocks] == [BRIDGE, FERRY, line, STUDY, WISH]
    assert line in clean(f"{BRIDGE}\n\n{FERRY}\n\n{line}\n\n{STUDY}\n\n{WISH}").text


def _with_line(line: str) -> str:
    return page("The Harbour Post", f"<article>{paragraphs(BRIDGE, FERRY, line, STUDY, WISH)}</article>")


@pytest.mark.parametrize(("number", "kind"), [(1, ERROR), (MAX_HEADINGS, ERROR), (MAX_HEADINGS + 1, None)])
def test_an_error_page_has_few_headings(number: int, kind: str | None) -> None:
    assert notice_in(["The harbour."], (), ["Page not found"] * number) == kind


@pytest.mark.parametrize(("above", "is_article"), [(1, True), (MAX_HEADINGS, True), (MAX_HEADINGS + 1, True)])
def test_the_headline_may_stand_below_headings_that_are_errors(above: int, is_article: bool) -> None:
    """It is found in a footer too: with the headline and text below it, that is a wrapper of the whole page."""
    errors = "<h1>Page not found</h1>" * above
    html = f"<html><body><div class=page-footer>{errors}<h1>A ferry to Sill</h1><p>{FERRY}</p><p>{BRIDGE}</p></div>"
    assert clean(html, "https://own.nl/a").found == is_article
