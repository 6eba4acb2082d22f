# `make demo` and `make test` need python >= 3.11, git and make; everything else they fetch into .venv themselves.

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# More than there are processors: tests of the interface and of servers wait a good part of their time.
WORKERS ?= 6
SLOW_WORKERS ?= 4
# What one process has compiled is there for the others, and for the next run.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-slow storm check coverage run serve messages clean slow-tools

demo: $(READY)
	@$(BIN)/digest demo $(if $(HEADLESS),--headless)

# $(call tested,WHICH,HOW): the tests WHICH, in HOW many processes. What fails is asked once more, alone: a machine that is
# busy with the others decides nothing. Both answers stay on the screen, for a test that needs this has a race to mend.
define tested
@$(BIN)/python -m pytest -q -m $(1) $(2) || { code=$$?; test $$code = 1 || exit $$code; \
	echo "What failed is asked once more, alone."; \
	$(BIN)/python -m pytest -q -m $(1) --last-failed --last-failed-no-failures none -x; }
endef

test: $(READY)
	$(call tested,"not slow",-n $(WORKERS))

test-slow: $(READY) slow-tools
	$(call tested,slow,-n $(SLOW_WORKERS) --dist worksteal)

# 8 processes with 500 operations each on one library, and 500 processes killed in the middle, on a failing disk.
storm: $(READY)
	@$(BIN)/python -m tests.storage.storm $(STORM)

check: $(READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

# Lines and branches that the quick tests do not reach. Child processes count as well.
coverage: $(VENV)/.dev
	@$(BIN)/python -m pytest -q -m "not slow" -n $(WORKERS) --cov --cov-report=term

# The interface with Textual's console: run `.venv/bin/textual console` in another terminal.
serve: $(VENV)/.dev
	@$(BIN)/textual run --dev -c "$(BIN)/digest $(ARGS)"

run: $(READY)
	@$(BIN)/digest $(ARGS)

# The German catalogue: gather the texts, merge them into the .po, compile the .mo; then the man page, the tables of keys and
# the settings, which are made of the same texts. All are committed.
messages: $(READY)
	@$(BIN)/python -m tests.catalogue
	@$(BIN)/python docs/man/make.py
	@$(BIN)/python -m tests.docs.keys

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "digest needs Python 3.11 or newer; name it with: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@PIP_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install -q -e ".[test]"
	@touch $(READY)

$(VENV)/.dev: $(READY)
	@PIP_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install -q -e ".[test,dev]"
	@touch $@

# Programs that only the slow tests use; where they cannot be installed those tests are skipped, visibly.
slow-tools:
	@missing=""; for tool in tmux chromium fish zsh pgbouncer; do command -v $$tool >/dev/null 2>&1 || missing="$$missing $$tool"; done; \
	ruby -rkramdown-parser-gfm -e "" >/dev/null 2>&1 || missing="$$missing ruby-kramdown-parser-gfm"; \
	command -v gnome-keyring-daemon >/dev/null 2>&1 || missing="$$missing gnome-keyring"; \
	command -v dbus-send >/dev/null 2>&1 || missing="$$missing dbus"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	for file in /usr/share/wordpress/wp-load.php /usr/sbin/mariadbd /usr/bin/php; do [ -e "$$file" ] || \
		{ missing="$$missing wordpress mariadb-server php-cli php-mysql php-mbstring php-xml"; break; }; done; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $$missing; } \
		>/dev/null 2>&1 || echo "could not install:$$missing"; fi

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
