package main

import (
	"context"
	"errors"

	"parbot/bot/slackbot"
	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/scheduler/delivery"
	"parbot/scheduler/invite"
	"parbot/scheduler/mailer"
)

// The rooms that send know nothing of each other; here what each says of a
// failure is put into the words of the queue.

// slackSender sends by Slack.
type slackSender struct{ slack *slackbot.Slack }

// Send says m to a person of the workspace.
func (s slackSender) Send(ctx context.Context, user string, m message.Message) (string, error) {
	id, err := s.slack.Send(ctx, user, m)
	if failed, ok := errors.AsType[*slackbot.SendError](err); ok {
		return id, &delivery.SendError{
			Temporary: failed.Temporary, RetryAfter: failed.RetryAfter, Unknown: failed.Unknown, Reason: failed.Reason,
		}
	}
	return id, err
}

// mailSender sends by mail.
type mailSender struct{ mailer *mailer.Mailer }

// newMailSender returns the sender that the settings name, nil for none.
func newMailSender(cfg config) (*mailSender, error) {
	if cfg.SMTP == "" {
		return nil, nil
	}
	m, err := mailer.New(string(cfg.SMTP), cfg.MailFrom)
	if err != nil {
		return nil, fault.New(fault.Invalid, "err.setting", ended(err.Error()))
	}
	return &mailSender{m}, nil
}

// Send sends a parcel to its person, with the bytes of its invitation if it has one.
func (s *mailSender) Send(ctx context.Context, p casework.Parcel, object []byte) (string, error) {
	one := mailer.Mail{
		To: p.Person.Email, Name: p.Person.Name, Subject: p.Message.Subject, MessageID: p.MessageID, Thread: p.Thread, Date: p.Date,
		Invite: object,
	}
	if p.Invite != nil {
		one.Method = invite.Method(*p.Invite)
	}
	for _, line := range p.Message.Lines {
		one.Paragraphs = append(one.Paragraphs, line.Text)
	}
	id, err := s.mailer.Send(ctx, one)
	if failed, ok := errors.AsType[*mailer.SendError](err); ok {
		return id, &delivery.SendError{Temporary: failed.Temporary, Unknown: failed.Unknown, Reason: failed.Reason}
	}
	return id, err
}

// invite makes the bytes of an invitation.
func (s *mailSender) invite(in casework.Invitation) ([]byte, error) {
	address, name := s.mailer.From()
	return invite.Write(in, invite.Organizer{Address: address, Name: name})
}

func (s *mailSender) close() error { return s.mailer.Close() }
