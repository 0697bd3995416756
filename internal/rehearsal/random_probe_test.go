package rehearsal_test

import (
	"fmt"
	"testing"
)

func TestProbe(t *testing.T) {
	collect = map[string][]string{}
	TestAnyCase(t)
	for says, all := range collect {
		fmt.Println("##", len(all), says)
		seen := map[string]bool{}
		n := 0
		for _, w := range all {
			if n < 4 && !seen[w] {
				seen[w] = true
				n++
				fmt.Println("   ", w[:min(len(w), 900)])
			}
		}
	}
}
