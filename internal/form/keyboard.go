package form

import (
	"io"
	"sync/atomic"
)

// terminal is what a form wants of an input to draw on.
type terminal interface {
	io.ReadWriteCloser
	Fd() uintptr
	Name() string
}

// keyboard is the terminal for the time of one form. Below huh a reader may
// outlive its form, and would swallow the first key that is meant for the next.
type keyboard struct {
	terminal
	over atomic.Bool
}

func (k *keyboard) Read(p []byte) (int, error) {
	if k.over.Load() {
		return 0, io.EOF
	}
	return k.terminal.Read(p)
}

// keys is the input of one drawn form, and what ends it.
func (a Asker) keys() (in io.Reader, end func()) {
	t, ok := a.In.(terminal)
	if !ok {
		return a.In, func() {}
	}
	k := &keyboard{terminal: t}
	return k, func() { k.over.Store(true) }
}
