# Two measurements of the same cases. Rscript tests/reference/make/paired.R
# Noncentralities are solved to the last bit here (effectsize minimises to about 1e-4); its formulas are kept.
source("tests/reference/make/cases.R")
suppressMessages(library(effectsize))
set.seed(606)

# R's pt gives up digits beyond a noncentrality of 37: there the integral over the spread, on a fine grid.
noncentral_t <- function(t, df, ncp) {
  if (abs(ncp) < 30) return(pt(t, df, ncp = ncp))
  s <- seq(max(1e-9, 1 - 12 / sqrt(2 * df)), 1 + 12 / sqrt(2 * df), length.out = 40001)
  w <- exp((df - 1) * log(s) - df * (s^2 - 1) / 2)
  sum(w * pnorm(t * s - ncp)) / sum(w)
}
pairs <- function(case, x, y, t = TRUE) {
  fields(case, x = x, y = y)
  keep <- !is.na(x) & !is.na(y); x <- x[keep]; y <- y[keep]
  if (t) {
    r <- t.test(x, y, paired = TRUE); df <- r$parameter; n <- df + 1
    ln <- log(2) + pt(abs(r$statistic), df, lower.tail = FALSE, log.p = TRUE)
    field(case, "t", c(r$statistic, df, r$p.value, ln / log(10)))
    if (n > 2) {
      J <- exp(lgamma(df / 2) - log(sqrt(df / 2)) - lgamma((df - 1) / 2)); t <- r$statistic
      low <- root(function(d) noncentral_t(t, df, d) - 0.975, t - 8 - abs(t) / 2, t + 8 + abs(t) / 2)
      high <- root(function(d) noncentral_t(t, df, d) - 0.025, t - 8 - abs(t) / 2, t + 8 + abs(t) / 2)
      ours <- c(mean(x - y) / sd(x - y), low / sqrt(n), high / sqrt(n)) * J
      g <- hedges_g(x, y, paired = TRUE)
      stopifnot(max(abs(c(g$Hedges_g, g$CI_low, g$CI_high) - ours)) < 0.02 * max(1, abs(ours[1])))
      field(case, "g", ours)
    }
  }
  w <- suppressWarnings(wilcox.test(x, y, paired = TRUE))
  d <- x - y; n <- sum(d != 0)
  exact <- n < 50 && n == length(d) && !anyDuplicated(abs(d))
  stopifnot(grepl("exact", w$method) == exact)
  field(case, "signed_rank", c(w$statistic, n, w$p.value, exact))
  field(case, "signed_rank_normal", suppressWarnings(wilcox.test(x, y, paired = TRUE, exact = FALSE)$p.value))
  d <- d[d != 0]
  e <- suppressWarnings(rank_biserial(d))
  field(case, "rank_biserial", if (abs(e$r_rank_biserial) == 1) c(e$r_rank_biserial, NA, NA) else c(e$r_rank_biserial, e$CI_low, e$CI_high))
}
# Hollander & Wolfe (1973), 29 f: Hamilton depression scale before and after a tranquillizer; printed V = 40, p = 0.03906.
pairs("depression", c(1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30), c(0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29))
# Student (1908): hours of sleep gained with two drugs; printed t = -4.0621, df = 9, p = 0.002833.
pairs("sleep", sleep$extra[1:10], sleep$extra[11:20])
pairs("two", c(1, 5), c(0.5, 2))
pairs("three", c(1, 5, 2), c(0.5, 2, 3))
pairs("gaps", c(1.5, NA, 2.25, 4, 8, 1.75, 3), c(2, 0.25, NA, 1, 3.5, 1.8, 2.4))
pairs("ties", c(3, 4, 4, 6, 2, 8, 9, 1), c(1, 2, 5, 4, 3, 4, 12, 3))
pairs("zeros", c(3, 4, 4, 6.5, 2, 8.25, 9, 1.125), c(3, 2, 5.5, 6.5, 3.75, 4, 9, 3))
pairs("balanced", c(1, 4, 2, 5), c(3, 2, 3, 4))
pairs("all_up", c(1.5, 2.25, 3.125, 4.75), c(1, 1, 1, 1))
pairs("all_down", c(1, 1, 1, 1), c(1.5, 2.25, 3.125, 4.75))
x <- round(rnorm(49), 6); pairs("edge49", x, x + round(rnorm(49, 0.3), 6))
x <- round(rnorm(50), 6); pairs("edge50", x, x + round(rnorm(50, 0.3), 6))
x <- round(rnorm(300), 4); pairs("large", x, x + round(rnorm(300, -0.1), 4))
x <- round(rnorm(400), 3); pairs("extreme", x + round(rnorm(400, 30), 3), x)
pairs("huge", c(1.5, 2.25, 4, 3, 1) * 2^900, c(1, 2.5, 2, 3.5, 0.25) * 2^900, t = FALSE)
pairs("units", round(rnorm(20, 3), 3) * 1e-9, round(rnorm(20, 2), 3) * 1e-9)
pairs("infinite", c(1, Inf, 4, 7, -Inf), c(0, 3, 6, 2.5, 2), t = FALSE)

