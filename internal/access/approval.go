package access

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Ask records that the actor wants something that a second person decides. Kind is the right the second
// person needs; asked is what the one who asks needs, for example letter.request for a letter.approve.
// Who asked is the actor, whatever a says.
func Ask(ctx context.Context, s Store, by Actor, asked Right, a Approval) error {
	if err := Allow(by, asked); err != nil {
		return err
	}
	if _, known := find(Right(a.Kind)); !known || a.ID == "" || a.Subject == "" {
		return errors.New("an approval needs an id, a subject, and for its kind the right that the second person needs")
	}
	a.RequestedBy, a.ApprovedBy, a.ApprovedAt = by.ID, "", time.Time{}
	if err := s.RequestApproval(ctx, a); err != nil {
		return fmt.Errorf("asking for approval %s: %w", a.ID, err)
	}
	return nil
}

// Approve gives the second person's consent: it takes the right that a.Kind names, and another person than
// the one who asked. The database refuses the same person once more.
func Approve(ctx context.Context, s Store, by Actor, a Approval, at time.Time) error {
	if err := Allow(by, Right(a.Kind)); err != nil {
		return err
	}
	if err := FourEyes(Actor{ID: a.RequestedBy}, by); err != nil {
		return err
	}
	if err := s.Approve(ctx, a.ID, by.ID, at); err != nil {
		return fmt.Errorf("approving %s: %w", a.ID, err)
	}
	return nil
}
