from flask import Flask, render_template

app = Flask(__name__)


@app.get("/ships/<name>")
def ship(name):
    return render_template("ship.html", name=name)
