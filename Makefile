# One command each, from any folder: paths are relative and quoted, so spaces and Cyrillic letters are fine.
# The first run installs into .venv from requirements/*.txt (exact versions and hashes); later runs need no network.

ARGS ?=
PYTHON_IN_VENV := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test lint types architecture bench mutants texts generated runtime dev clean

help:
	@echo "make run           install what is needed and start everything on http://127.0.0.1:8080"
	@echo "make test          install what is needed and run all tests (ARGS='tests/screening -x' narrows them)"
	@echo "make lint          ruff: rules and format"
	@echo "make types         mypy, strict"
	@echo "make architecture  who may import whom"
	@echo "make bench         print the measurements"
	@echo "make mutants       change the law's code in thousands of small ways and see whether a test notices (half an hour)"
	@echo "make texts         renew the catalogues in locales/ from the sources"
	@echo "make generated     renew all that is made from the sources: catalogues, law pages, schemas, the graph of the packages"
	@echo "make clean         remove .venv, caches and build leavings; the data in var/ stays"

run: runtime
	@exec $(PYTHON_IN_VENV) -m bot run $(ARGS)

# Three for two cores: a quarter of the time is waiting, for a browser, a messenger's pause, a disk. Bytecode is kept even
# where a machine forbids it: hundreds of processes would compile the same sources.
test: dev
	PYTHONDONTWRITEBYTECODE= $(PYTHON_IN_VENV) -m pytest -n 3 --dist worksteal $(ARGS)

lint: dev
	$(PYTHON_IN_VENV) -m ruff check .
	$(PYTHON_IN_VENV) -m ruff format --check .

types: dev
	$(PYTHON_IN_VENV) -m mypy

architecture: dev
	$(PYTHON_IN_VENV) -c "from importlinter.cli import lint_imports_command as check; check()"

bench: dev
	$(PYTHON_IN_VENV) -m benchmarks $(ARGS)

# Not in requirements/: it is needed here alone. It asks mypy first, and finds it on PATH.
mutants: dev
	@$(PYTHON_IN_VENV) -c 'import mutmut' 2>/dev/null || $(PYTHON_IN_VENV) -m pip install --quiet --disable-pip-version-check mutmut==3.8.1
	PATH="$$PWD/.venv/bin:$$PATH" nice -n 15 $(PYTHON_IN_VENV) tests/mutation/run.py run --max-children 2 $(ARGS)

texts: dev
	$(PYTHON_IN_VENV) -m locales extract

# What a test finds out of date says so; this renews all of it, in one go and always to the same bytes.
generated: texts
	$(PYTHON_IN_VENV) -m bot rules pages docs/law
	$(PYTHON_IN_VENV) -m screening.exchange.schema docs/schemas
	$(PYTHON_IN_VENV) -m screening.lawbook.fileschema docs/schemas
	$(PYTHON_IN_VENV) -m backoffice.publishing docs/schemas
	$(PYTHON_IN_VENV) -m tools.module_graph

runtime dev:
	@$(call ensure_venv)
	@$(call ensure_packages,$@)
	@$(call ensure_project)

clean:
	rm -rf .venv build ./*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A usable .venv: made anew when its Python has gone or is too old. A moved folder keeps its packages.
define ensure_venv
	if ! $(PYTHON_IN_VENV) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
		old=; found=; \
		for name in $$PYTHON python3 python3.14 python3.13 python3.12 python3.11 python; do \
			"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
			"$$name" -c 'import ensurepip, venv' >/dev/null 2>&1 && { found="$$name"; break; }; \
			old="$$name"; \
		done; \
		if [ -z "$$found" ] && [ -n "$$old" ]; then \
			echo "$$old has no venv module: install it (Debian, Ubuntu: apt install python3-venv) and run make again." >&2; \
			exit 1; \
		elif [ -z "$$found" ]; then \
			echo "Python 3.11 or newer was not found: install it, or name it as in: make run PYTHON=/path/to/python3" >&2; \
			exit 1; \
		fi; \
		echo "Making .venv with $$($$found --version)"; \
		rm -rf .venv && "$$found" -m venv .venv; \
	fi
endef

# The stamp holds the checksum of the requirements, so a changed line installs and an unchanged file costs nothing.
define ensure_packages
	stamp=$$(cat requirements/$(1).txt | cksum); \
	if [ "$$(cat .venv/.$(1) 2>/dev/null)" != "$$stamp" ]; then \
		echo "Installing requirements/$(1).txt into .venv"; \
		$(PYTHON_IN_VENV) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$(1).txt \
		&& echo "$$stamp" > .venv/.$(1); \
	fi
endef

# An editable install remembers the folder's own path, so it is renewed, without network, after a move.
define ensure_project
	stamp="$$(pwd) $$(cat pyproject.toml | cksum)"; \
	if [ "$$(cat .venv/.project 2>/dev/null)" != "$$stamp" ]; then \
		$(PYTHON_IN_VENV) -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable . \
		&& echo "$$stamp" > .venv/.project; \
	fi
endef
