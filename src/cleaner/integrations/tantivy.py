"""An index in a folder: tantivy, a search engine that runs in this process.

Dutch words are found in all their forms (Snowball's stems), stop words are not looked for, accents and capitals do not
count. Texts in other languages are searched by the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..errors import UsageError, needs
from .indexes import Entry, Hit, Hits, Stamp

try:
    import tantivy
    from tantivy import Filter, Occur, Query
except ModuleNotFoundError as error:
    raise needs("tantivy", "search") from error

HEAP = 64_000_000
"""Bytes that are collected before they are written to the folder; tantivy asks for 15 MB at least."""
LONGEST_WORD = 80
"""Letters; what is longer is no word. tantivy itself ends at 65,530 bytes."""
SNIPPET = 160
"""Characters, as search engines show them."""
HEADLINE_WEIGHT = 2.0
DUTCH = "dutch"


class TantivyIndex:
    """See `indexes.Index`. One process at a time can write; any number can search meanwhile."""

    def __init__(self, folder: Path, *, create: bool) -> None:
        exists = folder.is_dir() and tantivy.Index.exists(str(folder))
        if not exists and not create:
            raise UsageError(f"no index in {folder}; `cleaner search index FILE... --into {folder}` makes one")
        if not exists and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder} holds something else than an index; name a new folder, or an empty one")
        folder.mkdir(parents=True, exist_ok=True)
        self._schema, self._analyzer = _schema(), _analyzer()
        try:
            self._index = tantivy.Index(self._schema, str(folder))
        except (ValueError, OSError) as error:  # tantivy has no errors of its own
            raise UsageError(
                f"the index in {folder} cannot be opened; another version's is made anew: {error}"
            ) from None
        self._index.register_tokenizer(DUTCH, self._analyzer)
        self._writer: tantivy.IndexWriter | None = None

    def add(self, entry: Entry) -> None:
        """Put an entry in, in place of the one for that file; raises `UsageError` while another process writes."""
        if self._writer is None:
            try:
                self._writer = self._index.writer(HEAP, 1)
            except ValueError as error:
                raise UsageError(f"the index cannot be written to; does another process? ({error})") from None
        self._writer.delete_documents_by_term("file", entry.file)
        document = tantivy.Document()
        for name in ("file", "url", "headline", "body", "engine", "pack"):
            value = getattr(entry, name)
            if value is not None:
                document.add_text(name, value)
        if entry.version is not None:
            document.add_integer("version", entry.version)
        for each in entry.tried:
            document.add_text("tried", each)
        self._writer.add_document(document)

    def commit(self) -> None:
        """Let searches find what was added."""
        if self._writer is not None:
            self._writer.commit()
            self._index.reload()

    def search(self, words: str, most: int) -> Hits:
        """The articles that hold all these words."""
        terms = self._analyzer.analyze(words.encode(errors="replace").decode())
        if not terms:  # nothing but stop words
            return Hits([], 0)
        query = Query.boolean_query([(Occur.Must, self._anywhere(term)) for term in terms])
        searcher = self._index.searcher()
        found = searcher.search(query, most)
        snippets = tantivy.SnippetGenerator.create(searcher, query, self._schema, "body")
        snippets.set_max_num_chars(SNIPPET)
        hits = []
        for _, address in found.hits:
            document = searcher.doc(address)
            # a word of the headline alone leaves the beginning of the body
            snippet = snippets.snippet_from_doc(document).fragment() or (document.get_first("body") or "")[:SNIPPET]
            headline = document.get_first("headline")
            hits.append(Hit(str(document.get_first("file")), headline, snippet))
        return Hits(hits, found.count)  # type: ignore[attr-defined]  # its stubs have no count

    def _anywhere(self, term: str) -> Query:
        headline = Query.boost_query(Query.term_query(self._schema, "headline", term), HEADLINE_WEIGHT)
        return Query.boolean_query(
            [(Occur.Should, headline), (Occur.Should, Query.term_query(self._schema, "body", term))]
        )

    def stamps(self) -> Iterator[Stamp]:
        """Of everything in it, who cleaned it."""
        searcher = self._index.searcher()
        for _, address in searcher.search(Query.all_query(), max(searcher.num_docs, 1)).hits:
            document = searcher.doc(address)
            file, url, engine = (document.get_first(name) for name in ("file", "url", "engine"))
            yield Stamp(str(file), url, str(engine), tuple(document.get_all("tried")))

    def close(self) -> None:
        """Let go of the folder."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("file", "url", "engine", "pack", "tried"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("headline", "body"):
        builder.add_text_field(name, stored=True, tokenizer_name=DUTCH)
    builder.add_integer_field("version", stored=True, indexed=True)
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    """Accents go first, so that "één" is the stop word "een", and "Oekraïne" the word "Oekraine"."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(Filter.remove_long(LONGEST_WORD))
    for each in (Filter.lowercase(), Filter.ascii_fold(), Filter.stopword(DUTCH), Filter.stemmer(DUTCH)):
        builder = builder.filter(each)
    return builder.build()
