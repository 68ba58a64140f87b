# The comparisons of examples/lgg_vasari in base R: rank sum tests of ordered and shape features, Fisher's exact test of
# those without order, both against IDH1 and 1p/19q.
# Rscript lgg_vasari.R CSV_OF_THE_COHORT > ../lgg_vasari.csv
file <- commandArgs(trailingOnly = TRUE)[1]
codes <- c("?", "few pictures", "few pictures, only enhanced ", "post surgery, few pictures", "only T2", "只有T2")
d <- read.csv(file, check.names = FALSE, colClasses = "character", encoding = "UTF-8")
number <- function(v) { v[v %in% c("", codes) | trimws(v) %in% trimws(codes)] <- NA; as.numeric(v) }
outcomes <- list(idh = as.numeric(d[["IDH1"]]), codel = as.numeric(d[["1p_19q_co_del_status"]]))
graded <- c("vasari_f4", "vasari_f5", "vasari_f6", "vasari_f7", "vasari_f10", "vasari_f11", "vasari_f14", "vasari_f29",
            grep("^shape_", names(d), value = TRUE))
named <- paste0("vasari_f", c(1, 2, 3, 8, 9, 12, 13, 15:24))
rows <- list()
for (o in names(outcomes)) {
  y <- outcomes[[o]]
  for (f in graded) {
    x <- number(d[[f]]); ok <- !is.na(x) & !is.na(y)
    t <- suppressWarnings(wilcox.test(x[ok & y == 1], x[ok & y == 0]))
    auc <- unname(t$statistic) / (sum(ok & y == 1) * sum(ok & y == 0))
    rows[[length(rows) + 1]] <- data.frame(block = "graded", feature = f, outcome = o, p = t$p.value, estimate = auc)
  }
  for (f in named) {
    x <- number(d[[f]]); ok <- !is.na(x) & !is.na(y)
    tab <- table(x[ok], y[ok])
    p <- if (nrow(tab) < 2) NA else fisher.test(tab, workspace = 2e8)$p.value
    rows[[length(rows) + 1]] <- data.frame(block = "named", feature = f, outcome = o, p = p, estimate = NA)
  }
}
all <- do.call(rbind, rows)
all$q <- p.adjust(all$p, "BH")
cat("# tool: R", as.character(getRversion()), "stats; script: make/lgg_vasari.R; digits: 17\n")
cat("# one family of both blocks: q by p.adjust(method = \"BH\")\n")
cat("block,feature,outcome,p,estimate,q\n")
for (i in seq_len(nrow(all)))
  cat(sprintf("%s,%s,%s,%.17g,%.17g,%.17g\n", all$block[i], all$feature[i], all$outcome[i], all$p[i], all$estimate[i], all$q[i]))
