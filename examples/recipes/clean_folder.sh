#!/usr/bin/env bash
# Cleans every page in a folder, as many at a time as there are cores:
#
#     clean_folder.sh PAGES ARTICLES
#
# ARTICLES is a new folder outside PAGES: the article of PAGES/a/b.html is ARTICLES/a/b.html.txt. ARTICLES/log.tsv has a
# line for each page that gave no article or a warning: the exit code, the page, and the messages. The script fails if a
# page could not be cleaned. A page without an article (exit code 1) is in the log, but is not a failure.
set -euo pipefail

pages=$(cd -- "${1:?the folder of pages}" && pwd)
mkdir -- "${2:?a new folder for the articles}"
ARTICLES=$(cd -- "$2" && pwd)
export ARTICLES

clean() {
    article=$ARTICLES/$1.txt
    mkdir -p -- "${article%/*}"
    trap 'rm -f -- "$article.part"' EXIT # only a whole article gets its name
    code=2 said='cannot be read, or has nowhere to go'
    { said=$(cleaner 2>&1 >&3) && code=0 || code=$?; } < "$1" 3> "$article.part"
    if ((code == 0)); then mv -- "$article.part" "$article" || code=2; fi
    if [[ $said || $code != 0 ]]; then
        printf '%d\t%q\t%s\n' "$code" "$1" "${said//$'\n'/; }" >> "$ARTICLES/log.tsv"
    fi
    ((code <= 1))
}
export -f clean

cd -- "$pages"
find . -type f -print0 | xargs -0 -n 1 -P "$(getconf _NPROCESSORS_ONLN)" bash -c 'clean "$1"' bash
