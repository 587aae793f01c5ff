// Command leads tells a freelancer where paid work comes from and what each
// source really costs.
package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/term"

	"leads/internal/cli"
)

// version is set at release: go build -ldflags "-X main.version=v1.0.0".
var version = "dev"

func main() { os.Exit(run()) }

func run() int {
	ctx, cancel := context.WithCancelCause(context.Background())
	return cli.Main(ctx, cli.Env{
		Args:      os.Args[1:],
		Stdin:     os.Stdin,
		Stdout:    os.Stdout,
		Stderr:    os.Stderr,
		StdinTTY:  term.IsTerminal(int(os.Stdin.Fd())),
		StdoutTTY: term.IsTerminal(int(os.Stdout.Fd())),
		StderrTTY: term.IsTerminal(int(os.Stderr.Fd())),
		Width: func() int {
			width, _, err := term.GetSize(int(os.Stdout.Fd()))
			if err != nil {
				return 0
			}
			return width
		},
		Getenv:    os.Getenv,
		Now:       time.Now,
		Input:     input,
		WriteFile: writePrivate,
		Page:      page,
		Listen:    sync.OnceFunc(func() { listen(cancel) }),
		Version:   version,
		Commit:    commit,
	})
}

// page shows a text that is longer than the terminal by LEADS_PAGER, else PAGER,
// else less. Where there is none, or it is set to nothing or cat, the text is
// not shown. Leaving the pager before the end is no error.
func page(text []byte) bool {
	_, height, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil || bytes.Count(text, []byte("\n")) < height || os.Getenv("TERM") == "dumb" {
		return false
	}
	pager, set := os.LookupEnv("LEADS_PAGER")
	if !set {
		pager, set = os.LookupEnv("PAGER")
	}
	if !set {
		pager = "less"
	}
	words := strings.Fields(pager)
	if len(words) == 0 || words[0] == "cat" {
		return false
	}
	if _, err := exec.LookPath(words[0]); err != nil {
		return false
	}
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(text), os.Stdout, os.Stderr
	if _, set := os.LookupEnv("LESS"); !set {
		cmd.Env = append(os.Environ(), "LESS=FRX")
	}
	signal.Ignore(os.Interrupt) // it belongs to the pager
	var ended *exec.ExitError
	err = cmd.Run()
	return err == nil || errors.As(err, &ended) || errors.Is(err, syscall.EPIPE)
}

// commit is what the build was made from, as git told the compiler.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	revision, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = ", changed since"
		}
	}
	if revision == "" {
		return ""
	}
	return revision + changed
}

// listen ends the command on a signal: at once between two statements, and
// hard after a second. A wait for the lock of another program does not hear
// the context; to leave it is safe, SQLite rolls back.
func listen(cancel context.CancelCauseFunc) {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		code := 130
		if s := <-signals; s == syscall.SIGTERM {
			code = 143
			cancel(cli.ErrTerminated)
		} else {
			cancel(context.Canceled)
		}
		select {
		case <-signals:
		case <-time.After(time.Second):
		}
		os.Exit(code)
	}()
}

// writePrivate writes a file that only its owner can read, whatever the umask
// and whatever was there before.
func writePrivate(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if err := f.Chmod(0o600); err != nil {
		f.Close()
		return err
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
