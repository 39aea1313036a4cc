package main

import (
	"context"
	"fmt"
	"time"

	"comity/internal/dunning"
	"comity/internal/ledger"
	"comity/internal/synth"
)

// book is an invented portfolio in which every account is late.
type book struct {
	id       string
	accounts int
	span     int               // days past due are spread over 1 … span
	channels []dunning.Channel // how people can be reached
	pairs    int               // every so many people have two accounts; 0: nobody has
}

const piece = 1000 // rows in a transaction

// save puts the book into a ledger, with a payment file that says that nobody paid.
func (k book) save(ctx context.Context, l *ledger.Ledger) error {
	b := l.Book()
	if _, err := b.SavePortfolio(ctx, "bench", k.portfolio()); err != nil {
		return fmt.Errorf("save the portfolio: %w", err)
	}
	for from := 0; from < k.accounts; from += piece {
		if err := k.savePiece(ctx, b, from, min(from+piece, k.accounts)); err != nil {
			return fmt.Errorf("save the book: %w", err)
		}
	}
	return b.SaveFeed(ctx, "bench", dunning.Feed{
		PortfolioID: k.id, Kind: dunning.FeedPayments, AsOf: noon().Add(-10 * time.Hour), ReceivedAt: noon(), SHA256: "none",
	})
}

func (k book) savePiece(ctx context.Context, b ledger.Book, from, to int) error {
	var customers []dunning.Customer
	var points []dunning.ContactPoint
	var accounts []dunning.Account
	for n := from; n < to; n++ {
		accounts = append(accounts, k.account(n))
		if k.owner(n) == n {
			customers = append(customers, k.customer(n))
			points = append(points, k.points(n)...)
		}
	}
	if _, err := b.SaveCustomers(ctx, "bench", customers); err != nil {
		return err
	}
	if _, err := b.SavePoints(ctx, "bench", points); err != nil {
		return err
	}
	_, err := b.SaveAccounts(ctx, "bench", accounts)
	return err
}

// owner is the number of the account whose customer owns account n.
func (k book) owner(n int) int {
	if k.pairs > 0 && n%k.pairs == 1 {
		return n - 1
	}
	return n
}

func (k book) customerID(n int) string { return fmt.Sprintf("%s-c%07d", k.id, k.owner(n)) }

func (k book) account(n int) dunning.Account {
	date := synth.DemoDate()
	balance := int64(80_000 + n%3_000*1_000)
	return dunning.Account{
		ID: fmt.Sprintf("%s-a%07d", k.id, n), PortfolioID: k.id, CustomerID: k.customerID(n), Product: "credit-card",
		Last4: fmt.Sprintf("%04d", n%10_000), Currency: "CNY", Balance: balance, Overdue: balance / 5, MinimumDue: balance / 10,
		DueDate: date.AddDays(-1 - n%k.span), AsOf: noon().Add(-10 * time.Hour), TakenOn: date,
	}
}

func (k book) customer(n int) dunning.Customer {
	surnames, given := []rune("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"), []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉")
	name := string(surnames[n%len(surnames)]) + string(given[n/7%len(given)]) + string(given[n/3%len(given)])
	return dunning.Customer{ID: k.customerID(n), Name: name, Salutation: dunning.SalutationMs, Locale: "zh-CN", Zones: []string{"Asia/Shanghai"}}
}

func (k book) points(n int) []dunning.ContactPoint {
	var list []dunning.ContactPoint
	for i, c := range k.channels {
		p := dunning.ContactPoint{
			ID: k.customerID(n) + "-" + string(c), CustomerID: k.customerID(n), Channel: c,
			Consent: dunning.ConsentGiven, Health: dunning.HealthOK, Rank: i,
		}
		switch c {
		case dunning.SMS:
			p.Value = fmt.Sprintf("+86100%08d", n) // a number of the right length that nobody has
		case dunning.Email:
			p.Value = p.CustomerID + "@mail.example"
		case dunning.Letter:
			p.Postal = dunning.PostalAddress{
				Lines: []string{fmt.Sprintf("示例路%d号", 1+n%999), fmt.Sprintf("%d栋%d室", 1+n%20, 101+n%2800)},
				City:  "示例市", Region: "示例省", PostalCode: "000000", Country: "CN",
			}
		}
		p.Key = dunning.AddressKey(c, p.Value, p.Postal)
		list = append(list, p)
	}
	return list
}

// portfolio is an invented bank.
func (k book) portfolio() dunning.Portfolio {
	return dunning.Portfolio{
		ID: k.id, Policy: "cn", Zone: "Asia/Shanghai", Currency: "CNY", Locale: "zh-CN",
		Sender: map[string]dunning.Sender{"zh-CN": {
			LegalName: "示例银行股份有限公司", ShortName: "示例银行", Department: "信用卡中心客户关怀部",
			Hotline: "+86 100 0000 0000", Hours: "工作日 9:00 至 18:00",
			PayURL: "https://bank.example/pay", PayHow: "登录示例银行手机银行或网站还款",
			ObjectURL: "https://bank.example/object", Website: "https://bank.example",
			Email: "care@bank.example", ReplyTo: "reply@bank.example",
			Address: []string{"示例省示例市示例路1号", "邮编 000000"}, LetterRule: "《信用卡领用合约》",
		}},
	}
}
