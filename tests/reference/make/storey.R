# Storey's q, pi0 and the local false discovery rate. Rscript tests/reference/make/storey.R
# lfdr is qvalue's; kernel_lfdr the same formula with the Gaussian kernel sum itself in place of density()'s 512 points and
# the smoothing spline over them. pi0_spline is the smoother with the spline in its closed form, df 3 to
# the last digits: smooth.spline stops its search early and rounds a third to .3330 in its penalty (2e-4 apart at one lambda).
source("tests/reference/make/cases.R")
suppressMessages(library(qvalue))
set.seed(711)
lambda <- seq(.05, .95, .05)
# Roughness of the natural splines through unit vectors (their second derivatives are straight between knots).
bend <- sapply(1:19, function(j) splinefun(lambda, as.numeric(1:19 == j), method = "natural")(lambda, deriv = 2))
h <- diff(lambda)
a <- bend[-19, ]; b <- bend[-1, ]
K <- crossprod(a, a * h / 3) + crossprod(b, b * h / 3) + crossprod(a, b * h / 6) + crossprod(b, a * h / 6)
smoother <- function(l) solve(diag(19) + exp(l) * K)
S <- smoother(root(function(l) sum(diag(smoother(l))) - 3, -20, 5))
exact_pi0 <- function(p) min(1, (S %*% sapply(lambda, function(l) mean(p >= l) / (1 - l)))[19])
kernel_lfdr <- function(p, pi0) {
  p <- pmin(pmax(p, 1e-8), 1 - 1e-8)
  x <- qnorm(p)
  bw <- 1.5 * bw.nrd0(x)
  f <- sapply(x, function(v) mean(dnorm(v, x, bw)))
  l <- pmin(1, pi0 * dnorm(x) / f)
  o <- order(p)
  cummax(l[o])[order(o)]
}
family <- function(case, p) {
  k <- p[!is.na(p)]
  field(case, "p", p)
  b <- pi0est(k, pi0.method = "bootstrap")
  s <- pi0est(k, pi0.method = "smoother")
  fields(case, pi0_bootstrap = b$pi0, at_lambda = b$pi0.lambda, pi0_smoother = s$pi0, pi0_spline = exact_pi0(k))
  q <- qvalue(p, pi0.method = "bootstrap")
  fields(case, q = q$qvalues, lfdr = q$lfdr)
  l <- p
  l[!is.na(p)] <- kernel_lfdr(k, b$pi0)
  field(case, "kernel_lfdr", l)
}
family("mixture", c(runif(200), pnorm(rnorm(60, -3))))
family("strong", c(runif(120), rbeta(380, .05, 3)))
family("null", runif(250))
family("gaps", replace(c(runif(150), rbeta(50, .2, 4)), c(3, 77, 200), NA))
family("tied", c(round(runif(200), 2), round(rbeta(60, .3, 5), 2)))
family("few", c(.001, .004, .03, .04, .12, .21, .34, .47, .58, .72, .88, .97))
family("edges", c(0, 0, 1e-320, 1e-300, 1, 1, .999999999, runif(90)))
family("on_lambda", rep(lambda, 1:19))
family("large", 2 * pnorm(-abs(c(rnorm(700), rnorm(200, 2.5)))))
save_cases("storey", "qvalue")
