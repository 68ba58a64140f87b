# Classifiers. Rscript tests/reference/make/classify.R
# lda, qda: MASS, predict(method = "plug-in"); shrunk ones by the formulas of Ledoit & Wolf 2004 on columns scaled within
# classes. naive Bayes: e1071. Neighbours: class::knn (probability of the winning class), caret::knnreg; weighted ones by
# their definition. Networks: nnet from given weights. Platt scaling: glm with fractional targets. Coupling: the linear
# system of Wu, Lin & Weng 2004.
source("tests/reference/make/cases.R")
suppressMessages({ library(MASS); library(e1071); library(class); library(caret); library(nnet) })
set.seed(1507)
three <- function(n, p, shift = 1) {
  y <- rep(0:2, c(n %/% 2, n %/% 3, n - n %/% 2 - n %/% 3))
  m <- matrix(rnorm(3 * p, 0, shift), 3)
  x <- m[y + 1, ] + matrix(rnorm(n * p), n) %*% (diag(p) + .3 * matrix(rnorm(p * p), p) / sqrt(p))
  list(x = round(x, 4), y = y)
}
two <- function(n, p) { d <- three(n, p); d$y <- pmin(d$y, 1); d }
given <- function(case, d, new, prior = NULL, weight = NULL, classes = max(d$y) + 1) {
  fields(case, x = d$x, columns = ncol(d$x), y = d$y, classes = classes, new = new)
  if (!is.null(prior)) field(case, "prior", prior)
  if (!is.null(weight)) field(case, "weight", weight)
}
news <- function(d, k = 9) {
  s <- apply(d$x, 2, sd); moved <- d$x[sample(nrow(d$x), k, TRUE), , drop = FALSE] + t(s * matrix(rnorm(k * ncol(d$x), 0, .5), ncol(d$x)))
  matrix(signif(moved, 8), k)
}

# Discriminant analysis.
discriminant <- function(case, d, prior = NULL, tol = 1e-4) {
  new <- news(d); given(case, d, new, prior)
  p <- if (is.null(prior)) as.numeric(table(d$y)) / length(d$y) else prior
  g <- factor(d$y)
  # Codes without cases have probability 0.
  all <- function(posterior) { out <- matrix(0, nrow(new), max(d$y) + 1); out[, sort(unique(d$y)) + 1] <- posterior; out }
  field(case, "lda", all(predict(lda(d$x, g, prior = p, tol = tol), new, method = "plug-in")$posterior))
  field(case, "qda", all(predict(qda(d$x, g, prior = p, tol = tol), new, method = "plug-in")$posterior))
}
a <- two(70, 4); b <- three(90, 5)
discriminant("two", a); discriminant("three", b); discriminant("prior", b, c(.2, .5, .3))
discriminant("one_column", list(x = a$x[, 1, drop = FALSE], y = a$y))
discriminant("unbalanced", list(x = round(matrix(rnorm(240), 60), 3), y = rep(0:1, c(53, 7))))
discriminant("units", list(x = b$x %*% diag(c(1e-6, 1, 1e5, 1e8, 1e-3)), y = b$y), tol = 1e-12)
discriminant("offset", list(x = b$x + 1e4, y = b$y))
discriminant("nothing", list(x = round(matrix(rnorm(200), 50), 3), y = rep(0:1, 25)))
discriminant("separated", list(x = round(rbind(matrix(rnorm(60), 20), matrix(rnorm(60, 30), 20)), 3), y = rep(0:1, each = 20)))
discriminant("ties", list(x = round(b$x), y = b$y))
discriminant("few", list(x = round(matrix(rnorm(14), 7), 3), y = c(0, 0, 0, 1, 1, 1, 1)))
discriminant("gap_level", { d <- two(50, 3); d$y <- 2 * d$y; d })

# Weighted: every estimate with weights of mean 1, covariance times n / (n - classes).
weighted <- function(case, d, w) {
  new <- news(d); given(case, d, new, weight = w)
  w <- w / mean(w); k <- max(d$y) + 1; n <- length(d$y)
  m <- t(sapply(seq_len(k) - 1, function(c) colSums(w[d$y == c] * d$x[d$y == c, ]) / sum(w[d$y == c])))
  z <- d$x - m[d$y + 1, ]; prior <- tapply(w, d$y, sum) / n
  S <- crossprod(z * sqrt(w)) / n * n / (n - k)
  post <- function(cov) {
    l <- sapply(seq_len(k), function(c) log(prior[c]) - .5 * (mahalanobis(new, m[c, ], cov(c)) + determinant(cov(c))$modulus))
    l <- exp(l - apply(l, 1, max)); l / rowSums(l)
  }
  field(case, "lda", post(function(c) S))
  field(case, "qda", post(function(c) { i <- d$y == c - 1; crossprod(z[i, ] * sqrt(w[i])) / sum(w[i]) * sum(i) / (sum(i) - 1) }))
  sds <- t(sapply(seq_len(k), function(c) { i <- d$y == c - 1; sqrt(colSums(w[i] * z[i, ]^2) / sum(w[i]) * sum(i) / (sum(i) - 1)) }))
  l <- sapply(seq_len(k), function(c) log(prior[c]) + colSums(dnorm(t(new), m[c, ], sds[c, ], log = TRUE)))
  l <- exp(l - apply(l, 1, max)); field(case, "naive", l / rowSums(l))
}
weighted("weighted", b, round(runif(90, .2, 3), 2))

