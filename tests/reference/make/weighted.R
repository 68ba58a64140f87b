# Weighted, group-adaptive and hierarchical corrections, effective tests. Rscript tests/reference/make/weighted.R
# Base R from the papers' formulas: Genovese, Roeder & Wasserman 2006; Hu, Zhao & Zhou 2010, section 3.2 and definition 2;
# Benjamini & Bogomolov 2014, section 3; Li & Ji 2005, equations 5 and 6.
source("tests/reference/make/cases.R")
set.seed(606)
keep <- function(p, f) replace(p, !is.na(p), f(p[!is.na(p)]))

# By its definition: a hypothesis is rejected at a where BH at a/(1 - pi0) rejects p pi0/(1 - pi0); the smallest such a.
bh_level <- function(ratio, factor) sapply(ratio, function(x) {
  if (is.na(x)) return(NA)
  m <- sum(!is.na(ratio))
  min(1, sapply(ratio[which(ratio >= x)], function(t) factor * m * t / sum(ratio <= t, na.rm = TRUE)))
})
lsl <- function(p) {
  p <- sort(p); n <- length(p); l <- (n + 1 - seq_len(n)) / (1 - p)
  up <- which(diff(l) > 0)
  at <- if (length(up)) l[up[1] + 1] else l[n]
  min(1, (floor(at) + 1) / n)
}
tst <- function(p, a) mean(p.adjust(p, "BH") > a / (1 + a))
group_case <- function(case, p, g, level = .05) {
  fields(case, p = p, group = g, level = level)
  ok <- !is.na(p) & !is.na(g)
  for (method in c("lsl", "tst")) {
    pi0 <- tapply(p[ok], factor(g[ok], 0:max(g, na.rm = TRUE)), if (method == "lsl") lsl else function(v) tst(v, level))
    own <- pi0[as.character(g)]
    ratio <- ifelse(ok, ifelse(own < 1, p * own / (1 - own), Inf), NA)
    all <- mean(own[ok])
    field(case, paste0("pi0_", method), pi0)
    field(case, method, if (all < 1) bh_level(ratio, 1 - all) else ifelse(ok, 1, NA))
  }
}
p <- c(runif(30), rbeta(20, .1, 4), runif(40)^3); g <- rep(0:2, c(30, 20, 40))
group_case("group_three", p, g)
group_case("group_level", p, g, .2)
group_case("group_one", p, rep(0, 90))
group_case("group_gaps", replace(p, c(2, 40), NA), replace(g, c(5, 60), NA))
group_case("group_null", runif(12, .3, 1), rep(0:1, 6))
group_case("group_empty", c(.001, .02, .6, .4, .01), c(0, 0, 0, 2, 2))
group_case("group_whole", c(1e-9, 1e-8, 1e-10, .5, .3, .9, .7), c(0, 0, 0, 1, 1, 1, 1))
group_case("group_tiny", c(1e-310, 0, .2, .5, 1, .04, .6, .8), c(0, 0, 0, 0, 1, 1, 1, 1))

weight_case <- function(case, p, w) {
  fields(case, p = p, weight = w)
  ok <- !is.na(p)
  q <- p
  q[ok] <- pmin(1, p.adjust(p[ok] / (w[ok] / mean(w[ok])), "BH"))
  field(case, "weighted", q)
}
weight_case("weight_plain", p, rexp(90))
weight_case("weight_equal", p, rep(3, 90))
weight_case("weight_zero", p, rep(c(0, 1, 2), 30))
weight_case("weight_gaps", replace(p, c(1, 9), NA), rexp(90))
weight_case("weight_tied", c(.01, .01, .04, .04, 1), c(1, 1, 2, 2, 1))

# Rejections at level q, and the smallest level among those where anything changes that rejects.
rejected <- function(p, f, q) {
  at <- split(seq_along(p), f)
  family <- p.adjust(sapply(at, function(i) min(p.adjust(p[i], "BH"))), "BH")
  chosen <- which(family <= q * (1 + 1e-13)); out <- rep(FALSE, length(p))
  for (k in chosen) out[at[[k]]] <- p.adjust(p[at[[k]]], "BH") <= q * (1 + 1e-13) * length(chosen) / length(at)
  out
}
family_case <- function(case, p, f) {
  fields(case, p = p, family = f)
  ok <- !is.na(p) & !is.na(f); pk <- p[ok]; fk <- f[ok]
  own <- sapply(0:max(f, na.rm = TRUE), function(k) if (any(fk == k)) { s <- sort(pk[fk == k]); min(length(s) * s / seq_along(s)) } else NA)
  fields(case, family_p = own, family_adjusted = p.adjust(own, "BH"))
  m <- sum(!is.na(own))
  within <- unlist(lapply(split(pk, fk), p.adjust, "BH"))
  levels <- sort(unique(c(p.adjust(own, "BH"), as.vector(outer(within, m / seq_len(m))), 1)))
  levels <- levels[levels <= 1]
  least <- rep(1, sum(ok))
  for (q in rev(levels[levels < 1])) least[rejected(pk, fk, q)] <- q
  field(case, "hierarchical", replace(rep(NA_real_, length(p)), ok, least))
}
q <- c(rbeta(20, .2, 5), runif(60), rbeta(30, .5, 3)); f <- rep(0:10, each = 10)
family_case("family_plain", q, f)
family_case("family_gaps", replace(q, c(1, 25, 71:80), NA), replace(f, c(3, 99), NA))
family_case("family_one", q[1:10], rep(0, 10))
family_case("family_singles", q[1:15], 0:14)
family_case("family_tiny", c(1e-310, 1e-300, .3, 1e-12, .4, .9, .01, .02), c(0, 0, 0, 1, 1, 1, 2, 2))
family_case("family_tied", c(.01, .01, .01, .01, .5, .5), c(0, 0, 1, 1, 2, 2))

count <- function(e) { n <- length(e); e <- abs(e); near <- abs(e - round(e)) < 1e-9 * n; e[near] <- round(e[near]); sum((e >= 1) + e - floor(e)) }
effective_case <- function(case, X) {
  fields(case, cases = nrow(X), X = X)
  for (method in c("pearson", "spearman")) {
    r <- suppressWarnings(cor(X, method = method, use = if (anyNA(X)) "pairwise" else "everything"))
    keep <- apply(X, 2, sd, na.rm = TRUE) > 0; r <- r[keep, keep, drop = FALSE]; r[is.na(r)] <- 0
    m <- count(eigen(r, symmetric = TRUE, only.values = TRUE)$values)
    field(case, method, m)
    field(case, paste0(method, "_level"), 1 - (1 - .05)^(1 / m))
  }
  field(case, "features", ncol(r))
}
common <- rnorm(40)
X <- sapply(1:12, function(i) common * (i %% 3) + rnorm(40))
effective_case("effective_plain", X)
effective_case("effective_wide", t(sapply(1:9, function(i) rnorm(1) * rep(1:0, c(8, 7)) + rnorm(15))))
effective_case("effective_twins", X[, c(1, 1, 2, 2, 2, 3)])
effective_case("effective_constant", cbind(X[, 1:4], 3))
effective_case("effective_missing", replace(X[, 1:6], c(3, 50, 51, 170), NA))
effective_case("effective_units", X[, 1:5] * rep(c(1e120, 1e-120, 1, 1e8, 1e-8), each = 40))
effective_case("effective_one", X[, 1, drop = FALSE])
effective_case("effective_ties", round(X[, 1:5]))
save_cases("weighted")
