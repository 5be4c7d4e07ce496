"""What the citizen's pages (the web chat and the secure form) share: cookies, CSRF, headers, templates, refusals."""
