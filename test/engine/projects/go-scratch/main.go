package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/user"
	"time"

	"github.com/gorilla/mux"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "--check" {
		answer, err := http.Get("http://127.0.0.1:8080/")
		if err != nil || answer.StatusCode != 200 {
			os.Exit(1)
		}
		return
	}
	router := mux.NewRouter()
	router.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "afloat") })
	router.HandleFunc("/at/{zone}/{city}", func(w http.ResponseWriter, r *http.Request) {
		place, err := time.LoadLocation(mux.Vars(r)["zone"] + "/" + mux.Vars(r)["city"])
		if err != nil {
			http.Error(w, err.Error(), 404)
			return
		}
		name, _ := user.LookupId(fmt.Sprint(os.Getuid()))
		json.NewEncoder(w).Encode(map[string]string{"time": time.Unix(0, 0).In(place).Format(time.RFC3339), "user": name.Username})
	})
	http.ListenAndServe(":8080", router)
}
