# ranger on the tables of bench_forest, two threads. Rscript tests/bench/peers/forest.R FOLDER [votes|permutation|survival …]
# FOLDER holds radiomics.csv and outcome.csv. Best of three (survival: once), with the error out of bag.
suppressMessages({library(data.table); library(ranger)})
a <- commandArgs(TRUE); wanted <- if (length(a) > 1) a[-1] else c("votes", "permutation", "survival")
x <- as.matrix(fread(file.path(a[1], "radiomics.csv"))[, -1]); o <- fread(file.path(a[1], "outcome.csv"))
y <- factor(o[[2]]); d <- data.frame(time = o[[3]], status = o[[4]], x)
best <- function(what, times, f) {
  error <- NA
  s <- apply(sapply(seq_len(times), function(i) { s <- system.time(error <<- f(i)$prediction.error); c(s["elapsed"], s["user.self"] + s["sys.self"]) }), 1, min)
  cat(sprintf("%-24s %9.1f ms, %9.1f ms of processor, error %.4f\n", what, 1000 * s[1], 1000 * s[2], error))
}
if ("votes" %in% wanted) best("votes", 3, function(i) ranger(x = x, y = y, num.trees = 500, num.threads = 2, seed = 1e9 + i))
if ("permutation" %in% wanted) best("votes, permutation", 3, function(i) ranger(x = x, y = y, num.trees = 500, num.threads = 2, seed = 1e9 + i, importance = "permutation"))
if ("survival" %in% wanted) best("survival", 1, function(i) ranger(dependent.variable.name = "time", status.variable.name = "status", data = d, num.trees = 500, num.threads = 2, seed = 1e9 + i, verbose = FALSE))
