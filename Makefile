# Needs Go, make and git; what else is missing is installed by the targets that need it.
.DEFAULT_GOAL := help
.PHONY: help run test check lint bench golden

FLAGS ?=
LINT  := go tool -modfile=.ci/lint/go.mod golangci-lint
PURE  := fault schoolday program casefile access deadline message roster

help: ## Say what make can do
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Open the playground: a demo district in the browser
	@[ -n "$$DATABASE_URL" ] || .ci/postgres
	@go build -o .parbot/ ./cmd/parbot && exec .parbot/parbot play

test: ## Run every test
	@.ci/postgres
	@go test -shuffle=on $(FLAGS) ./...

check: ## Format, vet and test the rules: quick, no database
	@test -z "$$(gofmt -l .)" || { gofmt -d .; exit 1; }
	@go fix -diff ./...
	@go vet ./...
	@go test ./internal $(PURE:%=./internal/%)

lint: ## Run the linters; the first time builds them, about three minutes
	@$(LINT) config verify
	@$(LINT) run ./...

bench: ## Measure parbot against bare Postgres; prints ratios, about five minutes
	@.ci/postgres
	@GOGC=400 go test -run '^$$' -bench "PlanYear|Replan" ./internal/deadline # as parbot serve runs
	@go test -run '^$$' -bench . -benchtime 1x -timeout 30m ./internal/bench

golden: ## Rewrite the goldens; review their diff like code
	@go test $$(grep -rl --include='*_test.go' '"parbot/internal/golden"' . | xargs -n1 dirname | sort -u) -update
