# Everything starts here. `make run` and `make test` need nothing done before.

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
LOCALE := src/kans/locale
DIST := src/kans/site/static/dist

# A stamp carries the checksum of what it was made from.
sum = $(shell cat $(1) | cksum | cut -d ' ' -f 1)
VENV := .venv/stamp-$(call sum,requirements/dev.txt pyproject.toml scripts/venv.sh)
NODE_MODULES := frontend/node_modules/stamp-$(call sum,frontend/package-lock.json)
ASSETS := $(DIST)/app.js
SOURCES := $(wildcard frontend/*.json frontend/*.mjs frontend/js/*.js frontend/js/*/*.js \
	frontend/css/*.css frontend/css/*/*.css)
CATALOGS := $(patsubst %.po,%.mo,$(wildcard $(LOCALE)/*/LC_MESSAGES/django.po))

.PHONY: help
help: ## show what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

.PHONY: run
run: ready ## run Kans with a demo company, on this machine only (PORT=8000)
	@exec scripts/run.sh $(PORT)

.PHONY: ready
ready: $(VENV) $(ASSETS) $(CATALOGS) ## install and build everything that running needs

.PHONY: test
test: ready ## what every change must pass: lint, SQLite, PostgreSQL, browser
	@exec scripts/test.sh

.PHONY: test-long
test-long: ready ## everything: kills, promised times, many examples, the wheel
	@exec scripts/test.sh long

.PHONY: bench
bench: ready ## measure it against plain SQL (SIZE=100000, SECONDS=6)
	@$(BIN)/python -m bench

.PHONY: screenshots
screenshots: ready ## take the pictures of the README again, of a new demo company
	@$(BIN)/python scripts/screenshots.py

.PHONY: lint
lint: ready ## check style, types, imports, messages, migrations
	@exec scripts/lint.sh

.PHONY: format
format: $(VENV) ## format the code
	$(BIN)/ruff check --fix --quiet
	$(BIN)/ruff format --quiet

.PHONY: messages
messages: $(VENV) ## gather what is to be translated into the catalogs
	@$(BIN)/python scripts/messages.py

.PHONY: lock
lock: $(VENV) ## lock the dependencies again (UPGRADE=1: to their newest versions)
	@scripts/lock.sh $(if $(UPGRADE),--upgrade)

.PHONY: dist
dist: ready ## build the wheel, with assets and translations, into dist/
	@scripts/dist.sh dist

.PHONY: clean
clean: ## remove what was built and installed; var/ stays
	rm -rf .venv dist frontend/node_modules frontend/dist-test $(DIST) $(CATALOGS)

$(VENV):
	@echo "Installing the Python packages …"
	@rm -f .venv/stamp-*
	@PYTHON=$(PYTHON) scripts/venv.sh
	@touch $@

$(NODE_MODULES): | $(VENV)
	@echo "Installing the frontend packages …"
	@$(BIN)/python scripts/assets.py install
	@touch $@

$(ASSETS): $(SOURCES) $(NODE_MODULES)
	@echo "Bundling the assets …"
	@$(BIN)/python scripts/assets.py bundle

%.mo: %.po | $(VENV)
	@$(BIN)/pybabel --quiet compile --domain django --input-file $< --output-file $@
