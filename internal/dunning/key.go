package dunning

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// AddressKey identifies the value of a contact point over all customers, so that two persons who share
// a phone share its limits. It is a hash: it may appear where the value may not.
func AddressKey(c Channel, value string, postal PostalAddress) string {
	parts := []string{string(c)}
	if c == Letter {
		parts = append(parts, postal.Country, postal.PostalCode, postal.Region, postal.City)
		parts = append(parts, postal.Lines...)
	} else {
		parts = append(parts, value)
	}
	for i, p := range parts {
		parts[i] = strings.ToLower(strings.Join(strings.Fields(p), " "))
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x1f")))
	return hex.EncodeToString(sum[:16])
}
