# Makes arima.json beside it: Rscript arima.R (R's forecast 8.20, jsonlite).
suppressMessages({ library(forecast); library(jsonlite); library(urca) })

set.seed(20240502)
gaps <- function(x) { x[c(5, 30, 31, 60, 100, 140)] <- NA; x }
seasonal <- function(n, period, theta, seasonalTheta) {
  e <- rnorm(n + period + 1)
  at <- (period + 2):(n + period + 1)
  w <- e[at] + theta * e[at - 1] + seasonalTheta * e[at - period] + theta * seasonalTheta * e[at - period - 1]
  diffinv(diffinv(w, lag = period, xi = 50 + 10 * sin(2 * pi * (1:period) / period)), xi = 0)[-(1:(period + 1))]
}

series <- list(
  AirPassengers = AirPassengers, logAirPassengers = log(AirPassengers), gappyAirPassengers = gaps(log(AirPassengers)),
  LakeHuron = LakeHuron, lynx = lynx, WWWusage = WWWusage, Nile = Nile, USAccDeaths = USAccDeaths, austres = austres,
  nottem = nottem, wineind = wineind, ldeaths = ldeaths, UKgas = UKgas, sunspot = sunspot.year,
  gappyLakeHuron = { x <- LakeHuron; x[c(10, 11, 12, 50, 97)] <- NA; x },
  taylorHourly = ts(colMeans(matrix(as.numeric(taylor[1:672]), nrow = 2)), frequency = 24),
  simulatedArma = ts(as.numeric(arima.sim(list(ar = c(0.6, 0.2), ma = 0.4), 300, sd = 2)) + 20),
  simulatedWalk = ts(cumsum(rnorm(120, 0.3, 1))),
  simulatedSeason = ts(seasonal(200, 7, -0.4, -0.6), frequency = 7)
)

# With R's own kappa of 1e6 its diffuse prior still pulls at series whose level is large: the larger one is as good as exact.
named <- function(name, order, seasonal = c(0, 0, 0), drift = FALSE, method = "CSS-ML") {
  x <- series[[name]]
  f <- Arima(x, order = order, seasonal = seasonal, include.drift = drift, method = method, kappa = 1e9,
             optim.control = list(maxit = 1000, reltol = 1e-12))
  p <- forecast(f, h = 24)
  list(series = name, order = order, seasonal = seasonal, drift = drift, method = method,
       coefficients = I(as.numeric(f$coef)), variance = f$sigma2, logLikelihood = f$loglik,
       aicc = f$aicc, mean = as.numeric(p$mean), lower80 = as.numeric(p$lower[, 1]), upper80 = as.numeric(p$upper[, 1]),
       lower95 = as.numeric(p$lower[, 2]), upper95 = as.numeric(p$upper[, 2]))
}

automatic <- function(name) {
  f <- auto.arima(series[[name]])
  a <- f$arma
  list(series = name, p = a[1], d = a[6], q = a[2], seasonalP = a[3], seasonalD = a[7], seasonalQ = a[4],
       withConstant = any(c("intercept", "drift") %in% names(f$coef)), logLikelihood = f$loglik, aicc = f$aicc)
}

strength <- function(name) {
  m <- mstl(series[[name]])
  rest <- m[, "Remainder"]
  list(series = name, strength = 1 - var(rest) / var(rest + m[, 3]), differences = nsdiffs(series[[name]]))
}

level <- function(name) {
  x <- series[[name]]
  list(series = name, statistic = ur.kpss(x, type = "mu", use.lag = trunc(3 * sqrt(length(x)) / 13))@teststat,
       differences = ndiffs(x))
}

single <- c("LakeHuron", "lynx", "WWWusage", "Nile", "sunspot", "simulatedArma", "simulatedWalk")
many <- c("AirPassengers", "logAirPassengers", "USAccDeaths", "austres", "nottem", "wineind", "ldeaths", "UKgas",
          "taylorHourly", "simulatedSeason")
truth <- list(
  series = lapply(series, function(x) list(period = frequency(x), values = as.numeric(x))),
  named = list(
    named("AirPassengers", c(0, 1, 1), c(0, 1, 1)), named("logAirPassengers", c(0, 1, 1), c(0, 1, 1)),
    named("gappyAirPassengers", c(0, 1, 1), c(0, 1, 1)), named("LakeHuron", c(2, 0, 0)), named("LakeHuron", c(1, 0, 1)),
    named("gappyLakeHuron", c(1, 0, 1)), named("lynx", c(2, 0, 2)), named("WWWusage", c(3, 1, 0)),
    named("WWWusage", c(1, 1, 1)), named("Nile", c(0, 1, 1)), named("austres", c(0, 2, 1), c(1, 0, 0)),
    named("USAccDeaths", c(0, 1, 1), c(0, 1, 1)), named("wineind", c(1, 1, 2), c(0, 1, 1)),
    named("taylorHourly", c(2, 0, 0), c(0, 1, 1)), named("simulatedArma", c(2, 0, 1)),
    named("simulatedWalk", c(1, 1, 0), drift = TRUE), named("ldeaths", c(0, 0, 2), c(2, 1, 0), drift = TRUE),
    named("simulatedSeason", c(0, 1, 1), c(0, 1, 1)), named("lynx", c(2, 0, 0), method = "CSS"),
    named("WWWusage", c(1, 1, 1), method = "CSS")
  ),
  automatic = lapply(c(single, many), automatic),
  level = lapply(c(single, "AirPassengers"), level),
  strength = lapply(many, strength)
)
write(toJSON(truth, digits = I(12), auto_unbox = TRUE, na = "null"), "arima.json")
