# Support vector machines: e1071::svm (libsvm) with a tolerance of 1e-11; columns scaled as scale(). Decision values
# speak for the higher code of each pair. Rscript tests/reference/make/svm.R
source("tests/reference/make/cases.R")
suppressMessages(library(e1071))
set.seed(1508)
cases <- function(n, p, classes, shift) {
  y <- rep_len(seq_len(classes) - 1, n)
  m <- matrix(rnorm(classes * p, 0, shift), classes)
  list(x = round(m[y + 1, , drop = FALSE] + matrix(rnorm(n * p), n), 4), y = y)
}
news <- function(x) signif(x[sample(nrow(x), 8), , drop = FALSE] + t(apply(x, 2, sd) * matrix(rnorm(8 * ncol(x), 0, .4), ncol(x))), 8)
one <- function(case, d, kernel, cost = 1, gamma = 1 / ncol(d$x), weights = NULL) {
  new <- news(d$x)
  f <- svm(scale(d$x), factor(d$y), scale = FALSE, kernel = kernel, cost = cost, gamma = gamma, tolerance = 1e-11,
           class.weights = if (!is.null(weights)) setNames(weights, seq_along(weights) - 1))
  v <- attr(predict(f, scale(new, colMeans(d$x), apply(d$x, 2, sd)), decision.values = TRUE), "decision.values")
  k <- max(d$y) + 1; out <- NULL
  for (i in seq_len(k - 1) - 1) for (j in (i + 1):(k - 1)) {
    up <- paste0(j, "/", i); down <- paste0(i, "/", j)
    out <- cbind(out, if (up %in% colnames(v)) v[, up] else -v[, down])
  }
  fields(case, x = d$x, columns = ncol(d$x), y = d$y, classes = k, new = new, rbf = as.numeric(kernel == "radial"),
         cost = cost, gamma = gamma, decision = out, pairs = ncol(out))
  if (!is.null(weights)) field(case, "weights", weights)
}
two <- cases(60, 5, 2, .6); three <- cases(75, 4, 3, .8); wide <- cases(30, 60, 2, .3)
one("linear", two, "linear"); one("linear_cost", two, "linear", .05); one("rbf", two, "radial")
one("rbf_gamma", two, "radial", 3, .02); one("linear_three", three, "linear"); one("rbf_three", three, "radial", 2)
one("linear_wide", wide, "linear"); one("rbf_wide", wide, "radial")
one("linear_weights", two, "linear", .5, weights = c(1, 3)); one("rbf_weights", two, "radial", .5, weights = c(1, 3))
one("linear_separated", cases(40, 3, 2, 6), "linear", 1000)
d <- cases(40, 3, 2, .5); d$x <- round(d$x); one("rbf_ties", d, "radial")
d <- cases(60, 5, 2, .6); d$y <- rep(0:1, c(54, 6)); one("rbf_unbalanced", d, "radial", 10)
d <- two; d$x <- d$x %*% diag(c(1e-6, 1, 1e5, 1e8, 1e-3)); one("rbf_units", d, "radial")

regress <- function(case, x, y, kernel, cost = 1, epsilon = .1) {
  new <- news(x)
  f <- svm(x, y, kernel = kernel, cost = cost, epsilon = epsilon, tolerance = 1e-11)
  fields(case, x = x, columns = ncol(x), number = y, new = new, rbf = as.numeric(kernel == "radial"), cost = cost,
         gamma = 1 / ncol(x), epsilon = epsilon, predicted = predict(f, new))
}
y <- round(20 + 5 * sin(two$x[, 1]) + 2 * two$x[, 2] + rnorm(60, 0, .5), 3)
regress("number_linear", two$x, y, "linear"); regress("number_rbf", two$x, y, "radial", 4)
regress("number_exact", two$x, y, "radial", 1, 0); regress("number_wide", wide$x, round(rnorm(30), 3), "radial")
save_cases("svm", "e1071")
