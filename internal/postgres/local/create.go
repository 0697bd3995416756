package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
)

// create makes the data folder. It is made under another name and gets its own
// only when it is complete, so that an interrupted start is no half cluster.
func (c *Cluster) create(ctx context.Context, bin string, o Options) error {
	making, err := os.MkdirTemp(c.home, "making-")
	if err != nil {
		return fmt.Errorf("private Postgres: %w", err)
	}
	if err := c.as.give(making); err != nil {
		return fmt.Errorf("private Postgres: %w", err)
	}
	args := []string{"-D", making, "-U", Database, "--auth=peer", "--encoding=UTF8", "--no-locale", "--no-instructions"}
	if o.Test {
		args = append(args, "--no-sync")
	}
	if err := c.tool(ctx, "", filepath.Join(bin, "initdb"), args...); err != nil {
		return err
	}
	if err := c.admit(making); err != nil {
		return err
	}
	err = c.tool(ctx, "CREATE DATABASE "+Database+";\n", filepath.Join(bin, "postgres"), "--single", "-D", making, "postgres")
	if err != nil {
		return err
	}
	if err := os.Rename(making, c.data); err != nil {
		return fmt.Errorf("private Postgres: %w", err)
	}
	return nil
}

// tool runs one of the server's programs to its end as the account.
func (c *Cluster) tool(ctx context.Context, input, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	c.as.run(cmd)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("private Postgres: %s: %w: %s", filepath.Base(program), err, lastLine(string(out)))
	}
	return nil
}

// admit says who may connect: the system's users who run parbot or the server,
// and root, who may do everything anyway. All of them are the one role.
func (c *Cluster) admit(data string) error {
	me, err := user.Current()
	if err != nil {
		return fmt.Errorf("private Postgres: %w", err)
	}
	names := []string{"root", c.as.name, me.Username}
	slices.Sort(names)
	var ident strings.Builder
	for _, name := range slices.Compact(names) {
		fmt.Fprintf(&ident, "parbot %q %s\n", name, Database)
	}
	return errors.Join(
		c.write(filepath.Join(data, "pg_hba.conf"), "local all all peer map=parbot\n"),
		c.write(filepath.Join(data, "pg_ident.conf"), ident.String()),
	)
}

// write puts a text in the place of a file's; whose it is stays as it was.
func (c *Cluster) write(path, text string) error {
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return fmt.Errorf("private Postgres: %w", err)
	}
	return nil
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
