# Tails and their logarithms. Rscript tests/reference/make/tails.R
source("tests/reference/make/cases.R")
n <- 0
tail_case <- function(kind, x, a, b, p, ln) {
  n <<- n + 1
  fields(paste0(kind, n), x = x, df = c(a, b), p = p, log10_p = ln / log(10))
}
for (z in c(-3, 0, 0.1, 1, 1.96, 5, 12, 29.9, 30.1, 36, 37.5, 38, 45, 200, 1e5))
  tail_case("normal", z, NA, NA, pnorm(z, lower.tail = FALSE), pnorm(z, lower.tail = FALSE, log.p = TRUE))
for (df in c(1, 2, 3, 5.5, 17, 98, 350.25, 5000, 1e6)) for (t in c(0, 0.02, 0.7, 2, 9, 33, 80, 1e4, 1e30))
  tail_case("t", t, df, NA, min(1, 2 * pt(t, df, lower.tail = FALSE)), log(2) + pt(t, df, lower.tail = FALSE, log.p = TRUE))
for (df in c(1, 2, 4, 11, 60, 1000)) for (x in c(1e-6, 0.5, 3, 40, 700, 1400, 1e4, 1e7))
  tail_case("chi", x, df, NA, pchisq(x, df, lower.tail = FALSE), pchisq(x, df, lower.tail = FALSE, log.p = TRUE))
for (d1 in c(1, 2, 3, 20)) for (d2 in c(1, 4, 33.5, 180, 4000)) for (f in c(1e-4, 0.9, 3, 50, 1e4, 1e9))
  tail_case("f", f, d1, d2, pf(f, d1, d2, lower.tail = FALSE), pf(f, d1, d2, lower.tail = FALSE, log.p = TRUE))
save_cases("tails")
