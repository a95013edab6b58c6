from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/rates/<currency>")
def rate(currency: str):
    return jsonify(currency=currency.upper(), rate=1.08)