# Ledoit & Wolf 2004, eqs. for X centred, and shrunk rules.
ledoit_wolf <- function(z) {
  n <- nrow(z); p <- ncol(z); S <- crossprod(z) / n; m <- sum(diag(S)) / p
  d2 <- sum((S - m * diag(p))^2) / p
  b2 <- sum(apply(z, 1, function(r) sum((tcrossprod(r) - S)^2) / p)) / n^2
  min(b2, d2) / d2
}
shrunk <- function(case, d, share = NULL) {
  new <- news(d); given(case, d, new); k <- max(d$y) + 1; n <- length(d$y); p <- ncol(d$x)
  if (!is.null(share)) field(case, "given_share", share)
  m <- t(sapply(seq_len(k) - 1, function(c) colMeans(d$x[d$y == c, ])))
  z <- d$x - m[d$y + 1, ]; s <- sqrt(colSums(z^2) / (n - k)); z <- t(t(z) / s); prior <- tabulate(d$y + 1) / n
  pull <- function(z, df) {
    a <- if (is.null(share)) ledoit_wolf(z) else share
    S <- crossprod(z) / df; list(a = a, S = (1 - a) * S + a * mean(diag(S)) * diag(p))
  }
  all <- pull(z, n - k); own <- lapply(seq_len(k), function(c) pull(z[d$y == c - 1, ], sum(d$y == c - 1) - 1))
  post <- function(S) {
    l <- sapply(seq_len(k), function(c) {
      away <- (t(new) - m[c, ]) / s
      log(prior[c]) - .5 * (colSums(away * solve(S[[c]], away, tol = 1e-300)) + determinant(S[[c]])$modulus)
    })
    l <- exp(l - apply(l, 1, max)); l / rowSums(l)
  }
  fields(case, share_lda = all$a, share_qda = sapply(own, function(o) o$a), lda = post(rep(list(all$S), k)), qda = post(lapply(own, function(o) o$S)))
}
shrunk("shrunk_tall", b); shrunk("shrunk_wide", three(30, 60, .3)); shrunk("shrunk_wide_two", two(24, 40))
shrunk("shrunk_share", b, .35); shrunk("shrunk_share_wide", three(30, 60, .3), .2); shrunk("shrunk_all", b, 1)
shrunk("shrunk_copies", { d <- two(40, 3); d$x <- cbind(d$x, d$x[, 1], 2 * d$x[, 2]); d })

# Naive Bayes.
bayes <- function(case, d, prior = NULL, levels = NULL) {
  new <- news(d); given(case, d, new, prior, classes = if (is.null(levels)) max(d$y) + 1 else levels)
  f <- naiveBayes(as.data.frame(d$x), factor(d$y))
  if (!is.null(prior)) f$apriori[] <- prior
  field(case, "naive", predict(f, as.data.frame(new), type = "raw"))
}
bayes("naive_two", a); bayes("naive_three", b); bayes("naive_prior", b, c(.6, .1, .3))
bayes("naive_wide", three(24, 50, .2)); bayes("naive_ties", list(x = round(b$x), y = b$y))
# e1071's 0.001 of a column of spread 1 within classes is ours of any.
d <- a; d$x[d$y == 1, 2] <- 2; d$x[, 2] <- d$x[, 2] / sqrt(sum((d$x[d$y == 0, 2] - mean(d$x[d$y == 0, 2]))^2) / (nrow(d$x) - 2))
d$x[d$y == 1, 2] <- d$x[d$y == 1, 2][1]
# Near the constant: farther off its density is 0 in double, for which e1071 puts 0.001.
new <- d$x[60:63, ]; new[, 2] <- new[, 2] + c(0, .001, .002, -.003)
given("naive_constant", d, new)
field("naive_constant", "naive", predict(naiveBayes(as.data.frame(d$x), factor(d$y)), as.data.frame(new), type = "raw"))

