# Learned preparations of predictors. Rscript tests/reference/make/prepare.R
# median, IQR, mad, quantile; caret::nearZeroVar; Yeo-Johnson and Box-Cox with car's transformations, the zero of the
# slope of their profile likelihood found to the last bit and held against car::powerTransform; imputation by Gower's
# nearest neighbours and by chained equations as base R scripts of the published descriptions.
source("tests/reference/make/cases.R")
suppressPackageStartupMessages({library(caret); library(car)})
set.seed(2603)

# Scaling, limits, columns that hardly vary: a column a case
columns <- list(normal = round(rnorm(41, 3, 2), 3), skewed = round(exp(rnorm(60, 0, 1.5)), 4), tied = sample(0:3, 50, TRUE),
                gaps = ifelse(runif(45) < 0.2, NA, round(rnorm(45), 3)), rare = c(rep(0, 57), 1, 1, 2), rare_many = c(rep(0, 40), round(runif(20), 4)),
                border = c(rep(5, 38), 7, 7), two = c(1, 2), constant = rep(4, 12), gaps_only = rep(NA_real_, 5), huge = round(rnorm(30) * 1e200, -195), tiny = signif(rnorm(30) * 1e-200, 5))
for (name in names(columns)) {
  x <- columns[[name]]
  field(name, "column", x)
  field(name, "near_zero", length(nearZeroVar(data.frame(x))) > 0)
  field(name, "near_zero_wide", length(nearZeroVar(data.frame(x), freqCut = 5, uniqueCut = 40)) > 0)
  if (all(is.na(x))) next
  fields(name, median = median(x, na.rm = TRUE), iqr = IQR(x, na.rm = TRUE), mad = mad(x, na.rm = TRUE),
         limits = quantile(x, c(0.05, 0.95), na.rm = TRUE), limits_wide = quantile(x, c(0.01, 0.9), na.rm = TRUE))
}

# Powers
most_likely <- function(x, transform, powers) {
  slope <- function(l) { # of the profile log-likelihood over n, the slope of the transformed values by their formula
    z <- transform(x, l); d <- powers$slope(x, l)
    powers$jacobian(x) - mean((z - mean(z)) * (d - mean(d))) / mean((z - mean(z))^2)
  }
  root(slope, -4.93, 4.71) # none of the middles is 0 or 2
}
bc_slope <- function(x, l) (log(x) * x^l - (x^l - 1) / l) / l
powers <- list(
  yj = list(slope = function(x, l) ifelse(x >= 0, bc_slope(pmax(x, 0) + 1, l), bc_slope(pmax(-x, 0) + 1, 2 - l)),
            jacobian = function(x) mean(sign(x) * log1p(abs(x)))),
  bc = list(slope = bc_slope, jacobian = function(x) mean(log(x))))
power_case <- function(name, x, kind) {
  transform <- if (kind == "yj") yjPower else bcPower
  l <- most_likely(x, transform, powers[[kind]])
  found <- suppressWarnings(powerTransform(x, family = if (kind == "yj") "yjPower" else "bcPower"))$lambda
  stopifnot(abs(found - l) < 1e-4 * max(1, abs(l)))
  fields(name, power_of = x, box_cox = as.numeric(kind == "bc"), lambda = l, transformed = as.vector(transform(x, l)))
}
power_case("yj_mixed", round(rnorm(40, 0.3, 1.5)^3, 3), "yj")
power_case("yj_positive", round(exp(rnorm(60, 1, 0.8)), 3), "yj")
power_case("yj_negative", -round(exp(rnorm(35, 0, 0.7)), 3), "yj")
power_case("yj_small", round(rnorm(12), 2), "yj")
power_case("yj_shifted", round(rnorm(50, 100, 12), 1), "yj")
power_case("bc_lognormal", round(exp(rnorm(50, 2, 0.5)), 4), "bc")
power_case("bc_gamma", round(rgamma(80, 2, 0.01), 2), "bc")
power_case("bc_small", c(0.2, 1.5, 0.9, 3.1, 12.4, 0.05), "bc")

