package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"leads/internal/crm"
)

func newCompletion(a *app, root *cobra.Command) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Write what a shell needs to complete commands and names",
		Long: `Write what a shell needs to complete commands, flags and your own names: leads with their titles,
sources, channels, campaigns, clients, saved reports. Put the line into the file that your shell
reads when it starts:

  bash         ~/.bashrc                  source <(leads completion bash)
  zsh          ~/.zshrc, after compinit   source <(leads completion zsh)
  fish         ~/.config/fish/config.fish leads completion fish | source
  PowerShell   $PROFILE                   leads completion powershell | Out-String | Invoke-Expression`,
		Example:   `  leads completion bash > ~/.local/share/bash-completion/completions/leads`,
		Args:      exactly(1, "SHELL"),
		ValidArgs: shells,
		RunE: a.run(func(_ context.Context, args []string) error {
			for shell, write := range map[string]func(io.Writer) error{
				"bash": func(w io.Writer) error { return root.GenBashCompletionV2(w, true) }, "zsh": root.GenZshCompletion,
				"fish": func(w io.Writer) error { return root.GenFishCompletion(w, true) }, "powershell": root.GenPowerShellCompletionWithDesc,
			} {
				if shell == args[0] {
					return write(a.Stdout)
				}
			}
			return crm.Invalidf("there is no script for the shell %q", args[0]).OneOf(args[0], shells)
		}),
	}
}
