# Choice of columns. Rscript tests/reference/make/selection.R
# Base R after the papers: mutual information and mRMR (Peng, Long & Ding 2005, eq. 7), ReliefF and RReliefF with every
# case in turn (Robnik-Sikonja & Kononenko 2003).
source("tests/reference/make/cases.R")
set.seed(515)
bins_of <- function(x, b) findInterval(x, unique(quantile(x, seq_len(b - 1) / b)), left.open = TRUE)
information <- function(a, b) {
  p <- table(a, b) / length(a); e <- outer(rowSums(p), colSums(p))
  sum(ifelse(p > 0, p * log(p / e), 0))
}
mrmr <- function(codes, y, count) {
  relevance <- apply(codes, 2, information, y); chosen <- integer(); scores <- numeric()
  while (length(chosen) < count) {
    score <- sapply(seq_len(ncol(codes)), function(j) if (j %in% chosen) -Inf else
      relevance[j] - if (length(chosen)) mean(apply(codes[, chosen, drop = FALSE], 2, information, codes[, j])) else 0)
    best <- which(score > max(score) - 1e-12)[1]
    chosen <- c(chosen, best); scores <- c(scores, score[best])
  }
  list(chosen = chosen - 1, score = scores)
}
range_of <- function(x) apply(x, 2, function(v) diff(range(v)))
relief <- function(x, y, k) {
  r <- range_of(x); z <- sweep(x, 2, ifelse(r > 0, r, Inf), "/"); n <- nrow(x); prior <- table(y) / n; w <- numeric(ncol(x))
  for (i in 1:n) {
    away <- abs(sweep(z, 2, z[i, ])); near <- setdiff(order(rowSums(away)), i)
    for (class in names(prior)) {
      cases <- head(near[y[near] == as.numeric(class)], k)
      if (length(cases) == 0) next
      mean_away <- colMeans(away[cases, , drop = FALSE])
      w <- w + if (class == as.character(y[i])) -mean_away / n else prior[[class]] / (1 - prior[[as.character(y[i])]]) * mean_away / n
    }
  }
  w
}
relief_of_number <- function(x, y, k) {
  r <- range_of(x); z <- sweep(x, 2, ifelse(r > 0, r, Inf), "/"); n <- nrow(x); dy <- abs(outer(y, y, "-")) / diff(range(y))
  c_ <- 0; a_ <- both <- numeric(ncol(x))
  for (i in 1:n) {
    away <- abs(sweep(z, 2, z[i, ])); near <- head(setdiff(order(rowSums(away)), i), k)
    for (j in near) { c_ <- c_ + dy[i, j] / length(near); a_ <- a_ + away[j, ] / length(near); both <- both + dy[i, j] * away[j, ] / length(near) }
  }
  both / c_ - (a_ - both) / (n - c_)
}
selection_case <- function(case, x, y, value, b, k) {
  codes <- apply(x, 2, bins_of, b); m <- mrmr(codes, y, min(6, ncol(x)))
  fields(case, x = x, features = ncol(x), y = y, value = value, bins = b, k = k, binned = codes, information = apply(codes, 2, information, y),
         chosen = m$chosen, chosen_score = m$score, relief = relief(x, y, k), relief_number = relief_of_number(x, value, k))
}
make <- function(n, p, classes) {
  y <- sample(rep_len(seq_len(classes) - 1, n)); x <- matrix(rnorm(n * p), n)
  x[, 1] <- x[, 1] + y; x[, 2] <- x[, 1] + rnorm(n, 0, 0.3); x[, 3] <- x[, 3] - 0.8 * (y == 1); x[, 4] <- round(x[, 4]) * 1e5; x[, p] <- 7
  x[, 5] <- x[, 5] * 1e-4 + 1
  list(x = matrix(as.numeric(sprintf("%.6g", x)), n), y = y, value = round(x[, 1] + rnorm(n), 3))
}
d <- make(60, 9, 2); selection_case("two", d$x, d$y, d$value, 3, 10)
d <- make(75, 8, 3); selection_case("three", d$x, d$y, d$value, 4, 5)
d <- make(14, 7, 2); selection_case("few", d$x, d$y, d$value, 2, 10) # fewer hits than neighbours asked for
d$y <- c(rep(0, 13), 1); selection_case("one_alone", d$x, d$y, d$value, 2, 3) # without hits
save_cases("selection")
