# Each target sets up its own virtual environment from a bare python3; nothing else needs to be installed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CORES := $(shell nproc 2>/dev/null || echo 2)
# Two more than there are cores: for a third of their time tests wait, for processes, browsers and servers that end.
WORKERS := $(shell expr $(CORES) + 2)

.PHONY: demo demo-web pictures test check coverage hooks newest interop s3 sbom audit site soak lint bench bench-long format language lock dist deb image installers clean

# The mark is newer than what decides the environment's content: nothing changed, nothing to do.
$(READY): requirements-dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "dealtrail needs Python 3.11 or newer; name one with: make PYTHON=python3.12")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q config connectors daemon store simulator
	touch $@

demo: $(READY)
	$(BIN)/dealtrail demo

# The story's firm in the browser, with mail coming in, until Ctrl-C; make demo-web PORT=8481 where 8480 is taken.
demo-web: $(READY)
	@$(BIN)/dealtrail demo --web $(if $(PORT),--port $(PORT))

# README's pictures of the product, taken anew with Chromium; a test says when they are of other pages.
pictures: $(READY)
	$(BIN)/python -m tests.web.readme_pictures

# What judges pages for everybody comes from npm; where that cannot be, those tests say so and are skipped.
TOOLS := tests/web/tools
$(TOOLS)/node_modules/.ready: $(TOOLS)/package-lock.json
	-npm ci --silent --ignore-scripts --no-audit --no-fund --prefix $(TOOLS) && touch $@

test: $(READY) $(TOOLS)/node_modules/.ready
	$(BIN)/python -m tests.rewritten
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# What a change touches, before it is committed: lint, and the tests that are near to it. SINCE names what to compare with.
SINCE ?= HEAD
check: lint
	$(BIN)/python -m tests.touched $(SINCE)

# Let git run the linters before each commit.
hooks:
	git config core.hooksPath .githooks

# What the tests run of the program, with branches; docs/coverage.md says of what is not run why.
coverage: $(READY)
	$(BIN)/python -m tests.rewritten
	$(BIN)/python -m pytest -n $(CORES) --dist worksteal --cov --cov-report=term:skip-covered --cov-report=json:coverage.json

# The same tests with the newest versions of everything that pyproject.toml allows, instead of the locked ones.
newest:
	$(PYTHON) -m venv --clear $(VENV)-newest
	$(VENV)-newest/bin/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(VENV)-newest/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[web,s3]" --group dev
	$(VENV)-newest/bin/python -m pytest -n $(CORES) --dist worksteal

# An environment of its own, $(VENV)-NAME, with what a file of locked requirements names: $(call environment,VARIABLE,NAME,FILE).
define environment
$(1) := $$(VENV)-$(2)
$$($(1))/.ready: $(3)
	$$(PYTHON) -m venv --clear $$($(1))
	$$($(1))/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(3)
	touch $$@
endef

# Microsoft's own client for Graph reads all that the simulator answers. It is half a gigabyte: it has an environment of its own.
$(eval $(call environment,INTEROP,interop,tests/interop/requirements.txt))

interop: $(READY) $(INTEROP)/.ready
	INTEROP_PYTHON=$(abspath $(INTEROP)/bin/python) $(BIN)/python -m pytest tests/interop

# Files in a bucket of a real S3 server, moto's: it brings half of AWS along, and has an environment of its own.
$(eval $(call environment,S3,s3,tests/files/requirements.txt))

s3: $(READY) $(S3)/.ready
	S3_SERVER=$(abspath $(S3)/bin/moto_server) $(BIN)/python -m pytest -n $(CORES) tests/files

# What the service is made of, as a bill of materials in CycloneDX: dist/dealtrail.cdx.json; what makes it has an environment of its own.
$(eval $(call environment,AUDIT,audit,tests/audit/requirements.txt))

sbom: $(READY) $(AUDIT)/.ready
	AUDIT_PYTHON=$(abspath $(AUDIT)/bin/python) $(BIN)/python -m pytest tests/audit

