# Linear mixed models with one random intercept. Rscript tests/reference/make/mixed.R
# lmer's own optimisers stop at about 1e-6 of theta. Here the root of the profiled criterion's numerical slope is solved
# between the points of a grid, and the best local minimum (0 included) is taken.
source("tests/reference/make/cases.R")
suppressMessages({library(lme4); library(lmerTest); library(numDeriv)})
set.seed(707)

tight <- function(par, fn, lower, upper, control, ...) {
  value <- function(u) fn(exp(u))
  u <- seq(log(1e-3), log(1e5), by = 0.25)
  f <- sapply(u, value)
  theta <- 0; least <- fn(0)
  for (i in 2:(length(u) - 1)) if (f[i] < f[i - 1] && f[i] <= f[i + 1]) {
    at <- exp(root(function(v) grad(value, v), u[i - 1], u[i + 1]))
    if (fn(at) < least) { theta <- at; least <- fn(at) }
  }
  fn(theta)
  list(par = theta, fval = least, conv = 0, message = "", feval = 0)
}
control <- lmerControl(optimizer = "tight", restart_edge = FALSE, boundary.tol = 0, calc.derivs = FALSE)

# tested: how many of the last columns are tested together.
model <- function(case, y, x, g, tested) {
  p <- ncol(x)
  fields(case, y = y, cluster = ifelse(is.na(g), NA, as.integer(factor(g)) - 1), columns = p, tested = tested)
  for (j in seq_len(p)) field(case, paste0("x", j - 1), x[, j])
  complete <- complete.cases(y, x, g)
  d <- data.frame(y = y, g = factor(g))[complete, ]; x <- x[complete, , drop = FALSE]
  names <- paste0("c", seq_len(p)); colnames(x) <- names
  fit <- function(columns, reml) {
    d$x <<- x[, columns, drop = FALSE]
    assign("d", d, envir = globalenv())
    suppressMessages(suppressWarnings(lmerTest::lmer(y ~ 0 + x + (1 | g), d, REML = reml, control = control)))
  }
  say <- function(m, prefix) {
    s <- suppressMessages(summary(m)$coefficients)
    full <- function(v) { out <- rep(NA_real_, p); out[match(rownames(s), paste0("x", names))] <- v; out }
    put <- function(name, v) field(case, paste0(prefix, "_", name), v)
    put("coefficient", full(s[, "Estimate"])); put("se", full(s[, "Std. Error"])); put("df", full(s[, "df"]))
    put("t", full(s[, "t value"])); put("p", full(s[, "Pr(>|t|)"]))
    put("log10_p", full((log(2) + pt(-abs(s[, "t value"]), s[, "df"], log.p = TRUE)) / log(10)))
    put("theta", getME(m, "theta")); put("sigma", sigma(m))
    put("criterion", if (isREML(m)) REMLcrit(m) else -2 * as.numeric(logLik(m))); put("aic", AIC(m))
  }
  ml <- fit(seq_len(p), FALSE)
  say(ml, "ml"); say(fit(seq_len(p), TRUE), "reml")
  without <- fit(seq_len(p - tested), FALSE)
  chi <- -2 * (as.numeric(logLik(without)) - as.numeric(logLik(ml)))
  df <- attr(logLik(ml), "df") - attr(logLik(without), "df")
  fields(case, n = nobs(ml), chi_square = chi, df = df, p = pchisq(chi, df, lower.tail = FALSE),
         log10_p = pchisq(chi, df, lower.tail = FALSE, log.p = TRUE) / log(10))
}
data <- function(sizes, sd, sigma, effect) {
  g <- rep(seq_along(sizes), sizes); n <- length(g)
  between <- rnorm(length(sizes))[g]; within <- rnorm(n); mixed <- rnorm(length(sizes))[g] + rnorm(n)
  y <- 1 + effect * mixed + rnorm(length(sizes), 0, sd)[g] + rnorm(n, 0, sigma)
  list(y = round(y, 6), x = round(cbind(1, between, within, mixed), 6), g = g)
}
with(data(rep(5, 20), 0.8, 1, 0.3), model("balanced", y, x, g, 1))
with(data(sample(1:7, 30, TRUE), 0.5, 1, 0.2), model("unbalanced", y, x, g, 1))
with(data(c(40, rep(1, 12), 2, 3), 1, 0.7, 0.2), model("one_large_cluster", y, x, g, 2))
with(data(c(2, 3, 2), 1, 1, 0), model("tiny", y, x[, c(1, 3)], g, 1))
with(data(c(2, 3, 2, 3), 1, 1, 0), model("two_tested_of_few", y, x[, c(1, 3, 4)], g, 2))
local({ d <- data(rep(4, 12), 0, 1, 0.2); d$y <- d$y - ave(d$y, d$g) * 0.9; with(d, model("singular", round(y, 6), x, g, 1)) })
with(data(rep(2, 40), 300, 1, 0.5), model("repeated_scans", y, x, g, 1))
# theta near 20: near 1000 lmerTest's numerical Hessian is good to 1e-3 only.
with(data(rep(60, 6), 0.02, 1e-3, 1), model("far_below_double", y, x, g, 2))
with(data(sample(1:6, 15, TRUE), 1, 1, 0.4), model("aliased", y, cbind(x[, 1:3], x[, 2] - x[, 3], x[, 4]), g, 2))
local({
  d <- data(sample(1:6, 20, TRUE), 1, 1, 0.4)
  d$y[3] <- NA; d$x[c(5, 9), 4] <- NA; d$x[11, 2] <- NA; d$g[20] <- NA
  model("missing", d$y, d$x, d$g, 1)
})
local({
  d <- data(rep(c(2, 5, 6), 8), 0.6, 1, 0); class <- sample(3, length(d$g), TRUE)
  model("three_classes", d$y + (class == 2) / 2, cbind(d$x[, 1:2], class == 2, class == 3), d$g, 2)
})
local({ d <- data(rep(c(1, 4), 10), 0.5, 1, 0.3); model("ties", round(d$y), round(d$x), d$g, 1) })
# Not farther: lme4 forms cross products of y, which cost it half of the digits.
local({ d <- data(rep(3, 15), 1, 1, 0.3); model("far_from_zero", round(d$y + 1000, 6), d$x, d$g, 1) })
# Two local minima: of ML, the better inside; of REML, the better at 0.
model("two_minima_ml",
      c(-3.13, -6.69, -4.54, -4.53, -2.46, -6.24, -2.16, -8.62, -3.74, -7.95, -4.05, -3.72, -2.93, -5.19, -1.67, -0.21, -2.03, -1.87, -3.84, -1.57, -2.92, 3.49),
      cbind(1, c(2.51, 2.74, 1.77, 2.84, 1.5, 3.02, 0.96, 3.48, 3.5, 4.34, 2.4, 3.59, 2.15, 1.92, 0.4, -0.81, -0.69, -0.23, -1.06, -1.94, -2.29, -1.34)),
      rep(1:5, c(14, 3, 1, 3, 1)), 1)
model("two_minima_reml", c(-3.03, -3.3, 1.22, 0.9, 2.28, -2.61, -1.57, 2.61, 1.33, -1.25, -1.24, -0.13, -1.13),
      cbind(1, c(4.62, 4.07, 3.42, 1.48, 3.4, 4.36, 4.33, 2.57, 2.99, 3.38, 3.18, -6.45, 4.37)), rep(1:3, c(11, 1, 1)), 1)
save_cases("mixed", c("lme4", "lmerTest", "numDeriv"))
