# Tests of columns of linear models. Rscript tests/reference/make/linear_test.R
# lm and anova; partial r from t, partial eta squared from F with its noncentrality by bisection.
source("tests/reference/make/cases.R")
set.seed(1313)
ln10 <- log(10)
log_t <- function(t, df) log(2) + pt(abs(t), df, lower.tail = FALSE, log.p = TRUE)
one <- function(f, name) { # row of one coefficient
  s <- coef(summary(f)); if (!(name %in% rownames(s))) return(rep(NA, 11))
  s <- s[name, ]; df <- f$df.residual; t <- unname(s["t value"]); r <- t / sqrt(t^2 + df); se <- 1 / sqrt(df - 1)
  c(nobs(f), t, df, exp(log_t(t, df)), log_t(t, df) / ln10, s["Estimate"], s["Estimate"] + c(-1, 1) * qt(.975, df) * s["Std. Error"], r, tanh(atanh(r) + c(-1, 1) * qnorm(.975) * se))
}
linear_case <- function(case, x, y, tested) {
  X <- cbind(1, as.matrix(x)); p <- ncol(X); colnames(X) <- paste0("c", 1:p)
  fields(case, x = X, columns = p, y = y, tested = tested)
  keep <- complete.cases(X, y); X <- X[keep, ]; yk <- y[keep]
  rest <- setdiff(1:p, tested + 1)
  D <- X[, c(rest, tested + 1), drop = FALSE]
  large <- lm(yk ~ D - 1); small <- lm(yk ~ X[, rest, drop = FALSE] - 1)
  if (length(tested) == 1) {
    field(case, "t", one(large, paste0("D", colnames(X)[tested + 1])))
  } else {
    d1 <- large$rank - small$rank; d2 <- large$df.residual
    f <- (sum(resid(small)^2) - sum(resid(large)^2)) / d1 / (sum(resid(large)^2) / d2)
    stopifnot(abs(anova(small, large)$F[2] / f - 1) < 1e-9)
    # The difference of sums loses digits: the explained part itself.
    Q <- qr.Q(large$qr)[, seq_len(large$rank), drop = FALSE]; e <- sum((crossprod(Q, yk)[-seq_len(small$rank)])^2)
    f <- e / d1 / (sum(resid(large)^2) / d2)
    lp <- pf(f, d1, d2, lower.tail = FALSE, log.p = TRUE)
    field(case, "F", c(nobs(large), f, d1, d2, exp(lp), lp / ln10, f * d1 / (f * d1 + d2)))
    if (f * d1 > 1e8) return(field(case, "eta_ci", c(NA, NA)))
    low <- if (pf(f, d1, d2) < .975) 0 else root(function(n) pf(f, d1, d2, ncp = n) - .975, 0, 10 * f * d1 + 50)
    high <- if (pf(f, d1, d2) < .025) 0 else root(function(n) pf(f, d1, d2, ncp = n) - .025, 0, 10 * f * d1 + 50)
    field(case, "eta_ci", c(low, high) / (c(low, high) + d2))
  }
}
n <- 60
x <- round(cbind(rnorm(n), rbinom(n, 1, .4), rnorm(n, 40, 8)), 3)
y <- round(3 + .5 * x[, 1] - .4 * x[, 2] + rnorm(n), 3)
holes <- function(v, k) { v[sample(length(v), k)] <- NA; v }
linear_case("plain", x, y, 1)
linear_case("middle", x, y, 2)
linear_case("two", x, y, c(1, 3))
linear_case("all", x, y, 1:3)
linear_case("gaps", matrix(holes(x, 7), n), holes(y, 4), 3)
linear_case("gaps_two", matrix(holes(x, 7), n), holes(y, 4), c(2, 3))
linear_case("aliased", cbind(x[, 1], 2 * x[, 1] - 1, x[, 3]), y, c(2, 3))
linear_case("scales", cbind(x[, 1] * 1e-40, x[, 3] * 1e8), y * 1e60, 1)
linear_case("offset", cbind(1e5 + x[, 1], x[, 3]), 1e5 + y, 1)
linear_case("four", c(1, 2, 3, 5), c(2, 1, 4, 4), 1)
linear_case("tied", round(x[, 1]), round(y), 1)
far <- seq_len(400) / 10
linear_case("far", far, round(far * 3 + rnorm(400, 0, .01), 4), 1)
linear_case("far_two", cbind(far, far^2), round(far + rnorm(400), 4), 1:2)
linear_case("beyond_two", cbind(far, far^2), round(far * 3 + rnorm(400, 0, .01), 4), 1:2)
# Features in bulk
f <- round(matrix(rnorm(n * 7), n) + x[, 1], 2); f[, 3] <- 2; f[c(4, 8), 4] <- NA; f[30:58, 5] <- NA; f[, 6] <- 3 - 2 * x[, 3]; f[1:59, 7] <- NA
z <- cbind(1, x[, 2:3]); z[11, 2] <- NA
fields("bulk", features = f, feature_columns = 7, z = z, columns = 3, y = y)
rows <- c("n", "t", "df", "p", "log10_p", "beta", "low", "high", "partial", "partial_low", "partial_high")
as_predictor <- sapply(1:7, function(j) { v <- f[, j]; if (sum(complete.cases(v, z, y)) < 5) rep(NA, 11) else one(lm(y ~ z[, 2] + z[, 3] + v), "v") })
as_response <- sapply(1:7, function(j) { v <- f[, j]; w <- z[, 2]; if (j %in% c(3, 6) || sum(complete.cases(v, z)) < 5) rep(NA, 11) else one(lm(v ~ w + z[, 3]), "w") })
for (r in seq_along(rows)) { field("bulk", paste0("predictor_", rows[r]), as_predictor[r, ]); field("bulk", paste0("response_", rows[r]), as_response[r, ]) }
save_cases("linear_test")
