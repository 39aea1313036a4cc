package ledger_test

import (
	"path/filepath"
	"testing"

	"comity/internal/ledger/ledgertest"
	"comity/internal/testenv"
)

func TestTheContractHoldsOnSQLite(t *testing.T) {
	t.Parallel()
	ledgertest.Run(t, func(t *testing.T) string { return filepath.Join(t.TempDir(), "ledger.db") })
}

func TestTheContractHoldsOnPostgreSQL(t *testing.T) {
	t.Parallel()
	ledgertest.Run(t, func(t *testing.T) string { return testenv.Postgres(t) })
}
