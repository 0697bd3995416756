package bench

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const signingSecret = "bench"

// slackLoad sends slash commands as Slack does, from a number of clients.
type slackLoad struct {
	base    string
	clients int
	next    func(n int64) (slackUser, text string) // the nth command
}

// result is what a load came to.
type result struct {
	rate float64 // per second
	p99  time.Duration
	n    int
}

// run sends commands for a while. A command that is not understood ends it:
// what is measured must be the work.
func (l *slackLoad) run(b *testing.B, offset int64, length time.Duration) result {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), length)
	defer cancel()
	var n atomic.Int64
	n.Store(offset)
	took := make([][]time.Duration, l.clients)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: l.clients}}
	start := time.Now()
	var all sync.WaitGroup
	for i := range l.clients {
		all.Go(func() {
			for ctx.Err() == nil {
				begun := time.Now()
				if err := l.say(client, n.Add(1)); err != nil {
					b.Error(err)
					return
				}
				took[i] = append(took[i], time.Since(begun))
			}
		})
	}
	all.Wait()
	return summed(slices.Concat(took...), time.Since(start))
}

func summed(took []time.Duration, length time.Duration) result {
	if len(took) == 0 {
		return result{}
	}
	slices.Sort(took)
	return result{rate: float64(len(took)) / length.Seconds(), p99: took[len(took)*99/100], n: len(took)}
}

func (l *slackLoad) say(client *http.Client, n int64) error {
	user, text := l.next(n)
	body := url.Values{
		"command": {"/par"}, "text": {text}, "user_id": {user}, "user_name": {"bench"}, "team_id": {"T1"}, "channel_id": {"D1"},
		"trigger_id": {fmt.Sprintf("bench.%d", n)}, "response_url": {"http://127.0.0.1:9/never"},
	}.Encode()
	request, err := http.NewRequest(http.MethodPost, l.base+"/slack/commands", strings.NewReader(body))
	if err != nil {
		return err
	}
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(signingSecret))
	_, _ = io.WriteString(mac, "v0:"+stamp+":"+body) // a hash never fails to write
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("X-Slack-Request-Timestamp", stamp)
	request.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	words, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK || !strings.Contains(string(words), "Logged") {
		return fmt.Errorf("%q was answered %s: %.300s", text, answer.Status, words)
	}
	return nil
}
