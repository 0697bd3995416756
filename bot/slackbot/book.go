package slackbot

import (
	"sync"
	"time"
)

const (
	maxPeople = 10_000 // remembered; then the book starts anew
	burst     = 3      // messages to one person before the pace begins
)

// book remembers, per person, the channel of the direct message and when the
// next message may follow: Slack may drop what comes faster than about one a
// second without saying so.
type book struct {
	mu     sync.Mutex
	pace   time.Duration
	people map[string]*entry
}

type entry struct {
	channel string
	next    time.Time // when everything allowed so far would have been sent one pace apart
}

func newBook(pace time.Duration) *book {
	return &book{pace: max(pace, 0), people: map[string]*entry{}}
}

// turn takes the next turn of a person and returns how long to wait for it.
func (b *book) turn(user string, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	e := b.entry(user)
	if e.next.Before(now) {
		e.next = now
	}
	wait := e.next.Sub(now) - (burst-1)*b.pace
	e.next = e.next.Add(b.pace)
	return max(wait, 0)
}

func (b *book) channel(user string) (string, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.people[user]
	if !ok || e.channel == "" {
		return "", false
	}
	return e.channel, true
}

func (b *book) remember(user, channel string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.entry(user).channel = channel
}

func (b *book) forget(user string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.people, user)
}

// entry returns the entry of a person, new if need be. It wants the lock.
func (b *book) entry(user string) *entry {
	if e, ok := b.people[user]; ok {
		return e
	}
	if len(b.people) >= maxPeople {
		clear(b.people)
	}
	e := &entry{}
	b.people[user] = e
	return e
}
