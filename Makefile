# make help lists what there is. On a machine with Go and make, `make demo` and `make test` need nothing else.

SHELL := /bin/sh
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS := -X main.version=$(VERSION)
SERVERS := go run ./internal/testenv/cmd/servers
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
FUZZTIME := 20s

# Folders with Go in them, so that a folder that git does not know is never formatted or judged.
SOURCES := $(wildcard cmd config internal letters templates)

.DEFAULT_GOAL := help
.PHONY: help build demo test test-race lint fmt fuzz kill bench tidy-check ci clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/comity
	@mkdir -p bin
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/comity ./cmd/comity

demo: build ## build a small book, run the night, deliver it to files, show what happened
	./bin/comity demo --no-serve

test: ## run all tests, with a real PostgreSQL and a real Redis (installed if missing)
	$(SERVERS) -- go test -timeout 10m ./...

test-race: ## the same under the race detector; needs a C compiler
	$(SERVERS) -- go test -race -timeout 20m ./...

lint: ## formatting, go vet and golangci-lint
	@unformatted=$$(gofmt -l $(SOURCES)); if [ -n "$$unformatted" ]; then \
		echo "not formatted, run make fmt:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	go run $(GOLANGCI) run

fmt: ## format all Go files
	gofmt -w $(SOURCES)

fuzz: ## run every fuzz target for FUZZTIME (20s)
	@set -e; grep -rl '^func Fuzz' --include='*_test.go' $(SOURCES) | while read -r file; do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$file"); do \
			echo "$$target in $$(dirname "$$file")"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "./$$(dirname "$$file")"; \
		done; done

kill: ## kill the binary KILLS (200) times in each test that kills
	COMITY_KILLS=$(or $(KILLS),200) $(SERVERS) -- go test -count 1 -timeout 60m -v ./internal/killtest

bench: build ## print the measured ratios, on servers that wait for the disk (BENCH=-short: a smoke run)
	$(SERVERS) -durable -- go run ./internal/bench $(BENCH)

tidy-check: ## fail if go.mod or go.sum is not what go mod tidy would write
	go mod tidy -diff

ci: ## what continuous integration runs
	./.ci/run

clean: ## remove what was built and what the demo wrote
	rm -rf bin demo coverage.out