# Brunner & Munzel by the formulas of Neubert & Brunner (2007), with base R; lawstat is not in Debian.
brunner_munzel <- function(case, x, y) {
  fields(case, positive = x, other = y)
  x <- x[!is.na(x)]; y <- y[!is.na(y)]; m <- length(x); n <- length(y)
  r <- rank(c(x, y)); rx <- r[1:m]; ry <- r[m + 1:n]
  vx <- sum((rx - rank(x) - mean(rx) + (m + 1) / 2)^2) / (m - 1)
  vy <- sum((ry - rank(y) - mean(ry) + (n + 1) / 2)^2) / (n - 1)
  t <- m * n * (mean(rx) - mean(ry)) / (m + n) / sqrt(m * vx + n * vy)
  df <- (m * vx + n * vy)^2 / ((m * vx)^2 / (m - 1) + (n * vy)^2 / (n - 1))
  p <- (mean(rx) - (m + 1) / 2) / n
  stopifnot(abs(p - mean(outer(x, y, ">") + outer(x, y, "==") / 2)) < 1e-14)
  ln <- log(2) + pt(abs(t), df, lower.tail = FALSE, log.p = TRUE)
  ci <- p + c(-1, 1) * qt(0.975, df) * sqrt(vx / (m * n^2) + vy / (n * m^2))
  field(case, "brunner_munzel", c(t, df, 2 * pt(-abs(t), df), ln / log(10), p, pmax(0, pmin(1, ci))))
}
# Pain on the third day after surgery, two treatments, Brunner & Munzel (2000); printed by lawstat:
# 3.1375, df = 17.683, p = 0.005786, interval 0.5952169 0.9827052, estimate 0.788961.
brunner_munzel("pain", c(3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4), c(1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1))
brunner_munzel("bm_small", c(1.2, 3.4, 2.2, 5.1), c(0.4, 1.3, 2.9))
brunner_munzel("bm_pairs", c(1, 3), c(2, 4))
brunner_munzel("bm_half", c(1, 4), c(2, 3))
brunner_munzel("bm_gaps", c(1.5, NA, 2.25, 4, NA, 8, 1.75), c(NA, 2, 0.25, 1, 3.5))
brunner_munzel("bm_cut", c(5, 6, 7, 2.5), c(1, 2, 3, 0, 1.5))
brunner_munzel("bm_unequal", round(rnorm(12, 1, 4), 3), round(rnorm(70, 0, 0.5), 3))
brunner_munzel("bm_large", round(rnorm(400, -3), 1), round(rnorm(300), 1))
brunner_munzel("bm_infinite", c(1, Inf, Inf, 3), c(-Inf, 2, 1, 0, Inf))
brunner_munzel("bm_extreme", c(round(rnorm(2500, 9), 3), -9:-1), round(rnorm(2500), 3))
save_cases("paired", "effectsize")
