package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"leads/internal/crm"
	"leads/internal/say"
)

// exactly asks for so many arguments and names them when they are missing.
func exactly(n int, names string) cobra.PositionalArgs { return between(n, n, names) }

// between asks for so many arguments at least and at most, and names them.
func between(least, most int, names string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return crm.Invalidf("%s needs %s", cmd.CommandPath(), say.T(names)).WithHint("%s --help", cmd.CommandPath())
		case len(args) > most:
			return crm.Invalidf("%s takes only %s, but also got %q", cmd.CommandPath(), say.T(names), args[most]).WithHint("put a text with blanks in quotes")
		}
		return nil
	}
}

// noArguments is for commands that take flags only.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return crm.Invalidf("%s takes no argument, but got %q", cmd.CommandPath(), args[0]).WithHint("%s --help", cmd.CommandPath())
}

// flagError words what is wrong with a flag, and names the nearest one.
func flagError(cmd *cobra.Command, err error) error {
	var (
		missing  *pflag.NotExistError
		valued   *pflag.ValueRequiredError
		unfit    *pflag.InvalidValueError
		misspelt *pflag.InvalidSyntaxError
	)
	help := func(e *crm.Error) error { return e.WithHint("%s --help", cmd.CommandPath()) }
	switch {
	case errors.As(err, &missing):
		name, shorts := missing.GetSpecifiedName(), missing.GetSpecifiedShortnames()
		switch {
		case shorts != "" && shorts[0] >= '0' && shorts[0] <= '9': // pflag takes a number below zero for short flags
			return help(crm.Invalidf("%q is negative", "-"+shorts))
		case shorts != "":
			return help(crm.Invalidf("unknown shorthand flag: -%s", name))
		}
		e := crm.Invalidf("unknown flag: --%s", name)
		if near := nearestFlags(cmd, name); len(near) > 0 {
			return e.WithHint("did you mean %s?", strings.Join(near, ", "))
		}
		return help(e)
	case errors.As(err, &valued):
		return help(crm.Invalidf("flag needs an argument: --%s", valued.GetFlag().Name))
	case errors.As(err, &unfit):
		flag := unfit.GetFlag()
		switch flag.Value.Type() {
		case "int", "int64":
			return help(crm.Invalidf("--%s takes a whole number, not %q", flag.Name, unfit.GetValue()))
		case "bool":
			return help(crm.Invalidf("--%s takes true or false, not %q", flag.Name, unfit.GetValue()))
		}
		return help(crm.Invalidf("--%s does not take %q", flag.Name, unfit.GetValue()))
	case errors.As(err, &misspelt):
		return help(crm.Invalidf("this is not a flag: %s", misspelt.GetSpecifiedFlag()))
	}
	return help(crm.Invalidf("%s", err.Error()))
}

// nearestFlags are the flags of a command that are near to one it does not have.
func nearestFlags(cmd *cobra.Command, typed string) (near []string) {
	if len(typed) < 2 {
		return nil
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	for _, name := range crm.Nearest(typed, names) {
		near = append(near, "--"+name)
	}
	return near
}
