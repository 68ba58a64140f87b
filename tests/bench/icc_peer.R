# The peer of icc_bench.cpp: Rscript tests/bench/icc_peer.R [features]
# 31 subjects, two repeats; seconds a thousand features by psych::ICC(lmer = FALSE).
suppressMessages(library(psych))
features <- as.integer(c(commandArgs(TRUE), 1000)[1])
set.seed(11)
blocks <- lapply(seq_len(features), function(f) {
  s <- rnorm(31); 10 + cbind(s, s) + (.05 + f / 1000) * matrix(rnorm(62), 31)
})
seconds <- system.time(for (b in blocks) ICC(b, lmer = FALSE))[["elapsed"]]
cat(sprintf("psych %s: %.3f s for %d features\n", packageVersion("psych"), seconds, features))
