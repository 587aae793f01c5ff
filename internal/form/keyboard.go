package form

import (
	"io"
	"sync/atomic"
	"time"
)

// terminal is what a form wants of an input to draw on.
type terminal interface {
	io.ReadWriteCloser
	Fd() uintptr
	Name() string
}

// keyboard is the terminal for the time of one form. Below huh a reader may
// outlive its form, and would swallow the first key that is meant for the next.
// Huh moves on to the next field some time after the key that asks for it: what was
// typed ahead waits that long, so that it lands in the field that it was meant for.
type keyboard struct {
	terminal
	over  atomic.Bool
	moved bool // the last key leads to the next field
}

// settling is how long a form takes to move on; it is far more than it takes.
const settling = 60 * time.Millisecond

func (k *keyboard) Read(p []byte) (int, error) {
	if k.moved {
		time.Sleep(settling)
	}
	if k.over.Load() || len(p) == 0 {
		return 0, io.EOF
	}
	n, err := k.terminal.Read(p[:1])
	k.moved = n == 1 && (p[0] == '\r' || p[0] == '\n' || p[0] == '\t')
	return n, err
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
