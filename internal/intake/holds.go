package intake

import "comity/internal/dunning"

// holds is holds.csv.
func holds() table[dunning.Hold] {
	return table[dunning.Hold]{
		name:  dunning.FeedHolds,
		cols:  columns("hold_id*", "kind*", "customer_id*", "account_id", "channel", "starts", "ends", "reason", "review_on"),
		parse: parseHold,
		refs: func(h dunning.Hold) []ref {
			list := []ref{{"customer_id", KnownCustomer, h.CustomerID}}
			if h.AccountID != "" {
				list = append(list, ref{"account_id", KnownAccount, h.AccountID})
			}
			return list
		},
		save: Store.SaveHolds,
	}
}

func parseHold(r *row) dunning.Hold {
	h := dunning.Hold{
		ID:         r.id("hold_id"),
		CustomerID: r.id("customer_id"),
		AccountID:  r.optionalID("account_id"),
		Channel:    oneOf(r, "channel", "", dunning.EveryChannel()...),
		Starts:     r.instant("starts", dayStart),
		Ends:       r.instant("ends", dayEnd),
		Reason:     r.prose("reason", maxReason),
		Review:     r.date("review_on"),
	}
	if _, ok := r.required("kind"); ok {
		h.Kind = oneOf(r, "kind", "", dunning.HoldKinds()...)
	}
	if h.Starts.IsZero() {
		h.Starts = r.set.asOf
	}
	if !h.Ends.IsZero() && !h.Ends.After(h.Starts) {
		r.fault("ends", endsBefore)
	}
	return h
}
