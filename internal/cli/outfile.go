package cli

import (
	"errors"
	"io"

	"leads/internal/crm"
	"leads/internal/say"
)

// plainReason is what the operating system says, without the path it repeats.
func plainReason(err error) say.Text {
	var inner interface{ Unwrap() error }
	for errors.As(err, &inner) {
		cause := inner.Unwrap()
		if cause == nil { // its own words are all there is
			break
		}
		err = cause
	}
	return say.Text{Format: err.Error()} // its words may be in the catalogue
}

// writeFile writes a file that is private to its owner.
func (a *app) writeFile(path string, data []byte) error {
	return a.writeInto(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// writeInto has a file written that is private to its owner. What goes wrong
// with the file is distinguished from what goes wrong before anything is written.
func (a *app) writeInto(path string, write func(io.Writer) error) error {
	a.listen() // whoever ends it must take half a file away
	var own error
	err := a.WriteFile(path, func(w io.Writer) error {
		to := &faithful{Writer: w}
		err := write(to)
		if to.err == nil {
			own = err
		}
		return err
	})
	if own != nil {
		return own
	}
	if err != nil {
		return crm.Errorf(crm.Refused, "cannot write %s: %s", path, plainReason(err))
	}
	return nil
}

// faithful remembers that writing went wrong.
type faithful struct {
	io.Writer
	err error
}

func (f *faithful) Write(data []byte) (int, error) {
	n, err := f.Writer.Write(data)
	if err != nil {
		f.err = err
	}
	return n, err
}
