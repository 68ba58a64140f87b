# sva::ComBat as bench_combat does it. Rscript tests/bench/peers/combat.R FOLDER [nonparametric]
# FOLDER holds radiomics_batch.csv, outcome.csv and cov.csv. Best of three; the non-parametric one once.
suppressPackageStartupMessages({library(data.table); library(sva)})
a <- commandArgs(TRUE)
x <- t(as.matrix(fread(file.path(a[1], "radiomics_batch.csv"))[, -1]))
batch <- factor(fread(file.path(a[1], "outcome.csv"))$batch)
z <- as.matrix(fread(file.path(a[1], "cov.csv"))[, -1])
best <- function(what, times, ...) {
  s <- sapply(seq_len(times), function(i) system.time(y <<- suppressMessages(ComBat(x, batch, mod = model.matrix(~z), ...)))["elapsed"])
  cat(sprintf("%-14s %9.1f ms, mean %.10g\n", what, 1000 * min(s), mean(y)))
}
best("parametric", 3)
if (length(a) > 1) best("nonparametric", 1, par.prior = FALSE)
