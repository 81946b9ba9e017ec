"""The HTTP service, from the outside in: server, app, batch, page_queue; requests and problems are what they share.

`pages` and `docs_page` are for people with a browser.
"""
