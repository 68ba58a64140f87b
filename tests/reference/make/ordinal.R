# Proportional odds. Rscript tests/reference/make/ordinal.R
# ordinal::clm (Newton, to a slope of 1e-12); MASS::polr stops early and numerically, and has to agree to 1e-3.
source("tests/reference/make/cases.R")
suppressMessages({ library(ordinal); library(MASS) })
set.seed(1111)
ln10 <- log(10)
chi <- function(stat, df) c(stat, df, pchisq(stat, df, lower.tail = FALSE), pchisq(stat, df, lower.tail = FALSE, log.p = TRUE) / ln10)
control <- clm.control(gradTol = 1e-12, relTol = 1e-14, maxIter = 200, maxLineIter = 100, convergence = "silent")
ordinal_case <- function(case, x, y, w = NULL, o = NULL, tested, separated = FALSE, polr = TRUE) {
  X <- as.matrix(x); p <- ncol(X); colnames(X) <- paste0("c", 1:p)
  fields(case, x = X, columns = p, y = y, tested = tested - 1)
  if (!is.null(w)) field(case, "weight", w)
  if (!is.null(o)) field(case, "offset", o)
  d <- data.frame(w = if (is.null(w)) rep(1, length(y)) else w, o = if (is.null(o)) rep(0, length(y)) else o)
  keep <- complete.cases(y, X, d$w, d$o)
  d <- d[keep, ]; d$X <- X[keep, , drop = FALSE]; d$y <- factor(y[keep])
  run <- function(j) {
    d$Z <- d$X[, j, drop = FALSE]
    suppressWarnings(if (length(j)) clm(y ~ Z + offset(o), data = d, weights = w, control = control)
                     else clm(y ~ offset(o), data = d, weights = w, control = control))
  }
  # clm drops aliased columns from the design but names them.
  f <- run(seq_len(p)); rest <- setdiff(seq_len(p), tested)
  large <- run(c(rest, tested)); small <- run(rest)
  df <- sum(!is.na(large$beta)) - sum(!is.na(small$beta))
  field(case, "test_lr", chi(2 * (as.numeric(large$logLik) - as.numeric(small$logLik)), df))
  if (separated) return(invisible())
  stopifnot(f$maxGradient < 1e-9)
  k <- length(f$alpha); b <- f$beta; V <- solve(f$Hessian, tol = 1e-300)
  se <- rep(NA, p); se[!is.na(b)] <- sqrt(diag(V))[-(1:k)]
  z <- b / se
  fields(case, threshold = f$alpha, threshold_se = sqrt(diag(V))[1:k], coefficient = b, se = se, z = z,
         log10_p = (log(2) + pnorm(-abs(z), log.p = TRUE)) / ln10, ll = as.numeric(f$logLik))
  if (polr && !anyNA(b) && nlevels(d$y) > 2) {
    m <- suppressWarnings(polr(y ~ X + offset(o), data = d, weights = w, control = list(reltol = 1e-14, maxit = 1000), start = c(b, f$alpha)))
    stopifnot(max(abs(coef(m) - b) / abs(b)) < 1e-3)
  }
  bl <- large$beta; t <- which(!is.na(bl) & seq_along(bl) > length(rest)); VL <- solve(large$Hessian, tol = 1e-300)
  pos <- length(large$alpha) + match(t, which(!is.na(bl)))
  field(case, "test_wald", chi(drop(bl[t] %*% solve(VL[pos, pos, drop = FALSE], bl[t], tol = 1e-300)), df))
  if (length(tested) == 1) field(case, "odds_ratio", exp(c(bl[t], bl[t] + c(-1, 1) * qnorm(.975) * sqrt(VL[pos, pos]))))
}
n <- 90
x <- round(cbind(rnorm(n), rbinom(n, 1, .4), rnorm(n, 40, 8)), 3)
lat <- .9 * x[, 1] - .6 * x[, 2] + rlogis(n)
y <- findInterval(lat, c(-1.5, 0, 1.2))
w <- round(runif(n, .4, 2.5), 2); o <- round(rnorm(n, 0, .5), 3)
holes <- function(v, k) { v[sample(length(v), k)] <- NA; v }
ordinal_case("plain", x, y, tested = 1)
ordinal_case("two_columns", x, y, tested = c(1, 3))
ordinal_case("weights", x, y, w, tested = 2)
ordinal_case("offset", x, y, NULL, o, tested = 1)
ordinal_case("gaps", matrix(holes(x, 8), n), holes(y, 5), tested = 2)
ordinal_case("aliased", cbind(x[, 1], 4, 2 * x[, 1] + 1, x[, 3]), y, tested = c(3, 4))
ordinal_case("scales", cbind(x[, 1] * 1e-4, x[, 3] * 1e3), y, tested = 1, polr = FALSE)
ordinal_case("two_levels", x, as.numeric(y > 1), tested = 1)
ordinal_case("level_gap", x, c(0, 2, 3, 7)[y + 1], tested = 1)
ordinal_case("many_levels", x[, 1:2], findInterval(lat, quantile(lat, seq(.05, .95, .05))), tested = 1)
ordinal_case("tiny_level", x[, 1:2], replace(y, c(4, 60), 5), tested = 1)
ordinal_case("small", c(0, 1, 2, 3, 4, 5), c(0, 1, 0, 2, 1, 2), tested = 1)
far <- round(rnorm(2500), 2)
ordinal_case("far", far, findInterval(4 * far + rlogis(2500), c(-2, 2)), tested = 1)
g <- rep(0:1, c(15, n - 15))
ordinal_case("separated", cbind(x[, 1], g), ifelse(g == 0, 0, y), tested = 2, separated = TRUE)
save_cases("ordinal", c("ordinal", "MASS"))
