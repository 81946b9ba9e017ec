"""Drafts for tests that run single steps of the chain."""

from __future__ import annotations

from cleaner.chain.draft import Draft
from cleaner.output.account import Account
from cleaner.packs.matching import Match
from cleaner.packs.program import Program
from cleaner.page.ledger import Ledger
from cleaner.page.page import Page

NO_ACCOUNT = Account(lambda: ("", Ledger((), ())))


def draft_of(page: Page, program: Program) -> Draft:
    match = Match(program.pack.pack, 1.0, "this pack was asked for")
    return Draft(page=page, match=match, program=program, generic=program, blocks=page.blocks, confidence=1.0)
