package policy

import (
	"fmt"
	"regexp"
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"

	"cel.dev/cel-go/cel"
	"go.yaml.in/yaml/v3"
)

// condition is a compiled `when` of a rule or a step: an expression in CEL over the facts.
type condition struct {
	program cel.Program
	dated   bool // what it says may change from one day to the next
}

// conditions compiles expressions. CEL is free of side effects and of loops without end, and every name and
// type is checked when a policy is read, so that a slip is found before it decides anything.
type conditions struct {
	env *cel.Env
}

// What an expression may name. Amounts are minor units of the account's currency, days count from the due date.
func vocabulary() []cel.EnvOption {
	words := cel.ListType(cel.StringType)
	return []cel.EnvOption{
		cel.Variable("customer.locale", cel.StringType),
		cel.Variable("customer.relation", cel.StringType),
		cel.Variable("customer.places", words),
		cel.Variable("customer.zones", words),
		cel.Variable("account.dpd", cel.IntType),
		cel.Variable("account.owed", cel.IntType),
		cel.Variable("account.overdue", cel.IntType),
		cel.Variable("account.balance", cel.IntType),
		cel.Variable("account.cycle", cel.IntType),
		cel.Variable("account.currency", cel.StringType),
		cel.Variable("account.product", cel.StringType),
		cel.Variable("account.portfolio", cel.StringType),
		cel.Variable("account.role", cel.StringType),
		cel.Variable("account.stage", cel.StringType),
		cel.Variable("contact.channel", cel.StringType),
		cel.Variable("contact.purpose", cel.StringType),
	}
}

// costLimit bounds the work of one evaluation; a condition that somebody would read takes far less.
const costLimit = 10_000

// compile reads the condition in a node. What is wrong is reported where it stands in the file.
func (r *reader) condition(n *yaml.Node, path string) *condition {
	if n.Kind != yaml.ScalarNode || strings.TrimSpace(n.Value) == "" {
		r.fail(n, path, "this must be an expression", "for example account.dpd > 30")
		return nil
	}
	if r.cel == nil {
		env, err := cel.NewEnv(vocabulary()...)
		if err != nil {
			r.fail(n, path, "conditions cannot be compiled: "+err.Error(), "")
			return nil
		}
		r.cel = &conditions{env}
	}
	ast, issues := r.cel.env.Compile(n.Value)
	if issues.Err() != nil {
		for _, e := range issues.Errors() {
			at := *n
			at.Column += column(n, e.Location.Line(), e.Location.Column())
			r.fail(&at, path, "this is not a condition: "+e.Message, "an expression in CEL over "+vocabularyWords)
		}
		return nil
	}
	if ast.OutputType() != cel.BoolType {
		r.fail(n, path, fmt.Sprintf("this is no yes or no, but of type %s", ast.OutputType()), "compare it with something, for example account.dpd > 30")
		return nil
	}
	program, err := r.cel.env.Program(ast, cel.CostLimit(costLimit), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		r.fail(n, path, "this condition cannot be compiled: "+err.Error(), "")
		return nil
	}
	if _, _, err := program.Eval(&view{facts: crowded(), ladder: dunning.Ladder{}}); err != nil && strings.Contains(err.Error(), "cost limit") {
		r.fail(n, path, "this condition takes too long to work out", "write it without going through lists within lists")
		return nil
	}
	return &condition{program, dated.MatchString(n.Value)}
}

// dated finds what counts days, or amounts that turn on the due date.
var dated = regexp.MustCompile(`\baccount\s*\.\s*(dpd|owed|stage)\b`)

// crowded is facts with more in their lists than a person's have.
func crowded() *dunning.Facts {
	f := &dunning.Facts{}
	for i := range 12 {
		f.Customer.Zones = append(f.Customer.Zones, fmt.Sprintf("Zone/%d", i))
		f.Customer.Places = append(f.Customer.Places, calendar.Place(fmt.Sprintf("XX-%d", i)))
	}
	return f
}

// column is how far into a node of one line an expression's mistake lies; a quotation mark counts.
func column(n *yaml.Node, line, column int) int {
	if line > 1 || n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return 0
	}
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		column++
	}
	return column
}

const vocabularyWords = "customer.{locale, relation, places, zones}, account.{dpd, owed, overdue, balance, cycle, currency, product, portfolio, role, stage}, contact.{channel, purpose}"

// holds says whether a condition is met. One that cannot be worked out is: in doubt a rule is kept.
func (c *condition) holds(v *view) bool {
	out, _, err := c.program.Eval(v)
	if err != nil {
		return true
	}
	met, ok := out.Value().(bool)
	return !ok || met
}

// view is the facts as an expression sees them.
type view struct {
	facts   *dunning.Facts
	date    calendar.Date // of now, in the portfolio's zone
	channel dunning.Channel
	ladder  dunning.Ladder
}

// Parent has none: everything an expression may name is here.
func (v *view) Parent() cel.Activation { return nil }

// ResolveName gives the value of a name of the vocabulary.
func (v *view) ResolveName(name string) (any, bool) {
	f, a := v.facts, &v.facts.Account
	switch name {
	case "customer.locale":
		return f.Customer.Locale, true
	case "customer.relation":
		return string(a.Relation(f.Customer.ID)), true
	case "customer.places":
		return names(f.Customer.Places), true
	case "customer.zones":
		return f.Customer.Zones, true
	case "account.dpd":
		return int64(a.DPD(v.date)), true
	case "account.owed":
		return a.Owed(v.date), true
	case "account.overdue":
		return a.Overdue, true
	case "account.balance":
		return a.Balance, true
	case "account.cycle":
		return int64(a.Cycle), true
	case "account.currency":
		return a.Currency, true
	case "account.product":
		return a.Product, true
	case "account.portfolio":
		return a.PortfolioID, true
	case "account.role":
		return string(a.Role), true
	case "account.stage":
		stage, _ := v.ladder.At(a.DPD(v.date))
		return stage.ID, true
	case "contact.channel":
		return string(v.channel), true
	case "contact.purpose":
		if v.facts.Cause.Purpose == dunning.PurposeReminder {
			return purposeReminder, true
		}
		return string(v.facts.Cause.Purpose), true
	}
	return nil, false
}
