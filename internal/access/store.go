package access

import (
	"context"
	"time"

	"comity/internal/dunning"
)

// The nouns that the system of record keeps for this room.
type (
	User     = dunning.User
	Token    = dunning.Token
	Approval = dunning.Approval
)

// Store keeps users, their tokens and approvals. The ledger implements it; the actor of a change goes
// into its event.
type Store interface {
	// UserByTokenHash finds a token by the hash of its secret, with its user, whatever their state:
	// disabled, expired and revoked ones too. The boolean is false when there is no such token.
	UserByTokenHash(ctx context.Context, hash string) (User, Token, bool, error)
	// SaveUser adds a user, or replaces the one with the same ID.
	SaveUser(ctx context.Context, actor string, u User) error
	// SaveToken adds a token, or replaces the one with the same ID.
	SaveToken(ctx context.Context, actor string, t Token) error
	// Users lists every user, disabled ones too, in order of their ID.
	Users(ctx context.Context) ([]User, error)
	// RequestApproval records that a.RequestedBy asks for a second person's consent.
	RequestApproval(ctx context.Context, a Approval) error
	// Approve records the second person's consent, once. The database itself refuses an approver who is
	// the one that requested, also when this room was not asked.
	Approve(ctx context.Context, id, approver string, at time.Time) error
}
