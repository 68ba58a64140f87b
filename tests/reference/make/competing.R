# Competing risks: cumulative incidence, Gray's test, Fine–Gray. Rscript tests/reference/make/competing.R
# crr stops at gtol 1e-6: here its tolerance is 1e-14 and it starts once more from where it stopped. It has no case at
# time 0, where it takes the censoring distribution after the time in place of before.
source("tests/reference/make/cases.R")
suppressMessages(library(cmprsk))
set.seed(515)
ln10 <- log(10)
chi <- function(stat, df) c(stat, df, pchisq(stat, df, lower.tail = FALSE), pchisq(stat, df, lower.tail = FALSE, log.p = TRUE) / ln10)
limits <- function(f, v) {
  half <- qnorm(.975) * sqrt(v) / (f * abs(log(f)))
  rbind(ifelse(f > 0 & f < 1, f^exp(half), NA), ifelse(f > 0 & f < 1, f^exp(-half), NA))
}
curve_case <- function(case, time, cause, of = 1, entry = NULL) {
  fields(case, time = time, cause = cause, of = of)
  if (!is.null(entry)) field(case, "entry", entry)
  k <- complete.cases(time, cause, if (is.null(entry)) 0 * time else entry); time <- time[k]; cause <- cause[k]
  if (is.null(entry)) {
    ci <- cuminc(time, cause)[[paste("1", of)]]
    at <- sort(unique(time[cause == of]))
    last <- sapply(at, function(t) max(which(ci$time == t)))
    est <- ci$est[last]; var <- ci$var[last]
    risk <- sapply(at, function(t) sum(time >= t))
  } else {
    entry <- entry[k]
    state <- factor(cause, c(0, sort(unique(cause[cause > 0]))))
    s <- survfit(Surv(entry, time, state) ~ 1, id = seq_along(time))
    at <- sort(unique(time[cause == of]))
    est <- s$pstate[match(at, s$time), match(as.character(of), s$states)]
    risk <- sapply(at, function(t) sum(entry < t & time >= t))
    var <- NULL
  }
  fields(case, step_time = at, at_risk = risk, count = sapply(at, function(t) sum(time == t & cause == of)), estimate = est)
  if (!is.null(var)) { ci <- limits(est, var); fields(case, variance = var, ci_low = ci[1, ], ci_high = ci[2, ]) }
}
gray_case <- function(case, time, cause, group, stratum = NULL, of = 1, rho = 0) {
  fields(case, time = time, cause = cause, of = of, group = group, rho = rho)
  if (!is.null(stratum)) field(case, "stratum", stratum)
  t <- if (is.null(stratum)) cuminc(time, cause, group, rho = rho) else cuminc(time, cause, group, stratum, rho = rho)
  t <- t$Tests[as.character(of), ]
  fields(case, gray = chi(t[["stat"]], t[["df"]]))
}
crr_case <- function(case, time, cause, x, of = 1) {
  x <- as.matrix(x)
  fields(case, time = time, cause = cause, of = of, x = x, columns = ncol(x))
  run <- function(init) crr(time, cause, x, failcode = of, gtol = 1e-14, maxiter = 40, init = init)
  f <- suppressWarnings(run(rep(0, ncol(x)))); f <- suppressWarnings(run(f$coef))
  b <- f$coef; se <- sqrt(diag(f$var)); z <- b / se
  fields(case, coefficient = b, se = se, covariance = f$var, model_se = sqrt(diag(f$invinf)), z = z,
         log10_p = (log(2) + pnorm(-abs(z), log.p = TRUE)) / ln10,
         loglik = c(f$loglik.null, f$loglik), ratio = exp(b), ratio_low = exp(b - qnorm(.975) * se), ratio_high = exp(b + qnorm(.975) * se),
         wald = chi(drop(b %*% solve(f$var, b)), ncol(x)), baseline = cumsum(f$bfitj))
}
n <- 120
x <- round(cbind(rnorm(n), rbinom(n, 1, .4), rnorm(n, 50, 9)), 3)
eta <- .6 * x[, 1] - .5 * x[, 2] + .02 * x[, 3]
t1 <- rexp(n, exp(eta) / 30); t2 <- rexp(n, 1 / 18); cens <- runif(n, 2, 40)
time <- round(pmin(t1, t2, cens), 4); cause <- ifelse(cens < pmin(t1, t2), 0, ifelse(t1 < t2, 1, 2))
tied <- ceiling(time); g <- sample(0:2, n, TRUE); s <- sample(0:1, n, TRUE)
three <- ifelse(cause == 2 & runif(n) < .3, 3, cause)
holes <- function(v, k) { v[sample(length(v), k)] <- NA; v }
for (of in 1:2) {
  curve_case(paste0("curve_plain_", of), time, cause, of)
  curve_case(paste0("curve_tied_", of), tied, cause, of)
  gray_case(paste0("gray_plain_", of), time, cause, g, of = of)
  gray_case(paste0("gray_tied_", of), tied, cause, g, of = of)
  gray_case(paste0("gray_strata_", of), tied, cause, g, s, of = of)
  gray_case(paste0("gray_rho_", of), tied, cause, g, s, of = of, rho = 1)
  crr_case(paste0("crr_plain_", of), time, cause, x, of)
  crr_case(paste0("crr_tied_", of), tied, cause, x, of)
}
curve_case("curve_three", tied, three, 3)
curve_case("curve_single_cause", tied, pmin(cause, 1))
curve_case("curve_all_events", time[cause > 0], cause[cause > 0])
curve_case("curve_last_event", c(3, 1, 2, 2, 5), c(1, 2, 1, 0, 1))
curve_case("curve_one", 4, 1)
curve_case("curve_zero_time", c(0, 0, 1, 2, 2, 3), c(1, 2, 1, 0, 1, 2))
curve_case("curve_gaps", holes(tied, 6), holes(cause, 5))
entry <- floor(time * runif(n, 0, .6) * 1e3) / 1e3
curve_case("curve_entry_1", time, cause, 1, entry)
curve_case("curve_entry_2", time, cause, 2, entry)
gray_case("gray_two", tied, cause, as.numeric(g == 1))
gray_case("gray_three_causes", tied, three, g, of = 3)
gray_case("gray_single_cause", tied, pmin(cause, 1), g)
gray_case("gray_no_censoring", time[cause > 0], cause[cause > 0], g[cause > 0])
gray_case("gray_far", c(1:400, 801:1200) / 7, rep(1:2, 400), rep(0:1, each = 400))
gray_case("gray_small", c(1, 2, 3, 4, 5, 6, 7, 8), c(1, 2, 0, 1, 1, 2, 0, 1), c(0, 0, 1, 1, 0, 1, 0, 1))
crr_case("crr_one_column", tied, cause, x[, 1])
crr_case("crr_no_censoring", time[cause > 0], cause[cause > 0], x[cause > 0, ])
crr_case("crr_single_cause", tied, pmin(cause, 1), x[, 1:2])
crr_case("crr_three_causes", tied, three, x[, 1:2], 3)
big <- 600; y <- round(rnorm(big), 2); a <- rexp(big, exp(1.6 * y)); b <- rexp(big, .6); cc <- rexp(big, .1)
crr_case("crr_far", round(pmin(a, b, cc), 5), ifelse(cc < pmin(a, b), 0, ifelse(a < b, 1, 2)), y)
save_cases("competing", c("cmprsk", "survival"))
