package intake

import (
	"net/mail"
	"strings"

	"github.com/nyaruka/phonenumbers/v2"
	"golang.org/x/text/language"

	"comity/internal/dunning"
)

// phoneNumber reads a number as written in a region (ISO 3166-1; empty: only with a country code). It
// asks whether the number is possible, not whether it is assigned: plans of numbering change faster than
// tables, and reserved test numbers must load.
func phoneNumber(value, region string) (*phonenumbers.PhoneNumber, Code) {
	if len(value) > 64 || phonenumbers.IsAlphaNumber(value) {
		return nil, badPhone
	}
	n, err := phonenumbers.Parse(value, region)
	if err != nil {
		if region == "" && !strings.HasPrefix(value, "+") && !strings.HasPrefix(value, "＋") {
			return nil, phonePlace
		}
		return nil, badPhone
	}
	if n.GetExtension() != "" {
		return nil, phoneExt
	}
	if phonenumbers.IsPossibleNumberWithReason(n) != phonenumbers.IS_POSSIBLE {
		return nil, badPhone
	}
	return n, ""
}

// e164 is the form in which numbers are kept (ITU-T E.164): + and digits.
func e164(n *phonenumbers.PhoneNumber) string {
	return phonenumbers.Format(n, phonenumbers.E164)
}

// emailAddress reads a bare address (RFC 5322 addr-spec) of ASCII characters; the domain is kept in small
// letters, the local part as written.
func emailAddress(value string) (string, Code) {
	for i := range len(value) {
		if value[i] >= 0x80 {
			return "", emailASCII
		}
	}
	parsed, err := mail.ParseAddress(value)
	if err != nil || parsed.Address != value || parsed.Name != "" {
		return "", badEmail
	}
	local, domain, _ := strings.Cut(value, "@")
	if len(value) > 254 || len(local) > 64 || strings.ContainsAny(local, "\" \t") || strings.ContainsRune("=+-@", firstRune(local)) {
		return "", badEmail
	}
	domain = strings.ToLower(domain)
	if !domainName(domain) {
		return "", badEmail
	}
	return local + "@" + domain, ""
}

// domainName says whether s is a name of at least two labels (RFC 1123).
func domainName(s string) bool {
	labels := strings.Split(s, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return len(labels) > 1 && !allDigits(labels[len(labels)-1])
}

// postalColumns are the columns of a postal address, but for the country, which a phone number may have too.
func postalColumns() []string {
	return []string{"line1", "line2", "line3", "city", "region", "postal_code"}
}

// postal reads the address of a letter.
func (r *row) postal() dunning.PostalAddress {
	a := dunning.PostalAddress{
		City:       r.prose("city", maxName),
		Region:     r.prose("region", maxName),
		PostalCode: r.prose("postal_code", 16),
		Country:    r.country(),
	}
	for _, name := range []string{"line1", "line2", "line3"} {
		if line := r.prose(name, maxName); line != "" {
			a.Lines = append(a.Lines, line)
		}
	}
	for _, name := range []string{"line1", "city"} {
		r.required(name)
	}
	if a.Country == "" && r.text("country") == "" {
		r.fault("country", cellRequired)
	}
	return a
}

// country is the cell's, or the one that the portfolio's locale names; empty when neither says it.
func (r *row) country() string {
	value := strings.ToUpper(r.text("country"))
	if value == "" {
		return r.set.region
	}
	if !knownCountry(value) {
		r.fault("country", badCountry)
		return ""
	}
	return value
}

// knownCountry says that two capital letters are a country of ISO 3166-1.
func knownCountry(code string) bool {
	region, err := language.ParseRegion(code)
	return err == nil && len(code) == 2 && region.IsCountry() && region.String() == code
}
