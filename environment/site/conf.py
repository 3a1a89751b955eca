"""Sphinx settings of the site. `build.ts` writes the sources and copies this file next to them."""

project = "promptcal"
html_title = "promptcal"
extensions = ["myst_nb"]
exclude_patterns = ["_static", "_extra"]
html_extra_path = ["_extra"]

# Notebooks come executed; their code is folded away.
nb_execution_mode = "off"
nb_render_markdown_format = "myst"
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
# The sources carry GitHub's headings, some of which begin below the first level.
suppress_warnings = ["myst.header", "toc.not_included"]

html_theme = "furo"
html_theme_options = {"footer_icons": []}
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["sort-tables.js", "live-figures.js"]
html_show_sourcelink = False
# The search would fetch its pages for a summary, which a page opened from a folder may not.
html_show_search_summary = False
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
# One file without fonts of its own, so that formulas need no network.
mathjax_path = "tex-svg.js"
mathjax_options = {"defer": "defer"}
