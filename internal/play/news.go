package play

import "sync"

// news tells whoever waits that something has changed. Its zero value is ready.
type news struct {
	mu      sync.Mutex
	version int
	changed chan struct{}
}

// tell counts a change and wakes everybody who waits.
func (n *news) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.version++
	if n.changed != nil {
		close(n.changed)
		n.changed = nil
	}
}

// since returns the number of changes so far, and a channel that the next one closes.
func (n *news) since() (version int, next <-chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.changed == nil {
		n.changed = make(chan struct{})
	}
	return n.version, n.changed
}
