# `make help` lists the targets. Everything is installed into this folder: .venv and node_modules.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade --quiet
export TF_CPP_MIN_LOG_LEVEL := 3
export NO_MKDOCS_2_WARNING := 1
export MNIST_NPZ := $(if $(MNIST_NPZ),$(abspath $(MNIST_NPZ)))

ifeq ($(GPU),1) # what computes anything does it on the GPUs
evidence evidence-full studies: gpu
endif

.PHONY: help gpu serve test site outlive speed notebook evidence mnist status evidence-full studies benchmark frameworks mutation-test lock clean
.DEFAULT_GOAL := help

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: .venv/installed node_modules/installed ## Serve the site with live reload on 127.0.0.1:8000; what is stale is measured beside it
	@$(BIN)/python -m press.serve "$(HOST)" "$(PORT)"

test: evidence ## Run every test that rests on something that changed: claims and controls, doctests, pages (on a GPU: GPU=1)
	@$(BIN)/python -m pytest --stale -m "not claim and not slow" -n auto || \
	  { status=$$?; [ $$status = 5 ] || exit $$status; echo "Every test passed before, and nothing that it rests on changed."; }

site: evidence ## Build the site into site/
	@$(BIN)/python -m press.site

outlive: evidence build/outlive/installed ## Build the site with ProperDocs and MaterialX too, and compare each article
	@$(BIN)/python -m pytest -q tests/site/test_outlive.py

speed: site build/speed/installed ## Ask Lighthouse how fast pages are on a phone (minutes, on an idle machine)
	@PATH="$(CURDIR)/$(BIN):$$PATH" node build/speed/measure.mjs site tests/speed/budgets.json

notebook: .venv/installed mnist ## Run the tutorial's notebook alone, where it changed
	@$(BIN)/python -m press.notebook.run

evidence: .venv/installed node_modules/installed mnist ## Train, measure and run the notebook, where what they rest on changed
	@$(BIN)/python -m evidence

status: .venv/installed ## Say in a line each what is stale, and why
	@$(BIN)/python -m evidence status

evidence-full: .venv/installed ## Train the tutorial at full scale over 14 seeds (hours on a CPU, resumable)
	$(BIN)/python -m lab.full_scale
	$(BIN)/python -m lab.trained_models

studies: .venv/installed ## Train what the studies lack (hours on a CPU, resumable)
	$(BIN)/python -m lab.studies.starts_slower

benchmark: .venv/installed ## Measure images per second against the tutorial's own loop (minutes, on an idle machine)
	@$(BIN)/python -m lab.benchmark

frameworks: .venv/installed ## Install PyTorch into .venv (several GB on Linux), and record what its snippets give
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-frameworks.txt
	@$(BIN)/python -m lab.frameworks.record

mutation-test: .venv/installed ## Change the code in small ways, and list the changes that no test notices (hours)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check mutmut==3.8.1
	@nice $(BIN)/mutmut run
	@$(BIN)/mutmut results

lock: ## Pin every package anew, for Python 3.11 to 3.13
	$(COMPILE) requirements.in -o requirements.txt
	@for what in gpu cluster; do \
	  $(COMPILE) --no-strip-extras --constraints requirements.txt \
	    $$(sed -n '/^tensorflow==/!s/^\([^ =]*\)==.*/--no-emit-package \1/p' requirements.txt) \
	    requirements-$$what.in -o requirements-$$what.txt || exit; \
	done

clean: ## Remove what was built (not .venv and node_modules)
	rm -rf build site docs/generated docs/tutorial/*.ipynb

mnist: .venv/installed # here, because notebook and trainings, side by side, would both fetch it
	@[ "$(MNIST_NPZ)" ] || [ -f "$${KERAS_HOME:-$$HOME/.keras}/datasets/mnist.npz" ] || \
	  $(BIN)/python -c 'import tensorflow as tf; tf.keras.datasets.mnist.load_data()' >/dev/null 2>&1 || true

gpu: build/gpu/installed
	@$(BIN)/python -m lab.gpus

build/gpu/installed: requirements-gpu.txt .venv/installed
	@nvidia-smi >/dev/null 2>&1 || \
	  { echo "GPU=1, but TensorFlow sees no GPU here: nvidia-smi finds no driver of NVIDIA's; nothing was installed." >&2; exit 1; }
	@echo "Installing TensorFlow's CUDA libraries into .venv (several GB, once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@mkdir -p $(@D)
	@touch $@

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed, and $(PYTHON) is none of them: run make PYTHON=python3.12, say." >&2; exit 1; }
	@echo "Installing the pinned Python packages into .venv (some minutes, once) …"
	@mkdir -p build
	@{ $(PYTHON) -m venv --clear .venv && $(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.txt; } >build/pip.log 2>&1 || \
	  { echo "Could not install requirements.txt: is the network up? The reason stands in build/pip.log; then run make again." >&2; exit 1; }
	@touch $@

node_modules/installed: package-lock.json .venv/installed
	@echo "Installing the browser's packages into node_modules …"
	@mkdir -p build
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-audit --no-fund >build/npm.log 2>&1 || \
	  { echo "Could not install package-lock.json: is the network up? The reason stands in build/npm.log; then run make again." >&2; exit 1; }
	@touch $@

build/speed/installed: tests/speed/package-lock.json tests/speed/measure.mjs node_modules/installed
	@mkdir -p $(@D)
	@cp tests/speed/*.json tests/speed/measure.mjs $(@D)
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-audit --no-fund --prefix $(@D)
	@touch $@

build/outlive/installed: requirements-outlive.txt .venv/installed
	@rm -rf build/outlive
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target build/outlive -r $<
	@touch $@
