# lm and glm on the tall data: with a constant and a collinear column, weighted, offset. Rscript tests/reference/make/model_regress.R
source("tests/reference/make/model_common.R")
d <- model_data("tall"); x <- d[, 1:12]; y01 <- d[, 13]; y <- d[, 14]; w <- d[, 15]
linear <- function(case, fit) {
  s <- summary(fit)$coefficients
  put(case, "coefficient", coef(fit)); put(case, "se", s[, 2]); put(case, "t", s[, 3]); put(case, "p", s[, 4])
  put(case, "df", fit$df.residual); put(case, "sigma", summary(fit)$sigma); put(case, "fitted", fitted(fit))
}
linear("lm", lm(y ~ x)); linear("lm_weighted", lm(y ~ x, weights = w))
linear("lm_wide", lm(d[1:8, 14] ~ x[1:8, ]))          # rank meets the number of cases
# glm's tolerance of aliasing is epsilon / 1000: a smaller epsilon would let collinear columns in
tight <- glm.control(epsilon = 1e-11, maxit = 100)
logistic <- function(case, fit) {
  fit <- suppressWarnings(update(fit, etastart = fit$linear.predictors))   # se are those of the step before the last
  s <- summary(fit)$coefficients
  put(case, "coefficient", coef(fit)); put(case, "se", s[, 2]); put(case, "z", s[, 3]); put(case, "p", s[, 4])
  put(case, "deviance", deviance(fit)); put(case, "null_deviance", fit$null.deviance); put(case, "fitted", fitted(fit))
}
xs <- x[, c(1:8, 10, 11)]
logistic("glm", glm(y01 ~ xs, family = binomial, control = tight))
logistic("glm_weighted", suppressWarnings(glm(y01 ~ xs, family = binomial, weights = w, control = tight)))
logistic("glm_offset", glm(y01 ~ x[, 1:3], family = binomial, offset = 0.3 * x[, 4], control = tight))
# Profile likelihood by roots of the deviance, not by MASS's spline
profile_end <- function(j, side) {
  design <- cbind(1, x[, 1:4]); full <- glm.fit(design, y01, family = binomial(), control = tight)
  f <- function(b) glm.fit(design[, -j], y01, offset = b * design[, j], family = binomial(), control = tight)$deviance -
    full$deviance - qchisq(0.95, 1)
  b <- full$coefficients[j]; se <- summary(glm(y01 ~ x[, 1:4], family = binomial))$coefficients[j, 2]
  uniroot(f, sort(c(b, b + side * 4 * se)), tol = 1e-13)$root
}
put("profile", "low", sapply(1:5, profile_end, side = -1)); put("profile", "high", sapply(1:5, profile_end, side = 1))
# Separated: where glm stops at its default epsilon
sx <- c(1, 2, 3, 4, 5, 6, 7, 8); sy <- c(0, 0, 0, 0, 1, 1, 1, 1)
put("separated", "coefficient", coef(suppressWarnings(glm(sy ~ sx, family = binomial, control = glm.control(maxit = 100)))))
save_reference("model_regress", "R")
