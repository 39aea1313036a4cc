package ledger

import (
	"time"

	"comity/internal/dunning"
)

// collection is what was read about a group of people, before it is handed out to them. However many they
// are, it takes the same few questions, none of which waits for the answer to another.
type collection struct {
	customers map[string]dunning.Customer
	accounts  map[string]dunning.Account
	points    []dunning.ContactPoint
	agreed    circumstances
	contacts  []ContactRow
	taken     []dunning.Taken
}

func newCollection() *collection {
	return &collection{customers: map[string]dunning.Customer{}, accounts: map[string]dunning.Account{}}
}

// about asks for everything about people and about some accounts, but for the accounts themselves.
func (k *collection) about(customerIDs, accountIDs []string, since time.Time) []question {
	return []question{
		k.relatives(accountIDs),
		{
			do(customerColumns+`WHERE id IN {$1}`, customerIDs),
			keep(scanCustomer, func(x dunning.Customer) { k.customers[x.ID] = x }),
		},
		{
			do(pointColumns+`WHERE customer_id IN {$1} ORDER BY customer_id, channel, position, id`, customerIDs),
			keep(scanPoint, func(p dunning.ContactPoint) { k.points = append(k.points, p) }),
		},
		k.agreed.concerning(customerIDs, accountIDs),
		k.historyOf(customerIDs, accountIDs, since),
		k.takenOf(accountIDs),
	}
}

// people hands out what was read: to each person that is known what concerns them and the accounts they are
// asked about.
func (k *collection) people(asked map[string][]string) map[string]*dunning.Person {
	found := make(map[string]*dunning.Person, len(k.customers))
	to := addressees{byCustomer: found, byAccount: map[string][]*dunning.Person{}, byKey: map[string][]*dunning.Person{}}
	for id, x := range k.customers {
		p := &dunning.Person{Customer: x}
		for _, account := range asked[id] {
			p.Accounts = append(p.Accounts, k.accounts[account])
			to.byAccount[account] = append(to.byAccount[account], p)
		}
		found[id] = p
	}
	for _, x := range k.points {
		if p := found[x.CustomerID]; p != nil {
			p.Points = append(p.Points, x)
			to.byKey[x.Key] = once(to.byKey[x.Key], p)
		}
	}
	k.agreed.handOut(to)
	for _, x := range k.contacts {
		others := to.byKey[x.AddressKey]
		others = others[:len(others):len(others)]
		for _, a := range x.Accounts {
			others = append(others, to.byAccount[a]...)
		}
		for _, p := range to.concerned(x.CustomerID, others) {
			p.History = append(p.History, x.Contact)
		}
	}
	for _, t := range k.taken {
		for _, p := range to.byAccount[t.AccountID] {
			p.Taken = append(p.Taken, t)
		}
	}
	return found
}

// addressees finds the people whom something concerns.
type addressees struct {
	byCustomer map[string]*dunning.Person
	byAccount  map[string][]*dunning.Person
	byKey      map[string][]*dunning.Person
}

// concerned is the person and the others, each once.
func (a addressees) concerned(customer string, others []*dunning.Person) []*dunning.Person {
	var list []*dunning.Person
	if p := a.byCustomer[customer]; p != nil {
		list = append(list, p)
	}
	for _, o := range others {
		list = once(list, o)
	}
	return list
}

// once adds a person to a list that does not have them.
func once(list []*dunning.Person, p *dunning.Person) []*dunning.Person {
	for _, x := range list {
		if x == p {
			return list
		}
	}
	return append(list, p)
}
