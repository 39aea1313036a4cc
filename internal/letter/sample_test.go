package letter

import (
	"fmt"
	"strings"
	"testing"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/letters"
)

func newDrawer(t testing.TB, o Options) *Drawer {
	t.Helper()
	d, err := New(letters.Files, o)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return d
}

// chinese is a letter about n accounts to a person of the given name. Everything in it is invented.
func chinese(name string, n int) dunning.LetterPage {
	table := &dunning.Table{
		Columns: []string{"账户", "到期日", "逾期天数", "逾期金额（元）"},
		Right:   []bool{false, false, true, true},
	}
	for i := range n {
		table.Rows = append(table.Rows, []string{
			fmt.Sprintf("信用卡（尾号 %04d）", 1234+i*37), fmt.Sprintf("2026年%d月%d日", 8+i%3, 3+i%25), fmt.Sprint(31 + i), fmt.Sprintf("%d,%03d.%02d", 1+i, (211*i)%1000, (71*i+11)%100),
		})
	}
	if n > 1 {
		table.Total = []string{"合计", "", "", "48,211.06"}
	}
	return dunning.LetterPage{
		ID: "3773a7cxkpfyykhvz5lg5xecp5", Locale: "zh-CN", From: chineseSender(),
		Recipient: []string{name + " 先生", "浙江省杭州市西湖区文三路 258 号", "青禾花园 12 幢 2 单元 1802 室", "310012 杭州市"},
		Reference: "QH-2026-1123-000481", Date: calendar.Date{Year: 2026, Month: 11, Day: 23}, DateText: "2026年11月23日",
		Subject:  "关于您信用卡账户逾期款项的提醒",
		Greeting: "尊敬的" + name + "先生：",
		Body: []dunning.Block{
			{Paragraph: "您好！感谢您长期以来对青禾示例银行的信任。我们注意到，截至2026年11月22日，您在我行的下列信用卡账户尚有款项未按《青禾示例银行信用卡领用合约》约定的日期归还。我们理解，生活中难免有忙碌或一时不便的时候，因此谨以此函提醒，并希望与您一同妥善解决。"},
			{Table: table},
			{Paragraph: "逾期金额合计人民币48,211.06元（大写：人民币肆万捌仟贰佰壹拾壹元零陆分）。如您方便，请于2026年12月7日（含当日）之前归还上述款项；如您已经还款，谨致谢意，请不必理会本函。"},
			{Heading: "如您需要帮助，或对欠款有异议"},
			{Numbered: []string{
				"如您目前还款有困难，我们可以与您商定适合您的分期方案。请拨打客服热线400-000-0000，或登录 https://bank.example/help 提出申请；协商期间，我们会暂停其他提醒。",
				"如您对金额、账户或本函有任何异议，请在收到本函后30日内告知我们。我们会在15日内书面答复，答复之前不再催收。",
				"如您正经历疾病、失业、亲人离世等困难，请告诉我们：我们有专人为您办理“关怀计划”——这不影响您的其他权利……",
			}},
			{Paragraph: "您可以通过手机银行、网上银行、任一营业网点柜台或自助设备还款，也可以扫描下方二维码进入我行官方还款页面。我行工作人员不会要求您向个人账户转账，也不会索要您的密码或短信验证码。"},
		},
		Closing: "顺颂\n时祺", Signature: []string{"青禾示例银行股份有限公司", "信用卡中心客户关怀部", "2026年11月23日"},
		Footer:  []string{"本函由系统生成，内容仅供收件人本人阅看；如您不是收件人，请原封退回，谢谢。"},
		PayCode: "https://bank.example/pay?r=7f3c9a51d2&s=letter&v=1", PayHint: "扫码还款：进入我行官方页面 bank.example，核对尾号与金额后再付款。该二维码只用于本函所列账户，2026年12月31日前有效。",
		Labels: dunning.LetterLabels{Reference: "编号", Date: "日期", Page: "第 %d 页，共 %d 页", Hotline: "客服热线", Private: "私人信件 · 请收件人亲启", Seal: "（业务公章）"},
	}
}

func chineseSender() dunning.Sender {
	return dunning.Sender{
		LegalName: "青禾示例银行股份有限公司", ShortName: "青禾银行", Hotline: "400-000-0000", Hours: "每日 8:00–20:00",
		Address: []string{"中国（上海）自由贸易试验区示例路 88 号", "青禾大厦 200120"}, Website: "www.bank.example",
	}
}

