package main

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"comity/internal/dunning"
	"comity/internal/intake"
)

// importFiles are the files that are named by their kind: --contacts FILE, --payments FILE, …
type importFiles map[string]*string

func (c *cli) importFiles(f *pflag.FlagSet) importFiles {
	files := importFiles{}
	for _, kind := range intake.Kinds() {
		en, zh := whatIsIn(kind)
		files[kind] = f.String(strings.ReplaceAll(kind, "_", "-"), "",
			c.say("`FILE` of "+en+", whatever its name", zh+"`文件`，文件名不限"))
	}
	return files
}

// given is the files that were named, by kind.
func (i importFiles) given() map[string]string {
	given := map[string]string{}
	for kind, path := range i {
		if *path != "" {
			given[kind] = *path
		}
	}
	return given
}

// whatIsIn says what files of a kind hold.
func whatIsIn(kind string) (en, zh string) {
	switch kind {
	case dunning.FeedCustomers:
		return "people", "客户"
	case dunning.FeedPoints:
		return "phone numbers, email and postal addresses", "联系方式"
	case dunning.FeedAccounts:
		return "accounts", "账户"
	case dunning.FeedPayments:
		return "payments", "还款"
	case dunning.FeedHolds:
		return "holds", "暂停"
	case intake.FeedPromises:
		return "promises to pay", "还款承诺"
	case intake.FeedAppointments:
		return "reminders that people asked for", "约定提醒"
	case intake.FeedPlans:
		return "repayment plans", "分期还款"
	case intake.FeedNotices:
		return "notices given", "法定告知"
	case intake.FeedRequests:
		return "times and rules that people named", "客户要求"
	case intake.FeedContacts:
		return "contacts made elsewhere", "他处触达记录"
	default:
		return kind, kind
	}
}

// paths asks for files or folders that are there.
func (c *cli) paths(files *importFiles) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		for _, path := range files.given() {
			args = append(args, path)
		}
		if len(args) == 0 {
			return c.usage("say which folder, or which files, to take in; docs/import.md says what is in them", "请写明要导入的文件夹或文件；格式见 docs/import.md")
		}
		for _, path := range args {
			if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
				return c.usage("%s: there is no such file or folder", "%s：没有该文件或文件夹", path)
			}
		}
		return nil
	}
}
