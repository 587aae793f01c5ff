// Command bare is a cobra program that does nothing: the yardstick of the
// benchmarks.
package main

import "github.com/spf13/cobra"

func main() {
	root := &cobra.Command{Use: "bare", Version: "1", Run: func(*cobra.Command, []string) {}}
	root.AddCommand(&cobra.Command{Use: "sub", Run: func(*cobra.Command, []string) {}})
	_ = root.Execute()
}