// english is the same letter for a reader of English.
func english(name string, n int) dunning.LetterPage {
	table := &dunning.Table{
		Columns: []string{"Account", "Due date", "Days past due", "Overdue (USD)"},
		Right:   []bool{false, false, true, true},
	}
	for i := range n {
		table.Rows = append(table.Rows, []string{
			fmt.Sprintf("Credit card ending in %04d", 1234+i*37), fmt.Sprintf("%d October 2026", 3+i%25), fmt.Sprint(31 + i), fmt.Sprintf("%d,%03d.%02d", 1+i, (211*i)%1000, (71*i+11)%100),
		})
	}
	if n > 1 {
		table.Total = []string{"Total", "", "", "48,211.06"}
	}
	return dunning.LetterPage{
		ID: "r-7f3c9a51d2", Locale: "en", From: dunning.Sender{
			LegalName: "Greenfield Example Bank, N.A.", ShortName: "Greenfield", Hotline: "+1 202-555-0143", Hours: "Monday to Friday, 8 am – 8 pm ET",
			Address: []string{"Card Services", "500 Example Avenue", "Springfield, VA 22150"}, Website: "www.greenfield.example",
		},
		Recipient: []string{name, "1200 Sycamore Street, Apt. 4B", "Springfield, VA 22150", "UNITED STATES"},
		Reference: "GF-2026-1123-000481", Date: calendar.Date{Year: 2026, Month: 11, Day: 23}, DateText: "November 23, 2026",
		Subject: "A payment on your account is overdue", Greeting: "Dear " + name + ",",
		Body: []dunning.Block{
			{Paragraph: "Thank you for being our customer. As of November 22, 2026, we haven’t received the payments listed below. We know that life gets busy and that circumstances change, so we’re writing to let you know where things stand—and how we can help."},
			{Table: table},
			{Paragraph: "If it’s convenient, please pay the overdue amount of $48,211.06 by December 7, 2026. If you have already paid, thank you: please disregard this letter."},
			{Heading: "If you need help, or disagree"},
			{Numbered: []string{
				"If paying is difficult at the moment, we can agree on a plan that suits you. Call us, or visit https://greenfield.example/help. While we talk, we will not send other reminders.",
				"If you think that the amount or this letter is wrong (for example, that you don’t owe it, or that “someone else” opened the account), tell us within 30 days, and we’ll answer in writing within 15 days.",
				"If you’ve been ill, lost your job or lost someone close to you, please tell us. There is a team for exactly that.",
			}},
			{Paragraph: "You can pay in the app, online, at any branch, or by scanning the code below. We never ask you to pay into a private account, and never ask for your password."},
		},
		Closing: "Yours sincerely,", Signature: []string{"Customer Care, Card Services", "Greenfield Example Bank, N.A."},
		Footer:  []string{"This letter was prepared automatically. If you are not the addressee, please return it unopened."},
		PayCode: "https://greenfield.example/pay?r=7f3c9a51d2&s=letter&v=1", PayHint: "Pay by phone: scan the code, which opens our official page at greenfield.example, and check the last four digits and the amount before you pay.",
		Labels: dunning.LetterLabels{Reference: "Our reference", Date: "Date", Page: "Page %d of %d", Hotline: "Customer care", Private: "Private and confidential", Seal: "(Seal)"},
	}
}

// texts lists every text of a letter in the order in which a reader meets it on its first page.
func texts(p dunning.LetterPage) []string {
	list := append([]string{p.Subject, p.Greeting}, strings.Split(p.Closing, "\n")...)
	list = append(list, p.Recipient...)
	list = append(list, p.Signature...)
	for _, b := range p.Body {
		list = append(list, b.Heading)
		list = append(list, strings.Split(b.Paragraph, "\n")...)
		list = append(list, b.Numbered...)
		if b.Table != nil {
			for _, row := range append(append([][]string{b.Table.Columns}, b.Table.Rows...), b.Table.Total) {
				list = append(list, row...)
			}
		}
	}
	list = append(list, p.Footer...)
	list = append(list, p.From.Address...)
	return append(list, p.From.LegalName, p.From.Hotline, p.From.Hours, p.From.Website, p.Reference, p.DateText, p.ID,
		p.PayHint, p.Labels.Reference, p.Labels.Date, p.Labels.Hotline, p.Labels.Private, p.Labels.Seal)
}
