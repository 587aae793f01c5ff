package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/render"
	"leads/internal/say"
)

// fail prints an error as one line, with a hint where it helps, and gives its exit code.
func (a *app) fail(ctx context.Context, err error) int {
	code := exitCode(ctx, err, a.begun)
	var silent exitError
	if errors.As(err, &silent) {
		return code
	}
	a.hear()
	if code == 130 || code == 143 {
		fmt.Fprintln(a.Stderr, "leads: "+a.say("stopped; nothing was written"))
		return code
	}
	e, known := worded(err)
	switch {
	case known:
	case !a.begun && code == 2:
		e.Hint = say.T("leads help")
	case a.written:
		e.Hint = say.T("the command is done, and its change is in: leads history")
	}
	if a.format == render.JSON || slices.Contains(a.Args, "--json") {
		a.failJSON(e, code)
		return code
	}
	fmt.Fprintln(a.Stderr, "leads: "+render.Safe(a.catalogue.Say(e.Msg)))
	if !e.Hint.IsZero() {
		fmt.Fprintln(a.Stderr, a.say("hint: %s", render.Safe(a.catalogue.Say(e.Hint))))
	}
	return code
}

// worded is an error as it is said, and whether it is one of our own.
func worded(err error) (e *crm.Error, known bool) {
	if !errors.As(err, &e) {
		return &crm.Error{Msg: say.T("%s", err.Error())}, false
	}
	if prefix, inner := err.Error(), e.Error(); prefix != inner { // wrapped with a fact
		e = &crm.Error{Kind: e.Kind, Msg: say.T("%s%s", strings.TrimSuffix(prefix, inner), e.Msg), Hint: e.Hint}
	}
	return e, true
}

// failJSON is an error for a program: one object on stderr.
func (a *app) failJSON(e *crm.Error, code int) {
	w := json.NewEncoder(a.Stderr)
	w.SetEscapeHTML(false)
	_ = w.Encode(struct { // where stderr is closed, the exit code is left
		Error string `json:"error"`
		Hint  string `json:"hint"`
		Code  int    `json:"code"`
	}{render.Safe(a.catalogue.Say(e.Msg)), render.Safe(a.catalogue.Say(e.Hint)), code})
}

// exitError ends the program with a code after everything has been said.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// exitCode is the contract's table. A script pins each row.
func exitCode(ctx context.Context, err error, begun bool) int {
	var code exitError
	if errors.As(err, &code) {
		return int(code)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, errInterrupted) {
		if errors.Is(context.Cause(ctx), ErrTerminated) {
			return 143
		}
		return 130
	}
	var unwritten *fs.PathError
	if errors.As(err, &unwritten) {
		return 1
	}
	if !begun {
		return 2
	}
	switch crm.KindOf(err) {
	case crm.Invalid:
		return 2
	case crm.Duplicate:
		return 3
	case crm.NotFound:
		return 4
	case crm.Locked:
		return 5
	}
	return 1
}

// errInterrupted is a person's Ctrl-C inside a form.
var errInterrupted = errors.New("interrupted")
