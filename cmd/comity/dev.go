package main

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/synth"
)

func (c *cli) devCommand() *cobra.Command {
	return c.group(&cobra.Command{Use: "dev", Short: c.say("Tools for trying things out", "试用工具")}, c.synthCommand())
}

// synthFlags are those of `comity dev synth`.
type synthFlags struct {
	synth.Options
	uci, asOf string
	json      bool
}

func (c *cli) synthCommand() *cobra.Command {
	var f synthFlags
	cmd := &cobra.Command{
		Use: "synth", Short: c.say("Turn the UCI credit-card clients into files for `comity import`", "将 UCI 信用卡客户数据转换为 `comity import` 的文件"), Args: c.nothing,
		Long: c.say(`Amounts and lateness are those of the data set "Default of Credit Card Clients" (I-C. Yeh, C.-H. Lien, 2009; UCI
Machine Learning Repository; CC BY 4.0). Names, numbers, addresses, currency and zone are invented; the same
seed invents the same.`,
			`金额与逾期情况取自数据集 "Default of Credit Card Clients"（I-C. Yeh、C.-H. Lien，2009；UCI Machine Learning
Repository；CC BY 4.0）。姓名、号码、地址、币种和时区均系编造；种子相同，编造的内容也相同。`),
		Example:     "  comity dev synth --uci clients.csv --as-of 2026-11-10 --out book",
		Annotations: exits(exitDone, exitFailed, exitUsage),
		RunE:        func(*cobra.Command, []string) error { return c.synth(f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.uci, "uci", "", c.say("the CSV `FILE`; required", "CSV `文件`；必填"))
	fl.StringVar(&f.asOf, "as-of", "", c.say("business `DATE`, YYYY-MM-DD; required", "业务`日期`，YYYY-MM-DD；必填"))
	fl.StringVar(&f.Out, "out", "", c.say("`FOLDER` to write to; required", "写入的`文件夹`；必填"))
	fl.StringVar(&f.Currency, "currency", "CNY", c.say("`CODE` of ISO 4217", "ISO 4217 `代码`"))
	fl.StringVar(&f.Zone, "zone", "Asia/Shanghai", c.say("IANA `ZONE`", "IANA `时区`"))
	fl.Uint64Var(&f.Seed, "seed", 1, c.say("another `NUMBER`, other people", "`数字`不同，编造的人也不同"))
	c.jsonFlag(fl, &f.json)
	return cmd
}

func (c *cli) synth(f synthFlags) (err error) {
	for _, x := range []struct{ flag, value, en, zh string }{
		{"uci", f.uci, "say which file to read", "请写明要读取的文件"},
		{"as-of", f.asOf, "say the business date, such as 2026-11-10", "请写明业务日期，如 2026-11-10"},
		{"out", f.Out, "say which folder to write to", "请写明写入的文件夹"},
	} {
		if err := c.given(x.flag, x.value, x.en, x.zh); err != nil {
			return err
		}
	}
	if f.AsOf, err = c.date("as-of", f.asOf); err != nil {
		return err
	}
	if _, err := time.LoadLocation(f.Zone); err != nil {
		return c.usage("--zone: %q is not a time zone (IANA); write it like Asia/Shanghai", "--zone：%q 不是时区（IANA）；请写成 Asia/Shanghai 的形式", f.Zone)
	}
	in, err := os.Open(f.uci)
	if errors.Is(err, fs.ErrNotExist) {
		return c.usage("--uci: there is no file %s", "--uci：没有文件 %s", f.uci)
	}
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	s, err := synth.FromUCI(in, f.Options)
	if err != nil {
		return err
	}
	if f.json {
		return c.printJSON(s)
	}
	return c.printf(c.say("%d accounts of %d people, %d of them late (%d with nothing overdue): %s\ncurrency and zone are invented\n",
		"%d 个账户，%d 位客户，其中 %d 个逾期（%d 个逾期金额为零）：%s\n币种与时区系编造\n"), s.Accounts, s.Customers, s.Late, s.Nothing, f.Out)
}
