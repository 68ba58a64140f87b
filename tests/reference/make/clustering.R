# Clustering. Rscript tests/reference/make/clustering.R
source("tests/reference/make/cases.R")
suppressMessages({library(cluster); library(mclust); library(ConsensusClusterPlus)})
set.seed(505)
linkages <- c("single", "complete", "average", "ward.D", "ward.D2", "mcquitty", "centroid", "median")
blobs <- function(n, p, k, apart) round(matrix(rnorm(n * p), n) + apart * matrix(rnorm(k * p), k)[rep_len(seq_len(k), n), ], 3)

# Trees: every linkage on one set of distances; cuts into 1 … min(n, 6).
trees <- function(case, x, metric = "euclidean") {
  d <- if (metric == "correlation") as.dist(1 - cor(t(x))) else dist(x, metric)
  n <- nrow(x)
  fields(case, x = x, columns = ncol(x), metric = match(metric, c("euclidean", "manhattan", "correlation")) - 1,
         distance = d)
  for (l in linkages) {
    h <- hclust(d, l); f <- function(what) paste0(what, "_", match(l, linkages) - 1)
    field(case, f("merge"), t(h$merge)); field(case, f("height"), h$height); field(case, f("order"), h$order - 1)
    field(case, f("cut"), sapply(seq_len(min(n, 6)), function(k) cutree(h, k) - 1))
    co <- cophenetic(h)
    if (n > 2 && sd(co) > 0 && sd(d) > 0) field(case, f("cophenetic"), cor(co, d))
  }
}
trees("tree_two", matrix(c(1, 2, 4, 8), 2))
trees("tree_plain", blobs(40, 5, 3, 2))
trees("tree_manhattan", blobs(35, 4, 3, 1), "manhattan")
trees("tree_correlation", blobs(30, 12, 4, 1), "correlation")
trees("tree_ties", matrix(sample(0:3, 50 * 2, TRUE), 50))
trees("tree_ties_manhattan", matrix(sample(0:2, 40 * 3, TRUE), 40), "manhattan")
trees("tree_grid", as.matrix(expand.grid(1:5, 1:5)))
trees("tree_equal", matrix(3, 5, 2))
trees("tree_huge_and_tiny", matrix(rnorm(9 * 3) * 10^sample(-9:9, 27, TRUE), 9))

# k means: the best total of 500 starts; silhouettes of the partition; the same cut in another.
means <- function(case, x, k) {
  best <- kmeans(x, k, nstart = 500, iter.max = 200); d <- dist(x)
  s <- silhouette(best$cluster, d)
  other <- cutree(hclust(d, "complete"), k + 1)
  fields(case, x = x, columns = ncol(x), k = k, total = best$tot.withinss, between = best$betweenss, sizes = sort(best$size),
         within = best$withinss[order(best$size, best$withinss)], cluster = best$cluster - 1, width = s[, 3], nearest = s[, 2] - 1,
         cluster_width = summary(s)$clus.avg.widths, other = other - 1, rand = adjustedRandIndex(best$cluster, other))
}
means("means_blobs", blobs(90, 4, 3, 3), 3)
means("means_iris", as.matrix(iris[, 1:4]), 3)
means("means_noise", matrix(round(rnorm(60 * 3), 2), 60), 5)
means("means_one_column", matrix(round(rexp(50), 3), 50), 3)
means("means_shifted", 1e6 + blobs(40, 2, 2, 4), 2)
means("means_unbalanced", rbind(blobs(60, 3, 1, 0), c(30, 30, 30), c(-40, 0, 5)), 3)
x <- matrix(rep(c(1, 1, 2, 5, 5, 9), 4), 24); means("means_copies", cbind(x, 2 * x), 4)

# Mixtures from a given membership, run to convergence; then the choice by BIC among the six models.
models <- c("EII", "VII", "EEI", "VVI", "EEE", "VVV")
mixture <- function(case, x, k) {
  fields(case, x = x, columns = ncol(x), k = k)
  start <- cutree(hclust(dist(x), "ward.D2"), k); field(case, "start", start - 1)
  for (m in seq_along(models)) {
    name <- models[m]
    if (ncol(x) == 1) { if (m > 2) next; name <- c("E", "V")[m] }
    f <- me(x, name, unmap(start), control = emControl(tol = c(1e-13, 1e-13), itmax = c(20000, 20000)))
    p <- f$parameters; g <- function(what) paste0(what, "_", m - 1)
    sigma <- if (ncol(x) == 1) array(rep_len(p$variance$sigmasq, k), c(1, 1, k)) else p$variance$sigma
    field(case, g("loglik"), f$loglik); field(case, g("bic"), bic(name, f$loglik, nrow(x), ncol(x), k))
    field(case, g("weight"), p$pro); field(case, g("mean"), t(p$mean)); field(case, g("covariance"), sigma)
    field(case, g("membership"), f$z)
  }
}
mixture("mixture_faithful", as.matrix(faithful), 2)
mixture("mixture_iris", as.matrix(iris[, 1:4]), 3)
mixture("mixture_blobs", blobs(80, 3, 4, 3), 4)
mixture("mixture_one_column", matrix(faithful$eruptions), 2)
mixture("mixture_single", blobs(50, 3, 1, 0), 1)
choice <- function(case, x) {
  f <- Mclust(x, G = 1:5, modelNames = models, verbose = FALSE, control = emControl(tol = c(1e-12, 1e-12), itmax = c(20000, 20000)))
  fields(case, x = x, columns = ncol(x), chosen = c(f$G, match(chartr("X", "E", f$modelName), models) - 1), chosen_bic = f$bic, cluster = f$classification - 1)
}
# Where mclust's start and ours reach the same maximum.
choice("choice_iris", as.matrix(iris[, 1:4]))
choice("choice_blobs", blobs(120, 3, 3, 4))
choice("choice_single", blobs(90, 2, 1, 0))

