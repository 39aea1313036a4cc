package synth

import (
	"fmt"
	"math/rand/v2"

	"comity/internal/dunning"
)

// A person is invented from a stream of random numbers that is theirs alone: what one person is does not
// depend on how many came before.
type person struct {
	customer dunning.Customer
	points   []dunning.ContactPoint
}

func stream(seed uint64, n int) *rand.Rand { return rand.New(rand.NewPCG(seed, uint64(n))) }

// The name parts. Rare ones are in the list of characters of general use (通用规范汉字表), in Unicode's
// Extension A, and beyond U+FFFF: each must reach the paper.
const (
	surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
	given    = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文斌宇浩凯欣怡佳琪子轩雨桐梓涵思远晨阳嘉豪俊峰志鹏海燕春梅冬生秋月晓东小红云飞天佑一诺可心若曦宁安康乐然博雅诗韵清源泽楠"
	rare     = "喆堃玥犇翀昉燊龑䶮㛃㴋𠅤𫖯𬱖𫘧"
)

var (
	doubled    = []string{"欧阳", "司马", "上官", "诸葛", "东方", "慕容"}
	latinGiven = []string{"Wei", "Fang", "Min", "Jing", "Lei", "Yang", "Alex", "Robin", "Sam", "Kim", "Noa", "Jo"}
	latinLast  = []string{"Zhang", "Li", "Wang", "Chen", "Example", "Sample", "Invented", "O'Sample", "Example-Smith"}
	regions    = []string{"示例省", "样例省", "虚构省"}
	cities     = []string{"示例市", "样例市", "虚构市", "假定市"}
	roads      = []string{"示例路", "样例大街", "虚构巷", "假定大道", "试用新村", "想象中路"}
)

// invent makes the person with a number. In a thousand, about 30 read English, 20 have a rare character
// in their name, 100 say nothing of how to be addressed, 140 lack one way of being reached, and 3 have none.
func invent(r *rand.Rand, n int, salutation dunning.Salutation, zone string) person {
	p := person{customer: dunning.Customer{
		ID: fmt.Sprintf("c%05d", n), Salutation: salutation, Locale: "zh-CN", Zones: []string{zone},
	}}
	if r.IntN(1000) < 100 {
		p.customer.Salutation = dunning.SalutationNeutral
	}
	if r.IntN(1000) < 30 {
		p.customer.Locale, p.customer.Name = "en", pick(r, latinGiven)+" "+pick(r, latinLast)
	} else {
		p.customer.Name = chineseName(r)
	}
	all := everyPoint(r, n, p.customer)
	switch lack := r.IntN(1000); {
	case lack < 3:
		all = nil
	case lack < 143:
		gone := r.IntN(len(all))
		all = append(all[:gone], all[gone+1:]...)
	}
	p.points = all
	return p
}

func chineseName(r *rand.Rand) string {
	name := string(pick(r, []rune(surnames)))
	if r.IntN(1000) < 15 {
		name = pick(r, doubled)
	}
	last := pick(r, []rune(given))
	if r.IntN(1000) < 20 {
		last = pick(r, []rune(rare))
	}
	if r.IntN(1000) < 700 {
		name += string(pick(r, []rune(given)))
	}
	return name + string(last)
}

// everyPoint is a phone, an email and a postal address of a customer.
func everyPoint(r *rand.Rand, n int, c dunning.Customer) []dunning.ContactPoint {
	consent := dunning.ConsentGiven
	if r.IntN(1000) < 50 {
		consent = dunning.ConsentUnknown
	}
	point := func(channel dunning.Channel, rank int) dunning.ContactPoint {
		return dunning.ContactPoint{
			ID: c.ID + "-" + string(channel), CustomerID: c.ID, Channel: channel, Consent: consent, Health: dunning.HealthOK, Rank: rank,
		}
	}
	sms, email, letter := point(dunning.SMS, 0), point(dunning.Email, 1), point(dunning.Letter, 2)
	sms.Value = phone(n)
	email.Value = c.ID + "@mail.example"
	letter.Postal = address(r, c.Locale)
	return []dunning.ContactPoint{sms, email, letter}
}

// phone is a number of the right length that nobody has: Beijing's area code, 10, is followed by a digit
// from 2 to 8, never by 0.
func phone(n int) string { return fmt.Sprintf("+86100%08d", n) }

func address(r *rand.Rand, locale string) dunning.PostalAddress {
	house, flat := 1+r.IntN(999), 101+r.IntN(2800)
	region, city, road := pick(r, regions), pick(r, cities), pick(r, roads)
	a := dunning.PostalAddress{Region: region, City: city, PostalCode: "000000", Country: "CN"}
	if locale == "en" {
		a.Region, a.City = "Sample Province", "Example City"
		a.Lines = []string{fmt.Sprintf("%d Invented Road", house), fmt.Sprintf("Flat %d", flat)}
		return a
	}
	a.Lines = []string{fmt.Sprintf("%s%d号", road, house), fmt.Sprintf("%d栋%d室", 1+r.IntN(20), flat)}
	return a
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }
