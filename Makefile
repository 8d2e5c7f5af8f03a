# make run: the product on this machine. make test: the whole suite without a browser. The README says the rest.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.PHONY: run test test-deep test-browser lint format lock clean

# While it serves, what a timer does in a real installation is done every minute; mail goes to var/mail.
run: export BASE_URL = http://127.0.0.1:$(PORT)
run: $(VENV)/.installed
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py sample_organization
	@mkdir -p var
	-@$(BIN)/python manage.py run_scheduled > var/scheduled.log
	@$(BIN)/python manage.py sample_organization --sign-ins
	@printf '\nOpen http://127.0.0.1:%s and sign in. Stop with Ctrl+C; the data stays in var/.\n\n' "$(PORT)"
	@(while sleep 60; do $(BIN)/python manage.py run_scheduled; done > var/scheduled.log 2>&1) & timer=$$!; \
		trap "kill $$timer" EXIT INT TERM; $(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: $(VENV)/.installed
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

test-deep: $(VENV)/.installed
	$(BIN)/pytest -n $(WORKERS) -m deep $$(grep -rl --include=test_*.py 'mark\.deep' tests)

test-browser: $(VENV)/.tools
	@command -v chromium >/dev/null || { echo "chromium is not installed. On Debian: apt-get install chromium"; exit 1; }
	$(BIN)/pytest -n $(WORKERS) -m browser tests/browser

lint: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --profile=django --ignore=H015,H023 --quiet templates
	$(BIN)/mypy

format: $(VENV)/.tools
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

# The two lists of exact versions with their hashes, from the two lists of what the project asks for.
lock: $(VENV)/.tools
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" .ci/requirements.in --output-file requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" .ci/tools.in --output-file .ci/tools.txt

# The environment is a real file's work: it is made again only when a list of versions changes.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		echo "This project is pinned for Python 3.11; $$($(PYTHON) --version) may not find every package."
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "Python here cannot make an environment. On Debian: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing the pinned requirements, once"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.tools: .ci/tools.txt $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/tools.txt
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
