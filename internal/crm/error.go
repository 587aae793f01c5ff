package crm

import (
	"errors"
	"strings"

	"leads/internal/say"
)

// Kind sorts errors by what the person at the keyboard can do about them; the
// door turns each kind into one exit code.
type Kind int

// The kinds of error.
const (
	Internal  Kind = iota // the machine or the file failed
	Invalid               // the words of the command are wrong
	Duplicate             // the opportunity is already there, nothing was written
	NotFound              // no such lead, source, channel, campaign or client
	Locked                // the first touch cannot change
	Refused               // understood, and not done: the data does not allow it
)

// Error is a refusal in words: what is wrong, naming the value, and the next
// thing to type.
type Error struct {
	Kind Kind
	Msg  say.Text // lower case, without a full stop
	Hint say.Text // may be zero
	Err  error    // the cause, may be nil
}

// Error is the message in English, without the hint.
func (e *Error) Error() string { return e.Msg.String() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// At says where an error happened: the format, such as "line %d: %s", ends with its
// message. Its kind and its hint stay, and errors.Is finds it.
func At(err error, format string, args ...any) error {
	at := &Error{Msg: say.T(format, append(args, Message(err))...), Err: err}
	var e *Error
	if errors.As(err, &e) {
		at.Kind, at.Hint = e.Kind, e.Hint
	}
	return at
}

// Message is what an error says, to be put into a language.
func Message(err error) say.Text {
	var e *Error
	if errors.As(err, &e) {
		return e.Msg
	}
	return say.T("%s", err.Error())
}

// WithHint adds the next thing to type.
func (e *Error) WithHint(format string, args ...any) *Error {
	e.Hint = say.T(format, args...)
	return e
}

// OneOf hints at the words that would do, the nearest to what was typed first.
func (e *Error) OneOf(typed string, words []string) *Error {
	list := strings.Join(words, ", ")
	if near := Nearest(typed, words); len(near) > 0 {
		return e.WithHint("did you mean %s? it is one of: %s", strings.Join(near, ", "), list)
	}
	return e.WithHint("it is one of: %s", list)
}

// Near hints at the words that are nearest to what was typed, if any is; another
// hint stays where none is.
func (e *Error) Near(typed string, words ...string) *Error {
	if near := Nearest(typed, words); len(near) > 0 {
		return e.WithHint("did you mean %s?", strings.Join(near, ", "))
	}
	return e
}

// Errorf makes an error of a kind. The format is the sentence's key.
func Errorf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Msg: say.T(format, args...)}
}

// Invalidf is Errorf for wrong usage.
func Invalidf(format string, args ...any) *Error { return Errorf(Invalid, format, args...) }

// KindOf is the kind of the first Error in the chain; Internal without one.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}
