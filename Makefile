# `make help` names the targets. Everything is installed into .venv; nothing else is needed but Python 3.11 or newer.

.DEFAULT_GOAL := help
.PHONY: help setup demo test bench prove check fix lock clean

help: ## name the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## install into .venv what is missing there
	@sh tools/setup.sh

demo: setup ## show the product at work; NOTICE=file.docx reads a notice of your own
	@exec .venv/bin/duban demo $(if $(NOTICE),--notice "$(NOTICE)")

test: setup ## run the tests, and say which were left out
	@sh tools/system-packages.sh $(if $(CI),--required)
	@.venv/bin/python -m pytest -rs --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

bench: setup ## measure, and print ratios
	@sh tools/yardsticks.sh
	@.venv/bin/python -m bench

prove: setup ## run the long trials
	@.venv/bin/python -m pytest -rs -m prove

check: setup ## format, lint, types, and the promises the repository makes about itself
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m ruff check .
	.venv/bin/python -m mypy
	.venv/bin/python -m pytest -rs tests/guards

fix: setup ## format, and repair what the linter can repair
	.venv/bin/python -m ruff format .
	.venv/bin/python -m ruff check --fix .

lock: setup ## write constraints.txt anew from pyproject.toml; UPGRADE=1 takes the newest versions
	@sh tools/lock.sh $(if $(UPGRADE),--upgrade)

clean: ## remove what make and the tools made; .duban stays
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