# Mixed tables with gaps: numbers, then a category of two and one of four
mixed <- function(n) {
  g <- rnorm(n)
  x <- cbind(g + rnorm(n, 0, 0.4), 50 + 9 * g + rnorm(n, 0, 5), exp(0.5 * g + rnorm(n, 0, 0.3)), rnorm(n), -g + rnorm(n, 0, 0.6))
  cbind(round(x, 3), as.numeric(g + rnorm(n, 0, 0.5) > 0.2), findInterval(g + rnorm(n, 0, 0.7), c(-0.8, 0, 0.9)))
}
category <- c(FALSE, FALSE, FALSE, FALSE, FALSE, TRUE, TRUE)
make_gaps <- function(x, share, from = 1) { x[cbind(sample(nrow(x), share * length(x), TRUE), sample(from:ncol(x), share * length(x), TRUE))] <- NA; x }
mode_of <- function(v) { t <- table(v); as.numeric(names(t)[which.max(t)]) }
middle <- function(v, is_category) if (is_category) mode_of(v) else median(v)

knn <- function(train, new, k) {
  range_of <- apply(train, 2, function(v) diff(range(v, na.rm = TRUE)))
  for (i in seq_len(nrow(new))) {
    here <- new[i, ]
    d <- apply(train, 1, function(other) mean(ifelse(category, here != other, abs(here - other) / range_of), na.rm = TRUE))
    near <- order(d)
    near <- near[!is.nan(d[near])]
    for (j in which(is.na(here))) {
      donors <- head(near[!is.na(train[near, j])], k)
      new[i, j] <- if (length(donors) == 0) middle(train[!is.na(train[, j]), j], category[j]) else middle(train[donors, j], category[j])
    }
  }
  new
}
train <- make_gaps(mixed(60), 0.12); new <- make_gaps(mixed(12), 0.25); new[3, ] <- NA
for (k in c(1, 4, 5)) {
  name <- paste0("knn_", k)
  fields(name, mixed = train, new = new, category = category, k = k, filled = knn(train, train, k), filled_new = knn(train, new, k))
}

