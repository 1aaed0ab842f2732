"""StatsForecast's MSTL and Prophet as forecasters of JSON lines, for bench/forecast.ts --answers:

    python bench/peer-forecast.py statsforecast-mstl < questions.jsonl > answers.jsonl

Methods: statsforecast-mstl, prophet. Needs the packages statsforecast and prophet, each for its own method alone.
"""

import json
import logging
import sys
import time
import warnings

import numpy as np

SECONDS_PER_DAY = 86_400
DRAWS = 300


def mstl(question, values):
    """Seasons of a day, and of a week where two fit; the trend by exponential smoothing, chosen by AICc."""
    from statsforecast.models import MSTL, AutoETS

    day = round(SECONDS_PER_DAY / question["freq_seconds"])
    seasons = [day, 7 * day] if len(values) > 14 * day else [day]
    bands = {level: round(100 * abs(2 * level - 1), 6) for level in question["quantiles"]}
    widths = sorted({band for band in bands.values() if band > 0})
    model = MSTL(season_length=seasons, trend_forecaster=AutoETS(model="ZZN"))
    found = model.forecast(y=fill_gaps(values), h=question["horizon"], level=widths)
    # The columns are named after the widths as they were given: lo-80.0.
    sides = {
        level: found["mean"] if band == 0 else found[f"{'lo' if level < 0.5 else 'hi'}-{band}"]
        for level, band in bands.items()
    }
    return found["mean"], sides


def prophet(question, values):
    """As its documentation begins: all defaults, and quantiles of its own draws of the future."""
    import pandas as pd
    from prophet import Prophet

    np.random.seed(1)
    step, start = question["freq_seconds"], question["start"]
    times = pd.to_datetime(start + step * np.arange(len(values) + question["horizon"]), unit="s")
    model = Prophet(uncertainty_samples=DRAWS)
    # Prophet leaves out what is missing by itself.
    model.fit(pd.DataFrame({"ds": times[: len(values)], "y": values}), seed=1)
    ahead = pd.DataFrame({"ds": times[len(values) :]})
    mean = model.predict(ahead)["yhat"].to_numpy()
    draws = model.predictive_samples(ahead)["yhat"]
    return mean, {level: np.quantile(draws, level, axis=1) for level in question["quantiles"]}


def fill_gaps(values):
    """Straight lines over what is missing."""
    steps = np.arange(len(values))
    known = ~np.isnan(values)
    return np.interp(steps, steps[known], values[known])


def answer(method, question):
    values = np.array([np.nan if value is None else value for value in question["values"]], dtype=float)
    # What never was below 0 is not forecast below it, as for everybody in this benchmark.
    least = 0.0 if np.nanmin(values) >= 0 else -np.inf
    before = time.perf_counter()
    mean, quantiles = method(question, values)
    ms = 1000 * (time.perf_counter() - before)

    def told(numbers):
        return np.maximum(np.asarray(numbers, dtype=float), least).tolist()

    said = {str(level): told(numbers) for level, numbers in quantiles.items()}
    return {"id": question["id"], "mean": told(mean), "quantiles": said, "fit_ms": ms}


METHODS = {"statsforecast-mstl": mstl, "prophet": prophet}


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in METHODS:
        sys.exit(f"Cannot forecast: give one of {', '.join(METHODS)}")
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    method = METHODS[sys.argv[1]]
    for line in sys.stdin:
        question = json.loads(line)
        try:
            said = json.dumps(answer(method, question), allow_nan=False)
        except Exception as fault:  # Whatever goes wrong inside a model is its answer.
            said = json.dumps({"id": question["id"], "error": f"{type(fault).__name__}: {fault}"[:200]})
        print(said, flush=True)


if __name__ == "__main__":
    main()
