package intake

// The kinds of fault.
const (
	// of a file
	fileEmpty        Code = "file-empty"
	fileUTF16        Code = "file-utf16"
	fileName         Code = "file-name"
	fileTwice        Code = "file-twice"
	fileKind         Code = "file-not-regular"
	fileLarge        Code = "file-too-large"
	headerUnreadable Code = "header-unreadable"
	headerUnknown    Code = "header-unknown"
	headerMissing    Code = "header-missing"
	headerTwice      Code = "header-twice"
	headerSeparator  Code = "header-separator"
	headerLineEnds   Code = "header-line-ends"
	// of a row
	quoteOpen   Code = "quote-open"
	quoteInside Code = "quote-inside"
	quoteAfter  Code = "quote-after"
	cellCount   Code = "cell-count"
	lineTooLong Code = "line-too-long"
	// of any cell
	cellNUL      Code = "nul"
	cellEncoding Code = "encoding"
	cellTooLong  Code = "too-long"
	cellBreak    Code = "line-break"
	cellRequired Code = "required"
	cellNotHere  Code = "not-here"
	cellOneOf    Code = "not-one-of"
	cellStray    Code = "stray"
	listTwice    Code = "listed-twice"
	// of rows that belong together
	rowTwice      Code = "row-twice"
	rowsApart     Code = "rows-apart"
	rowsMany      Code = "rows-too-many"
	rowDiffers    Code = "row-differs"
	rowWithOthers Code = "row-with-others"
	rowBesideLost Code = "row-beside-unreadable"
	// of ids and references
	idForm           Code = "id-form"
	idTwice          Code = "id-twice"
	unknownCustomer  Code = "unknown-customer"
	unknownAccount   Code = "unknown-account"
	unknownPortfolio Code = "unknown-portfolio"
	jointSelf        Code = "joint-self"
	guarantorSelf    Code = "guarantor-self"
	whose            Code = "whose"
	eitherOr         Code = "either-or"
	// of text
	textFormula Code = "formula"
	textControl Code = "control-character"
	textBidi    Code = "bidi-character"
	textLong    Code = "text-too-long"
	// of people
	badLocale  Code = "locale"
	badZone    Code = "zone"
	badPhone   Code = "phone"
	phoneExt   Code = "phone-extension"
	phonePlace Code = "phone-country"
	badEmail   Code = "email"
	emailASCII Code = "email-ascii"
	badCountry Code = "country"
	badRank    Code = "rank"
	badPlace   Code = "place"
	badHours   Code = "hours"
	badKind    Code = "kind"
	// of money and time
	badCurrency    Code = "currency-unknown"
	otherCurrency  Code = "currency-other"
	amountForm     Code = "amount"
	amountNegative Code = "amount-negative"
	amountZero     Code = "amount-zero"
	amountDecimals Code = "amount-decimals"
	amountOverflow Code = "amount-overflow"
	badDate        Code = "date"
	farDate        Code = "date-far"
	badInstant     Code = "instant"
	badLast4       Code = "last4"
	badProduct     Code = "product"
	endsBefore     Code = "ends-before"
	badMoment      Code = "moment"
	notYet         Code = "not-yet"
	beforeOther    Code = "before"
	dateOrder      Code = "date-order"
	// of portfolio.yaml
	yamlRequired Code = "field-required"
	yamlSyntax   Code = "yaml"
	yamlKind     Code = "yaml-kind"
	yamlUnknown  Code = "yaml-unknown"
	yamlTwice    Code = "yaml-twice"
	yamlSender   Code = "yaml-sender"
	yamlURL      Code = "url"
	yamlRole     Code = "role"
	// notes
	noteZones    Code = "note-zones-defaulted"
	notePoints   Code = "note-points-alone"
	notePayments Code = "note-payments-rejected"
	noteFuture   Code = "note-as-of-future"
)

type sentence struct{ en, enDo, zh, zhDo string }