# Chained equations: each column with gaps regressed on its best related others, predicted value in place of a draw
ridge <- 1e-3
standard <- function(v) sqrt(mean((v - mean(v))^2))
expand <- function(x, columns, rows) { # the terms a regression sees: column, level (NA: the number itself)
  out <- list()
  for (c in columns) for (level in if (category[c]) sort(unique(x[rows, c]))[-1] else NA) {
    v <- if (is.na(level)) x[rows, c] else as.numeric(x[rows, c] == level)
    if (max(v) > min(v)) out[[length(out) + 1]] <- list(column = c, level = level, centre = mean(v), scale = standard(v))
  }
  out
}
design <- function(x, terms) cbind(rep(1, nrow(x)), sapply(terms, function(t) {
  v <- if (is.na(t$level)) x[, t$column] else as.numeric(x[, t$column] == t$level)
  (v - t$centre) / t$scale
}, simplify = "matrix") |> matrix(nrow = nrow(x)))
fit_one <- function(x, j, from, rows) {
  terms <- expand(x, from, rows)
  D <- design(x[rows, , drop = FALSE], terms); y <- x[rows, j]; n <- length(rows); q <- ncol(D)
  P <- diag(c(0, rep(n * ridge, q - 1)))
  if (!category[j]) return(list(terms = terms, b = solve(crossprod(D) + P, crossprod(D, y)), range = range(y)))
  levels <- sort(unique(y)); K <- length(levels) - 1
  Y <- sapply(levels[-1], function(l) as.numeric(y == l)) |> matrix(nrow = n)
  b <- matrix(0, q, K)
  for (step in 1:60) {
    e <- exp(D %*% b); p <- e / (1 + rowSums(e))
    slope <- crossprod(D, Y - p) - P %*% b
    H <- matrix(0, q * K, q * K)
    for (a in 1:K) for (c in 1:K) {
      w <- if (a == c) p[, a] * (1 - p[, a]) else -p[, a] * p[, c]
      H[(a - 1) * q + 1:q, (c - 1) * q + 1:q] <- crossprod(D, D * w) + (if (a == c) P else 0)
    }
    b <- b + matrix(solve(H, c(slope)), q)
  }
  stopifnot(max(abs(slope)) < 1e-8)
  list(terms = terms, b = b, levels = levels)
}
predict_one <- function(m, j, x) {
  eta <- design(x, m$terms) %*% m$b
  if (!category[j]) return(pmin(pmax(c(eta), m$range[1]), m$range[2]))
  m$levels[max.col(cbind(0, eta), ties.method = "first")]
}
chained <- function(train, new, cycles = 10, most = 15) {
  p <- ncol(train)
  start <- sapply(1:p, function(j) middle(train[!is.na(train[, j]), j], category[j]))
  fill <- function(x) { for (j in 1:p) x[is.na(x[, j]), j] <- start[j]; x }
  filled <- fill(train)
  indicators <- list(); owner <- c()
  for (j in 1:p) for (level in if (category[j]) sort(unique(filled[, j])) else NA) {
    indicators[[length(indicators) + 1]] <- if (is.na(level)) filled[, j] else as.numeric(filled[, j] == level)
    owner <- c(owner, j)
  }
  r2 <- cor(do.call(cbind, indicators))^2
  relation <- outer(1:p, 1:p, Vectorize(function(a, b) max(r2[owner == a, owner == b])))
  from <- lapply(1:p, function(j) sort(head(setdiff(order(-relation[j, ]), j), most)))
  gaps <- colSums(is.na(train)); turn <- order(gaps)
  rows <- lapply(1:p, function(j) which(!is.na(train[, j])))
  spread <- sapply(1:p, function(j) standard(train[rows[[j]], j]))
  moved_by <- function(now, before, j) if (category[j]) as.numeric(any(now != before)) else max(abs(now - before)) / spread[j]
  for (cycle in 1:cycles) {
    moved <- 0
    for (j in turn[gaps[turn] > 0]) {
      at <- which(is.na(train[, j])); now <- predict_one(fit_one(filled, j, from[[j]], rows[[j]]), j, filled[at, , drop = FALSE])
      moved <- max(moved, moved_by(now, filled[at, j], j)); filled[at, j] <- now
    }
    if (moved <= 1e-6) break
  }
  models <- lapply(1:p, function(j) fit_one(filled, j, from[[j]], rows[[j]]))
  complete <- function(x) {
    out <- fill(x)
    for (i in seq_len(nrow(x))) for (cycle in 1:cycles) {
      moved <- 0
      for (j in turn[is.na(x[i, turn])]) {
        now <- predict_one(models[[j]], j, out[i, , drop = FALSE])
        moved <- max(moved, moved_by(now, out[i, j], j)); out[i, j] <- now
      }
      if (moved <= 1e-6) break
    }
    out
  }
  list(train = complete(train), new = complete(new))
}
chained_case <- function(name, train, new, ...) {
  f <- chained(train, new, ...)
  fields(name, mixed = train, new = new, category = category, filled = f$train, filled_new = f$new)
}
chained_case("chained", train, new)
chained_case("chained_few", train, new, most = 2); field("chained_few", "most", 2)
chained_case("chained_once", train, new, cycles = 1); field("chained_once", "cycles", 1)
untouched <- train; untouched[, 1] <- mixed(60)[, 1] # gaps of new cases that no training case has
chained_case("chained_new_gaps", untouched, new)
save_cases("prepare", c("caret", "car"))
