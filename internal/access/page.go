package access

import (
	"fmt"
	"slices"
	"strings"
)

// Grid states every right and every role in plain text, one line a right: an x where Allow allows.
func Grid() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-17s", "")
	for _, role := range Roles() {
		fmt.Fprintf(&b, " %.3s", role)
	}
	b.WriteByte('\n')
	for _, right := range Rights() {
		fmt.Fprintf(&b, "%-17s", right)
		for _, role := range Roles() {
			mark := "."
			if Allow(Actor{ID: "someone", Roles: []Role{role}}, right) == nil {
				mark = "x"
			}
			fmt.Fprintf(&b, "  %s ", mark)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Page is docs/roles.md: who may do what, in English and Chinese.
func Page() string {
	var b strings.Builder
	b.WriteString(pageHead)
	b.WriteString("| right 权限 | may 可 |")
	for _, role := range Roles() {
		fmt.Fprintf(&b, " %s %s |", role, role.Title("zh-CN"))
	}
	b.WriteString("\n|---|---|" + strings.Repeat(":-:|", len(Roles())) + "\n")
	for _, row := range table() {
		fmt.Fprintf(&b, "| `%s` | %s<br>%s |", row.right, row.en, row.zh)
		for _, role := range Roles() {
			mark := " "
			if slices.Contains(row.roles, role) {
				mark = " ● "
			}
			b.WriteString(mark + "|")
		}
		b.WriteByte('\n')
	}
	b.WriteString(pageFoot)
	return b.String()
}

const pageHead = `# Roles and rights · 角色与权限

<!-- Written by go test ./internal/access -update from internal/access/table.go. Do not edit. -->

A user has one or more roles; a role has rights; what the table does not name is refused. 用户拥有一个或多个角色，角色拥有权限；表中未列出的一律拒绝。

`

const pageFoot = `
## Rules beside the table · 表外规则

- **Four eyes.** Whoever requested does not approve; whoever edited does not publish. The database refuses it too.
  **双人复核。** 申请人不得批准，编辑人不得发布；数据库同样会拒绝。
- **Roles that do not meet.** A vendor or an auditor has no second role; an administrator is never legal as well.
  **不可兼任。** 印务商和审计不得兼任其他角色；管理员不得兼任法务。
- **Own record.** No administrator changes their own record, and the last one cannot be taken away.
  **本人记录。** 管理员不得更改自己的记录；最后一名管理员不可移除。
- **Scopes.** A token may be narrowed to rights (` + "`read.run`" + `) or groups (` + "`read.*`" + `), never widened. The doors are not narrowed.
  **范围。** 令牌可缩小到若干权限（` + "`read.run`" + `）或权限组（` + "`read.*`" + `），不可扩大；入口不受范围限制。
- **Own cases, own batches.** A collector sees their own cases, a vendor their own batches: the room that holds them asks.
  **仅限本人。** 催收员仅见自己的案件，印务商仅见自己的批次：由管理它们的部分检查。
- **On the command line** a token in ` + "`COMITY_TOKEN`" + ` says who acts. While an installation has no users, the operating
  system's user acts as ` + "`local:<name>`" + ` with every right; the first user ends that, and has to be an administrator.
  **命令行。** 环境变量 ` + "`COMITY_TOKEN`" + ` 中的令牌说明操作者。尚无用户时，操作系统用户以 ` + "`local:<name>`" + ` 身份拥有全部权限；添加第一个用户（须为管理员）后即不再如此。
`
