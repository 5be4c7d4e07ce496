"""Measurements, printed as a table by `make bench`. They never fail a build."""
