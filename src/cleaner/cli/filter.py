"""`cleaner` without a subcommand: read a page on stdin, write its article to stdout."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ..output.article import Article
from ..output.render import FORMATS, check_markup, render
from .options import add_article_options, add_page_options, cleaner_from
from .streams import read_stdin, say, write


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the filter."""
    add_page_options(parser)
    parser.set_defaults(url=None, input="auto", charset=None, pack=None, packs=None, favor=None, limit=None, cut=False)
    parser.set_defaults(isolated=False)
    add_article_options(parser)
    parser.set_defaults(target_language=None, only_with_metadata=False, tables=True)
    parser.set_defaults(format="text", with_title=False, strip_dateline=False, unwrap=False, markup=None)


def run(options: Namespace) -> int:
    """Write the article of the page on stdin. Return 0 if there is one, else 1."""
    kept = options.markup or ()
    check_markup(options.format, kept)
    article = clean_stdin(options, strip_dateline=options.strip_dateline, unwrap=options.unwrap, markup=bool(kept))
    has_metadata = FORMATS[options.format].has_metadata
    if article.found or has_metadata:
        write(render(article, options.format, with_title=options.with_title, markup=kept))
    if not has_metadata:
        for warning in article.warnings:
            say(warning.text)
    return 0 if article.found else 1


def clean_stdin(
    options: Namespace, *, strip_dateline: bool = False, unwrap: bool = False, markup: bool = False
) -> Article:
    """Return the article of the page on stdin, cleaned as the options say."""
    with cleaner_from(options) as cleaner:
        return cleaner.clean(
            read_stdin(cleaner.limits),
            options.url,
            input=options.input,
            charset=options.charset,
            pack=options.pack,
            target_language=options.target_language,
            only_with_metadata=options.only_with_metadata,
            tables=options.tables,
            strip_dateline=strip_dateline,
            unwrap=unwrap,
            markup=markup,
        )
