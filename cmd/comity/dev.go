package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"comity/internal/calendar"
	"comity/internal/synth"
)

func (c *cli) devCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "dev", Short: "Tools for trying things out", Args: cobra.NoArgs}
	cmd.AddCommand(c.synthCommand())
	return cmd
}

func (c *cli) synthCommand() *cobra.Command {
	var o synth.Options
	var uci, asOf string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "synth", Short: "Turn the UCI credit-card clients into files for `comity import`", Args: cobra.NoArgs,
		Long: `Amounts and lateness are those of the data set "Default of Credit Card Clients" (I-C. Yeh, C.-H. Lien, 2009; UCI
Machine Learning Repository; CC BY 4.0). Names, numbers, addresses, currency and zone are invented; the same
seed invents the same.`,
		RunE: func(*cobra.Command, []string) error {
			if uci == "" || asOf == "" || o.Out == "" {
				return usage("--uci, --as-of and --out are needed: the file to read, the business date, and the folder to write to")
			}
			var err error
			if o.AsOf, err = calendar.ParseDate(asOf); err != nil {
				return usage("--as-of: %w", err)
			}
			f, err := os.Open(uci)
			if err != nil {
				return usage("--uci: %w", err)
			}
			defer func() { _ = f.Close() }()
			s, err := synth.FromUCI(f, o)
			if err != nil {
				return err
			}
			if asJSON {
				return c.printJSON(s)
			}
			_, err = fmt.Fprintf(c.Out, c.say("%d accounts of %d people, %d of them late (%d with nothing overdue): %s\ncurrency and zone are invented\n",
				"%d 个账户，%d 位客户，其中 %d 个逾期（%d 个逾期金额为零）：%s\n币种与时区系编造\n"), s.Accounts, s.Customers, s.Late, s.Nothing, o.Out)
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&uci, "uci", "", "the CSV file; required")
	f.StringVar(&asOf, "as-of", "", "the business date, YYYY-MM-DD; required")
	f.StringVar(&o.Out, "out", "", "the folder to write to; required")
	f.StringVar(&o.Currency, "currency", "CNY", "ISO 4217")
	f.StringVar(&o.Zone, "zone", "Asia/Shanghai", "IANA")
	f.Uint64Var(&o.Seed, "seed", 1, "another seed, other people")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}
