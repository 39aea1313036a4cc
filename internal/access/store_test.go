package access_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"comity/internal/access"
)

var errDown = errors.New("the ledger is down")

// memory keeps what the ledger would; only tests use it.
type memory struct {
	users     map[string]access.User
	tokens    map[string]access.Token
	approvals map[string]access.Approval
	actors    []string // who changed something, in order
	down      bool
	lookups   int
}

func newMemory() *memory {
	return &memory{
		users: map[string]access.User{}, tokens: map[string]access.Token{}, approvals: map[string]access.Approval{},
	}
}

func (m *memory) fail() error {
	if m.down {
		return errDown
	}
	return nil
}

func (m *memory) UserByTokenHash(_ context.Context, hash string) (access.User, access.Token, bool, error) {
	m.lookups++
	for _, t := range m.tokens {
		if t.Hash == hash {
			return m.users[t.UserID], t, true, m.fail()
		}
	}
	return access.User{}, access.Token{}, false, m.fail()
}

func (m *memory) SaveUser(_ context.Context, actor string, u access.User) error {
	m.users[u.ID], m.actors = u, append(m.actors, actor)
	return m.fail()
}

func (m *memory) SaveToken(_ context.Context, actor string, t access.Token) error {
	m.tokens[t.ID], m.actors = t, append(m.actors, actor)
	return m.fail()
}

func (m *memory) Users(context.Context) ([]access.User, error) {
	var users []access.User
	for _, u := range m.users {
		users = append(users, u)
	}
	slices.SortFunc(users, func(a, b access.User) int { return strings.Compare(a.ID, b.ID) })
	return users, m.fail()
}

func (m *memory) RequestApproval(_ context.Context, a access.Approval) error {
	m.approvals[a.ID] = a
	return m.fail()
}

func (m *memory) Approve(_ context.Context, id, approver string, at time.Time) error {
	a := m.approvals[id]
	a.ApprovedBy, a.ApprovedAt = approver, at
	m.approvals[id] = a
	return m.fail()
}
