package access

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

const (
	tokenPrefix = "cmty_" // lets secret scanners, and people, see what was found
	tokenBytes  = 20      // 160 bits: no guessing, and base32 without padding
)

// NewToken draws a token's secret from random (crypto/rand.Reader but in tests). Plain is shown to its
// owner once; only hash is kept. It fails when random does, rather than hand out a weak secret.
func NewToken(random io.Reader) (plain, hash string, err error) {
	secret := make([]byte, tokenBytes)
	if _, err := io.ReadFull(random, secret); err != nil {
		return "", "", fmt.Errorf("drawing a token: %w", err)
	}
	plain = tokenPrefix + strings.ToLower(encoding().EncodeToString(secret))
	hash, _ = HashToken(plain)
	return plain, hash, nil
}

// HashToken is what is kept of a token: SHA-256 in lower-case hex (the secret is random, so it needs no
// salt and no slow hash). ok is false for what cannot be a token; such a thing is not worth a look-up.
func HashToken(plain string) (hash string, ok bool) {
	body, found := strings.CutPrefix(plain, tokenPrefix)
	// The length is asked first: the decoder overlooks line breaks and a stray last letter.
	if !found || len(body) != encoding().EncodedLen(tokenBytes) || body != strings.ToLower(body) {
		return "", false
	}
	secret, err := encoding().DecodeString(strings.ToUpper(body))
	if err != nil || len(secret) != tokenBytes {
		return "", false
	}
	sum := sha256.Sum256([]byte(plain))
	return hex.EncodeToString(sum[:]), true
}

func encoding() *base32.Encoding { return base32.StdEncoding.WithPadding(base32.NoPadding) }
