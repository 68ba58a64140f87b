# Kendall's tau-b. Rscript tests/reference/make/kendall.R
# cor.test's upper tail is 1 less the lower one and its S is made from tau, both at a loss of digits: the tail is taken
# from the lower side here and S counted, and both held against cor.test.
source("tests/reference/make/cases.R")
set.seed(909)
lower <- function(q, n) {  # P(T <= q), by the number of inversions of 1 .. m, m = 2 .. n
  p <- 1
  for (m in seq_len(n)[-1]) { s <- numeric(length(p) + m - 1); for (k in 1:m) s[k - 1 + seq_along(p)] <- s[k - 1 + seq_along(p)] + p / m; p <- s }
  sum(p[seq_len(q + 1)])
}
pairs <- function(case, x, y) {
  fields(case, x = x, y = y)
  keep <- !is.na(x) & !is.na(y); x <- rank(x[keep]); y <- rank(y[keep]); n <- length(x)
  sx <- sign(outer(x, x, "-")); sy <- sign(outer(y, y, "-"))
  S <- sum(sx * sy) / 2
  tau <- S / sqrt(sum(sx^2) / 2) / sqrt(sum(sy^2) / 2)
  half <- qnorm(0.975) * sqrt(0.437 / (n - 4))
  field(case, "tau", c(n, S, tau, if (n > 4) tanh(atanh(tau) + c(-1, 1) * half) else c(NA, NA)))
  tx <- as.numeric(table(x)); ty <- as.numeric(table(y))
  f <- function(t) c(sum(t * (t - 1) * (2 * t + 5)), sum(t * (t - 1)), sum(t * (t - 1) * (t - 2)))
  a <- f(n); b <- f(tx); d <- f(ty)
  v <- (a[1] - b[1] - d[1]) / 18 + b[2] * d[2] / (2 * a[2]) + (if (n > 2) b[3] * d[3] / (9 * a[3]) else 0)
  z <- S / sqrt(v); ln <- min(0, log(2) + pnorm(abs(z), lower.tail = FALSE, log.p = TRUE))
  r <- suppressWarnings(cor.test(x, y, method = "kendall", exact = FALSE))
  if (n > 2) stopifnot(abs(r$estimate - tau) < 1e-12, abs(r$statistic - z) < 1e-10 * max(1, abs(z)))
  field(case, "normal", c(z, exp(ln), ln / log(10)))
  ties <- anyDuplicated(x) || anyDuplicated(y)
  if (!ties && n < 150) {
    T <- (S + n * (n - 1) / 2) / 2
    p <- min(1, 2 * lower(min(T, n * (n - 1) / 2 - T), n))
    if (n < 50) { r <- cor.test(x, y, method = "kendall"); stopifnot(r$statistic == T, abs(r$p.value - p) < 1e-12) }
    field(case, "exact", c(T, p))
  }
}
pairs("small", c(1.2, 3.4, 2.2, 5.1, 0.7), c(0.4, 1.1, 2.9, 4.2, -1))
# Hollander & Wolfe (1973), p. 187: lightness and flavour of tuna; printed T = 26, p = 0.1194, tau 0.4444444.
pairs("tuna", c(44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1), c(2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8))
pairs("two", c(1, 2), c(5, 3))
pairs("three", c(1, 2, 3), c(5, 3, 9))
pairs("ties", c(1, 2, 2, 3, 5, 5, 5, 7), c(0, 1, 1, 2, 2, 3, 3, 1))
pairs("ties_left", c(1, 2, 2, 3, 5), c(3, 1, 4, 2, 6))
pairs("binary", rep(0:1, each = 6), c(1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1))
pairs("gaps", c(1.5, NA, 2.25, 4, 8, 1.75, 3), c(2, 0.25, NA, 1, 3.5, 1.8, 2.4))
pairs("up", 1:30, (1:30)^2)
pairs("down", 1:20, -(1:20)^3)
pairs("balanced", 1:4, c(1, 4, 3, 2))
x <- round(rnorm(49), 6); pairs("edge49", x, round(x + 2 * rnorm(49), 6))
x <- round(rnorm(50), 6); pairs("edge50", x, round(x + 2 * rnorm(50), 6))
x <- round(rnorm(120), 6); pairs("exact120", x, round(rnorm(120) - x, 6))
x <- sample(1:9, 500, TRUE); pairs("large_tied", x, x + sample(1:20, 500, TRUE))
x <- round(rnorm(1500), 4); pairs("extreme", x, round(x + 0.2 * rnorm(1500), 2))
pairs("infinite", c(-Inf, 3, 2, Inf, 4, Inf, 1), c(1, 0, 2, 5, 5, 9, -Inf))
save_cases("kendall")
