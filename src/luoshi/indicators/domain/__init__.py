"""Pure rules of indicators: periods, formulas, the graph of series, checks, scores, forecasts."""
