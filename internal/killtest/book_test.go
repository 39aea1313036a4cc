package killtest

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"comity/config"
	"comity/internal/calendar"
)

// debtor is one invented person with one account.
type debtor struct {
	dpd   int    // days past due: up to 30 SMS then email, up to 60 email then SMS, up to 90 letter then email
	phone string // E.164
	email string
}

// ordinary is a debtor whom everything reaches.
func ordinary(n, dpd int) debtor {
	return debtor{dpd: dpd, phone: phone(n), email: fmt.Sprintf("c%05d@mail.example", n)}
}

// phone is a number that no network assigns.
func phone(n int) string { return fmt.Sprintf("+8610%09d", n) }

// secrets are the beginnings of everything personal in the invented books.
func secrets() []string { return []string{"+8610", "@mail.example", "示例路", "样例大街"} }

// bookOf is a folder to import, of a book that is due now, by the machine's clock.
type bookOf struct {
	dir  string
	zone string
	date calendar.Date
	now  time.Time
}

// midday is a zone in which the business date neither begins nor ends while a test runs.
func midday(t *testing.T, now time.Time) *time.Location {
	t.Helper()
	for _, name := range []string{"Asia/Shanghai", "Europe/London", "America/Los_Angeles"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		if h := now.In(zone).Hour(); h >= 5 && h < 20 {
			return zone
		}
	}
	t.Fatal("it is midday nowhere")
	return nil
}

// writeBook writes a book of these debtors.
func writeBook(t *testing.T, dir string, list []debtor) bookOf {
	t.Helper()
	now := time.Now()
	zone := midday(t, now)
	b := bookOf{dir: dir, zone: zone.String(), date: calendar.DateOf(now, zone), now: now.Add(-time.Hour)}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "portfolio.yaml"), fmt.Sprintf(portfolioYAML, b.now.In(zone).Format(time.RFC3339), b.zone))
	customers := [][]string{{"customer_id", "name", "salutation", "locale", "zone"}}
	points := [][]string{{"point_id", "customer_id", "channel", "value", "line1", "city", "country", "consent"}}
	accounts := [][]string{{"account_id", "customer_id", "product", "last4", "balance", "overdue", "minimum_due", "due_date"}}
	for i, d := range list {
		id := fmt.Sprintf("c%05d", i)
		customers = append(customers, []string{id, "张示例", "ms", "zh-CN", b.zone})
		points = append(points,
			[]string{id + "-s", id, "sms", d.phone, "", "", "", "given"},
			[]string{id + "-e", id, "email", d.email, "", "", "", "given"},
			[]string{id + "-l", id, "letter", "", "示例路" + strconv.Itoa(i) + "号", "示例市", "CN", "given"})
		accounts = append(accounts, []string{fmt.Sprintf("a%05d", i), id, "credit-card", fmt.Sprintf("%04d", i%10000), "5000.00", "500.00", "500.00",
			b.date.AddDays(-d.dpd).String()})
	}
	writeCSV(t, dir, "customers", customers)
	writeCSV(t, dir, "contact_points", points)
	writeCSV(t, dir, "accounts", accounts)
	writeCSV(t, dir, "payments", [][]string{{"payment_id", "account_id", "amount", "received_at"}}) // nobody paid
	return b
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func writeCSV(t *testing.T, dir, kind string, rows [][]string) {
	t.Helper()
	var text strings.Builder
	if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, kind+".csv"), text.String())
}

// writePolicies writes a folder of policies and calendars that permits every hour of every day, one SMS and
// one email per person, number and address a day.
func writePolicies(t *testing.T, dir string) {
	t.Helper()
	if err := os.CopyFS(dir, config.FS()); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "policies")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "policies"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "policies", "always.yaml"), policyYAML)
}

const portfolioYAML = `as_of: "%s"
id: killed
policy: always
zone: %s
currency: CNY
locale: zh-CN
sender:
  zh-CN:
    legal_name: 示例银行股份有限公司
    short_name: 示例银行
    hotline: +86 100 0000 0000
    hours: 工作日 9:00 至 18:00
    pay_url: https://bank.example/pay
    pay_how: 登录示例银行手机银行或网站还款
    object_url: https://bank.example/object
    email: care@bank.example
    reply_to: reply@bank.example
    address: [示例省示例市虚构巷1号, 邮编 000000]
    website: https://bank.example
    department: 信用卡中心客户关怀部
    letter_rule: 《信用卡领用合约》
`

const policyYAML = `name: always
title: {zh: 全天, en: At all hours}
calendar: CN
tolerance: {CNY: 1000}
stages:
  - {id: M1, from: 1, to: 30, steps: [{id: by-sms, day: 1, channels: [sms, email], template: first-reminder}]}
  - {id: M2, from: 31, to: 60, steps: [{id: by-email, day: 31, channels: [email, sms], template: m2-help}]}
  - {id: M3, from: 61, to: 90, steps: [{id: by-letter, day: 61, channels: [letter, email], template: final-demand}]}
rules:
  - {id: HOURS, kind: window, channels: [sms, email], hours: "00:00-24:00", authority: house, citation: {zh: 测试, en: test}}
  - {id: SMS-PERSON, kind: quota, channels: [sms], scope: person, unit: attempt, limit: 1, window: calendar day, authority: house, citation: {zh: 测试, en: test}}
  - {id: SMS-POINT, kind: quota, channels: [sms], scope: contact_point, unit: attempt, limit: 1, window: calendar day, authority: house, citation: {zh: 测试, en: test}}
  - {id: MAIL-PERSON, kind: quota, channels: [email], scope: person, unit: attempt, limit: 1, window: calendar day, authority: house, citation: {zh: 测试, en: test}}
  - {id: MAIL-POINT, kind: quota, channels: [email], scope: contact_point, unit: attempt, limit: 1, window: calendar day, authority: house, citation: {zh: 测试, en: test}}
`
