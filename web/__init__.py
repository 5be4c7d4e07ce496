"""What all pages of the site share: cookies, headers, reading and guarding forms, files, templates, refusals."""
