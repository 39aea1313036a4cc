package ledger

import (
	"time"

	"comity/internal/dunning"
)

const contactColumns = `SELECT c.id, c.at, c.channel, c.customer_id, c.address_key, c.portfolio_id, c.grp, c.status, c.asked, c.work, c.source `

// historyOf asks for the contacts with these people, at one of their addresses or about these accounts,
// since an instant, each once and in order of time.
func (k *collection) historyOf(customerIDs, accountIDs []string, since time.Time) question {
	return question{
		do(`SELECT c.*, COALESCE(x.account_id, '') FROM (`+
			contactColumns+`FROM contact c WHERE c.customer_id IN {$1} AND c.at >= $3 UNION `+
			contactColumns+`FROM contact c WHERE c.address_key IN (SELECT key FROM contact_point WHERE customer_id IN {$1}) AND c.at >= $3 UNION `+
			contactColumns+`FROM contact_account y JOIN contact c ON c.id = y.contact_id WHERE y.account_id IN {$2} AND y.at >= $3
			) AS c LEFT JOIN contact_account x ON x.contact_id = c.id ORDER BY c.at, c.id, x.account_id`,
			customerIDs, accountIDs, micros(since)),
		keep(scanContact, func(x ContactRow) { k.contacts = joined(k.contacts, x) }),
	}
}

// ContactRow is a contact, and where it was made.
type ContactRow struct {
	dunning.Contact
	Source string // fromComity or fromElsewhere
}

// The sources of contacts.
const (
	fromComity    = "comity"
	fromElsewhere = "import"
)

// scanContact reads a contact with one of the accounts that it was about, or none.
func scanContact(r rows) (x ContactRow, err error) {
	var at, asked, work int64
	var channel, status, account string
	err = r.Scan(&x.ID, &at, &channel, &x.CustomerID, &x.AddressKey, &x.PortfolioID, &x.Group, &status, &asked, &work, &x.Source, &account)
	x.At, x.Channel, x.Status, x.Asked, x.Work = instant(at), dunning.Channel(channel), dunning.ContactStatus(status), asked != 0, work != 0
	if x.Group == "" {
		x.Group = x.PortfolioID
	}
	if account != "" {
		x.Accounts = []string{account}
	}
	return x, err
}

// joined adds a contact to a list; one that the list ends with, read once more for another account, gets that
// account.
func joined(list []ContactRow, x ContactRow) []ContactRow {
	if last := len(list) - 1; last >= 0 && list[last].ID == x.ID {
		list[last].Accounts = append(list[last].Accounts, x.Accounts...)
		return list
	}
	return append(list, x)
}

// takenOf asks for the steps of accounts that were reserved and not released, or skipped.
func (k *collection) takenOf(accountIDs []string) question {
	return question{
		do(`SELECT i.account_id, i.step, i.cycle, r.state, r.handed_at, r.updated_at FROM reminder_item i JOIN reminder r ON r.id = i.reminder_id
				WHERE i.account_id IN {$1} AND i.released = 0
			UNION ALL SELECT account_id, step, cycle, '', 0, 0 FROM step_skip WHERE account_id IN {$1}
			ORDER BY 1, 5, 2`, accountIDs),
		func(r rows) error {
			var t dunning.Taken
			var cycle, handed, updated int64
			var state string
			if err := r.Scan(&t.AccountID, &t.Step, &cycle, &state, &handed, &updated); err != nil {
				return err
			}
			t.Cycle, t.Done, t.At = int(cycle), !dunning.State(state).Owed(), instant(handed)
			if handed == 0 {
				t.At = instant(updated)
			}
			k.taken = append(k.taken, t)
			return nil
		},
	}
}
