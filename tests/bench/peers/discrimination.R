# C and AUC at a time of every feature, as bench_screen takes them. Rscript tests/bench/peers/discrimination.R FOLDER
# FOLDER holds radiomics.csv and outcome.csv. Best of three; each routine by the fastest of the calls that a user has.
suppressMessages({library(data.table); library(survival); library(riskRegression)})
folder <- commandArgs(TRUE)[1]
x <- as.matrix(fread(file.path(folder, "radiomics.csv"))[, -1]); o <- fread(file.path(folder, "outcome.csv"))
time <- o[[3]]; event <- o[[4]]; y <- Surv(time, event); at <- median(time)
best <- function(what, f) {
  s <- apply(sapply(1:3, function(i) { s <- system.time(f()); c(s["elapsed"], s["user.self"] + s["sys.self"]) }), 1, min)
  cat(sprintf("%-28s %9.1f ms, %9.1f ms of processor\n", what, 1000 * s[1], 1000 * s[2]))
}
each <- function(...) function() apply(x, 2, function(v) { f <- concordancefit(y, v, reverse = TRUE, ...); c(f$concordance, sqrt(f$var)) })
best("concordance()", function() apply(x, 2, function(v) concordance(y ~ v, reverse = TRUE)$var))
best("concordancefit()", each())
best("concordancefit(n/G2)", each(timewt = "n/G2", ymax = at))
d <- data.frame(time, event)
risks <- lapply(seq_len(ncol(x)), function(j) x[, j]); names(risks) <- paste0("f", seq_along(risks))
score <- function(r) Score(r, Surv(time, event) ~ 1, data = d, times = at, metrics = "auc", null.model = FALSE,
                           contrasts = FALSE, cens.model = "km")
best("Score(), all at once", function() score(risks))
best("Score(), one by one (of 50)", function() for (r in 1:50) score(risks[r]))
