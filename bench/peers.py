"""The same rows in other systems. A peer that is not installed is said to be missing, never guessed.

tantivy and SQLite work inside this process and pay no protocol; pg_trgm works in the bench database.
"""

from __future__ import annotations

import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

Rows = Iterator[tuple[int, str, int]]
"""(id, name, importance)"""
LIMIT = 20


class Peer(ABC):
    """One system: loads the rows once and then gives the ids of the best 20 rows that contain a text."""

    name: str

    @abstractmethod
    def load(self, rows: Rows) -> None: ...

    @abstractmethod
    def infix(self, text: str) -> list[int]: ...

    @abstractmethod
    def exact(self, text: str) -> list[int]: ...


class Tantivy(Peer):
    """Character n-grams of 1 and 2, ordered by the fast field `importance`."""

    name = "tantivy ngram(1,2)"

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("id", stored=True)
        builder.add_integer_field("importance", fast=True)
        builder.add_text_field("one", tokenizer_name="one", index_option="basic")
        builder.add_text_field("two", tokenizer_name="two", index_option="position")
        builder.add_text_field("whole", tokenizer_name="raw", index_option="basic")
        folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(builder.build(), path=str(folder), reuse=False)
        for size, tokenizer in ((1, "one"), (2, "two")):
            self._index.register_tokenizer(
                tokenizer, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(size, size, False)).build()
            )

    def load(self, rows: Rows) -> None:
        writer = self._index.writer(heap_size=200_000_000, num_threads=2)
        for row_id, name, importance in rows:
            writer.add_document(
                self._tantivy.Document(id=row_id, importance=importance, one=name, two=name, whole=name)
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def _best(self, query: Any) -> list[int]:
        found = self._searcher.search(query, LIMIT, count=False, order_by_field="importance")
        return [self._searcher.doc(address)["id"][0] for _, address in found.hits]

    def infix(self, text: str) -> list[int]:
        query, schema = self._tantivy.Query, self._index.schema
        if len(text) == 1:
            return self._best(query.term_query(schema, "one", text))
        pairs = [text[i : i + 2] for i in range(len(text) - 1)]
        # Its n-grams have no positions, so a longer text is the AND of its pairs; a few hits may hold them apart.
        must = self._tantivy.Occur.Must
        return self._best(query.boolean_query([(must, query.term_query(schema, "two", pair)) for pair in pairs]))

    def exact(self, text: str) -> list[int]:
        return self._best(self._tantivy.Query.term_query(self._index.schema, "whole", text))


class Sqlite(Peer):
    """FTS5 with the trigram tokenizer, or with our own words of one and two characters."""

    def __init__(self, *, trigram: bool) -> None:
        self.name = "SQLite FTS5 trigram" if trigram else "SQLite FTS5 own bigrams"
        self._trigram = trigram
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute("create table name (id integer primary key, name text, importance integer)")
        tokenizer = "trigram" if trigram else "unicode61"
        self._connection.execute(
            f"create virtual table found using fts5 (words, content='', detail=none, tokenize='{tokenizer}')"
            if not trigram
            else "create virtual table found using fts5 (words, content='', tokenize='trigram')"
        )

    def load(self, rows: Rows) -> None:
        for row_id, name, importance in rows:
            self._connection.execute("insert into name values (?, ?, ?)", (row_id, name, importance))
            words = name if self._trigram else " ".join(_words(name))
            self._connection.execute("insert into found (rowid, words) values (?, ?)", (row_id, words))
        self._connection.execute("create index by_name on name (name, importance desc)")
        self._connection.commit()

    def infix(self, text: str) -> list[int]:
        pairs = [text[i : i + 2] for i in range(len(text) - 1)] or [text]
        match = f'"{text}"' if self._trigram else " AND ".join(f'"{word}"' for word in pairs)
        return [
            row[0]
            for row in self._connection.execute(
                "select n.id from found join name n on n.id = found.rowid where found match ? and instr(n.name, ?) > 0"
                " order by n.importance desc limit ?",
                (match, text, LIMIT),
            )
        ]

    def exact(self, text: str) -> list[int]:
        return [
            row[0]
            for row in self._connection.execute(
                "select id from name where name = ? order by importance desc limit ?", (text, LIMIT)
            )
        ]


def _words(name: str) -> list[str]:
    return [*name, *(name[i : i + 2] for i in range(len(name) - 1))]


class Trigrams(Peer):
    """PostgreSQL's own: LIKE with a pg_trgm index."""

    name = "pg_trgm LIKE"

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def load(self, rows: Rows) -> None:
        self._connection.execute("create extension if not exists pg_trgm")
        self._connection.execute("drop table if exists bench_trigram")
        self._connection.execute("create table bench_trigram as select id, name, importance from published.name")
        self._connection.execute("create index on bench_trigram using gin (name gin_trgm_ops)")
        self._connection.execute("create index on bench_trigram (name text_pattern_ops)")
        self._connection.execute("analyze bench_trigram")
        self._connection.commit()

    def _best(self, condition: str, value: str, text: str) -> list[int]:
        statement = (
            f"select id from bench_trigram where {condition} order by (name = %(text)s) desc,"
            " (name like %(start)s) desc, importance desc limit 20"
        )
        parameters = {"value": value, "text": text, "start": f"{text}%"}
        return [row[0] for row in self._connection.execute(statement, parameters, prepare=False)]

    def infix(self, text: str) -> list[int]:
        return self._best("name like %(value)s", f"%{text}%", text)

    def exact(self, text: str) -> list[int]:
        return self._best("name = %(value)s", text, text)

    def similar(self, text: str) -> list[str]:
        """Names by trigram similarity, for the comparison of near misses."""
        return [
            row[0]
            for row in self._connection.execute(
                "select name from bench_trigram where name %% %(text)s order by similarity(name, %(text)s) desc,"
                " importance desc limit 20",
                {"text": text},
                prepare=False,
            )
        ]


def available(folder: Path, connection: psycopg.Connection) -> Iterator[Peer | str]:
    """The peers, or for one that is not there a sentence that says so."""
    try:
        yield Tantivy(folder)
    except ImportError:
        yield "tantivy: not installed (pip install -r bench/requirements-bench.txt)"
    yield Sqlite(trigram=True)
    yield Sqlite(trigram=False)
    yield Trigrams(connection)


def rows_of(connection: psycopg.Connection) -> Rows:
    """All rows of the bench database, streamed."""
    with connection.cursor(name="bench_rows") as cursor:
        cursor.itersize = 20_000
        cursor.execute("select id, name, importance from published.name")
        yield from cursor


def loaded(peer: Peer, connection: psycopg.Connection) -> float:
    """Load and return the seconds that it took."""
    started = time.perf_counter()
    peer.load(rows_of(connection))
    return time.perf_counter() - started
