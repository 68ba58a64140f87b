# Multinomial logistic regression. Rscript tests/reference/make/multinomial.R
# VGAM::vglm with the first level for reference, epsilon 1e-13, started again where it
# stopped (its weights are those before its last step); aliased columns, which it refuses, are left out before.
source("tests/reference/make/cases.R")
suppressMessages(library(VGAM))
set.seed(1212)
ln10 <- log(10)
chi <- function(stat, df) c(stat, df, pchisq(stat, df, lower.tail = FALSE), pchisq(stat, df, lower.tail = FALSE, log.p = TRUE) / ln10)
multinomial_case <- function(case, x, y, w = NULL, tested, separated = FALSE, alias = integer()) {
  X <- cbind(1, as.matrix(x)); p <- ncol(X); colnames(X) <- paste0("c", 1:p)
  fields(case, x = X, columns = p, y = y, tested = tested)
  if (!is.null(w)) field(case, "weight", w)
  d <- data.frame(w = if (is.null(w)) rep(1, length(y)) else w)
  keep <- complete.cases(y, X, d$w)
  d <- d[keep, , drop = FALSE]; d$X <- X[keep, , drop = FALSE]; d$y <- factor(y[keep])
  run <- function(j) {
    d$Z <- d$X[, setdiff(j, alias), drop = FALSE]
    go <- function(start) suppressWarnings(vglm(y ~ Z - 1, multinomial(refLevel = 1), data = d, weights = w, coefstart = start,
                                                epsilon = 1e-13, maxit = if (separated) 40 else 100, criterion = "coefficients"))
    f <- go(NULL); if (separated) f else go(coef(f))
  }
  # The likelihood from the fitted values: vglm's leaves out a constant where weights are not 1.
  ll <- function(f) sum(d$w * log(fitted(f)[cbind(seq_len(nrow(d)), as.integer(d$y))]))
  rest <- setdiff(1:p, tested + 1)
  large <- run(1:p); small <- run(rest)
  df <- length(coef(large)) - length(coef(small))
  field(case, "test_lr", chi(2 * (ll(large) - ll(small)), df))
  if (separated) return(invisible())
  # vglm's weights are cut off below 1.8e-12, so the information is taken from the fitted values: X' (diag(m) - mm') X.
  information <- function(f) {
    m <- fitted(f)[, -1, drop = FALSE]; Z <- d$X[, setdiff(1:p, alias), drop = FALSE]
    Reduce(`+`, lapply(seq_len(nrow(m)), function(i) d$w[i] * kronecker(tcrossprod(Z[i, ]), diag(m[i, ], length(m[i, ])) - tcrossprod(m[i, ]))))
  }
  V <- solve(information(large), tol = 1e-300)
  stopifnot(max(abs(V / vcov(large) - 1)) < 1e-4)
  k <- nlevels(d$y) - 1; use <- setdiff(1:p, alias)
  B <- S <- matrix(NA, p, k)
  B[use, ] <- matrix(coef(large), ncol = k, byrow = TRUE); S[use, ] <- matrix(sqrt(diag(V)), ncol = k, byrow = TRUE)
  z <- B / S
  fields(case, coefficient = B, se = S, z = z, log10_p = (log(2) + pnorm(-abs(z), log.p = TRUE)) / ln10, ll = ll(large), fitted = fitted(large))
  t <- which(rep(use, each = k) %in% (tested + 1)); b <- coef(large)[t]
  field(case, "test_wald", chi(drop(b %*% solve(V[t, t, drop = FALSE], b, tol = 1e-300)), df))
}
n <- 100
x <- round(cbind(rnorm(n), rbinom(n, 1, .4), rnorm(n, 40, 8)), 3)
e <- cbind(0, .8 * x[, 1] - .3, -.5 * x[, 1] + .7 * x[, 2])
y <- apply(e + matrix(-log(rexp(3 * n)), n), 1, which.max) - 1
w <- round(runif(n, .4, 2.5), 2)
holes <- function(v, k) { v[sample(length(v), k)] <- NA; v }
multinomial_case("plain", x, y, tested = 1)
multinomial_case("two_columns", x, y, tested = c(1, 3))
multinomial_case("weights", x, y, w, tested = 2)
multinomial_case("gaps", matrix(holes(x, 8), n), holes(y, 5), tested = 2)
multinomial_case("aliased", cbind(x[, 1], 2 * x[, 1] + 1, x[, 3]), y, tested = 3, alias = 3)
multinomial_case("scales", cbind(x[, 1] * 1e-3, x[, 3] * 1e2), y, tested = 1)
multinomial_case("two_levels", x, as.numeric(y > 1), tested = 1)
multinomial_case("level_gap", x, c(1, 4, 6)[y + 1], tested = 1)
multinomial_case("tiny_level", x[, 1:2], replace(y, which(seq_len(n) %% 16 == 5), 3), tested = 1)
far <- round(rnorm(2500), 2)
multinomial_case("far", far, findInterval(4 * far + rlogis(2500), c(-2, 2)), tested = 1)
g <- rep(0:1, c(20, n - 20))
multinomial_case("separated", cbind(x[, 1], g), ifelse(g == 0, 0, y), tested = 2, separated = TRUE)
save_cases("multinomial", "VGAM")
