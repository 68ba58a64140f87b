# Ordered groups and pairs of groups. Rscript tests/reference/make/ordered.R
source("tests/reference/make/cases.R")
suppressMessages(library(survival))
set.seed(707)

# Exact distribution of J without ties, as polynomials: the product of the rank-sum distributions (dwilcox) of each
# group against all before it (Harding 1984).
jonckheere_exact <- function(j, sizes) {
  p <- 1; before <- sizes[1]
  for (s in sizes[-1]) { p <- outer_sum(p, dwilcox(0:(s * before), s, before)); before <- before + s }
  k <- seq_along(p) - 1; j <- min(j, max(k) - j)
  min(1, 2 * sum(p[k <= j]))
}
outer_sum <- function(a, b) {
  out <- numeric(length(a) + length(b) - 1)
  for (i in seq_along(a)) out[i - 1 + seq_along(b)] <- out[i - 1 + seq_along(b)] + a[i] * b
  out
}
# cor.test's S is 2 J less the number of pairs, and its tie-corrected variance four times that of J, so that z is J's.
# cor.test makes S from tau, at a loss of digits: z is computed from J here and held against it.
ordered_groups <- function(case, x, g) {
  fields(case, x = x, g = g)
  keep <- !is.na(x) & !is.na(g); x <- x[keep]; g <- match(g[keep], sort(unique(g[keep])))
  n <- length(x); ni <- as.numeric(table(g)); t <- as.numeric(table(x))
  J <- 0
  for (a in seq_along(ni)) for (b in seq_along(ni)) if (a < b)
    J <- J + sum(outer(x[g == b], x[g == a], ">") + outer(x[g == b], x[g == a], "==") / 2)
  A <- n * (n - 1) * (2 * n + 5) - sum(ni * (ni - 1) * (2 * ni + 5)) - sum(t * (t - 1) * (2 * t + 5))
  B <- sum(ni * (ni - 1) * (ni - 2)) * sum(t * (t - 1) * (t - 2))
  C <- sum(ni * (ni - 1)) * sum(t * (t - 1))
  v <- A / 72 + (if (n > 2) B / (36 * n * (n - 1) * (n - 2)) else 0) + C / (8 * n * (n - 1))
  z <- (J - (n^2 - sum(ni^2)) / 4) / sqrt(v)
  if (n > 2) stopifnot(abs(cor.test(x, g, method = "kendall", exact = FALSE)$statistic - z) < 1e-10 * max(1, abs(z)))
  ln <- log(2) + pnorm(abs(z), lower.tail = FALSE, log.p = TRUE)
  field(case, "jonckheere_normal", c(J, exp(ln), ln / log(10)))
  if (!anyDuplicated(x) && n < 120) field(case, "jonckheere_exact", jonckheere_exact(J, ni))
  f <- concordance(g ~ x)
  half <- qnorm(0.975) * sqrt(f$var)
  edge <- f$concordance %in% 0:1
  field(case, "concordance", c(f$concordance, if (edge) c(NA, NA) else pmax(0, pmin(1, f$concordance + c(-1, 1) * half))))
  # Dunn (1964)
  r <- rank(x); s2 <- (n * (n + 1) - sum(t^3 - t) / (n - 1)) / 12
  dunn <- NULL
  for (a in seq_along(ni)) for (b in seq_along(ni)) if (a < b) {
    z <- (mean(r[g == b]) - mean(r[g == a])) / sqrt(s2 * (1 / ni[a] + 1 / ni[b]))
    ln <- log(2) + pnorm(abs(z), lower.tail = FALSE, log.p = TRUE)
    dunn <- c(dunn, z, exp(ln), ln / log(10), mean(outer(x[g == b], x[g == a], ">") + outer(x[g == b], x[g == a], "==") / 2))
  }
  if (length(ni) == 2) stopifnot(abs(dunn[1]^2 - kruskal.test(x, g)$statistic) < 1e-10)
  field(case, "dunn", dunn)
}
# Hollander & Wolfe (1999), example 6.2: knowledge of performance; printed J = 79, variance 150.29, one-sided p = .0207.
ordered_groups("performance", c(40, 35, 38, 43, 44, 41, 38, 40, 47, 44, 40, 42, 48, 40, 45, 43, 46, 44), rep(0:2, each = 6))
# The data of kruskal.test: unequal groups with ties and missing values.
ordered_groups("airquality", airquality$Ozone, airquality$Month - 5)
ordered_groups("distinct", c(1.5, 0.3, 2.2, 2.9, 1.1, 3.6, 4.1, 2.4), c(0, 0, 0, 1, 1, 1, 2, 2))
ordered_groups("falling", c(9, 8, 7, 6, 5, 4, 3), c(0, 0, 1, 1, 2, 2, 3))
ordered_groups("singles", c(1, 3, 2, 4, 5.5), 0:4)
ordered_groups("two_groups", round(rnorm(30), 5), rep(0:1, c(7, 23)))
ordered_groups("two_cases", c(1, 2), 0:1)
ordered_groups("gap_levels", c(round(rnorm(15), 2), NA, NA), c(rep(c(0, 2, 5), 5), 0, NA))
ordered_groups("tied", sample(1:4, 60, TRUE) + rep(0:2, 20), rep(0:2, 20))
ordered_groups("two_values", c(0, 0, 0, 1, 0, 1, 1, 0, 1, 1), c(0, 0, 0, 0, 1, 1, 1, 2, 2, 2))
x <- round(rnorm(49), 6); ordered_groups("edge49", x, rep(0:6, 7))
x <- round(rnorm(50), 6); ordered_groups("edge50", x, rep(0:4, 10))
ordered_groups("large", round(rnorm(110, rep(0:1, c(80, 30)) / 3), 7), rep(0:3, c(50, 30, 20, 10)))
ordered_groups("extreme", round(rnorm(6000, rep(0:2, each = 2000) * 5), 5), rep(0:2, each = 2000))
ordered_groups("infinite", c(-Inf, 3, 2, Inf, 4, Inf, 1), c(0, 0, 0, 1, 1, 2, 2))
save_cases("ordered", "survival")
