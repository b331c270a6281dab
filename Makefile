# `make help` lists the targets. Everything is installed into this folder: .venv and node_modules.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
UV := $(BIN)/python -m uv
ADD := $(UV) sync --frozen --inexact --quiet # and the group that is added to .venv
TIER := not claim and not slow
COMPILED := JAX_COMPILATION_CACHE_DIR="$(CURDIR)/build/jax" JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS=0 # for tests only
export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never
export TF_CPP_MIN_LOG_LEVEL := 3
export NO_MKDOCS_2_WARNING := 1
unexport PYTHONDONTWRITEBYTECODE # some images set it, and each process would then compile TensorFlow again, which takes 9 s

ifeq ($(GPU),1)
evidence train-full studies: gpu
endif
ifeq ($(SLOW),1)
TIER := not claim
test: build/properdocs/installed build/speed/installed
endif

.PHONY: help serve test site status evidence claims notebook train-full studies benchmark pytorch check-properdocs lighthouse mutation-test lock clean mnist gpu
.DEFAULT_GOAL := help

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# `exec`: if make is ended, so is the program; a shell between them would end alone.
serve: .venv/installed node_modules/installed ## Serve the site with live reload on 127.0.0.1:8000, and measure what is stale in the background
	@exec $(BIN)/python -m press.serve "$(HOST)" "$(PORT)"

# `evidence` has measured the claims. To import their files again would take each process seconds.
test: evidence ## Run every test but the slow ones, and measure the claims that are stale (SLOW=1: also the slow tests; GPU=1: measure on NVIDIA's GPUs)
	@$(COMPILED) exec $(BIN)/python -m pytest -m "$(TIER)" --ignore tests/claims -n auto

site: evidence ## Build the site into site/
	@$(BIN)/python -m press.site

status: .venv/installed ## List what is stale and why, one line each
	@$(BIN)/python -m evidence status

evidence: .venv/installed node_modules/installed mnist ## Train and measure what is stale, and run the notebook if it is
	@$(MAKE) --no-print-directory --jobs 2 claims notebook

claims: .venv/installed
	@$(BIN)/python -m evidence

notebook: .venv/installed mnist ## Run only the tutorial's notebook, if it is stale
	@$(BIN)/python -m press.notebook.run

train-full: .venv/installed ## Train the tutorial at full scale with 14 seeds (hours on a CPU; can be resumed)
	$(BIN)/python -m lab.full_scale
	$(BIN)/python -m lab.trained_models

studies: .venv/installed ## Train the runs that the studies lack (hours on a CPU; can be resumed)
	$(BIN)/python -m lab.studies.starts_slower

benchmark: .venv/installed ## Measure images per second against the tutorial's own loop (minutes, on an idle machine)
	@$(BIN)/python -m lab.benchmark

pytorch: .venv/installed ## Install PyTorch into .venv (several GB on Linux), so that its claims are measured too
	@$(ADD) --group pytorch

check-properdocs: evidence build/properdocs/installed ## Build the site with ProperDocs and MaterialX too, and compare every article
	@$(BIN)/python -m pytest -q tests/site/test_outlive.py

lighthouse: site build/speed/installed ## Ask Lighthouse how fast pages are on a phone (minutes, on an idle machine)
	@PATH="$(CURDIR)/$(BIN):$$PATH" exec node build/speed/measure.mjs site tests/speed/budgets.json

mutation-test: .venv/installed ## Change the code in small ways, and list the changes that no test detects (hours)
	@$(ADD) --group mutation-test
	@nice $(BIN)/mutmut run
	@$(BIN)/mutmut results

lock: .venv/installed ## Write uv.lock and requirements.txt from pyproject.toml (UPGRADE=1: with the newest versions)
	@$(UV) lock --quiet $(if $(UPGRADE),--upgrade)
	@$(UV) export --frozen --quiet --no-header --no-annotate --no-emit-project --output-file requirements.txt

clean: ## Remove what was built, so that everything is measured again (keeps .venv and node_modules)
	rm -rf build site docs/generated

mnist: .venv/installed # downloaded before the notebook and the trainings, which run in parallel and would both download it
	@[ "$$MNIST_NPZ" ] || [ -f "$${KERAS_HOME:-$$HOME/.keras}/datasets/mnist.npz" ] || \
	  $(BIN)/python -c 'import tensorflow as tf; tf.keras.datasets.mnist.load_data()' >/dev/null 2>&1 || true

gpu: build/gpu/installed
	@$(BIN)/python -m lab.gpus

build/gpu/installed: uv.lock .venv/installed
	@nvidia-smi >/dev/null 2>&1 || \
	  { echo "GPU=1, but TensorFlow sees no GPU here: nvidia-smi finds no NVIDIA driver; nothing was installed." >&2; exit 1; }
	@echo "Installing TensorFlow's CUDA libraries into .venv (several GB, once) …"
	@$(ADD) --group gpu
	@mkdir -p $(@D)
	@touch $@

# pip installs only uv, by the hash in requirements.txt; uv installs what uv.lock lists, by the hashes there.
.venv/installed: uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed, and $(PYTHON) is none of them: run for example make PYTHON=python3.12" >&2; exit 1; }
	@echo "Installing the pinned Python packages into .venv (once) …"
	@mkdir -p build
	@{ $(UV) --version || { \
	    $(PYTHON) -m venv --clear .venv && \
	    sed -n '/^uv==/,/[^\\]$$/p' requirements.txt >build/uv.txt && \
	    $(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r build/uv.txt; } && \
	  $(UV) sync --frozen; } >build/install.log 2>&1 || \
	  { echo "Could not install the Python packages: is the network up? See build/install.log, then run make again." >&2; exit 1; }
	@touch $@

node_modules/installed: package.json package-lock.json .venv/installed
	@echo "Installing the browser's packages into node_modules …"
	@mkdir -p build
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-audit --no-fund >build/npm.log 2>&1 || \
	  { echo "Could not install package-lock.json: is the network up? See build/npm.log, then run make again." >&2; exit 1; }
	@touch $@

build/speed/installed: tests/speed/package-lock.json tests/speed/measure.mjs node_modules/installed
	@mkdir -p $(@D)
	@cp tests/speed/*.json tests/speed/measure.mjs $(@D)
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-audit --no-fund --prefix $(@D)
	@touch $@

# In a folder of its own, because they replace packages of .venv.
build/properdocs/installed: uv.lock .venv/installed
	@rm -rf $(@D)
	@mkdir -p $(@D)
	@$(UV) export --frozen --quiet --only-group check-properdocs --output-file build/properdocs.txt
	@$(UV) pip install --quiet --no-deps --require-hashes --target $(@D) -r build/properdocs.txt
	@touch $@
