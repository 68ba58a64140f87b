# Area under the time-dependent ROC curve and Brier score, censoring weighted away by its Kaplan–Meier estimate.
# Rscript tests/reference/make/time_auc.R
source("tests/reference/make/cases.R")
suppressMessages({library(riskRegression); library(survival)})
set.seed(919)
score <- function(risks, time, event, at, metric, summary = NULL)
  Score(risks, Surv(time, event) ~ 1, data = data.frame(time, event), times = at, metrics = metric, summary = summary,
        se.fit = TRUE, conf.int = .95, null.model = FALSE, contrasts = length(risks) > 1, cens.model = "km")
auc_case <- function(case, time, event, x, at, y = NULL) {
  fields(case, time = time, event = event, x = x, at = at)
  if (!is.null(y)) field(case, "y", y)
  k <- complete.cases(time, event, x, if (is.null(y)) x else y)
  risks <- list(x = x[k]); if (!is.null(y)) risks$y <- y[k]
  s <- score(risks, time[k], event[k], at, "auc")
  a <- s$AUC$score[model == "x"]
  z <- (a$AUC - .5) / a$se
  fields(case, auc = a$AUC, se = a$se, low = a$lower, high = a$upper, log10_p = (log(2) + pnorm(-abs(z), log.p = TRUE)) / log(10))
  if (!is.null(y)) { # y less x
    d <- s$AUC$contrasts
    fields(case, difference = -d$delta.AUC, difference_se = d$se, difference_p = d$p)
  }
}
n <- 130
x <- round(rnorm(n), 3); y <- round(.5 * x + rnorm(n), 1)
time <- round(rexp(n, exp(.7 * x + .3 * y) / 20), 4); cens <- round(runif(n, 2, 40), 4)
event <- as.numeric(time <= cens); time <- pmin(time, cens)
tied <- ceiling(time / 2)
last <- as.numeric(seq_len(n) != which.max(time)) # Score() wants one censored case
holes <- function(v, k) { v[sample(length(v), k)] <- NA; v }
auc_case("plain", time, event, x, c(3, 8, 15), y)
auc_case("tied", tied, event, round(x), c(2, 4, 7.5), round(y))
auc_case("at_event", time, event, x, sort(time[event == 1])[c(20, 45)])
auc_case("no_censoring", time, last, x, c(5, 20), y)
auc_case("gaps", holes(time, 4), holes(event, 3), holes(x, 5), 9, holes(y, 6))
auc_case("against", time, event, -x, c(4, 12))
auc_case("huge", time * 1e6, event, x * 1e200, c(4e6, 12e6), y * 1e-200)
auc_case("lung", lung$time, lung$status - 1, lung$ph.ecog, c(180, 365), lung$age)
auc_case("veteran", veteran$time, veteran$status, -veteran$karno, c(60, 200), veteran$age)
m <- 3000; far <- round(rnorm(m), 3); ft <- round(rexp(m, exp(2 * far)), 6)
auc_case("far", ft, as.numeric(seq_len(m) != which.max(ft)), far, c(.5, 1))
q <- 6; f <- round(matrix(rnorm(n * q), n) + outer(x, rnorm(q, 0, .4)), 2)
f[c(3, 9, 40), 2] <- NA; f[c(3, 9, 40), 3] <- NA; f[20:60, 4] <- NA; f[, 5] <- round(f[, 5])
fields("screen", time = tied, event = event, features = f, feature_columns = q, at = 5)
out <- sapply(seq_len(q), function(j) {
  k <- !is.na(f[, j]); a <- score(list(x = f[k, j]), tied[k], event[k], 5, "auc")$AUC$score
  c(sum(k), a$AUC, a$se, a$lower, a$upper)
})
for (r in 1:5) field("screen", paste0("screen_", c("n", "auc", "se", "low", "high"))[r], out[r, ])
# Brier: survival of each case (rows) at each time (columns).
# hold: predictions stay from each odd one of the times to the next.
brier_case <- function(case, time, event, eta, h0, at, hold = FALSE) {
  S <- round(outer(eta, at, function(e, t) exp(-h0 * t * exp(e))), 6)
  known <- seq_along(at); if (hold) { known <- known[known %% 2 == 1]; S <- S[, rep(known, each = 2)[seq_along(at)]] }
  fields(case, time = time, event = event, brier_at = at, survival = S, known = known - 1)
  s <- score(list(m = 1 - S), time, event, at, "brier", "ibs")$Brier$score
  fields(case, brier = s$Brier, brier_se = s$se, brier_low = s$lower, brier_high = s$upper, ibs = s$IBS)
}
brier_case("brier", time, event, .5 * x, .05, c(2, 6, 11, 20))
brier_case("brier_tied", tied, event, .5 * x, .1, c(1, 2, 3, 5, 8))
brier_case("brier_no_censoring", time, last, .5 * x, .05, c(2, 6, 11, 20))
brier_case("brier_every_time", tied, event, x, .1, sort(unique(tied[tied <= max(tied[event == 1])])))
brier_case("brier_every_second", tied, event, x, .1, sort(unique(tied[tied <= max(tied[event == 1])])), hold = TRUE)
brier_case("brier_wrong", tied, event, -3 * x, 5, c(1, 4, 9))
save_cases("time_auc", "riskRegression")
