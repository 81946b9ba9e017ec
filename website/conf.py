"""What Sphinx needs to know to build the site: `make docs`.

The pages are the files of `docs/` and those in the root of the project, which people also read as they stand. What the
site adds to them is in `sources`.
"""

from __future__ import annotations

import cleaner
from website import sources

project = "cleaner"
release = version = cleaner.__version__

# The folder of the sources is that of the project, so that links mean the same on the site as in a file. And a page
# docs/search.md would otherwise be written over by the page on which Sphinx shows what a search finds.
root_doc = sources.INDEX
include_patterns = ["*.md", "docs/*.md"]
exclude_patterns = [".*", "build", "dist", "golden", "rules", "src", "tests"]  # folders that are not looked through

extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_heading_anchors = 4  # headings get the names that links use: limits.md#threads-and-processes
smartquotes = False  # "--format" stays as it is typed
suppress_warnings = ["misc.highlighting_failure"]  # JSON that ends in "...", for example

default_role = "code"  # docstrings write code in single backticks
add_module_names = False
python_maximum_signature_line_length = 80  # a longer one has a line for each argument
autodoc_preserve_defaults = True  # "DEFAULT", and not all that is in it
autodoc_default_options = {"members": True, "member-order": "bysource"}

html_theme = "furo"
html_title = f"cleaner {release}"
html_static_path = ["static"]
html_css_files = ["style.css"]
html_extra_path = ["root"]  # a page that leads from / to the first page
html_copy_source = False
html_show_copyright = False
html_domain_indices = False
html_use_index = False

setup = sources.setup