# Neighbours: all classes' shares from as many two-class votes as there are classes.
neighbours <- function(case, d, k, new = news(d)) {
  given(case, d, new); field(case, "k", k)
  share <- sapply(0:max(d$y), function(c) {
    # knn draws when both classes have as many votes; the winner's share is 1/2 then.
    won <- knn(d$x, new, factor(d$y == c, c(FALSE, TRUE)), k, prob = TRUE); p <- attr(won, "prob")
    ifelse(won == "TRUE", p, 1 - p)
  })
  field(case, "knn", share)
  number <- round(d$x[, 1] + rnorm(nrow(d$x)), 3)
  field(case, "number", number); field(case, "knn_number", knnregTrain(d$x, new, number, k))
}
neighbours("knn_two", a, 5); neighbours("knn_three", b, 7); neighbours("knn_one", b, 1); neighbours("knn_wide", three(30, 60, .3), 4)
d <- list(x = as.matrix(expand.grid(0:4, 0:4)), y = rep(0:2, length.out = 25)); dimnames(d$x) <- NULL
neighbours("knn_ties", d, 3, d$x[c(1, 7, 13, 25), ] + .5)
inverse <- function(case, d, k, new = news(d)) {
  w <- round(runif(nrow(d$x), .5, 2), 2); given(case, d, new, weight = w); field(case, "k", k)
  field(case, "knn_inverse", t(apply(new, 1, function(r) {
    far <- sqrt(colSums((t(d$x) - r)^2)); near <- far <= sort(far)[k] * (1 + 1e-10)
    v <- if (any(far == 0)) w * (far == 0) else ifelse(near, w / far, 0)
    sapply(0:max(d$y), function(c) sum(v[d$y == c])) / sum(v)
  })))
}
inverse("knn_inverse", b, 6); inverse("knn_touching", b, 6, b$x[c(3, 50, 88), ])

# Networks: the objective at the start, and where nnet ends from there.
network <- function(case, x, t, size, decay, output, w = rep(1, nrow(x))) {
  t <- as.matrix(t); p <- ncol(x); k <- ncol(t)
  count <- size * (p + 1) + k * (size + 1)
  run <- function(maxit, start) nnet(x, t, w, size = size, Wts = start, decay = decay, maxit = maxit, trace = FALSE,
    linout = output == 0, entropy = output == 1, softmax = output == 2, abstol = 0, reltol = 1e-15)
  # Near the best of several minima, so that every way down ends in the same one.
  tries <- lapply(1:20, function(i) run(20000, runif(count, -.7, .7)))
  values <- sapply(tries, function(f) f$value)
  start <- round(tries[[which.min(values)]]$wts + rnorm(count, 0, .05), 3)
  # maxit = 0 leaves the start; its value is that of the objective.
  at <- run(0, start); stopifnot(max(abs(at$wts - start)) == 0)
  fields(case, x = x, columns = p, target = t, outputs = k, hidden = size, decay = decay, output = output, weight = w,
         start = start, at_start = at$value, first = at$fitted.values)
  f <- run(20000, start); fields(case, end = f$value, fitted = f$fitted.values, best = min(values))
}
x <- scale(b$x); x <- round(x, 3); ind <- class.ind(b$y)
network("net_logistic", round(scale(a$x), 3), a$y, 3, .1, 1)
network("net_softmax", x, ind, 2, .05, 2)
network("net_number", x, round(sin(x[, 1]) + .3 * x[, 2] + rnorm(90, 0, .2), 3), 2, .02, 0)
network("net_weights", x, ind, 3, .5, 2, round(runif(90, .3, 2), 2))
network("net_several", x, round(cbind(x[, 1] * x[, 2], x[, 3]) + rnorm(180, 0, .1), 3), 2, .1, 0)

# Platt scaling.
platt <- function(case, f, y) {
  t <- ifelse(y == 1, (sum(y == 1) + 1) / (sum(y == 1) + 2), 1 / (sum(y == 0) + 2))
  fit <- suppressWarnings(glm(t ~ f, family = binomial, epsilon = 1e-15, maxit = 200))
  fields(case, f = f, positive = y, platt = -rev(coef(fit)))
}
f <- round(rnorm(60), 4); y <- as.numeric(runif(60) < plogis(1.5 * f - .4))
platt("platt", f, y); platt("platt_scales", f * 1e-6 + 1e-3, y); platt("platt_separated", f, as.numeric(f > 0))
platt("platt_few", c(-1, .5, .2, 1.4), c(0, 0, 1, 1)); platt("platt_ties", round(f), y)

# Coupling.
couple <- function(case, r) {
  k <- nrow(r); Q <- -t(r) * r; diag(Q) <- sapply(seq_len(k), function(i) sum(r[-i, i]^2))
  fields(case, r = r, coupled = solve(rbind(cbind(Q, 1), c(rep(1, k), 0)), c(rep(0, k), 1))[1:k], classes = k)
}
pairs <- function(k, from = .02) { r <- matrix(0, k, k); r[upper.tri(r)] <- round(runif(k * (k - 1) / 2, from, 1 - from), 4); r[lower.tri(r)] <- (1 - t(r))[lower.tri(r)]; r }
couple("couple_two", pairs(2)); couple("couple_three", pairs(3)); couple("couple_six", pairs(6))
couple("couple_equal", { r <- matrix(.5, 4, 4); diag(r) <- 0; r })
save_cases("classify", c("MASS", "e1071", "class", "caret", "nnet"))
