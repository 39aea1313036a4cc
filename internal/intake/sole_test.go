package intake_test

import (
	"testing"

	"comity/internal/dunning"
	"comity/internal/intake"
	"comity/internal/intake/intaketest"
)

func TestAContactThatNamesNoPortfolioIsOfTheOnlyOne(t *testing.T) {
	t.Parallel()
	s := intaketest.New()
	mustTake(t, s, write(t, book()))
	c := intake.Contact{ID: "x", At: "2026-11-09T15:00:00Z", Channel: "voice", Customer: "c1", Address: "100 0000 0001"}
	if _, faults := tell(t, s, c); len(faults) > 0 || s.Contacts["x"].PortfolioID != "demo" {
		t.Errorf("%v, of portfolio %q", faults, s.Contacts["x"].PortfolioID)
	}
	s.Books["other"] = dunning.Portfolio{ID: "other", Zone: "America/New_York", Locale: "en-US"}
	if _, faults := tell(t, s, c); len(faults) != 1 || faults[0].Code != "phone-country" {
		t.Errorf("of two portfolios, a number written at home: %v", faults)
	}
	c.Address = ""
	if _, faults := tell(t, s, c); len(faults) != 1 || faults[0].Column != "portfolio" || faults[0].Code != "required" {
		t.Errorf("of two portfolios: %v", faults)
	}
	c.Customer, c.Accounts = "", []string{"a1"} // whose account it is says which portfolio it is
	if _, faults := tell(t, s, c); len(faults) > 0 || s.Contacts["x"].PortfolioID != "" {
		t.Errorf("about an account: %v, of portfolio %q", faults, s.Contacts["x"].PortfolioID)
	}
	c.Address, c.Portfolio = "(202) 555-0123", "other"
	number := dunning.AddressKey("sms", "+12025550123", dunning.PostalAddress{})
	if _, faults := tell(t, s, c); len(faults) > 0 || s.Contacts["x"].AddressKey != number {
		t.Errorf("a number as it is written in the portfolio's country: %v", faults)
	}
}

func TestAFileOfWhatHappenedNeedNotSayWhoseItIsWhereThereIsOneBook(t *testing.T) {
	t.Parallel()
	s := intaketest.New()
	mustTake(t, s, write(t, book()))
	dir := write(t, map[string]string{"contacts.csv": "contact_id,at,channel,customer_id\nx1,2026-11-10T08:00:00+08:00,voice,c1\n"})
	if _, err := take(t, s, intake.Options{Paths: []string{dir}}); err != nil || s.Contacts["x1"].PortfolioID != "demo" {
		t.Errorf("%v, of portfolio %q", err, s.Contacts["x1"].PortfolioID)
	}
}
