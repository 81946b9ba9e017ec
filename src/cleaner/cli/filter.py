"""`cleaner` without a subcommand: read pages from files or stdin, write their articles to stdout."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ..cleaner import Cleaner
from ..errors import InputError
from ..output.article import Article
from ..output.render import FORMATS, check_markup, render
from .options import add_article_options, add_page_options, cleaner_from
from .pages import STDIN, UNREADABLE, header, pages_to_read, read_page, say_of
from .streams import write

EXAMPLES = (
    "cleaner page.html",
    "curl -sL https://krant.nl/brug | cleaner --url https://krant.nl/brug",
    "cleaner --with-title --format markdown page.html > article.md",
    "cleaner --format json page.html | jq -r .headline",
    "find crawl -name '*.html' -print0 | xargs -0 cleaner --format json > articles.jsonl",
)


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the filter."""
    add_page_options(parser)
    parser.set_defaults(url=None, input="auto", charset=None, pack=None, packs=None, favor=None, limit=None, cut=False)
    parser.set_defaults(isolated=False)
    add_article_options(parser)
    parser.set_defaults(target_language=None, only_with_metadata=False, tables=True)
    parser.set_defaults(format="text", with_title=False, strip_dateline=False, unwrap=False, markup=None, files=())


def add_file_options(parser: ArgumentParser) -> None:
    """Add the files, and the options that stand between them."""
    parser.add_argument("files", metavar="FILE", nargs="*")
    add_page_options(parser)
    add_article_options(parser)


def run(options: Namespace) -> int:
    """Write the article of each page. Return 0 if each has one, 1 if one has none, and 4 if one cannot be read."""
    check_markup(options.format, options.markup or ())
    pages = pages_to_read(options.files, options.url, "cleaner")
    has_metadata = FORMATS[options.format].has_metadata
    has_headers = len(pages) > 1 and not has_metadata
    code, gap = 0, ""
    with cleaner_from(options) as cleaner:
        for page in pages:
            name = page if options.files else None
            try:
                article = _clean(page, cleaner, options)
            except InputError as error:
                say_of(name, str(error))
                code = UNREADABLE
                continue
            code = max(code, 0 if article.found else 1)
            if article.found or has_metadata:
                text = _rendered(article, name, options)
                write(f"{gap}{header(page)}\n{text}" if has_headers else text)
                gap = "\n"
            if not has_metadata:
                for warning in article.warnings:
                    say_of(name, warning.text)
    return code


def _clean(page: str, cleaner: Cleaner, options: Namespace) -> Article:
    """Return the article of the page with this name, cleaned as the options say."""
    return cleaner.clean(
        read_page(page, cleaner.limits),
        options.url,
        input=options.input,
        charset=options.charset,
        pack=options.pack,
        target_language=options.target_language,
        only_with_metadata=options.only_with_metadata,
        tables=options.tables,
        strip_dateline=options.strip_dateline,
        unwrap=options.unwrap,
        markup=bool(options.markup),
    )


def _rendered(article: Article, name: str | None, options: Namespace) -> str:
    """Return the article as it is written. JSON names the file that the page comes from."""
    if options.format == "json" and name not in (None, STDIN):
        from ..output.row import to_json  # other formats do not need it

        return to_json(article, file=name)
    return render(article, options.format, with_title=options.with_title, markup=options.markup or ())
