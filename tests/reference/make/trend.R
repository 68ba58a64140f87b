# Trends of shares, stratified tables, paired classifications. Rscript tests/reference/make/trend.R
source("tests/reference/make/cases.R")
suppressMessages(library(sandwich))
set.seed(808)
chi <- function(x, df) c(x, df, pchisq(x, df, lower.tail = FALSE), pchisq(x, df, lower.tail = FALSE, log.p = TRUE) / log(10))

# prop.trend.test goes through lm, at a loss of digits for large tables: the closed form, held against it.
trend <- function(case, without, with, scores = NULL) {
  fields(case, without = without, with = with)
  if (!is.null(scores)) field(case, "scores", scores)
  s <- if (is.null(scores)) seq_along(with) else scores
  keep <- without + with > 0; without <- without[keep]; with <- with[keep]; s <- s[keep]
  n <- without + with; p <- sum(with) / sum(n); centre <- sum(n * s) / sum(n)
  x <- sum((s - centre) * (with - n * p))^2 / (p * (1 - p) * sum(n * (s - centre)^2))
  r <- prop.trend.test(with, n, s)
  stopifnot(abs(r$statistic - x) < 1e-9 * max(1, x))
  field(case, "trend", chi(x, 1))
  y <- rep(rep(0:1, length(s)), as.vector(rbind(without, with))); s <- rep(s, n); s <- s - mean(s); fit <- lm(y ~ s)
  slope <- sum((s - mean(s)) * (y - mean(y))) / sum((s - mean(s))^2)
  stopifnot(abs(slope - coef(fit)[2]) < 1e-12 * max(1, abs(slope)))
  se <- sqrt(vcovHC(fit, type = "HC0")[2, 2])
  field(case, "slope", c(slope, slope - qnorm(0.975) * se, slope + qnorm(0.975) * se))
}
# Fleiss (1981), p. 139: smokers among patients; printed 8.2249, df = 1, p = 0.004132.
trend("smokers", c(3, 3, 7, 12), c(83, 90, 129, 70))
trend("smokers_scores", c(3, 3, 7, 12), c(83, 90, 129, 70), c(0, 1, 4, 9))
trend("two_groups", c(8, 1), c(2, 5))
trend("tiny", c(1, 0, 1), c(0, 1, 1))
trend("empty_group", c(4, 0, 3, 2), c(1, 0, 3, 6))
trend("level", c(3, 3, 3), c(2, 2, 2))
trend("negative_scores", c(10, 20, 5, 7), c(3, 9, 8, 1), c(-2.5, 0, 0.125, 3))
trend("far_scores", c(10, 20, 5, 7), c(3, 9, 8, 1), 1e6 + c(0, 1, 2, 3))
trend("extreme", c(3000, 1500, 20), c(10, 1500, 3100))

strata <- function(case, x) {
  fields(case, dim = dim(x), counts = aperm(x, c(2, 1, 3)))
  use <- apply(x, 3, sum) > 1
  x <- x[apply(x[, , use, drop = FALSE], 1, sum) > 0, apply(x[, , use, drop = FALSE], 2, sum) > 0, use, drop = FALSE]
  for (correct in c(TRUE, FALSE)) {
    r <- mantelhaen.test(x, correct = correct)
    field(case, if (correct) "corrected" else "plain", chi(r$statistic, r$parameter))
  }
  if (all(dim(x)[1:2] == 2)) field(case, "odds", if (r$estimate %in% c(0, Inf)) c(r$estimate, NA, NA) else c(r$estimate, r$conf.int))
}
# Agresti (1990), pp. 231-237: penicillin and rabbits; printed corrected statistic 3.9286, p = 0.04747, odds ratio 7.
# mantelhaen.test drops the stratum without variation itself.
strata("rabbits", array(c(0, 0, 6, 5, 3, 0, 3, 6, 6, 2, 0, 4, 5, 6, 1, 0, 2, 5, 0, 0), c(2, 2, 5)))
strata("admissions", array(as.numeric(UCBAdmissions), dim(UCBAdmissions)))
# Agresti (2002), p. 288: job satisfaction by income and sex; printed 10.2001, df = 9, p = 0.3345.
strata("satisfaction", array(c(1, 2, 0, 0, 3, 3, 1, 2, 11, 17, 8, 4, 2, 3, 5, 2, 1, 0, 0, 0, 1, 3, 0, 1, 2, 5, 7, 9, 1, 1, 3, 6), c(4, 4, 2)))
strata("singles", array(c(8, 1, 2, 5, 1, 0, 0, 0, 3, 2, 4, 4, 0, 0, 0, 0), c(2, 2, 4)))
strata("below_half", array(c(3, 2, 2, 2, 4, 4, 3, 3), c(2, 2, 2)))
strata("zero_diagonal", array(c(0, 3, 4, 2, 2, 5, 1, 0) * c(1, 1, 1, 1, 0, 1, 1, 1), c(2, 2, 2)))
strata("empty_column", array(c(8, 1, 0, 0, 2, 5, 3, 2, 0, 0, 4, 4), c(2, 3, 2)))
strata("two_by_three", array(sample(0:9, 2 * 3 * 5, TRUE), c(2, 3, 5)))
strata("three_by_two", array(sample(0:9, 2 * 3 * 5, TRUE), c(3, 2, 5)))
strata("matched_pairs", array(unlist(replicate(40, list(c(0, 1, 1, 0), c(1, 0, 0, 1), c(0, 1, 1, 0), c(1, 1, 0, 0)))), c(2, 2, 160)))
strata("extreme", array(c(900, 20, 15, 1100, 700, 30, 9, 1500), c(2, 2, 2)))

changes <- function(case, x) {
  fields(case, dim = dim(x), square = t(x))
  for (correct in c(TRUE, FALSE)) {
    r <- mcnemar.test(x, correct = correct)
    field(case, if (correct) "mcnemar" else "mcnemar_plain", chi(r$statistic, r$parameter))
  }
  if (nrow(x) > 2) return()
  a <- x[1, 2]; b <- x[2, 1]
  r <- binom.test(a, a + b)
  k <- min(a, b)
  ln <- min(0, log(2) + pbinom(k, a + b, 0.5, log.p = TRUE))
  stopifnot(abs(r$p.value - exp(ln)) < 1e-9)
  field(case, "exact", c(exp(ln), ln / log(10)))
  low <- if (a == 0) 0 else qbeta(0.025, a, b + 1) / qbeta(0.025, b + 1, a, lower.tail = FALSE)
  high <- if (b == 0) Inf else qbeta(0.975, a + 1, b) / qbeta(0.975, b, a + 1, lower.tail = FALSE)
  stopifnot(abs(low / (1 + low) - r$conf.int[1]) < 1e-9, b == 0 || abs(high / (1 + high) - r$conf.int[2]) < 1e-9)
  field(case, "change_odds", c(a / b, low, high))
}
# Agresti (1990), p. 350: approval of the president (the example of mcnemar.test).
changes("approval", matrix(c(794, 86, 150, 570), 2))
changes("few", matrix(c(5, 1, 4, 7), 2))
changes("equal", matrix(c(5, 3, 3, 7), 2))
changes("one_way", matrix(c(5, 0, 6, 7), 2))
changes("other_way", matrix(c(0, 6, 0, 7), 2))
changes("one_change", matrix(c(0, 1, 0, 0), 2))
changes("three", matrix(c(20, 5, 2, 9, 30, 4, 1, 8, 11), 3))
changes("four", matrix(sample(1:9, 16, TRUE), 4))
changes("far", matrix(c(5, 40, 3000, 7), 2))
save_cases("trend", "sandwich")
