# One command to run, one to test. `make help` lists the rest.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

.PHONY: run
run: environments ## Start everything on http://127.0.0.1:8000
	@$(PYTHON) -m bot run

.PHONY: test
test: dev-environments browser stores ## Lint, types and the whole suite
	deploy/check.sh
	deploy/test.sh

.PHONY: test-fast
test-fast: dev-environments stores ## The tests that need no Rasa, no browser, no running service and no whole exam
	deploy/test.sh fast

.PHONY: check
check: dev-environments ## Lint and types only
	deploy/check.sh

.PHONY: format
format: dev-environments ## Format the code
	.venv/bin/ruff format . && .venv/bin/ruff check --fix .

.PHONY: train
train: environments ## Train the assistant; a running service switches to it
	$(PYTHON) -m bot train --activate

.PHONY: wechat-sandbox
wechat-sandbox: dev-environments ## Talk to the WeChat account without WeChat
	@deploy/wechat-sandbox.sh

.PHONY: bench
bench: dev-environments ## Benchmarks side by side with their peers (docs/benchmarks.md)
	$(PYTHON) -m benchmarks.turns && $(PYTHON) -m benchmarks.start && $(PYTHON) -m benchmarks.channels && $(PYTHON) -m benchmarks.retrieval

.PHONY: exam
exam: dev-environments ## The exam of the answers (docs/exam.md)
	$(PYTHON) -m bot evaluate --plot docs/exam-reliability.svg

.PHONY: understanding
understanding: dev-environments ## How well intents are told apart (docs/understanding.md)
	PYTHONPATH=. PYTHONHASHSEED=0 .venv-assistant/bin/python -W ignore -m bot.assistant.cross_validation
	$(PYTHON) -m bot train
	PYTHONPATH=. WENZHENG_TEST_MODEL=$$(ls -t var/assistant/models/assistant-*.tar.gz | head -1) \
		.venv-assistant/bin/python -W ignore -m unittest tests.assistant.test_understanding

.PHONY: audit
audit: dev-environments ## Known vulnerabilities in the service's environment
	.venv/bin/pip-audit --require-hashes --disable-pip -r requirements/service.txt

.PHONY: lock
lock: ## Lock both environments anew
	deploy/lock.sh

.PHONY: environments dev-environments browser stores
environments:
	@deploy/environments.sh service assistant
dev-environments:
	@deploy/environments.sh dev assistant
browser:
	@deploy/browser.sh
stores:
	@deploy/stores.sh
