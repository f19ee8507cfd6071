# Each target sets up what it needs by itself (tools/bootstrap) or says in one sentence what is missing.
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench assets docs lock node dev
# Settings of a shell that would slow the programs down or change what they import.
unexport PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH PYTHONOPTIMIZE PYTHONWARNINGS

PYTHON := .venv/bin/python

help:
	@echo 'make demo    three authorities on this machine and one certificate between them, in a browser'
	@echo 'make test    every test, on SQLite and on PostgreSQL, and in a browser'
	@echo 'make lint    style, types, who may import whom, and that generated files are fresh'
	@echo 'make bench   the measurements, each beside its limit or its peer'
	@echo 'make assets  regenerates what is generated and committed'
	@echo 'make docs    the documentation, as pages in build/docs'
	@echo 'make lock    compiles the hashed requirements from pyproject.toml (UPGRADE=1: current releases)'

demo: node
	@$(PYTHON) -m kpcs demo $(DEMO)

test: dev
	@$(PYTHON) -m tools.test $(TEST)

lint: dev
	@$(PYTHON) -m tools.lint

bench: dev
	@$(PYTHON) -m bench $(BENCH)

assets: dev
	@$(PYTHON) -m tools.generated

docs: dev
	@$(PYTHON) -m tools.documentation

lock: dev
	@tools/lock $(if $(UPGRADE),--upgrade)

node dev:
	@tools/bootstrap $@
