# Xianzhi 县志 — every target sets up what it needs. `make` prints the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
SAMPLE ?= build/sample
RELEASE ?= $(SAMPLE)/releases/current/metrics.duckdb
export DO_NOT_TRACK = 1
export PREFECT_SERVER_ANALYTICS_ENABLED = false
export GX_ANALYTICS_ENABLED = false
export PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS = 120

.PHONY: help setup compiled run test wheelhouse screenshots ocr province test-all check bench bench-scale format lock clean notebook

help: ## 打印本帮助 · print this help
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: $(VENV)/.ready ## 建立 .venv 并按锁定版本安装 · make .venv from the lock file

$(VENV)/.ready: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "需要 Python 3.11 · Python 3.11 is needed (or: make PYTHON=/path/to/python3.11)" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import uv' 2>/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

compiled: $(VENV)/.compiled ## 把读数编译为机器码（可选，需要 C 编译器） · compile the reader, where there is a C compiler

$(VENV)/.compiled: $(VENV)/.ready deploy/compile_reader.py transforms/model.py $(wildcard transforms/compiled.py transforms/read/*.py transforms/seeds/*.py)
	@$(BIN)/python deploy/compile_reader.py
	@touch $@

run: setup ## 处理示例县并给出第一份比较 · run the main job on the sample county
	@$(BIN)/xianzhi sample --home $(SAMPLE)

test: compiled $(VENV)/.axe ## 全部测试（12 分钟内） · all tests but the slow ones
	@$(BIN)/python -m pytest -m 'not slow' -n 2 --dist loadfile

AXE := 4.14.1
$(VENV)/.axe: $(VENV)/.ready
	@npm install --silent --no-save --no-package-lock --no-audit --no-fund --prefix $(VENV)/axe axe-core@$(AXE) && touch $@ \
	  || echo "没有 npm 或取不到 axe-core：无障碍检查将跳过 · no npm or no axe-core: the accessibility test is skipped" >&2

screenshots: run ## 网页各视图的截图，写入 build/screenshots · pictures of every view of the page
	@$(BIN)/python tests/site/screenshots.py $(SAMPLE)/releases/current build/screenshots

ocr: $(VENV)/.ocr ## 安装文字识别，以读取扫描件 · install OCR for scans

$(VENV)/.ocr: $(VENV)/.ready requirements-ocr.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements-ocr.lock
	@touch $@

$(VENV)/.scans: $(VENV)/.ocr requirements-scans.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements-scans.lock
	@touch $@

province: $(VENV)/.province ## 安装省库所需 · install what a province's lake needs

$(VENV)/.province: $(VENV)/.ready requirements-province.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements-province.lock
	@touch $@

$(VENV)/.servers: $(VENV)/.province requirements-province-test.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements-province-test.lock
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq postgresql; } >/dev/null
	@touch $@

$(VENV)/.notebook: $(VENV)/.ready requirements-notebook.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements-notebook.lock
	@touch $@

notebook: $(VENV)/.notebook ## 打开分析员的笔记本（RELEASE=…/metrics.duckdb） · the analyst's notebook
	@XIANZHI_RELEASE=$(RELEASE) $(BIN)/marimo edit --host 127.0.0.1 notebooks/analyst.py

test-all: compiled $(VENV)/.axe $(VENV)/.scans $(VENV)/.servers $(VENV)/.notebook ## 包括慢测试 · the slow ones too
	@$(BIN)/python -m pytest

check: setup ## ruff、mypy、导入契约 · lint, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: compiled ## 速度、准确度与规模基准，写入 docs/benchmarks.md 与 docs/scale.md · benchmarks
	@$(BIN)/python -m benchmarks

bench-scale: compiled ## 一万与十万份报告，写入 docs/scale.md，可中断再续 · 10,000 and 100,000 reports; goes on where it was stopped
	@$(BIN)/python -m benchmarks.province_scale 10000 build/scale
	@$(BIN)/python -m benchmarks.province_scale 100000 build/scale

wheelhouse: compiled ## 断网安装用的全部安装包，放进 build/wheelhouse · all wheels for an install without internet
	@rm -rf build/wheelhouse && mkdir -p build/wheelhouse
	@$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes -r requirements.lock -d build/wheelhouse
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps -w build/wheelhouse .
	@cp requirements.lock deploy/install.sh deploy/*.service deploy/*.timer build/wheelhouse/
	@du -sh build/wheelhouse

format: setup ## 整理代码格式 · format the code
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

lock: setup ## 重新锁定依赖 · write requirements.lock anew
	@$(BIN)/uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet requirements.in -o requirements.lock
	@$(BIN)/uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet -c requirements.lock requirements-ocr.in -o requirements-ocr.lock
	@$(BIN)/uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet -c requirements.lock requirements-province.in -o requirements-province.lock
	@$(BIN)/uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet --no-deps requirements-province-test.in -o requirements-province-test.lock
	@$(BIN)/uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet -c requirements.lock requirements-notebook.in -o requirements-notebook.lock
	@$(BIN)/uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet --no-deps requirements-scans.in -o requirements-scans.lock

clean: ## 删除 .venv、build 和缓存 · remove what was made
	@rm -rf $(VENV) transforms/_compiled build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
