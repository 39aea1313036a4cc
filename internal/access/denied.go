package access

import (
	"fmt"
	"strings"
)

// Denied says that the actor does not have the right.
type Denied struct {
	Actor Actor
	Right Right
}

// Error is the English sentence of In. It names the actor by ID and no one else.
func (d *Denied) Error() string { return d.In("en") }

// In says in one sentence what is refused and what it takes, in Chinese for a locale that begins with
// "zh", else in English.
func (d *Denied) In(locale string) string {
	zh := chinese(locale)
	row, known := find(d.Right)
	title := d.Right.Title(locale)
	switch who := d.who(zh); {
	case !known && zh:
		return fmt.Sprintf("没有名为 %q 的权限，任何人都不可执行", d.Right)
	case !known:
		return fmt.Sprintf("there is no right %q, so nobody has it", d.Right)
	case holds(d.Actor, row) && zh:
		return fmt.Sprintf("%s 的令牌范围不含“%s”(%s)：请使用包含该范围的令牌", who, title, d.Right)
	case holds(d.Actor, row):
		return fmt.Sprintf("this token of %s may not %s: use one whose scopes include %s", who, title, d.Right)
	case zh:
		return fmt.Sprintf("%s 无权%s(%s)：需要角色%s", who, title, d.Right, names(row.roles, locale, "或"))
	default:
		return fmt.Sprintf("%s may not %s (%s): this takes the role %s", who, title, d.Right, names(row.roles, locale, " or "))
	}
}

func (d *Denied) who(zh bool) string {
	switch {
	case d.Actor.ID != "":
		return d.Actor.ID
	case zh:
		return "未登录者"
	default:
		return "somebody unknown"
	}
}

func names(roles []Role, locale, or string) string {
	titles := make([]string, len(roles))
	for i, r := range roles {
		titles[i] = r.Title(locale)
	}
	return strings.Join(titles, or)
}

// SameEyes says that what takes two persons was about to be done by one.
type SameEyes struct {
	Actor Actor // who would have been the second person
}

// Error is the English sentence of In.
func (s *SameEyes) Error() string { return s.In("en") }

// In says it in one sentence, in Chinese for a locale that begins with "zh", else in English.
func (s *SameEyes) In(locale string) string {
	who := (&Denied{Actor: s.Actor}).who(chinese(locale))
	if chinese(locale) {
		return who + " 提出了此申请，须由另一人批准"
	}
	return who + " asked for this, so another person has to approve it"
}