# The same, and whether any of it is known to be vulnerable: exit 3 of the program where that cannot be learned from here.
# ADVISORIES are pip-audit's own options: make audit ADVISORIES="-s osv --osv-url http://advisories.us.example/v1/query"
audit: $(AUDIT)/.ready
	$(AUDIT)/bin/python -W ignore -m tests.audit.audit dist $(ADVISORIES)

# The documents as a site, dist/site: what lacks a page, a place in its menu or an anchor fails. An environment of its own.
$(eval $(call environment,SITE,site,docs/site/requirements.txt))

site: $(SITE)/.ready
	NO_MKDOCS_2_WARNING=1 $(SITE)/bin/mkdocs build --quiet --strict
	! grep -rlE '<(script|link|img|iframe)[^>]*(src|href)="?(https?:)?//' dist/site --include='*.html' # nothing of it is loaded from elsewhere

# Requests by chance at the interface for programs; what makes them has an environment of its own, too.
$(eval $(call environment,FUZZ,fuzz,tests/web/api/fuzz/requirements.txt))

# Ten simulated quarters, two of them on PostgreSQL as well, and two under each quirk of servers, or those of
# make soak SEEDS="3 no_headers postgresql"; every element of every answer left out in turn; requests by chance, at the
# stand-in and at the interface for programs; a week of a hundred people, another one with each WEEK=seed; splits of one
# life; people at their tasks by chance; a hundred deaths of processes, the database and the way
# to it, others with each KILLING=seed; all of what each commit runs a share of, with a death at every border.
# A quarter under a quirk takes half a minute of one core, all of them a quarter of an hour; whole quarters some minutes each; what is
# behind them hours. Each part says how it went, and how much computing a quarter took; one that fails stops those behind it.
soak: $(READY) $(FUZZ)/.ready
	$(BIN)/python -m tests.flow.quarter.soak $(SEEDS)
	$(BIN)/python -m tests.flow.leaving_out_soak
	$(BIN)/python -m tests.simulator.requests_soak
	SCHEMATHESIS=$(abspath $(FUZZ)/bin/schemathesis) $(BIN)/python -m tests.web.api.fuzz.soak 100
	$(BIN)/python -m tests.flow.week.soak $(WEEK)
	SPLITS=300 $(BIN)/python -m pytest -n $(CORES) tests/flow/test_splits.py
	MACHINES=200 $(BIN)/python -m pytest tests/flow/machine
	KILLS=100 SEED=$(or $(KILLING),1) $(BIN)/python -m pytest tests/service/test_killed_at_random.py
	EVERY_QUIRK=1 EVERY_WAY=1 EVERY_BORDER=1 $(BIN)/python -m pytest -n $(CORES) --dist worksteal tests/contract tests/flow tests/service tests/simulator tests/unit tests/web

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m benchmarks

# What takes an hour, and 14 GB of disk: ten million items, and three thousand mailboxes.
bench-long: $(READY)
	$(BIN)/python -m benchmarks many big

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The catalogues of daemon/language as the source has the texts now; says what is left to translate.
language: $(READY)
	$(BIN)/python -m daemon.language.extract

