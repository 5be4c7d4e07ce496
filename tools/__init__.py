"""For those who work on the house: what `make generated` and `.ci/run` call. Nothing of the product imports it."""
