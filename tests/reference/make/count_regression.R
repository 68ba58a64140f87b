# Poisson and negative binomial regression. Rscript tests/reference/make/count_regression.R
# glm is started again where it stopped (its weights are those before its last step). glm.nb stops at a change of 1e-8 in
# the likelihood: its two steps, theta.ml and glm at that theta, are repeated here until nothing moves.
source("tests/reference/make/cases.R")
suppressMessages(library(MASS))
set.seed(1010)
ln10 <- log(10)
chi <- function(stat, df) c(stat, df, pchisq(stat, df, lower.tail = FALSE), pchisq(stat, df, lower.tail = FALSE, log.p = TRUE) / ln10)
count_case <- function(case, x, y, w = NULL, o = NULL, tested, negative = FALSE, separated = FALSE) {
  x <- as.matrix(x); X <- cbind(1, x); p <- ncol(X); colnames(X) <- paste0("c", 1:p)
  fields(case, x = X, columns = p, y = y, tested = tested, negative = as.numeric(negative))
  if (!is.null(w)) field(case, "weight", w)
  if (!is.null(o)) field(case, "offset", o)
  d <- data.frame(y = y, w = if (is.null(w)) 1 else w, o = if (is.null(o)) 0 else o, X = I(X))
  d <- d[complete.cases(y, X, d$w, d$o), ]
  go <- function(j, family, start) suppressWarnings(glm(y ~ X[, j, drop = FALSE] - 1, family, d, weights = w, offset = o, start = start, epsilon = 1e-11, maxit = 200))
  zero <- function(f) ifelse(is.na(coef(f)), 0, coef(f))
  run <- function(j) {
    f <- go(j, poisson(), NULL)
    if (!separated) f <- go(j, poisson(), zero(f))
    f$ll <- sum(d$w * dpois(d$y, f$fitted.values, log = TRUE))
    if (negative) {
      th <- 1
      for (i in 1:300) {
        f <- go(j, negative.binomial(th), zero(f))
        new <- th; step <- 1
        for (k in 1:100) { # Newton on ln(theta), from the formulas of the density
          mu <- f$fitted.values
          s <- sum(d$w * (digamma(new + d$y) - digamma(new) + log(new) + 1 - log(new + mu) - (d$y + new) / (mu + new)))
          h <- sum(d$w * (-trigamma(new + d$y) + trigamma(new) - 1 / new + 2 / (mu + new) - (d$y + new) / (mu + new)^2))
          step <- max(-1, min(1, s / (new * abs(h)))); new <- new * exp(step)
          if (abs(step) < 1e-14) break
        }
        if (abs(new - th) < 1e-14 * th) break
        th <- new
      }
      f <- go(j, negative.binomial(th), zero(f))
      f$theta <- th; f$theta_se <- 1 / sqrt(h)
      f$ll <- sum(d$w * dnbinom(d$y, size = th, mu = f$fitted.values, log = TRUE))
    }
    f
  }
  rest <- setdiff(1:p, tested + 1)
  small <- run(rest); large <- run(c(rest, tested + 1))
  df <- large$rank - small$rank
  field(case, "test_lr", chi(2 * (large$ll - small$ll), df))
  if (!negative) field(case, "test_score", chi(suppressWarnings(anova(small, large, test = "Rao"))$Rao[2], df))
  if (separated) return(invisible())
  f <- run(1:p)
  V <- summary(f, dispersion = 1)$cov.scaled; se <- rep(NA, p); se[!is.na(coef(f))] <- sqrt(diag(V)); b <- coef(f)
  z <- b / se
  fields(case, coefficient = b, se = se, z = z, log10_p = (log(2) + pnorm(-abs(z), log.p = TRUE)) / ln10, ll = f$ll, deviance = f$deviance)
  if (negative) {
    fields(case, theta = c(f$theta, f$theta_se))
    nb <- suppressWarnings(glm.nb(y ~ X - 1 + offset(o), data = d, weights = w, control = glm.control(1e-10, 200)))
    stopifnot(abs(nb$theta / f$theta - 1) < 1e-4, abs(nb$twologlik / 2 - f$ll) < 1e-5)
  }
  bl <- coef(large); k <- which(!is.na(bl) & seq_along(bl) > length(rest)); VL <- summary(large, dispersion = 1)$cov.scaled
  pos <- match(k, which(!is.na(bl)))
  field(case, "test_wald", chi(drop(bl[k] %*% solve(VL[pos, pos, drop = FALSE], bl[k], tol = 1e-300)), df))
  if (length(tested) == 1) field(case, "rate_ratio", exp(c(bl[k], bl[k] + c(-1, 1) * qnorm(.975) * sqrt(VL[pos, pos]))))
}
n <- 80
x <- round(cbind(rnorm(n), rbinom(n, 1, .4), rnorm(n, 40, 8)), 3)
o <- round(log(runif(n, .5, 4)), 4); w <- round(runif(n, .5, 3), 2)
mu <- exp(.7 + .5 * x[, 1] - .4 * x[, 2] + o)
yp <- rpois(n, mu); yn <- rnbinom(n, size = 1.3, mu = mu)
holes <- function(v, k) { v[sample(length(v), k)] <- NA; v }
gx <- matrix(holes(x, 8), n); gy <- holes(yn, 4)
for (kind in c("poisson", "negative")) {
  y <- if (kind == "poisson") yp else yn
  run <- function(case, ...) count_case(paste0(kind, "_", case), ..., negative = kind == "negative")
  run("plain", x, y, tested = 1)
  run("offset", x, y, NULL, o, tested = c(1, 3))
  run("weights", x, y, w, o, tested = 2)
  run("gaps", gx, gy, tested = 3)
  run("aliased", cbind(x[, 1], 3 - x[, 1], x[, 3]), y, tested = c(2, 3))
  run("scales", cbind(x[, 1] * 1e-6, x[, 3] * 1e5), y, tested = 1)
  run("large_counts", x[, 1:2], if (kind == "poisson") rpois(n, 5000 * exp(.2 * x[, 1])) else rnbinom(n, size = 3, mu = 5000 * exp(.2 * x[, 1])), tested = 1)
  run("rare", x[, 1:2], y * (seq_len(n) %% 9 == 0), tested = 1)
}
count_case("poisson_small", c(0, 1, 2, 3, 4), c(0, 1, 1, 3, 2), tested = 1)
count_case("poisson_far", x[, 1], rpois(n, exp(6 + x[, 1])), tested = 1)
count_case("negative_mild", x[, 1:2], yp + c(0, 0, 0, 3), tested = 1, negative = TRUE)
g <- as.numeric(seq_len(n) > 15)
count_case("poisson_separated", cbind(x[, 1], g), yp * g, tested = 2, separated = TRUE)
save_cases("count_regression", "MASS")
