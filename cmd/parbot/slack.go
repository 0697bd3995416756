package main

import (
	"parbot/bot"
	"parbot/bot/slackbot"
	"parbot/internal/fault"
)

type slackManifest struct {
	URL string `help:"Where Slack reaches parbot; PARBOT_URL when not given." placeholder:"https://…"`
}

// Run prints the app's manifest.
func (c *slackManifest) Run(a *app) error {
	base := c.URL
	if base == "" {
		base = a.config.URL
	}
	var commands []slackbot.Command
	for _, one := range bot.Commands() {
		commands = append(commands, slackbot.Command{Name: one.Name, Usage: one.Usage})
	}
	manifest, err := slackbot.Manifest(base, commands)
	if err != nil {
		return fault.New(fault.Invalid, "err.manifest", sentence(err.Error()))
	}
	_, err = a.out.Write(manifest)
	return err
}
