package main

import (
	"encoding/json"
	"log"
	"net/http"

	"github.com/go-chi/chi/v5"
)

func main() {
	router := chi.NewRouter()
	router.Get("/products/{name}", func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(w).Encode(map[string]any{"product": chi.URLParam(r, "name"), "price": 12})
	})
	log.Println("the shop is open on :8080")
	log.Fatal(http.ListenAndServe(":8080", router))
}
