package main

import (
	"fmt"
	"os"

	"github.com/google/uuid"
)

func main() {
	fmt.Println(os.Getenv("PREFIX") + "-" + uuid.NewSHA1(uuid.NameSpaceDNS, []byte("example.com")).String())
}
