# Makes exponential.json beside it: Rscript exponential.R (R's forecast 8.20, jsonlite), then biome check --write exponential.json.
suppressMessages({ library(forecast); library(jsonlite) })

set.seed(20240501)
hourly <- function(x) colMeans(matrix(as.numeric(x), nrow = 2))
walk <- 50 + cumsum(rnorm(200, 0.1, 1))
season <- 20 + 0.05 * (1:96) + 6 * sin(2 * pi * (1:96) / 4) + rnorm(96)
noisy <- 100 + as.numeric(arima.sim(list(ar = 0.5), 150, sd = 4))
growth <- exp(3 + 0.02 * (1:84) + 0.3 * sin(2 * pi * (1:84) / 7) + rnorm(84, 0, 0.04))
gappy <- rpois(120, 3) * rbinom(120, 1, 0.25)

series <- list(
  AirPassengers = ts(as.numeric(AirPassengers), frequency = 12),
  taylorHourly = ts(hourly(taylor[1:1008]), frequency = 24),
  taylorHalfHourly = ts(as.numeric(taylor[1:672]), frequency = 48),
  walk = ts(walk), noisy = ts(noisy), season = ts(season, frequency = 4), growth = ts(growth, frequency = 7),
  short = ts(c(12, 15, 11, 14, 18, 17, 16, 21)), gappy = ts(gappy)
)

limits <- function(f) list(
  mean = as.numeric(f$mean), lower80 = as.numeric(f$lower[, 1]), upper80 = as.numeric(f$upper[, 1]),
  lower95 = as.numeric(f$lower[, 2]), upper95 = as.numeric(f$upper[, 2])
)
case <- function(model, name, f, extra = list()) c(list(model = model, series = name), extra, limits(f))

# Any ets-type fit: the parameters and states that R found, and what follows from them.
smoothing <- function(model, name, f) {
  e <- f$model
  p <- e$par
  at <- function(key, otherwise) if (key %in% names(p)) p[[key]] else otherwise
  slots <- if (e$components[3] == "N") 0 else rev(as.numeric(e$initstate[grep("^s", names(e$initstate))]))
  case(model, name, f, list(
    form = paste(e$components[1:3], collapse = ""), damped = e$components[4] == "TRUE",
    parameters = c(at("alpha", 0), at("beta", 0), at("gamma", 0), at("phi", 1), at("l", 0), at("b", 0), slots),
    loglik = e$loglik, aicc = e$aicc, variance = e$sigma2, squares = sum((e$x - e$fitted)^2),
    fitted = as.numeric(e$fitted)
  ))
}

cases <- list()
add <- function(one) cases[[length(cases) + 1]] <<- one
h <- 30
for (name in c("AirPassengers", "walk", "noisy", "short")) {
  x <- series[[name]]
  add(case("last-value", name, naive(x, h)))
  add(case("drift", name, rwf(x, h, drift = TRUE)))
  add(smoothing("ses", name, ses(x, h)))
  if (name == "short") next # R's search for a slope wants more than 8 samples
  add(smoothing("holt", name, holt(x, h)))
  add(smoothing("holt-damped", name, holt(x, h, damped = TRUE)))
}
for (name in c("AirPassengers", "season", "growth", "taylorHourly")) {
  x <- series[[name]]
  add(smoothing("holt-winters", name, hw(x, h)))
  add(smoothing("holt-winters-multiplicative", name, hw(x, h, seasonal = "multiplicative")))
  if (name != "taylorHourly") add(smoothing("holt-winters-damped", name, hw(x, h, damped = TRUE)))
}
for (name in c("AirPassengers", "walk", "noisy", "season", "growth", "taylorHourly"))
  add(smoothing("ets", name, forecast(ets(series[[name]]), h)))
for (form in c("ANN", "AAN", "ANA", "AAA", "MNN", "MAN", "MNA", "MAA", "MNM", "MAM")) for (damped in c(FALSE, TRUE))
  if (!damped || substr(form, 2, 2) == "A")
    add(smoothing(paste0("ets-", form), "growth", forecast(ets(series$growth, form, damped = damped), h)))
for (name in c("AirPassengers", "season", "taylorHalfHourly")) add(case("seasonal-naive", name, snaive(series[[name]], 2 * h)))
for (name in c("AirPassengers", "walk", "noisy", "season", "growth", "taylorHalfHourly")) {
  f <- thetaf(series[[name]], h)
  add(case("theta", name, f, list(alpha = as.numeric(f$model$alpha), drift = as.numeric(f$model$drift), variance = f$model$sigma)))
}

# What forecast 8.20 has not, straight from the papers.
sba <- function(y, alpha) croston(y, 1, alpha)$mean[1] * (1 - alpha / 2)
tsb <- function(y, alpha) {
  p <- mean(y > 0)
  z <- y[y > 0][1]
  for (v in y) {
    p <- p + alpha * ((v > 0) - p)
    if (v > 0) z <- z + alpha * (v - z)
  }
  p * z
}
for (alpha in c(0.1, 0.3)) add(list(
  model = "croston", series = "gappy", alpha = alpha,
  croston = croston(series$gappy, 1, alpha)$mean[1], sba = sba(gappy, alpha), tsb = tsb(gappy, alpha)
))

write_json(list(
  R = R.version.string, forecast = as.character(packageVersion("forecast")),
  series = lapply(series, function(x) list(period = frequency(x), values = as.numeric(x))), cases = cases
), "exponential.json", digits = 11, auto_unbox = TRUE)