# Consensus on the draws of ConsensusClusterPlus itself: its random numbers are those of sample() in this order.
consensus <- function(case, x, max_k, reps, items, inner, final) {
  d <- dist(x); n <- nrow(x)
  pdf(NULL)
  invisible(capture.output(suppressMessages(found <- ConsensusClusterPlus(d, maxK = max_k, reps = reps, pItem = items, pFeature = 1,
    clusterAlg = "hc", innerLinkage = inner, finalLinkage = final, distance = "euclidean", seed = 7))))
  dev.off()
  set.seed(7)
  draws <- replicate(reps, sort(sample(n, floor(n * items), replace = FALSE)))
  fields(case, x = x, columns = ncol(x), max_k = max_k, drawn = floor(n * items), draws = draws - 1,
         inner = match(inner, linkages) - 1, final = match(final, linkages) - 1)
  area <- numeric()
  for (k in 2:max_k) {
    m <- found[[k]]$consensusMatrix; v <- m[lower.tri(m)]; g <- function(what) paste0(what, "_", k)
    cl <- found[[k]]$consensusClass
    item <- sapply(seq_len(k), function(c) sapply(seq_len(n), function(i) { o <- setdiff(which(cl == c), i); mean(m[i, o]) }))
    own <- sapply(seq_len(k), function(c) { w <- m[cl == c, cl == c, drop = FALSE]; mean(w[lower.tri(w)]) })
    s <- sort(unique(c(0, v, 1))); area[k] <- sum(diff(s) * head(ecdf(v)(s), -1)) # of the step function, exactly
    field(case, g("matrix"), v); field(case, g("cluster"), cl - 1); field(case, g("area"), area[k])
    field(case, g("delta"), if (k == 2) area[2] else (area[k] - area[k - 1]) / area[k - 1])
    field(case, g("ambiguous"), ecdf(v)(0.9) - ecdf(v)(0.1)); field(case, g("item"), item); field(case, g("own"), own)
    field(case, g("distribution"), ecdf(v)(seq(0, 1, .05)))
  }
}
consensus("consensus_blobs", blobs(36, 5, 3, 2), 5, 60, 0.8, "average", "average")
consensus("consensus_noise", blobs(25, 3, 1, 0), 4, 80, 0.7, "ward.D2", "complete")

# Gap: the logarithms of W, references of one clusterer without chance; the choice of k on curves of any form.
gap <- function(case, x, space, power) {
  cluster <- function(x, k) list(cluster = cutree(hclust(dist(x), "average"), k))
  g <- clusGap(x, cluster, K.max = 5, B = 2000, d.power = power, spaceH0 = space, verbose = FALSE)$Tab
  fields(case, x = x, columns = ncol(x), space = as.numeric(space == "scaledPCA"), power = power, references = 2000, log_w = g[, 1],
         expected_log_w = g[, 2], se = g[, 4], cut = sapply(1:5, function(k) cluster(x, k)$cluster - 1))
}
gap("gap_original", blobs(40, 3, 3, 3), "original", 1)
gap("gap_axes", blobs(40, 3, 2, 3), "scaledPCA", 2)
for (i in 1:12) {
  f <- round(cumsum(rnorm(sample(2:8, 1))), 2); se <- round(runif(length(f), 0, .8), 2); if (i == 12) f <- seq_along(f)
  fields(sprintf("curve_%d", i), curve = f, curve_se = se,
         best = c(maxSE(f, se, "firstSEmax"), maxSE(f, se, "Tibs2001SEmax"), maxSE(f, se, "globalmax")) - 1)
}

# Stability (Hennig 2007, as fpc::clusterboot with multipleboot = FALSE): best Jaccard match on given draws.
x <- blobs(45, 3, 3, 2); d <- dist(x); cl <- cutree(hclust(d, "ward.D2"), 4)
fields("stability", x = x, columns = 3, cluster = cl - 1, k = 4, boots = 20)
for (b in 1:20) {
  drawn <- sort(unique(sample(45, 45, TRUE))); new <- cutree(hclust(dist(x[drawn, ]), "ward.D2"), 4)
  best <- sapply(1:4, function(c) { own <- cl[drawn] == c; if (!any(own)) return(NA); max(sapply(1:4, function(j) sum(own & new == j) / sum(own | new == j))) })
  field("stability", paste0("drawn_", b - 1), drawn - 1); field("stability", paste0("best_", b - 1), best)
}
save_cases("clustering", c("cluster", "mclust", "ConsensusClusterPlus"))
