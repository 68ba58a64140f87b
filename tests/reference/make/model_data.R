# Data that the other model_*.R scripts and the tests share; rounded, so that both read the same numbers.
# Columns of tall, wide: predictors …, then y01, y, w. Rscript tests/reference/make/model_data.R
set.seed(20260611)
out <- list()
keep <- function(name, m) out[[length(out) + 1]] <<- data.frame(set = name, i = c(row(m)) - 1, j = c(col(m)) - 1, value = c(m))
make <- function(n, p, slope) {
  common <- rnorm(n)
  x <- sapply(seq_len(p), function(j) round(0.6 * common * (j %% 3 == 0) + rnorm(n) * (1 + j %% 4), 3))
  lp <- x[, seq_along(slope)] %*% slope
  cbind(x, rbinom(n, 1, plogis(lp)), round(lp + rnorm(n), 3), sample(1:4, n, replace = TRUE) / 2)
}
tall <- make(120, 12, c(0.8, -0.5, 0.3, 0.4))
tall[, 9] <- 3.5                            # constant
tall[, 11] <- tall[, 1] + tall[, 2]         # collinear
tall[, 12] <- 1000 * tall[, 12]             # another scale
keep("tall", tall)
keep("wide", make(40, 70, c(0.9, -0.7, 0.5, 0.5, 0.4)))
keep("correlated", round({
  f <- matrix(rnorm(50 * 4), 50); z <- f[, rep(1:4, 5)] + 0.45 * matrix(rnorm(50 * 20), 50); z[, 20] <- z[, 3]; z
}, 3))
# Held-out scores: score, second score, y01, probability of 150 cases, 3 repeats of 5 folds.
n <- 150
lp <- rnorm(n)
y <- rbinom(n, 1, plogis(1.2 * lp - 0.4))
s <- sapply(1:3, function(r) round(lp + rnorm(n, sd = 0.7), 2))
fold <- sapply(1:3, function(r) sample(rep(0:4, length.out = n)))
keep("scores", cbind(s, fold, y, round(2 + 1.5 * lp + rnorm(n), 3)))
d <- do.call(rbind, out)
con <- file("tests/reference/model_data.csv", "w")
writeLines(c(paste("# tool: R", getRversion()), "# script: tests/reference/make/model_data.R", "# digits: 3 decimals",
             "set,i,j,value"), con)
writeLines(paste(d$set, d$i, d$j, sprintf("%.10g", d$value), sep = ","), con)
close(con)
