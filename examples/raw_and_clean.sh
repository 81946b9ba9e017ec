#!/usr/bin/env bash
# Puts five stored pages in two indexes: the whole pages, and their articles. A search for "Netanyahu" shows the difference.
#
#     pip install 'article-cleaner[search]'
#     examples/raw_and_clean.sh
set -euo pipefail
cd -- "$(dirname -- "$0")/../golden"
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
pages=(nl/zeelandnet/{stoltenberg,uitgenodigd-flat,lavrov}/input.txt nl/nu/navo-full/input.txt be/knack/navo-copy/input.txt)

cleaner search index --into "$work/raw" --raw "${pages[@]}"
cleaner search index --into "$work/cleaned" "${pages[@]}"
for word in Netanyahu Stoltenberg; do
    for index in raw cleaned; do
        printf '\n%s, %s:\n' "$word" "$index"
        cleaner search query "$work/$index" "$word" || echo 'nothing found'
    done
done
