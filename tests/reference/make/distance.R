# Distance correlations. Rscript tests/reference/make/distance.R
# energy takes p as 1 less the lower tail: here the upper tail and its logarithm.
source("tests/reference/make/cases.R")
suppressMessages(library(energy))
set.seed(1111)
unit <- function(v) v / 2^floor(log2(max(abs(v))))  # exact; energy squares the distances
pairs <- function(case, x, y) {
  fields(case, x = x, y = y)
  keep <- !is.na(x) & !is.na(y); x <- x[keep]; y <- y[keep]; n <- length(x)
  # dcor of the doubly centred matrices, held against energy's
  A <- abs(outer(x, x, "-")); B <- abs(outer(y, y, "-"))
  centre <- function(D) { D <- D / max(D); D - outer(rowMeans(D), rowMeans(D), "+") + mean(D) }
  a <- centre(A); b <- centre(B); d <- sqrt(max(0, mean(a * b)) / sqrt(mean(a^2) * mean(b^2)))
  stopifnot(abs(dcor(unit(x), unit(y)) - d) < 1e-12)
  field(case, "dcor", c(n, d))
  U <- function(D) { D <- D / max(D); r <- rowSums(D) / (n - 2); U <- D - outer(r, r, "+") + sum(D) / ((n - 1) * (n - 2)); diag(U) <- 0; U }
  a <- U(A); b <- U(B); R <- sum(a * b) / sqrt(sum(a^2) * sum(b^2))
  r <- dcorT.test(unit(x), unit(y))
  stopifnot(abs(r$estimate - R) < 1e-9)
  df <- n * (n - 3) / 2 - 1; t <- R * sqrt(df / (1 - R^2))
  ln <- pt(t, df, lower.tail = FALSE, log.p = TRUE)
  field(case, "dcor_t", c(R, t, df, exp(ln), ln / log(10)))
}
x <- round(rnorm(30), 3)
pairs("parabola", x, round(x^2 + rnorm(30) / 4, 3))
pairs("line", x, round(2 * x + rnorm(30), 3))
pairs("nothing", x, round(rnorm(30), 3))
pairs("four", c(1, 2, 4, 7), c(3, 1, 9, 2))
pairs("five", c(1, 2, 4, 7, 7.5), c(3, 1, 9, 2, 2.5))
pairs("ties", c(1, 1, 2, 2, 2, 3, 4, 4, 1), c(2, 2, 2, 1, 5, 5, 1, 2, 2))
pairs("binary", rep(0:1, 8), round(rnorm(16, rep(0:1, 8)), 2))
pairs("gaps", c(1.5, NA, 2.25, 4, 8, 1.75, 3), c(2, 0.25, NA, 1, 3.5, 1.8, 2.4))
pairs("units", x * 1e-200, round(x^2, 3) * 1e250)
pairs("far", 1e6 + x, round(x^3, 3) - 1e5)
pairs("uneven", c(rep(0, 18), 1, 1), round(rnorm(20), 2))
x <- round(rnorm(400), 3); pairs("large", x, round(abs(x) + rnorm(400), 3))
x <- round(rnorm(1000), 3); pairs("large_nothing", x, round(rnorm(1000), 3))
x <- round(rnorm(120), 3); pairs("extreme", x, round(x + rnorm(120) / 100, 4))
save_cases("distance", "energy")