# What is released: a wheel and the source, with pages of the manual and completions, in dist/. Whoever makes them once more
# of the same commit, or of that source, gets the same bytes.
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1580601600)
dist: export SOURCE_DATE_EPOCH := $(SOURCE_DATE_EPOCH)
dist: $(READY)
	rm -rf made dist/*.whl dist/*.tar.gz
	$(BIN)/python -m daemon.cli.manual made/man
	$(BIN)/python -m daemon.cli.completion made
	$(BIN)/python -m hatchling build

# A package of Debian's for machines like this one, in dist/, and what dpkg does with it in a root of its own: as root, with mmdebstrap.
deb: export SOURCE_DATE_EPOCH := $(SOURCE_DATE_EPOCH)
deb: dist
	rm -f dist/*.deb
	$(BIN)/python -m shipping.debian dist/*.whl dist
	DEB=$$(ls dist/*.deb) $(BIN)/python -m pytest -n $(CORES) tests/debian

# What judges the files for Compose and Kubernetes by their schemas: an environment of its own, and a package of npm's.
$(eval $(call environment,MANIFESTS,manifests,tests/containers/requirements.txt))
COMPOSE := tests/containers/tools
$(COMPOSE)/node_modules/.ready: $(COMPOSE)/package-lock.json
	-npm ci --silent --ignore-scripts --no-audit --no-fund --prefix $(COMPOSE) && touch $@

# The image for containers, in dist/, run here as Compose and Kubernetes run it: as root, with mmdebstrap, buildah, podman and runc.
# With OR_SKIP=1 it is no failure that no image can be made on this machine; the tests of it are then skipped.
image: export SOURCE_DATE_EPOCH := $(SOURCE_DATE_EPOCH)
image: export REVISION := $(or $(REVISION),$(shell git rev-parse HEAD 2>/dev/null))
image: dist $(MANIFESTS)/.ready $(COMPOSE)/node_modules/.ready
	rm -f dist/*.image.tar.zst
	$(BIN)/python -m shipping.image dist/*.whl dist || [ $$? = 3 -a -n "$(OR_SKIP)" ]
	IMAGE=$$(ls dist/*.image.tar.zst 2>/dev/null) MANIFESTS_PYTHON=$(abspath $(MANIFESTS)/bin/python) $(BIN)/python -m pytest -n $(CORES) --dist loadfile tests/containers

# The wheel as people install it for themselves, by uv and by pipx, which have an environment of their own.
$(eval $(call environment,INSTALLERS,installers,tests/installers/requirements.txt))

installers: dist $(INSTALLERS)/.ready
	WHEEL=$$(ls dist/*.whl) INSTALLERS=$(abspath $(INSTALLERS)/bin) $(BIN)/python -m pytest tests/installers

# Needs the uv program, which users do not: only whoever changes the dependencies runs this.
lock:
	uv pip compile pyproject.toml --extra web --generate-hashes --universal --no-header --no-annotate --quiet -o requirements.txt
	uv pip compile pyproject.toml --extra web --group dev -c requirements.txt --generate-hashes --universal --no-header --no-annotate --quiet -o requirements-dev.txt
	uv pip compile tests/interop/requirements.in --generate-hashes --universal --no-header --no-annotate --quiet -o tests/interop/requirements.txt
	uv pip compile benchmarks/web/datasette.in --generate-hashes --universal --no-header --no-annotate --quiet -o benchmarks/web/datasette.txt
	uv pip compile tests/web/api/fuzz/requirements.in --generate-hashes --universal --no-header --no-annotate --quiet -o tests/web/api/fuzz/requirements.txt
	uv pip compile docs/site/requirements.in --generate-hashes --universal --no-header --no-annotate --quiet -o docs/site/requirements.txt
	uv pip compile tests/files/requirements.in --generate-hashes --universal --no-header --no-annotate --quiet -o tests/files/requirements.txt
	uv pip compile tests/audit/requirements.in --generate-hashes --universal --no-header --no-annotate --quiet -o tests/audit/requirements.txt
	uv pip compile tests/containers/requirements.in --generate-hashes --universal --no-header --no-annotate --quiet -o tests/containers/requirements.txt
	uv pip compile tests/installers/requirements.in --generate-hashes --universal --no-header --no-annotate --quiet -o tests/installers/requirements.txt

clean:
	rm -rf $(VENV) $(VENV)-newest $(VENV)-interop $(VENV)-s3 $(VENV)-fuzz $(VENV)-audit $(VENV)-datasette $(VENV)-site $(MANIFESTS) $(INSTALLERS) $(TOOLS)/node_modules $(COMPOSE)/node_modules demo made dist
