// Command leads tells a freelancer where paid work comes from and what each
// source really costs.
package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/kballard/go-shellquote"
	"golang.org/x/term"

	"leads/internal/cli"
)

// version is set at release: go build -ldflags "-X main.version=v1.0.0".
var version = "dev"

func main() { os.Exit(run()) }

func run() int {
	ctx, cancel := context.WithCancelCause(context.Background())
	return cli.Main(ctx, cli.Env{
		Windows:   runtime.GOOS == "windows",
		Args:      os.Args[1:],
		Stdin:     os.Stdin,
		Stdout:    answer{os.Stdout},
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
		MakeDir:   func(path string) error { return os.MkdirAll(path, 0o700) },
		Page:      page,
		Listen:    sync.OnceFunc(func() { listen(cancel) }),
		Version:   version,
		Commit:    commit,
	})
}

// answer is where answers go. Asked to write nothing, it says whether it could
// write something.
type answer struct{ *os.File }

func (a answer) Write(text []byte) (int, error) {
	if len(text) == 0 {
		if err := room(a.File); err != nil {
			return 0, err
		}
	}
	return a.File.Write(text)
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
	words, err := shellquote.Split(pager) // as a shell does: a name may have blanks
	if err != nil || len(words) == 0 || words[0] == "cat" {
		return false
	}
	if _, err := exec.LookPath(words[0]); err != nil {
		return false
	}
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(text), os.Stdout, os.Stderr
	cmd.Env = os.Environ()
	for _, own := range []string{"LESS=FRX", "LESSCHARSET=utf-8"} { // less may take … and – for bytes
		if name, _, _ := strings.Cut(own, "="); os.Getenv(name) == "" {
			cmd.Env = append(cmd.Env, own)
		}
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
		if path := unfinished.Load(); path != nil {
			os.Remove(*path)
		}
		os.Exit(code)
	}()
}

// unfinished is the file that is to become an answer, for one who must leave now.
var unfinished atomic.Pointer[string]

// writePrivate has a file written that only its owner can read, whatever the umask
// and whatever was there before. It is there as a whole or not at all: on a full
// disk, what it held before stays. What is no file, such as a pipe, is written to.
func writePrivate(path string, write func(io.Writer) error) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return writeThrough(path, write)
	}
	if isDatabase(path) {
		return &fs.PathError{Op: "write", Path: path, Err: errors.New("it is a database, and is not overwritten")}
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // 0600
	if errors.Is(err, fs.ErrPermission) {                                     // a file may be writable where its folder is not
		return writeThrough(path, write)
	}
	if err != nil {
		return named(path, err)
	}
	temporary := f.Name()
	unfinished.Store(&temporary)
	defer unfinished.Store(nil)
	defer os.Remove(temporary)
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if end := f.Close(); err == nil {
		err = end
	}
	if err == nil {
		err = os.Rename(temporary, path)
	}
	return named(path, err)
}

// isDatabase tells a file that an answer must not replace: the leads themselves,
// or a copy of them.
func isDatabase(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	const magic = "SQLite format 3\x00"
	begin := make([]byte, len(magic))
	_, err = io.ReadFull(f, begin)
	return err == nil && string(begin) == magic
}

// named has a failure speak of the file that was asked for, not of the one that
// was to become it.
func named(path string, err error) error {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		return &fs.PathError{Op: p.Op, Path: path, Err: p.Err}
	case errors.As(err, &l):
		return &fs.PathError{Op: l.Op, Path: path, Err: l.Err}
	}
	return err
}

// writeThrough writes into what is there, once all of it is known: a pipe may
// be slow, and a file that is written over cannot be had back.
func writeThrough(path string, write func(io.Writer) error) error {
	var all bytes.Buffer
	if err := write(&all); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		if err := f.Chmod(0o600); err != nil {
			f.Close()
			return err
		}
	}
	if _, err := all.WriteTo(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
