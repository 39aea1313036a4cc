package place

import (
	"testing"

	"comity/internal/dunning"
)

func TestACountryLeftOutIsKnownWhereThereIsNoDoubt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		address dunning.PostalAddress
		want    string
	}{
		{dunning.PostalAddress{City: "Boston", Region: "ma", PostalCode: "02108"}, "US"},
		{dunning.PostalAddress{City: "Boston", Region: "Massachusetts", PostalCode: "02108-1234"}, "US"},
		{dunning.PostalAddress{Lines: []string{"中山路1号"}, City: "南京市", Region: "江苏省"}, "CN"},
		{dunning.PostalAddress{City: "Boston", Region: "MA"}, ""},
		{dunning.PostalAddress{City: "Paris", PostalCode: "75001"}, ""},
		{dunning.PostalAddress{Lines: []string{"中山路1号"}}, ""},
		{dunning.PostalAddress{City: "Boston", Region: "MA", PostalCode: "02108", Country: "GB"}, "GB"},
	} {
		if got := Country(c.address); got != c.want {
			t.Errorf("%+v is in %q, want %q", c.address, got, c.want)
		}
	}
}
