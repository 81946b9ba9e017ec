"""Search for the slowest pages within the default limits. `docs/limits.md` says what they may cost.

    python -m benchmarks.worst [--minutes 5] [--seed 1] [--jobs 1] [--kind html|text|pack]
    python -m benchmarks.worst --repeat "html('<div>' * 900 + '<p>x' * 46000)"
    python -m benchmarks.worst --show "html('<div>' * 900 + '<p>x' * 46000)" > page.html

A page is described by a genome (`genome.py`). Genomes are drawn at random from a grammar, or are changed copies of the
slowest ones so far (`grammar.py`). Each page is cleaned in a process of its own (`measure.py`). The search keeps the
slowest page for each place in the code where most of the time goes, so that one fault is reported once (`search.py`).
"""
