package slackbot

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/slack-go/slack"
)

// Lookup returns the address of a person of the workspace, for a roster that
// does not know the Slack id yet. Confirmed reports whether the address proves
// who it is: Slack confirmed it, for a full member of this very workspace or
// of its organization. Guests, bots, people who left and people of other
// workspaces, who could give themselves any address there, are not confirmed.
// An unknown id is "", false and no error.
func (s *Slack) Lookup(ctx context.Context, slackUser string) (email string, confirmed bool, err error) {
	u, err := s.api.GetUserInfoContext(ctx, slackUser)
	if said, ok := errors.AsType[slack.SlackErrorResponse](err); ok && said.Err == "user_not_found" {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("look up a person: %w", safe(err))
	}
	if !member(u) {
		return u.Profile.Email, false, nil
	}
	ours, err := s.home.owns(ctx, s.api, u)
	if err != nil {
		return "", false, fmt.Errorf("look up the workspace: %w", safe(err))
	}
	return u.Profile.Email, ours, nil
}

// member reports whether u is a full member of some workspace with a confirmed address.
func member(u *slack.User) bool {
	outside := u.IsStranger || u.IsRestricted || u.IsUltraRestricted || u.IsBot || u.Deleted
	return !outside && u.IsEmailConfirmed && u.Profile.Email != ""
}

// home is the workspace that the token belongs to, asked once.
type home struct {
	mu               sync.Mutex
	team, enterprise string
}

// owns reports whether u belongs to this workspace, or to the organization it is in.
func (h *home) owns(ctx context.Context, api *slack.Client, u *slack.User) (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.team == "" {
		who, err := api.AuthTestContext(ctx)
		if err != nil {
			return false, err
		}
		h.team, h.enterprise = who.TeamID, who.EnterpriseID
	}
	if h.enterprise != "" && u.Enterprise.EnterpriseID == h.enterprise {
		return true, nil
	}
	return h.team != "" && u.TeamID == h.team, nil
}
