# Logistic regression: tests of nested models, and Firth's penalised likelihood. Rscript tests/reference/make/firth.R
# Nested models: base R's glm to convergence. Firth: estimates are brglm2's (AS_mean, epsilon 1e-12); penalised
# likelihood ratios and profile intervals are written out here from Heinze & Schemper (Statistics in Medicine 21, 2002,
# 2409-2419), as logistf is not in Debian.
source("tests/reference/make/cases.R")
suppressMessages(library(brglm2))
set.seed(909)
ln10 <- log(10)
chi <- function(stat, df) c(stat, df, pchisq(stat, df, lower.tail = FALSE), pchisq(stat, df, lower.tail = FALSE, log.p = TRUE) / ln10)

# Penalised log-likelihood and its maximum with some coefficients held.
penalised <- function(X, y, w, o, b) {
  eta <- drop(X %*% b) + o
  sum(w * ifelse(y == 1, plogis(eta, log.p = TRUE), plogis(-eta, log.p = TRUE))) +
    determinant(crossprod(X * sqrt(w * dlogis(eta))))$modulus / 2
}
maximise <- function(X, y, w, o, b, free) {
  value <- penalised(X, y, w, o, b)
  for (i in 1:2000) {
    eta <- drop(X %*% b) + o; mu <- plogis(eta); A <- X * sqrt(w * dlogis(eta))
    h <- rowSums(qr.Q(qr(A))^2)
    u <- drop(crossprod(X, w * (y - mu) + h * (0.5 - mu)))
    if (length(free) == 0 || max(abs(u[free] / sqrt(colSums(X[, free, drop = FALSE]^2)))) < 1e-13) break
    step <- rep(0, length(b)); step[free] <- solve(crossprod(A)[free, free], u[free], tol = 1e-300)
    step <- step * min(1, 5 / max(abs(X %*% step)))
    repeat {
      new <- penalised(X, y, w, o, b + step)
      if (is.finite(new) && new >= value - 1e-11 * abs(value)) break
      step <- step / 2
    }
    if (max(abs(step)) <= 1e-15 * max(abs(b))) break
    b <- b + step; value <- new
  }
  list(b = b, value = as.numeric(value))
}
firth_case <- function(case, x, y, w = NULL, o = NULL, tested) {
  x <- as.matrix(x); X <- cbind(1, x); p <- ncol(X); colnames(X) <- paste0("c", 1:p)
  fields(case, x = X, columns = p, y = y, tested = tested)
  if (!is.null(w)) field(case, "weight", w)
  if (!is.null(o)) field(case, "offset", o)
  keep <- complete.cases(X, y, if (is.null(w)) 0 * y else w, if (is.null(o)) 0 * y else o)
  ww <- if (is.null(w)) rep(1, length(y)) else w; oo <- if (is.null(o)) rep(0, length(y)) else o
  X <- X[keep, , drop = FALSE]; y <- y[keep]; ww <- ww[keep]; oo <- oo[keep]
  scale <- apply(abs(X), 2, max)
  b0 <- rep(0, p)
  full <- maximise(X, y, ww, oo, b0, 1:p)
  fit <- suppressWarnings(glm(y ~ X - 1, family = binomial, weights = ww, offset = oo, method = "brglmFit", type = "AS_mean",
                              epsilon = 1e-12, maxit = 2000))
  stopifnot(max(abs(coef(fit) - full$b) / abs(full$b)) < 1e-8)
  se <- sqrt(diag(solve(crossprod(X * sqrt(ww * dlogis(drop(X %*% full$b) + oo))), tol = 1e-300)))
  stopifnot(max(abs(se / sqrt(diag(vcov(fit))) - 1)) < 1e-7)
  fields(case, firth = full$b, firth_se = se)
  lr <- sapply(1:p, function(j) 2 * (full$value - maximise(X, y, ww, oo, replace(full$b, j, 0), setdiff(1:p, j))$value))
  lp <- pchisq(lr, 1, lower.tail = FALSE, log.p = TRUE)
  fields(case, firth_lr = lr, firth_p = exp(lp), firth_log10_p = lp / ln10)
  q <- qchisq(.95, 1)
  ends <- sapply(1:p, function(j) sapply(c(-1, 1), function(side) {
    f <- function(v) 2 * (full$value - maximise(X, y, ww, oo, replace(full$b, j, v), setdiff(1:p, j))$value) - q
    far <- full$b[j] + side * 2 * se[j]
    while (f(far) < 0) far <- far + side * 2 * se[j]
    r <- uniroot(f, sort(c(full$b[j], far)), tol = 1e-13 * abs(far))$root
    r - f(r) * (far * 1e-7) / (f(r + far * 5e-8) - f(r - far * 5e-8))
  }))
  fields(case, firth_low = ends[1, ], firth_high = ends[2, ])
  rest <- setdiff(1:p, tested + 1)
  null <- maximise(X, y, ww, oo, replace(full$b, tested + 1, 0), rest)
  field(case, "firth_test", chi(2 * (full$value - null$value), length(tested)))
}
logistic_case <- function(case, x, y, w = NULL, o = NULL, tested, separated = FALSE) {
  x <- as.matrix(x); X <- cbind(1, x); p <- ncol(X); colnames(X) <- paste0("c", 1:p)
  fields(case, x = X, columns = p, y = y, tested = tested)
  if (!is.null(w)) field(case, "weight", w)
  if (!is.null(o)) field(case, "offset", o)
  d <- data.frame(y = y, w = if (is.null(w)) 1 else w, o = if (is.null(o)) 0 else o, X = I(X))
  d <- d[complete.cases(y, X, d$w, d$o), ]
  # glm's weights are those before its last step: it is started again where it stopped. Its tolerance of aliasing is a
  # thousandth of epsilon, which must stay above rounding.
  run <- function(j, once = FALSE) {
    go <- function(start) suppressWarnings(glm(y ~ X[, j, drop = FALSE] - 1, binomial, d, weights = w, offset = o, epsilon = 1e-11, maxit = 100, start = start))
    f <- go(NULL); if (once) f else go(ifelse(is.na(coef(f)), 0, coef(f)))
  }
  environment(run) <- environment()
  rest <- setdiff(1:p, tested + 1)
  small <- run(rest); large <- run(c(rest, tested + 1), separated)
  df <- large$rank - small$rank
  lr <- small$deviance - large$deviance
  rao <- suppressWarnings(anova(small, large, test = "Rao"))$Rao[2]
  fields(case, nested_lr = chi(lr, df), nested_score = chi(rao, df))
  if (separated) return(invisible())
  b <- coef(large); k <- which(!is.na(b) & seq_along(b) > length(rest)); V <- vcov(large)
  field(case, "nested_wald", chi(drop(b[k] %*% solve(V[k, k, drop = FALSE], b[k], tol = 1e-300)), df))
  if (length(tested) == 1) {
    se <- sqrt(V[k, k])
    dev <- function(v) { d$o <- d$o + v * d$X[, tested + 1]; glm(y ~ X[, rest, drop = FALSE] - 1, binomial, d, weights = w, offset = o, epsilon = 1e-14, maxit = 100)$deviance }
    f <- function(v) suppressWarnings(dev(v)) - large$deviance - qchisq(.95, 1)
    end <- sapply(c(-1, 1), function(side) root(f, min(b[k], b[k] + side * 12 * se), max(b[k], b[k] + side * 12 * se)))
    fields(case, odds_ratio = exp(b[k]), wald_ci = exp(b[k] + c(-1, 1) * qnorm(.975) * se), profile_ci = exp(end))
  }
}
n <- 70
x <- round(cbind(rnorm(n), rbinom(n, 1, .3), rnorm(n, 40, 8)), 3)
y <- rbinom(n, 1, plogis(-.4 + .8 * x[, 1] + .7 * x[, 2]))
w <- sample(1:4, n, TRUE); o <- round(rnorm(n, 0, .5), 3)
holes <- function(v, k) { v[sample(length(v), k)] <- NA; v }
gx <- matrix(holes(x, 8), n); gy <- holes(y, 4)
for (f in list(list("firth", firth_case), list("logistic", logistic_case))) {
  run <- function(case, ...) f[[2]](paste0(f[[1]], "_", case), ...)
  run("plain", x, y, tested = 1)
  run("two", x, y, tested = c(1, 3))
  run("weights", x, y, w, tested = 2)
  run("offset", x, y, NULL, o, tested = 1)
  run("both", x, y, w, o, tested = c(1, 2, 3))
  run("gaps", gx, gy, tested = 3)
  run("tied", cbind(round(x[, 1]), x[, 2]), y, tested = 1)
  run("rare", x[, c(1, 3)], as.numeric(seq_len(n) %in% c(3, 17, 44)), tested = 1)
  run("tiny", c(0, 1, 2, 3, 1.5), c(0, 0, 1, 1, 1) * c(1, 1, 1, 0, 1), tested = 1)
  run("scales", cbind(x[, 1] * 1e-5, x[, 3] * 1e4), y, tested = 1)
}
firth_case("firth_separated", 1:8, c(0, 0, 0, 0, 1, 1, 1, 1), tested = 1)
g <- rep(0:1, c(20, 50)); yg <- ifelse(g == 0, 0, y)
firth_case("firth_empty_group", cbind(g, x[, 1]), yg, tested = 1)
firth_case("firth_empty_group_two", cbind(g, x[, 1]), yg, tested = c(1, 2))
logistic_case("logistic_aliased", cbind(x[, 1], 2 * x[, 1] - 3, x[, 3]), y, tested = c(2, 3))
logistic_case("logistic_separated", cbind(x[, 1], g), yg, tested = 2, separated = TRUE)
m <- 3000; far <- round(rnorm(m), 2); yf <- as.numeric(8 * far + rlogis(m) > 0)
logistic_case("logistic_far", far, yf, tested = 1)
save_cases("firth", "brglm2")
