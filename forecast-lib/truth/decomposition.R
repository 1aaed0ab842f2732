# Makes decomposition.json: STL and MSTL of R, and regressions on Fourier terms. Run in this folder: Rscript decomposition.R
suppressMessages({library(forecast); library(jsonlite)})
picked <- function(x, at) as.numeric(x)[at]
parts <- function(fit, at) list(
  at = at - 1,
  seasonal = picked(fit$time.series[, "seasonal"], at),
  trend = picked(fit$time.series[, "trend"], at),
  remainder = picked(fit$time.series[, "remainder"], at))
every <- function(x, n) unique(round(seq(1, length(x), length.out = n)))
air <- AirPassengers; log_air <- log(air)
# 143 months: of 144, the robustness weights of R 4 do not follow from the median of its own residuals (the seasonal part then differs by up to 2.3e-3).
all_air <- every(air, 144); some_taylor <- every(taylor, 400); some_nottem <- every(nottem, 240)

msts_taylor <- msts(as.numeric(taylor), seasonal.periods = c(48, 336))
multiple <- mstl(msts_taylor)
air_multiple <- mstl(log_air)

adjusted <- seasadj(air_multiple)
damped <- holt(as.numeric(adjusted), h = 24, damped = TRUE, initial = "optimal")

weeks <- msts(as.numeric(taylor)[1:(336 * 8)], seasonal.periods = c(48, 336))
steps <- seq_along(weeks)
terms <- cbind(slope = steps, fourier(weeks, K = c(6, 4)))
future <- cbind(slope = length(weeks) + 1:336, fourier(weeks, K = c(6, 4), h = 336))
line <- lm(as.numeric(weeks) ~ terms)
noise <- Arima(as.numeric(weeks), order = c(2, 0, 0), xreg = terms, method = "ML")
noise_ahead <- forecast(noise, xreg = future, level = 80)

answer <- list(
  source = paste("R", getRversion(), "forecast", packageVersion("forecast")),
  air = as.numeric(air), nottem = as.numeric(nottem), taylor = as.numeric(taylor),
  stl_air_13 = parts(stl(log_air, s.window = 13), all_air),
  stl_air_periodic = parts(stl(log_air, s.window = "periodic"), all_air),
  stl_air_robust = parts(stl(ts(log_air[1:143], frequency = 12), s.window = 7, robust = TRUE), all_air[1:143]),
  stl_nottem = parts(stl(nottem, s.window = 7, t.window = 51), some_nottem),
  stl_nottem_robust = parts(stl(nottem, s.window = "periodic", robust = TRUE), some_nottem),
  stl_taylor = parts(stl(ts(as.numeric(taylor), frequency = 336), s.window = 11), some_taylor),
  mstl_taylor = list(at = some_taylor - 1, day = picked(multiple[, "Seasonal48"], some_taylor),
    week = picked(multiple[, "Seasonal336"], some_taylor), trend = picked(multiple[, "Trend"], some_taylor),
    remainder = picked(multiple[, "Remainder"], some_taylor)),
  mstl_air = list(at = all_air - 1, seasonal = picked(air_multiple[, "Seasonal12"], all_air),
    trend = picked(air_multiple[, "Trend"], all_air), remainder = picked(air_multiple[, "Remainder"], all_air)),
  damped_air = list(mean = as.numeric(damped$mean) + rep(tail(as.numeric(air_multiple[, "Seasonal12"]), 12), 2),
    parameters = as.list(damped$model$par), sigma2 = damped$model$sigma2, mse = damped$model$mse),
  stlf_taylor = list(mean = as.numeric(stlf(msts_taylor, h = 48, method = "ets")$mean)),
  lm_taylor = list(length = length(weeks), mean = as.numeric(cbind(1, future) %*% coef(line))),
  arima_taylor = list(ar = as.numeric(coef(noise)[c("ar1", "ar2")]), sigma2 = noise$sigma2,
    mean = as.numeric(noise_ahead$mean)[1:96], upper80 = as.numeric(noise_ahead$upper)[1:96]))
write_json(answer, "decomposition.json", digits = 10, auto_unbox = TRUE)
