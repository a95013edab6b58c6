from fastapi import FastAPI

app = FastAPI()


@app.get("/knots/{value}")
def knots(value: float) -> dict[str, float]:
    return {"kmh": round(value * 1.852, 3)}
