# R's package forecast as a forecaster of JSON lines, for bench/forecast.ts --answers:
#   Rscript bench/peer-forecast.R thetaf < questions.jsonl > answers.jsonl
# Methods: thetaf, stlf-ets, stlf-arima. Needs the packages forecast and jsonlite (Debian: r-cran-forecast, r-cran-jsonlite).
suppressMessages({
  library(forecast)
  library(jsonlite)
})

methods <- list(
  # A day is its only season: thetaf takes the first season and leaves the others.
  "thetaf" = function(y, h, bands) thetaf(ts(as.numeric(y), frequency = min(attr(y, "seasons"))), h = h, level = bands),
  # mstl() chooses the windows of the seasons itself.
  "stlf-ets" = function(y, h, bands) stlf(y, h = h, method = "ets", level = bands),
  "stlf-arima" = function(y, h, bands) stlf(y, h = h, method = "arima", level = bands)
)

asked <- commandArgs(trailingOnly = TRUE)
if (length(asked) != 1 || !asked %in% names(methods)) {
  message("Cannot forecast: give one of ", paste(names(methods), collapse = ", "))
  quit(status = 2)
}
method <- methods[[asked]]

# Seasons of a day, and of a week where two fit; gaps become straight lines.
as_series <- function(question) {
  values <- vapply(question$values, function(value) if (is.null(value)) NA_real_ else as.numeric(value), 0)
  values <- as.numeric(na.interp(ts(values)))
  day <- 86400 / question$freq_seconds
  seasons <- if (length(values) > 14 * day) c(day, 7 * day) else day
  y <- if (length(seasons) > 1) msts(values, seasonal.periods = seasons) else ts(values, frequency = seasons)
  attr(y, "seasons") <- seasons
  y
}

# A band of 80 % goes from the quantile of 0.1 to that of 0.9; for the median there is the point forecast.
quantile_at <- function(level, found, bands) {
  if (level == 0.5) return(as.numeric(found$mean))
  side <- if (level < 0.5) found$lower else found$upper
  as.numeric(side[, match(band_of(level), bands)])
}

band_of <- function(level) round(100 * abs(2 * level - 1), 6)

answer <- function(question) {
  y <- as_series(question)
  levels <- unlist(question$quantiles)
  bands <- sort(unique(band_of(levels[levels != 0.5])))
  # What never was below 0 is not forecast below it, as for everybody in this benchmark.
  least <- if (min(y) >= 0) 0 else -Inf
  before <- proc.time()[["elapsed"]]
  found <- method(y, question$horizon, bands)
  ms <- 1000 * (proc.time()[["elapsed"]] - before)
  quantiles <- lapply(levels, function(level) pmax(quantile_at(level, found, bands), least))
  names(quantiles) <- levels
  list(id = unbox(question$id), mean = pmax(as.numeric(found$mean), least), quantiles = quantiles, fit_ms = unbox(ms))
}

input <- file("stdin", "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  question <- fromJSON(line, simplifyVector = FALSE)
  said <- tryCatch(answer(question), error = function(fault) {
    list(id = unbox(question$id), error = unbox(conditionMessage(fault)))
  })
  cat(toJSON(said, digits = NA, na = "null"), "\n", sep = "")
}
