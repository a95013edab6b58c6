package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

func main() {
	command := &cobra.Command{
		Use:   "wordcount TEXT...",
		Short: "Counts the words of its arguments",
		Args:  cobra.MinimumNArgs(1),
		Run: func(_ *cobra.Command, args []string) {
			fmt.Println("words:", len(strings.Fields(strings.Join(args, " "))))
		},
	}
	if err := command.Execute(); err != nil {
		os.Exit(3)
	}
}
