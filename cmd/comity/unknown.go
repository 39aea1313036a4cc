package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/dunning"
	"comity/internal/ledger"
)

// unknownRow is a reminder that a provider may or may not have taken.
type unknownRow struct {
	Reminder string          `json:"reminder"`
	Channel  dunning.Channel `json:"channel"`
	Provider string          `json:"provider"`
	Code     string          `json:"code"`
	Since    time.Time       `json:"since"`
	Run      string          `json:"run"`
}

func (c *cli) unknownCommand() *cobra.Command {
	return c.group(&cobra.Command{Use: "unknown", Short: c.say("Reminders that a provider may or may not have taken", "服务商是否已接收尚不可知的提醒")}, c.unknownListCommand())
}

func (c *cli) unknownListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: c.say("List them; they are never sent again by themselves", "列出；这些提醒绝不自动重发"), Args: c.nothing,
		Example:     "  comity unknown list --json",
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), time.Time{}, access.ReadDelivery, func(a *app.App, _ access.Actor) error {
				rows, err := unknowns(cmd.Context(), a)
				if err != nil {
					return err
				}
				return printList(c, asJSON, rows,
					column[unknownRow]{c.say("REMINDER", "提醒"), func(r unknownRow) string { return r.Reminder }},
					column[unknownRow]{c.say("CHANNEL", "渠道"), func(r unknownRow) string { return string(r.Channel) }},
					column[unknownRow]{c.say("PROVIDER", "服务商"), func(r unknownRow) string { return r.Provider }},
					column[unknownRow]{c.say("CODE", "代码"), func(r unknownRow) string { return r.Code }},
					column[unknownRow]{c.say("SINCE", "自"), func(r unknownRow) string { return r.Since.Format(time.RFC3339) }},
				)
			})
		},
	}
	c.jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

const mostUnknown = 100_000

// unknowns reads them, with what became of the last attempt of each.
func unknowns(ctx context.Context, a *app.App) ([]unknownRow, error) {
	found, err := a.Ledger.Reminders(ctx, ledger.ReminderFilter{State: dunning.Unknown, Limit: mostUnknown})
	if err != nil {
		return nil, err
	}
	rows := make([]unknownRow, 0, len(found))
	for _, r := range found {
		row := unknownRow{Reminder: r.ID, Run: r.RunID}
		attempts, err := a.Ledger.Attempts(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		if n := len(attempts); n > 0 {
			last := attempts[n-1]
			row.Channel, row.Provider, row.Code, row.Since = last.Channel, last.Provider, last.Code, last.EndedAt
		}
		rows = append(rows, row)
	}
	return rows, nil
}
