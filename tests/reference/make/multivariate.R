# Decompositions of one block and of two: stats/multivariate. Rscript tests/reference/make/multivariate.R
# Iterative routines run to convergence; components turned so that the largest loading (on the left) is positive.
# factanal's optim sometimes refuses its strictest setting: then the next one.
source("tests/reference/make/cases.R")
suppressMessages(library(pls))
set.seed(909)
sign_of <- function(w) apply(as.matrix(w), 2, function(v) sign(v[which(abs(v) >= max(abs(v)) * (1 - 1e-8))[1]]))
turned <- function(m, s) sweep(as.matrix(m), 2, s, "*")
latent <- function(n, p, k, noise) round(matrix(rnorm(n * k), n) %*% matrix(rnorm(k * p), k) + noise * matrix(rnorm(n * p), n), 4)

# Principal components
pca_case <- function(case, x, k, scale) {
  varies <- apply(x, 2, function(v) max(v) > min(v))
  f <- prcomp(x[, varies], center = TRUE, scale. = scale)
  s <- sign_of(f$rotation[, 1:k, drop = FALSE])
  w <- matrix(0, ncol(x), k); w[varies, ] <- turned(f$rotation[, 1:k, drop = FALSE], s)
  fields(case, x = x, columns = ncol(x), components = k, scale = scale, pca_weights = w, pca_scores = turned(f$x[, 1:k, drop = FALSE], s),
         pca_sd = f$sdev[1:k], pca_share = f$sdev[1:k]^2 / sum(f$sdev^2))
}
tall <- latent(40, 6, 3, .6)
pca_case("pca_scaled", tall, 4, TRUE)
pca_case("pca_covariance", tall %*% diag(c(1, 10, .1, 1, 5, 1e-3)), 5, FALSE)
pca_case("pca_wide", latent(12, 60, 3, .5), 6, TRUE)
pca_case("pca_constant", cbind(tall[, 1:3], 7, tall[, 4:6]), 3, TRUE)
pca_case("pca_usarrests", as.matrix(USArrests), 4, TRUE)
pca_case("pca_units", sweep(tall, 2, 10^(c(-90, 90, 0, 6, -6, 0)), "*"), 3, TRUE)

# Factors. Where optim stopped it is started again until it can go no further.
factor_case <- function(case, x, k) {
  n <- nrow(x); p <- ncol(x); r <- cor(x)
  start <- (1 - .5 * k / p) / diag(solve(r))
  f <- NULL
  for (factr in c(1, 10, 100, 1e3, 1e4, 10, 1, 1)) {
    again <- tryCatch(factanal(x, k, rotation = "none", start = start, control = list(opt = list(factr = factr, pgtol = 0, maxit = 5000))), error = function(e) NULL)
    if (!is.null(again)) { f <- again; start <- f$uniquenesses }
  }
  l <- unclass(f$loadings)
  if (k > 1) l <- l %*% varimax(l, normalize = TRUE, eps = 1e-15)$rotmat
  l <- l[, order(-colSums(l^2)), drop = FALSE]
  l <- turned(l, sign_of(l))
  fields(case, x = x, columns = p, components = k, factor_loadings = l, uniqueness = f$uniquenesses,
         factor_scores = scale(x) %*% solve(r, l), factor_share = colSums(l^2) / p)
  if (f$dof > 0) field(case, "factor_test", c(f$STATISTIC, f$dof, f$PVAL, log10(f$PVAL)))
}
factor_case("factor_two", latent(200, 8, 2, .8), 2)
factor_case("factor_one", latent(60, 5, 1, .9), 1)
factor_case("factor_three", latent(150, 10, 3, 1), 3)
factor_case("factor_ability", as.matrix(mtcars[, c(1, 3:7)]), 2)

# Two blocks
two <- function(n, p, q, k, noise, coupled = k) {
  u <- matrix(rnorm(n * k), n)
  v <- u; if (coupled < k) v[, (coupled + 1):k] <- rnorm(n * (k - coupled))
  list(x = round(u %*% matrix(rnorm(k * p), k) + noise * matrix(rnorm(n * p), n), 4),
       y = round(v %*% matrix(rnorm(k * q), k) + noise * matrix(rnorm(n * q), n), 4))
}
sets <- list(plain = two(50, 5, 4, 3, 1, 2), wide = two(20, 40, 30, 2, .8), longley = list(x = as.matrix(longley[, c(1, 2, 5)]), y = as.matrix(longley[, c(4, 7)])),
             constant = { d <- two(40, 4, 5, 2, 1); d$x[, 2] <- 3; d })
