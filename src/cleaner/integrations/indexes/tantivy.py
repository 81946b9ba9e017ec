"""An index in a folder. It uses tantivy, a search engine that runs in this process.

Dutch words are found in all forms that share a stem (by Snowball). Stop words, accents and capitals are ignored. Texts
in other languages are searched by the same rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from ...errors import UsageError, needs
from .index import EntryInfo, Hit, IndexEntry, SearchResult, check_max_count, is_name
from .segments import check

try:
    import tantivy
    from tantivy import FieldType, Filter, Occur, Query
except ModuleNotFoundError as error:
    raise needs("tantivy", "search") from error

WRITER_MEMORY = 64_000_000
"""Bytes that are collected before they are written to the folder; tantivy needs at least 15 MB."""
MAX_WORD_LENGTH = 80
"""Characters; longer words are not indexed. tantivy itself allows 65,530 bytes."""
SNIPPET_LENGTH = 160
"""Characters, as search engines on the web show them."""
HEADLINE_WEIGHT = 2.0
"""How much more a word counts in the headline than in the body."""
DUTCH = "dutch"
SEARCHED_FIELDS = ("headline", "body")
TEXT_FIELDS = ("name", "file", "url", *SEARCHED_FIELDS, "method", "engine", "pack")
NUMBER_FIELDS = ("record", "version", "ready")
INFO_FIELDS = tuple(field for field in EntryInfo.__struct_fields__ if field != "tried")


@contextmanager
def _reported(folder: Path) -> Iterator[None]:
    """Raise `UsageError` if tantivy cannot use the files in the folder."""
    try:
        yield
    except UsageError:
        raise
    except (ValueError, OSError) as error:  # tantivy has no errors of its own
        raise _unusable(folder, error) from None
    except BaseException as error:
        # what a panic in Rust raises is no `Exception`, and its class cannot be imported
        if type(error).__name__ != "PanicException":
            raise
        raise _unusable(folder, error) from None


def _unusable(folder: Path, error: BaseException) -> UsageError:
    advice = "if it is damaged, or if another version made it, remove it and index the files again"
    return UsageError(f"the index in {folder} cannot be used; {advice}: {' '.join(str(error).split())}")


class TantivyIndex:
    """See `ArticleIndex`. One process at a time can write, while any number of them search."""

    def __init__(self, folder: Path, *, create: bool, write: bool) -> None:
        self._folder = folder
        self._writer: tantivy.IndexWriter | None = None
        self._is_changed = False
        self._added: set[int] = set()  # the hashes of names that were added since the last commit
        with _reported(folder):
            exists = folder.is_dir() and tantivy.Index.exists(str(folder))
            if not exists and not create:
                raise UsageError(
                    f"there is no index in {folder}; `cleaner search index FILE... --into {folder}` makes one"
                )
            if not exists and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise UsageError(f"{folder} is not an index; use a new folder or an empty one")
            folder.mkdir(parents=True, exist_ok=True)
            if exists:
                check(folder, sums=write)
            self._schema, self._analyzer = _schema(), _analyzer()
            self._index = tantivy.Index(self._schema, str(folder))
            self._index.register_tokenizer(DUTCH, self._analyzer)

    def add(self, entry: IndexEntry) -> None:
        """Add an entry, in place of an older one of that name. Raises `UsageError` while another process writes."""
        with _reported(self._folder):
            writer = self._writing()
            if self._may_replace(entry.name):
                writer.delete_documents_by_term("name", entry.name)
            document = tantivy.Document()
            for field in TEXT_FIELDS:
                value = getattr(entry, field)
                if value is not None:
                    document.add_text(field, value)
            for field in NUMBER_FIELDS:
                value = getattr(entry, field)
                if value is not None:
                    document.add_integer(field, int(value))
            for each in entry.tried:
                document.add_text("tried", each)
            writer.add_document(document)

    def _may_replace(self, name: str) -> bool:
        """Return whether there may be an entry of this name.

        A deletion takes a kilobyte of memory until the next commit, so it is not done where it is not needed.
        """
        was_added = hash(name) in self._added
        self._added.add(hash(name))
        query = Query.term_query(self._schema, "name", name)
        return was_added or bool(self._index.searcher().search(query, 1, count=False).hits)

    def remove(self, names: Iterable[str]) -> list[str]:
        """Remove the entries with these names, files or URLs; return those that no entry has."""
        missing = []
        with _reported(self._folder):
            searcher, writer = self._index.searcher(), self._writing()
            for name in names:
                query = self._named(name)
                if searcher.search(query, 1).hits:
                    writer.delete_documents_by_query(query)
                else:
                    missing.append(name)
        return missing

    def _named(self, name: str) -> Query:
        if not is_name(name):
            return Query.empty_query()
        fields = ("name", "file", "url")
        return Query.boolean_query([(Occur.Should, Query.term_query(self._schema, field, name)) for field in fields])

    def remove_after(self, file: str, record: int) -> None:
        """Remove the entries for records of a file that come after this one."""
        with _reported(self._folder):
            of_the_file = Query.term_query(self._schema, "file", file)
            later = Query.range_query(self._schema, "record", FieldType.Integer, record + 1, None)
            query = Query.boolean_query([(Occur.Must, of_the_file), (Occur.Must, later)])
            self._writing().delete_documents_by_query(query)

    def _writing(self) -> tantivy.IndexWriter:
        """Return the writer, for a change."""
        if self._writer is None:
            self._writer = self._open_writer()
        self._is_changed = True
        return self._writer

    def _open_writer(self) -> tantivy.IndexWriter:
        try:
            return self._index.writer(WRITER_MEMORY, 1)
        except ValueError as error:
            raise UsageError(
                f"cannot write to the index in {self._folder}; is another process writing to it? ({error})"
            ) from None

    def commit(self) -> None:
        """Make all changes visible to searches."""
        if self._writer is not None:
            with _reported(self._folder):
                self._writer.commit()
                self._is_changed = False
                self._added.clear()
                self._index.reload()

    def search(self, words: str, max_count: int) -> SearchResult:
        """Find the articles that have all these words."""
        check_max_count(max_count)
        with _reported(self._folder):
            return self._search(self._analyzer.analyze(words.encode(errors="replace").decode()), max_count)

    def _search(self, terms: list[str], max_count: int) -> SearchResult:
        if not terms:
            return SearchResult([], 0, has_words=False)
        query = Query.boolean_query([(Occur.Must, self._anywhere(term)) for term in terms])
        searcher = self._index.searcher()
        found = searcher.search(query, max_count)
        snippets = tantivy.SnippetGenerator.create(searcher, query, self._schema, "body")
        snippets.set_max_num_chars(SNIPPET_LENGTH)
        hits = []
        for _, address in found.hits:
            document = searcher.doc(address)
            # if only the headline has the words, the snippet is the beginning of the body
            snippet = (
                snippets.snippet_from_doc(document).fragment() or (document.get_first("body") or "")[:SNIPPET_LENGTH]
            )
            info = _info(document)
            hits.append(Hit(file=info.file, record=info.record, url=info.url, headline=info.headline, snippet=snippet))
        return SearchResult(hits, found.count)  # type: ignore[attr-defined]  # the stubs have no count

    def _anywhere(self, term: str) -> Query:
        headline = Query.boost_query(Query.term_query(self._schema, "headline", term), HEADLINE_WEIGHT)
        return Query.boolean_query(
            [(Occur.Should, headline), (Occur.Should, Query.term_query(self._schema, "body", term))]
        )

    def entries(self) -> Iterator[EntryInfo]:
        """Yield what is known about each entry."""
        with _reported(self._folder):
            searcher = self._index.searcher()
            for _, address in searcher.search(Query.all_query(), max(searcher.num_docs, 1)).hits:
                yield _info(searcher.doc(address))

    def close(self) -> None:
        """Close the folder."""
        writer, self._writer = self._writer, None
        if writer is not None:
            with _reported(self._folder):
                if self._is_changed:  # remove what was written and never committed
                    writer.rollback()
                    writer.garbage_collect_files()
                writer.wait_merging_threads()


def _info(document: tantivy.Document) -> EntryInfo:
    values: dict[str, Any] = {field: document.get_first(field) for field in INFO_FIELDS}
    return msgspec.convert(values | {"tried": tuple(document.get_all("tried"))}, EntryInfo, strict=False)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in (*TEXT_FIELDS, "tried"):
        if field in SEARCHED_FIELDS:
            builder.add_text_field(field, stored=True, tokenizer_name=DUTCH)
        else:
            builder.add_text_field(field, stored=field != "name", tokenizer_name="raw", index_option="basic")
    for field in NUMBER_FIELDS:
        builder.add_integer_field(field, stored=True, indexed=True, fast=field == "record")  # ranges need a fast field
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    """Return the analyzer. Accents are removed before stop words, so that "één" is the stop word "een"."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(Filter.remove_long(MAX_WORD_LENGTH))
    for each in (Filter.lowercase(), Filter.ascii_fold(), Filter.stopword(DUTCH), Filter.stemmer(DUTCH)):
        builder = builder.filter(each)
    return builder.build()
