package main

import (
	"database/sql"
	"fmt"
	"html/template"
	"log"
	"net/http"
	"os"

	_ "github.com/mattn/go-sqlite3"
)

func main() {
	database, err := sql.Open("sqlite3", "data/notes.db")
	if err != nil {
		log.Fatal(err)
	}
	schema, err := os.ReadFile("migrations/001.sql")
	if err != nil {
		log.Fatal(err)
	}
	if _, err := database.Exec(string(schema)); err != nil {
		log.Fatal(err)
	}
	page := template.Must(template.ParseFiles("templates/index.html"))
	http.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "fine") })
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		var text string
		if err := database.QueryRow("select text from notes").Scan(&text); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		page.Execute(w, map[string]string{"Title": os.Getenv("NOTES_TITLE"), "Text": text})
	})
	log.Fatal(http.ListenAndServe(":9000", nil))
}