std <- function(m) { z <- scale(m); z[, apply(m, 2, function(v) max(v) == min(v))] <- 0; z[] }
weights <- function(case, name, a, b, stat, zx, zy) {
  s <- sign_of(a)
  fields_named <- setNames(list(turned(a, s), turned(b, s), stat, diag(as.matrix(cor(zx %*% a, zy %*% b)))), paste0(name, c("_left", "_right", "_statistic", "_correlation")))
  for (v in names(fields_named)) field(case, v, fields_named[[v]])
}
soft <- function(a, t) sign(a) * pmax(abs(a) - t, 0)
unit_l1 <- function(a, bound) { # the threshold by bisection to the last bit
  if (sum(abs(a)) <= bound * sqrt(sum(a^2))) return(a / sqrt(sum(a^2)))
  l1 <- function(t) { s <- soft(a, t); sum(abs(s)) / sqrt(sum(s^2)) }
  low <- 0; high <- sort(abs(a), decreasing = TRUE)[1] * (1 - 1e-9)
  for (i in 1:500) { mid <- (low + high) / 2; if (mid <= low || mid >= high) break; if (l1(mid) > bound) low <- mid else high <- mid }
  s <- soft(a, low); s / sqrt(sum(s^2))
}
for (name in names(sets)) {
  x <- sets[[name]]$x; y <- sets[[name]]$y; zx <- std(x); zy <- std(y); n <- nrow(x); k <- 2
  case <- paste0("two_", name)
  fields(case, left = x, left_columns = ncol(x), right = y, right_columns = ncol(y), components = k)
  vx <- colSums(abs(zx)) > 0; vy <- colSums(abs(zy)) > 0
  if (sum(vx) + sum(vy) < n - 1) {
    f <- cancor(zx[, vx], zy[, vy])
    a <- matrix(0, ncol(x), k); a[vx, ] <- f$xcoef[, 1:k] * sqrt(n - 1)
    b <- matrix(0, ncol(y), k); b[vy, ] <- f$ycoef[, 1:k] * sqrt(n - 1)
    weights(case, "cancor", a, b, f$cor[1:k], zx, zy)
  }
  # Ridge (Gonzalez et al. 2008, section 2): eigenvectors of (Sxx + l1 I)^-1 Sxy (Syy + l2 I)^-1 Syx
  l1 <- .3; l2 <- .8
  root <- function(s) { e <- eigen(s, symmetric = TRUE); e$vectors %*% (t(e$vectors) / sqrt(e$values)) }
  rx <- root(cov(zx) + diag(l1, ncol(x))); ry <- root(cov(zy) + diag(l2, ncol(y)))
  sv <- svd(rx %*% cov(zx, zy) %*% ry)
  field(case, "ridge", c(l1, l2))
  a <- (rx %*% sv$u[, 1:k]); b <- (ry %*% sv$v[, 1:k]); a[!vx, ] <- 0
  weights(case, "ridge", a, b, sv$d[1:k], zx, zy)
  # Symmetric PLS
  sv <- svd(crossprod(zx, zy) / (n - 1))
  weights(case, "pls", sv$u[, 1:k], sv$v[, 1:k], sv$d[1:k], zx, zy)
  # Regression
  f <- plsr(zy ~ zx, ncomp = k, method = "simpls", scale = FALSE)
  a <- unclass(f$projection)[, 1:k]; b <- unclass(f$Yloadings)[, 1:k]
  weights(case, "simpls", a, b, diag(cov(zx %*% a, zy %*% b)), zx, zy)
  field(case, "simpls_coefficients", f$coefficients[, , k])
  field(case, "simpls_explained_left", f$Xvar[1:k] / f$Xtotvar)
  # Penalised matrix decomposition (Witten, Tibshirani & Hastie 2009), converged
  c1 <- max(1, .6 * sqrt(ncol(x))); c2 <- max(1, .5 * sqrt(ncol(y)))
  z <- crossprod(zx, zy); a <- b <- NULL; d <- numeric(); start <- svd(z)$v[, 1:k]
  for (i in 1:k) {
    v <- start[, i]; u <- 0
    for (it in 1:5000) {
      un <- unit_l1(drop(z %*% v), c1); vn <- unit_l1(drop(crossprod(z, un)), c2)
      moved <- max(abs(un - u), abs(vn - v)); u <- un; v <- vn
      if (moved < 1e-14) break
    }
    d[i] <- drop(u %*% z %*% v); z <- z - d[i] * u %o% v; a <- cbind(a, u); b <- cbind(b, v)
  }
  field(case, "sparse_penalty", c(.6, .5))
  weights(case, "sparse", a, b, d, zx, zy)
}
save_cases("multivariate", "pls")