// sentences says every fault in both languages; {1} and {2} are its arguments. It is never written.
var sentences = map[Code]sentence{
	fileEmpty:        {"the file is empty", "even a file of no rows begins with its header: {1}", "文件为空", "即使没有数据行，也要有表头：{1}"},
	fileUTF16:        {"the file is UTF-16", "save it as UTF-8 or GB18030", "文件编码为 UTF-16", "请另存为 UTF-8 或 GB18030"},
	fileName:         {"not a file that is taken in", "did you mean {1}?", "无法识别的文件名", "是否应为 {1}？"},
	fileTwice:        {"a second file of {1}", "give one", "{1} 出现了两个文件", "请只提供一个"},
	fileKind:         {"not a regular file", "it is read twice: save it to a disk first", "不是普通文件", "文件需读取两遍，请先保存到磁盘"},
	fileLarge:        {"larger than {1} bytes", "a portfolio is a page of text", "超过 {1} 字节", "委托说明只应有一页文字"},
	headerUnreadable: {"the header cannot be read as CSV", "write the names of the columns, separated by commas: {1}", "表头无法按 CSV 读取", "请写列名，以逗号分隔：{1}"},
	headerUnknown:    {"no column is called {1}", "did you mean {2}? take out or rename the column", "没有名为 {1} 的列", "是否应为 {2}？请删除或改名"},
	headerMissing:    {"the column {1} is missing", "add it to the header, and to every row", "缺少列 {1}", "请在表头及各行补上该列"},
	headerTwice:      {"the column {1} stands there twice", "keep one", "列 {1} 重复", "请只保留一列"},
	headerSeparator:  {"the columns are separated by {1}", "separate them by commas", "列以 {1} 分隔", "请改用逗号分隔"},
	headerLineEnds:   {"the lines end by a carriage return alone", "save the file with line ends CR LF or LF", "行尾只有回车符", "请以 CR LF 或 LF 换行保存"},

	quoteOpen:   {"a quote is opened and not closed", "close it, or write a quote inside a quoted cell twice; reading went on at the next line", "引号未闭合", "请闭合引号；单元格内的引号应写两次。已从下一行继续读取"},
	quoteInside: {"a quote stands inside an unquoted cell", "put the cell in quotes and write the quote twice", "未加引号的单元格内出现引号", "请将单元格用引号括起，内部引号写两次"},
	quoteAfter:  {"text follows a closing quote", "write a quote inside a quoted cell twice; reading went on at the next line", "闭合引号之后还有文字", "单元格内的引号应写两次。已从下一行继续读取"},
	cellCount:   {"{1} cells where the header has {2}", "give every column a cell, and put cells with a comma in quotes", "有 {1} 个单元格，而表头有 {2} 列", "请补齐单元格；含逗号的单元格请加引号"},
	lineTooLong: {"the line is longer than {1} bytes", "a cell may have {2} characters: was a line end lost?", "该行超过 {1} 字节", "单元格最多 {2} 个字符：是否丢失了换行？"},

	cellNUL:      {"a NUL byte", "export the file again: it is damaged, or not a text", "含有 NUL 字节", "文件损坏或不是文本，请重新导出"},
	cellEncoding: {"not valid {1}", "export the row again as UTF-8 or GB18030", "不是有效的 {1} 编码", "请以 UTF-8 或 GB18030 重新导出该行"},
	cellTooLong:  {"longer than {1} characters", "was a quote or a line end lost?", "超过 {1} 个字符", "是否丢失了引号或换行？"},
	cellBreak:    {"a line break inside the cell", "write it on one line", "单元格内有换行", "请写在一行内"},
	cellRequired: {"empty", "this column must be filled", "为空", "此列必填"},
	cellNotHere:  {"does not belong to a row of channel {1}", "leave the cell empty", "渠道 {1} 的行不应填写此列", "请留空"},
	cellOneOf:    {"not one of the words of this column", "write one of: {1}", "不在此列的可用取值之内", "请填写以下之一：{1}"},

	cellStray: {"does not belong to a row of {1}", "leave the cell empty", "{1} 的行不应填写此列", "请留空"},
	listTwice: {"{1} is named twice", "name it once", "{1} 重复", "请只写一次"},

	rowTwice:      {"the same was already said on line {2}", "keep one of the two rows", "与第 {2} 行内容相同", "请只保留其中一行"},
	rowsApart:     {"the rows of {1} do not stand together: the first is on line {2}", "sort the file by this column", "{1} 的各行不相邻：首行在第 {2} 行", "请按此列排序"},
	rowsMany:      {"more than {1} rows with this id", "is it one plan?", "同一编号超过 {1} 行", "是否为同一计划？"},
	rowDiffers:    {"not what the rows before it with the same id say", "write the same in every row of the id", "与同一编号前面各行不一致", "同一编号的各行须写相同内容"},
	rowWithOthers: {"a row that belongs with this one was rejected", "correct that row; they are loaded together, or not at all", "与本行同属一体的另一行被退回", "请更正该行；各行须一并导入"},
	rowBesideLost: {"the row before it cannot be read, and may belong with this one", "correct that row", "前一行无法读取，可能与本行同属一体", "请更正前一行"},

	idForm:           {"not a safe id", "use 1 to 64 letters, digits and . _ : - (no spaces, no formulas)", "编号格式不安全", "请用 1 至 64 个字母、数字或 . _ : -（不含空格和公式）"},
	idTwice:          {"the id {1} was already on line {2}", "keep one of the two rows", "编号 {1} 已在第 {2} 行出现", "请只保留其中一行"},
	unknownCustomer:  {"no customer {1}, neither in customers.csv nor taken in before", "add the customer, or correct the id", "没有客户 {1}：customers.csv 与已导入数据中均无", "请补充该客户或更正编号"},
	unknownAccount:   {"no account {1}, neither in accounts.csv nor taken in before", "add the account, or correct the id", "没有账户 {1}：accounts.csv 与已导入数据中均无", "请补充该账户或更正编号"},
	unknownPortfolio: {"no portfolio {1}", "take its portfolio.yaml in first, or correct the id", "没有委托 {1}", "请先导入其 portfolio.yaml，或更正编号"},
	guarantorSelf:    {"{1} owes it already, or is named twice", "name every guarantor once, and nobody who owes the account", "{1} 已是债务人或重复", "担保人各写一次，不含债务人"},
	whose:            {"neither this column nor {1} says who it was", "fill one of the two", "此列与 {1} 均为空，无法确定是谁", "请至少填写其一"},
	eitherOr:         {"one of this column and {1} is wanted, not both and not neither", "name one rule by its id, or a kind of rules", "此列与 {1} 须且只能填写其一", "请写明一条规则的编号，或一类规则"},
	jointSelf:        {"{1} is named twice among those who owe", "name every joint debtor once, without customer_id", "{1} 在债务人中重复", "共同债务人各写一次，不含 customer_id"},

	textFormula: {"begins with a sign that starts a formula (= + @)", "write it as plain text", "以公式符号（= + @）开头", "请写成普通文字"},
	textControl: {"a control character", "take it out", "含有控制字符", "请删除"},
	textBidi:    {"an invisible character that turns the direction of writing", "take it out", "含有改变书写方向的不可见字符", "请删除"},
	textLong:    {"longer than {1} characters", "shorten it", "超过 {1} 个字符", "请缩短"},

	badLocale:  {"not a language tag (BCP 47)", "write it like zh-CN or en", "不是语言标签（BCP 47）", "请写成 zh-CN 或 en 的形式"},
	badZone:    {"not a time zone (IANA)", "write it like Asia/Shanghai; several are separated by ;", "不是时区（IANA）", "请写成 Asia/Shanghai 的形式，多个以 ; 分隔"},
	badPhone:   {"not a possible phone number", "write it with + and the country code, like +8610000000001", "不是可能的电话号码", "请以 + 和国家代码书写，如 +8610000000001"},
	phoneExt:   {"a phone number with an extension", "give a number that receives messages itself", "电话号码带分机", "请提供可直接接收短信的号码"},
	phonePlace: {"a phone number without its country", "write it with + and the country code, or fill the column country", "电话号码没有国家代码", "请以 + 和国家代码书写，或填写 country 列"},
	badEmail:   {"not an email address", "write it like name@mail.example, without a display name", "不是电子邮件地址", "请写成 name@mail.example 的形式，不带显示名"},
	emailASCII: {"an email address with characters beyond ASCII", "write the domain in its ASCII form (xn--…)", "电子邮件地址含非 ASCII 字符", "域名请用 ASCII 形式（xn--…）"},
	badCountry: {"not a country (ISO 3166-1, two letters)", "write it like CN", "不是国家代码（ISO 3166-1 两位字母）", "请写成 CN 的形式"},
	badPlace:   {"not a place", "write a country, or a country and a region (ISO 3166), like US, US-MA or GB-ENG; several are separated by ;", "不是地区", "请写国家或国家加地区（ISO 3166），如 US、US-MA 或 GB-ENG，多个以 ; 分隔"},
	badHours:   {"not hours of a day", "write them like 09:00-17:00; 22:00-06:00 goes past midnight; several are separated by ;", "不是一天中的时段", "请写成 09:00-17:00 的形式；22:00-06:00 跨越午夜；多个以 ; 分隔"},
	badKind:    {"not the word of a kind", "use 1 to 40 small letters, digits and -", "不是类别名", "请用 1 至 40 个小写字母、数字或 -"},
	badRank:    {"not a whole number from 0 to 99", "0 is preferred most", "不是 0 至 99 的整数", "0 表示最优先"},

	badCurrency:    {"not a currency (ISO 4217)", "write it like CNY", "不是货币代码（ISO 4217）", "请写成 CNY 的形式"},
	otherCurrency:  {"not the currency of the portfolio, {1}", "a portfolio is kept in one currency: take the row in with another portfolio", "与委托的货币 {1} 不同", "一个委托只用一种货币，请归入另一委托"},
	amountForm:     {"not an amount", "write it like 1234.56, without grouping or symbols", "不是金额", "请写成 1234.56 的形式，不带千分位和符号"},
	amountNegative: {"negative", "write 0 for a credit balance, and a reversed payment with the kind reversal", "为负数", "贷方余额请写 0；冲正的还款请用 kind = reversal"},
	amountZero:     {"not more than 0", "leave the row out", "不大于 0", "请删除该行"},
	amountDecimals: {"more decimals than {1} has", "write at most {2}", "小数位多于 {1} 所允许", "最多 {2} 位"},
	amountOverflow: {"larger than an amount can be", "is the currency right, is a separator missing?", "金额过大", "请检查货币与小数点"},
	badDate:        {"not a date", "write an existing day as YYYY-MM-DD, like 2026-02-28", "不是日期", "请写成存在的日期 YYYY-MM-DD，如 2026-02-28"},
	farDate:        {"a year outside {1}", "correct the year", "年份不在 {1} 之内", "请更正年份"},
	badInstant:     {"neither an instant nor a date", "write it like 2026-02-28T18:00:00+08:00 or 2026-02-28", "不是时刻或日期", "请写成 2026-02-28T18:00:00+08:00 或 2026-02-28"},
	badLast4:       {"not four digits", "write all four, like 0042: a spreadsheet drops leading zeros", "不是四位数字", "请写全四位，如 0042：表格软件会丢掉前导零"},
	badProduct:     {"not a product word", "use 1 to 40 small letters, digits and -", "不是产品名", "请用 1 至 40 个小写字母、数字或 -"},
	endsBefore:     {"not after starts", "it ends later than it starts; leave the cell empty while there is no end", "不晚于 starts", "结束须晚于开始；未定请留空"},

	badMoment:   {"a date without a time of day", "write the moment, like 2026-02-28T18:00:00+08:00", "只有日期，没有时刻", "请写明时刻，如 2026-02-28T18:00:00+08:00"},
	notYet:      {"in the future", "write when it happened; today's rows need the time of day", "在未来", "请写发生的时刻；当天的行须写明时刻"},
	beforeOther: {"before {1}", "correct one of the two", "早于 {1}", "请更正其一"},
	dateOrder:   {"not after the instalment before it", "sort the rows of a plan by date, each date once", "不晚于前一期", "请按日期排列计划各行，日期各写一次"},

	yamlSyntax:   {"not YAML: {1}", "see docs/import.md for an example", "不是 YAML：{1}", "示例见 docs/import.md"},
	yamlRequired: {"the field {1} is missing or empty", "fill it in", "字段 {1} 缺失或为空", "请填写"},
	yamlKind:     {"{1} is expected here", "see docs/import.md for an example", "此处应为 {1}", "示例见 docs/import.md"},
	yamlUnknown:  {"no field is called {1}", "did you mean {2}?", "没有名为 {1} 的字段", "是否应为 {2}？"},
	yamlTwice:    {"{1} stands there twice", "keep one", "{1} 重复", "请只保留一个"},
	yamlSender:   {"no sender for the portfolio's own locale, {1}", "add it", "缺少委托默认语言 {1} 的发送方", "请补充"},
	yamlRole:     {"not a role", "write first_party, third_party or debt_buyer", "不是催收角色", "请写 first_party、third_party 或 debt_buyer"},
	yamlURL:      {"not a web address", "write it like https://bank.example/pay", "不是网址", "请写成 https://bank.example/pay 的形式"},

	noteZones: {
		"{1} customers state no zone, and no contact_points.csv came along: the portfolio's zone was taken",
		"take customers.csv and contact_points.csv in together",
		"有 {1} 名客户未写时区，且未附 contact_points.csv：已采用委托的时区", "请将 customers.csv 与 contact_points.csv 一并导入",
	},
	notePoints: {
		"contact_points.csv came without customers.csv: where customers may be was not worked out anew",
		"take both in together when phone numbers or addresses have changed",
		"contact_points.csv 未与 customers.csv 一并导入：未重新推算客户所在地与时区", "电话号码或地址有变时请一并导入",
	},
	notePayments: {
		"{1} payments were not loaded: those who made them may be reminded although they have paid",
		"correct the rows and take the file in again before the next run",
		"有 {1} 笔还款未能导入：已还款的人可能仍被提醒", "请在下次作业前更正并重新导入",
	},
	noteFuture: {"the data say that they were cut in the future, {1}", "is as_of right?", "数据截取时刻在未来：{1}", "请核对 as_of"},
}
