"""Inline markup: the links, emphasis and pictures of an article. It is read from the tree only if the caller asks."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Mark = Literal["link", "strong", "emphasis", "code", "image"]


class Span(Struct, frozen=True, gc=False):
    """A stretch of `Page.text` that is a link, or emphasised, or inline code.

    `start` and `end` are in characters, as those of a block. A span lies within one block, or within one cell of it.
    `url` is the absolute URL of a link.
    """

    start: int
    end: int
    mark: Mark
    url: str = ""


class Picture(Struct, frozen=True, gc=False):
    """A picture of the article.

    `url` is absolute, and `alt` is the text that stands for the picture. `start` is a place in `Page.text`: the picture
    stands above the first block that starts at this place or after it. `path` is the path of an element that holds the
    picture and text of the article, such as an item of a list.
    """

    url: str
    alt: str
    start: int
    path: str


class InlineMarkup(Struct, frozen=True):
    """The inline markup of an article, in the order of the page."""

    spans: tuple[Span, ...] = ()
    pictures: tuple[Picture, ...] = ()
