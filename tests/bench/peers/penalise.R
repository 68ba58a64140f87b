# glmnet's paths and ten folds, as bench_penalise takes them. Rscript tests/bench/peers/penalise.R FOLDER [PATHS]
# FOLDER holds x2000.csv, radiomics.csv and outcome.csv. Best of three (Cox folds: of one). PATHS: what bench_penalise
# wrote there; the objectives of both at every lambda are then compared, relative to glmnet's (below 0: ours is lower).
suppressMessages({library(data.table); library(survival); library(glmnet)})
folder <- commandArgs(TRUE)[1]; paths <- commandArgs(TRUE)[2]
read <- function(f) as.matrix(fread(file.path(folder, f))[, -1])
x <- read("x2000.csv"); r <- read("radiomics.csv"); o <- read("outcome.csv")
y <- o[, 1]; s <- Surv(o[, 2], o[, 3]); fold <- rep(1:10, 50)
best <- function(what, f, times = 3) {
  t <- apply(sapply(seq_len(times), function(i) { t <- system.time(f()); c(t["elapsed"], t["user.self"] + t["sys.self"]) }), 1, min)
  cat(sprintf("%-24s %9.1f ms, %9.1f ms of processor\n", what, 1000 * t[1], 1000 * t[2]))
}
for (alpha in c(1, 0.5)) {
  best(paste0("binomial/path/", alpha), function() glmnet(x, y, family = "binomial", alpha = alpha))
  best(paste0("binomial/folds/", alpha), function() cv.glmnet(x, y, family = "binomial", alpha = alpha, foldid = fold))
}
best("cox/path", function() glmnet(r, s, family = "cox"))
best("cox/folds", function() cv.glmnet(r, s, family = "cox", foldid = fold), 1)
if (!is.na(paths)) {
  penalty <- function(z, b, alpha) { n <- nrow(z); b <- b * apply(z, 2, sd) * sqrt((n - 1) / n); sum((1 - alpha) / 2 * b^2 + alpha * abs(b)) }
  loss <- list(binomial = function(b, a) { e <- drop(x %*% b) + a; mean(log1p(exp(-abs(e))) + pmax(e, 0) - y * e) },
               cox = function(b, a) coxnet.deviance(drop(r %*% b), s) / (2 * nrow(r)))
  for (name in c("binomial_1", "binomial_0.5", "cox_1")) {
    family <- sub("_.*", "", name); alpha <- as.numeric(sub(".*_", "", name)); z <- if (family == "cox") r else x
    ours <- as.matrix(fread(file.path(paths, paste0(name, ".csv"))))
    f <- glmnet(z, if (family == "cox") s else y, family = family, alpha = alpha)
    a0 <- if (family == "cox") rep(0, length(f$lambda)) else f$a0
    d <- sapply(seq_len(min(nrow(ours), length(f$lambda))), function(k) {
      objective <- function(b, a) loss[[family]](b, a) + f$lambda[k] * penalty(z, b, alpha)
      peer <- objective(f$beta[, k], a0[k]); (objective(ours[k, -(1:2)], ours[k, 2]) - peer) / peer
    })
    cat(sprintf("%-14s %d and %d lambdas, objective beside glmnet's: %.1e to %.1e\n", name, nrow(ours), length(f$lambda), min(d), max(d)))
  }
}
