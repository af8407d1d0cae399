# Every command of the project. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run test train lint bench ablation comparison migrate lock clean

BIN := .venv/bin
SETUP := sh scripts/bootstrap.sh
# Reads .env where there is one; what the environment says already has the last word.
DOTENV := given=$$(export -p); set -a; if [ -f .env ]; then . ./.env; fi; set +a; eval "$$given"

# In random order, but without a new seed for each test: thinc 8.1, which spaCy brings, refuses those
# of more than 32 bits. The output tells the --randomly-seed that repeats an order.
RANDOMLY := -p randomly --randomly-dont-reset-seed

# One thread a process: more of them only get in each other's way beside the event loops.
export OMP_NUM_THREADS := 1
export TF_NUM_INTRAOP_THREADS := 1
export TF_NUM_INTEROP_THREADS := 1
export TF_CPP_MIN_LOG_LEVEL := 3
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: ## Start everything on this machine, and print the addresses to open; Ctrl-C stops it
	@$(DOTENV); $(SETUP) && exec $(BIN)/quita up

test: ## Run every test; needs no account and no running server
	@$(SETUP) --dev
	@$(BIN)/python -m pytest $(RANDOMLY) -n 2 --dist loadgroup -rs tests

train: ## Train the assistant's model from data/ and domain/
	@$(DOTENV); $(SETUP) && exec $(BIN)/quita train

lint: ## Check style, types and the layers' import contracts
	@$(SETUP) --dev
	@failed=; \
	for check in "ruff check" "ruff format --check" "mypy" "lint-imports --no-logo"; do \
		echo "== $$check"; $(BIN)/$$check || failed="$$failed [$$check]"; \
	done; \
	if [ -n "$$failed" ]; then echo "lint: failed:$$failed"; exit 1; fi

bench: ## Measure Quita beside stock Rasa in the same run
	@$(SETUP) --dev
	@$(BIN)/python -m benchmarks

migrate: ## Bring the database to the newest schema
	@$(DOTENV); $(SETUP) && exec $(BIN)/quita migrate

ablation: ## Measure what each part of understanding adds, into docs/ablation.md
	@$(SETUP) --dev
	@$(BIN)/python -m benchmarks.ablation

comparison: ## Train stock Rasa on the same examples (hours), into docs/stock-comparison.md
	@$(SETUP) --dev
	@$(BIN)/python -m benchmarks.stock_understanding

lock: ## Make the locked requirements anew (UPGRADE=1 takes newer versions)
	@$(SETUP) --lock $(if $(UPGRADE),--upgrade)

clean: ## Remove the environment and every cache; databases (var/) and models stay
	rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .rasa results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
