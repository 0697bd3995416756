package casework

import (
	"context"
	"fmt"
	"slices"

	"parbot/internal/casefile"
)

// trees are the private labels that tell a person's cases apart in messages.
var trees = [...]string{
	"Maple", "Cedar", "Birch", "Willow", "Juniper", "Aspen", "Hazel", "Linden", "Rowan", "Alder", "Laurel", "Elm",
	"Spruce", "Oak", "Ash", "Cypress", "Sequoia", "Poplar", "Hickory", "Magnolia",
}

// label gives the cases of everybody who has several a label each that is not
// theirs already and no part of a name (VOICE, Labels). One case needs none.
func (w *work) label(ctx context.Context, c casefile.Case) error {
	for _, p := range c.Parties {
		ids, all, err := w.tx.Unlabelled(ctx, p.Person.ID)
		if err != nil {
			return err
		}
		if all < 2 || len(ids) == 0 {
			continue
		}
		words, err := w.tx.FreeLabels(ctx, p.Person.ID, labels())
		if err != nil {
			return err
		}
		for i, id := range ids[:min(len(ids), len(words))] {
			if err := w.tx.SetLabel(ctx, id, p.Person.ID, words[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// labels are all there are, the plain ones first.
func labels() []string {
	all := slices.Clone(trees[:])
	for n := 2; n <= 9; n++ {
		for _, tree := range trees {
			all = append(all, fmt.Sprintf("%s %d", tree, n))
		}
	}
	return all
}
