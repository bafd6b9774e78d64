# One command for each job. Every step says what it fetches, and names itself when it fails.
#
#   make ask Q="what is Trump's tariff plan?"    install, pull the models, index the examples, answer
#   make chat                                    a conversation about the examples
#   make serve                                   the same in a browser: chat, summaries, documents
#   make test                                    the whole test suite, with the real models
#   make fast                                    the tests that need no model
#   make check                                   ruff, formatting, types
#   make docs                                    docs/cli.md from the commands' help
#   make lock                                    the lock files, from what PyPI has today
#   make sbom                                    sbom.json: packages and models with hashes and licences
#   make clean                                   remove .venv and caches; models and collections stay
#
# TORCH is what pip installs as PyTorch, with options if you like. On Linux with an Intel or AMD
# processor, PyPI's build brings the CUDA libraries. For a build without them, give the index of CPU
# builds that PyTorch's own installation page names:
#
#   make ask TORCH="torch --index-url URL"
#
# LOCKED=1 installs exactly the packages of requirements.lock or requirements-dev.lock, each checked
# against its sha256. PyTorch is in neither, as the build has to fit the machine; name its version:
#
#   make test LOCKED=1 TORCH="torch==2.13.0"
#
# pip says only what went wrong; with QUIET= it tells all that it does:
#
#   make ask QUIET=
#
# pip's own settings (PIP_INDEX_URL, PIP_FIND_LINKS, pip.conf) are honoured everywhere.

SHELL := /bin/sh
PYTHON ?= python3
TORCH ?= torch
QUIET ?= --quiet
VENV := .venv
BIN := $(VENV)/bin
DOCUMENTS ?= examples/news
# In a variable, as a comma would end an argument of call.
EXTRAS := api,mcp,ocr,office,ui
COMMA := ,
# PyTorch and what only it needs are left to the machine.
LOCK = $(BIN)/uv pip compile pyproject.toml --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-header --quiet --override $(VENV)/without-torch.txt \
	$(addprefix --no-emit-package ,torch sympy mpmath networkx setuptools)
Q ?= what is Trump's tariff plan?

# The question reaches the shell through the environment: it may hold quotes and dollar signs.
export QUESTION := $(value Q)
# pip goes on with a download that was cut.
export PIP_RESUME_RETRIES ?= 5
export PIP_DISABLE_PIP_VERSION_CHECK ?= 1

# The model store may move between two runs: each place has a stamp of its own.
STORE := $(shell printf '%s' "$$ASSISTANT_HOME" | cksum | cut -d ' ' -f 1)
MODELS := $(VENV)/.models-$(STORE)
TEST_MODELS := $(VENV)/.test-models-$(STORE)

# $(call failed,step,what to do): for use behind ||
failed = { echo "make: $(1) failed; $(2)" >&2; exit 1; }

AGAIN = check the network and run the same command again: pip keeps what it has. With QUIET= it tells more

PIP_INSTALL = $(BIN)/python -m pip install $(QUIET)

# $(call install,extras,lock file): the project with its extras, or from the lock with nothing else
# NEWER_PIP: the one that Python brings may be too old to go on with a cut download (25.1), and to
# know a renamed extra of lxml, of which it warns without need (23.3).
ifdef LOCKED
install = $(PIP_INSTALL) --require-hashes --no-deps -r $(2) && $(PIP_INSTALL) --no-deps -e .
NEWER_PIP = true
else
install = $(PIP_INSTALL) -e ".[$(1)]"
NEWER_PIP = $(PIP_INSTALL) "pip>=25.1"
endif

.PHONY: ask chat serve test fast check docs lock sbom clean
.DEFAULT_GOAL := ask

ask: $(VENV)/.installed $(MODELS)
	@$(BIN)/python -m assistant ask --in $(DOCUMENTS) -- "$$QUESTION" || \
	{ status=$$?; test $$status -eq 3 || $(call failed,answering,the message above says why); }

chat: $(VENV)/.installed $(MODELS)
	@$(BIN)/python -m assistant chat --in $(DOCUMENTS)

serve: $(VENV)/.installed $(MODELS)
	@$(BIN)/python app.py

test: $(VENV)/.installed-dev $(TEST_MODELS)
	@$(BIN)/python -m pytest

fast: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -m "not models" --numprocesses auto --dist worksteal

check: $(VENV)/.installed-dev
	@$(BIN)/ruff check . || $(call failed,ruff check,the lines above say what to change)
	@$(BIN)/ruff format --check . || $(call failed,the formatting check,run: $(BIN)/ruff format .)
	@$(BIN)/mypy || $(call failed,mypy,the lines above say what to change)

docs: $(VENV)/.installed-dev
	@$(BIN)/python -m assistant.cli.reference > docs/cli.md || $(call failed,writing docs/cli.md,see above)

lock: $(VENV)/.installed-dev
	@echo 'torch ; sys_platform == "never"' > $(VENV)/without-torch.txt
	@$(LOCK) $(patsubst %,--extra %,$(subst $(COMMA), ,$(EXTRAS))) --output-file requirements.lock && \
	$(LOCK) --extra dev --output-file requirements-dev.lock || \
	$(call failed,locking,the lines above say why)

sbom: $(VENV)/.installed-dev
	@$(BIN)/python -m tools.sbom sbom.json || $(call failed,the bill of materials,see above)

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@command -v $(PYTHON) > /dev/null || \
	$(call failed,looking for Python,install Python 3.11 or newer or name it: make PYTHON=python3.12)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	$(call failed,checking Python,3.11 or newer is needed and this is $$($(PYTHON) --version 2>&1); name another: make PYTHON=python3.12)
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || \
	$(call failed,looking for venv,on Debian and Ubuntu run: apt-get install python3-venv)
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); $(call failed,making $(VENV),the message above says why); }

$(VENV)/.torch: | $(BIN)/python
	@echo "Installing PyTorch and the other packages into $(VENV) (once): about 0.6 GB to download"
	@echo "with a CPU build of PyTorch; about 3 GB with the CUDA build that PyPI has for Linux on"
	@echo "Intel and AMD. The top of the Makefile says how to choose. It takes minutes, without a word."
	@$(NEWER_PIP) || echo "make: going on with the pip that Python brought" >&2
	@$(PIP_INSTALL) $(TORCH) || \
	$(call failed,installing PyTorch,$(AGAIN))
	@touch $@

$(VENV)/.installed: pyproject.toml | $(VENV)/.torch
	@$(call install,$(EXTRAS),requirements.lock) || \
	$(call failed,installing the packages,$(AGAIN))
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/.torch
	@$(call install,dev,requirements-dev.lock) || \
	$(call failed,installing the packages,$(AGAIN))
	@touch $@ $(VENV)/.installed

$(MODELS): models.yaml | $(VENV)/.installed
	@echo "Pulling the models of the profile default (once): about 1.24 GB to download"
	@$(BIN)/python -m assistant models pull --profile default || \
	$(call failed,pulling the models,run the same command again: what was downloaded is kept)
	@touch $@

$(TEST_MODELS): models.yaml | $(VENV)/.installed-dev
	@echo "Pulling the models of the profiles default and tiny (once): about 1.34 GB to download"
	@$(BIN)/python -m assistant models pull --profile default && \
	$(BIN)/python -m assistant models pull --profile tiny || \
	$(call failed,pulling the models,run the same command again: what was downloaded is kept)
	@touch $@
