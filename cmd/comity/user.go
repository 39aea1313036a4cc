package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/dunning"
)

// userRow is a user in a list.
type userRow struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Roles    []string `json:"roles"`
	Disabled bool     `json:"disabled"`
}

func (c *cli) userCommand() *cobra.Command {
	return c.group(&cobra.Command{
		Use: "user", Short: c.say("Who may act, and their tokens", "可操作的用户及其令牌"),
		Long: c.say(`A token in COMITY_TOKEN says who acts; docs/roles.md says who may do what. While there are no users, whoever is at
the terminal may do everything; the first user ends that, and has to be an administrator.`,
			`环境变量 COMITY_TOKEN 中的令牌说明操作者；各角色的权限见 docs/roles.md。尚无用户时，终端前的人拥有全部权限；
添加第一个用户（须为管理员）后即不再如此。`),
	}, c.userAddCommand(), c.userListCommand(), c.userSetCommand(), c.tokenCommand(), c.revokeCommand())
}

func (c *cli) rolesFlag(cmd *cobra.Command, to *[]string) {
	cmd.Flags().StringSliceVar(to, "role", nil, c.say("`ROLES`: operations, collector, legal, compliance, service, vendor, auditor or admin; several by comma", "`角色`：operations、collector、legal、compliance、service、vendor、auditor 或 admin，可用逗号分隔"))
}

func (c *cli) nameFlag(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "name", "", c.say("`NAME` as shown on screens (default: the id)", "显示`姓名`（默认：编号）"))
}

func (c *cli) userAddCommand() *cobra.Command {
	u, g := dunning.User{}, tokenFlags{}
	cmd := &cobra.Command{
		Use: "add ID", Short: c.say("Add a user, and print a token for COMITY_TOKEN, once", "添加用户，并显示其 COMITY_TOKEN 令牌（仅此一次）"), Args: c.one("a short id such as li.na", "简短的编号，如 li.na"),
		Example: `  comity user add root.li --role admin
  comity user add li.na --role operations,compliance --name "Li Na"`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, args []string) error {
			u.ID = args[0]
			if u.Name == "" {
				u.Name = u.ID
			}
			if err := c.sound(u, g); err != nil {
				return err
			}
			return c.with(cmd.Context(), time.Time{}, access.UserManage, func(a *app.App, actor access.Actor) error {
				if _, found, err := findUser(cmd.Context(), a, u.ID); err != nil {
					return err
				} else if found {
					return c.fail("there is a user %s already: `comity user set` changes them, `comity user token` gives them another token", "用户 %s 已存在：`comity user set` 可更改，`comity user token` 可签发新令牌", u.ID)
				}
				if err := access.PutUser(cmd.Context(), a.Ledger, actor, u); err != nil {
					return err
				}
				return c.issue(cmd.Context(), a, actor, u.ID, g)
			})
		},
	}
	c.rolesFlag(cmd, &u.Roles)
	c.nameFlag(cmd, &u.Name)
	c.tokenFlags(cmd, &g)
	return cmd
}

// sound looks at what was asked for before anything is kept.
func (c *cli) sound(u dunning.User, g tokenFlags) error {
	if err := access.CheckUser(u); err != nil {
		return errUsage{err}
	}
	return c.checkToken(g)
}

func findUser(ctx context.Context, a *app.App, id string) (dunning.User, bool, error) {
	users, err := a.Ledger.Users(ctx)
	i := slices.IndexFunc(users, func(u dunning.User) bool { return u.ID == id })
	if i < 0 {
		return dunning.User{}, false, err
	}
	return users[i], true, err
}

func (c *cli) userSetCommand() *cobra.Command {
	var roles []string
	var name string
	var disable, enable bool
	cmd := &cobra.Command{
		Use: "set ID", Short: c.say("Change a user's roles or name, or disable them", "更改用户的角色或姓名，或停用该用户"), Args: c.one("the id of a user; `comity user list` has them", "用户编号；见 `comity user list`"),
		Long: c.say("Changes what the flags name. A disabled user stays on record, and none of their tokens work. Nobody changes their own record.",
			"更改选项所列的内容。停用的用户仍保留记录，其令牌全部失效。任何人不得更改自己的记录。"),
		Example: `  comity user set li.na --role compliance
  comity user set li.na --disable`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, args []string) error {
			if enable && disable {
				return c.usage("--enable and --disable: which of the two?", "--enable 与 --disable 只能选其一")
			}
			return c.with(cmd.Context(), time.Time{}, access.UserManage, func(a *app.App, actor access.Actor) error {
				u, found, err := findUser(cmd.Context(), a, args[0])
				if err == nil && !found {
					err = c.fail("there is no user %s: `comity user list` has them", "没有用户 %s：见 `comity user list`", args[0])
				}
				if err != nil {
					return err
				}
				if len(roles) > 0 {
					u.Roles = roles
				}
				if name != "" {
					u.Name = name
				}
				u.Disabled = disable || u.Disabled && !enable
				if err := access.CheckUser(u); err != nil {
					return errUsage{err}
				}
				return access.PutUser(cmd.Context(), a.Ledger, actor, u)
			})
		},
	}
	c.rolesFlag(cmd, &roles)
	c.nameFlag(cmd, &name)
	cmd.Flags().BoolVar(&disable, "disable", false, c.say("they may no longer act", "停用"))
	cmd.Flags().BoolVar(&enable, "enable", false, c.say("they may act again", "恢复"))
	return cmd
}

func (c *cli) userListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: c.say("List users", "列出用户"), Args: c.nothing,
		Example:     "  comity user list",
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), time.Time{}, access.ReadUser, func(a *app.App, _ access.Actor) error {
				users, err := a.Ledger.Users(cmd.Context())
				if err != nil {
					return err
				}
				rows := make([]userRow, 0, len(users))
				for _, u := range users {
					rows = append(rows, userRow(u))
				}
				return printList(c, asJSON, rows,
					column[userRow]{c.say("ID", "编号"), func(u userRow) string { return u.ID }},
					column[userRow]{c.say("NAME", "姓名"), func(u userRow) string { return u.Name }},
					column[userRow]{c.say("ROLES", "角色"), func(u userRow) string { return strings.Join(u.Roles, ",") }},
					column[userRow]{c.say("STATE", "状态"), func(u userRow) string {
						if u.Disabled {
							return c.say("disabled", "停用")
						}
						return c.say("active", "有效")
					}},
				)
			})
		},
	}
	c.jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}
