package main

import (
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// group is a command that only has others below it.
func (c *cli) group(cmd *cobra.Command, below ...*cobra.Command) *cobra.Command {
	cmd.Args = c.known
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	cmd.AddCommand(below...)
	return cmd
}

// known refuses an argument where the name of a command would stand.
func (c *cli) known(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	cmd.SuggestionsMinimumDistance = 2
	meant := ""
	if list := cmd.SuggestionsFor(args[0]); len(list) > 0 {
		meant = c.say("; did you mean ", "；是否想用 ") + strings.Join(list, c.say(" or ", " 或 "))
	}
	return c.usage("there is no command %q after `%s`%s; see `%s --help`", "`%[2]s` 之后没有名为 %[1]q 的命令%[3]s；请看 `%[4]s --help`", args[0], cmd.CommandPath(), meant, cmd.CommandPath())
}

// nothing refuses arguments.
func (c *cli) nothing(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return c.usage("`%s` takes no arguments, but flags; what is %q? See `%[1]s --help`", "`%s` 只接受选项，不接受参数 %q；请看 `%[1]s --help`", cmd.CommandPath(), args[0])
}

// one asks for one argument, and says which.
func (c *cli) one(en, zh string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return c.usage("`%s` takes one thing: %s", "`%s` 需要一个参数：%s", cmd.CommandPath(), c.say(en, zh))
	}
}

// atMostOne refuses more than one argument.
func (c *cli) atMostOne(en, zh string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return c.one(en, zh)(cmd, args)
	}
}

// Flags that several commands have are described in one place each.

func (c *cli) jsonFlag(f *pflag.FlagSet, to *bool) {
	f.BoolVar(to, "json", false, c.say("print JSON, for programs", "以 JSON 输出，供程序读取"))
}

func (c *cli) clockFlag(f *pflag.FlagSet, to *string) {
	f.StringVar(to, "clock", "", c.say("move the clock to an `INSTANT`, RFC 3339; only while every channel is the outbox", "将时钟拨至某一`时刻`（RFC 3339）；仅当所有渠道均为发件箱时可用"))
}

func (c *cli) drainFlag(f *pflag.FlagSet, to *bool) {
	f.BoolVar(to, "drain", false, c.say("deliver until nothing more is owed, and end; a moved clock jumps to what is due next", "投递至再无待发提醒为止；拨动过的时钟会跳至下一到期时刻"))
}

func (c *cli) portfolioFlag(f *pflag.FlagSet, to *string) {
	f.StringVar(to, "portfolio", "", c.say("`ID` of the book (default: the only one)", "账本`编号`（默认：唯一的一个）"))
}

func (c *cli) reasonFlag(f *pflag.FlagSet, to *string) {
	f.StringVar(to, "reason", "", c.say("`WHY`; required, and kept with the run", "`理由`；必填，随批次保存"))
}

// instant reads a flag; empty is the zero time.
func (c *cli) instant(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.IsZero() {
		return t, c.usage("--%s: %q is not an instant; write it like 2026-11-10T09:00:00+08:00 (RFC 3339)",
			"--%s：%q 不是时刻；请写成 2026-11-10T09:00:00+08:00 的形式（RFC 3339）", flag, s)
	}
	return t, nil
}

// date reads a flag.
func (c *cli) date(flag, s string) (calendar.Date, error) {
	d, err := calendar.ParseDate(s)
	if err != nil {
		return d, c.usage("--%s: %q is not a date; write an existing day like 2026-02-28", "--%s：%q 不是日期；请写存在的日期，如 2026-02-28", flag, s)
	}
	return d, nil
}

func (c *cli) channelsFlag(f *pflag.FlagSet, to *[]string) {
	f.StringSliceVar(to, "channel", nil, c.say("`CHANNELS`: sms, email or letter, several by comma (default: those of the step)", "`渠道`：sms、email 或 letter，可用逗号分隔（默认：该步骤的渠道）"))
}

// channels reads a flag.
func (c *cli) channels(names []string) ([]dunning.Channel, error) {
	var list []dunning.Channel
	for _, n := range names {
		switch ch := dunning.Channel(n); ch {
		case dunning.SMS, dunning.Email, dunning.Letter:
			list = append(list, ch)
		default:
			return nil, c.usage("--channel: there is no channel %q; write sms, email or letter", "--channel：没有渠道 %q；请写 sms、email 或 letter", n)
		}
	}
	return list, nil
}

// given refuses a flag that was left out.
func (c *cli) given(flag, value, en, zh string) error {
	if strings.TrimSpace(value) != "" {
		return nil
	}
	return c.usage("--%s: %s", "--%s：%s", flag, c.say(en, zh))
}

func (c *cli) reasonGiven(reason string) error {
	return c.given("reason", reason, "say why; it is kept with the run", "请说明理由，该理由随批次保存")
}
