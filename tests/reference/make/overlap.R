# Agreement of masks by brute force: every surface voxel against every surface voxel.
source("tests/reference/make/cases.R")

surface <- function(mask) {
  size <- dim(mask)
  wide <- array(0, size + 2)
  wide[1 + seq_len(size[1]), 1 + seq_len(size[2]), 1 + seq_len(size[3])] <- mask
  out <- which(mask == 1, arr.ind = TRUE)
  steps <- do.call(rbind, lapply(which(size > 1), function(a) rbind(replace(c(0, 0, 0), a, 1), replace(c(0, 0, 0), a, -1))))
  keep <- apply(out, 1, function(v) any(apply(steps, 1, function(s) wide[v[1] + 1 + s[1], v[2] + 1 + s[2], v[3] + 1 + s[3]] == 0)))
  out[keep, , drop = FALSE]
}
nearest <- function(from, to, spacing) apply(from, 1, function(v) sqrt(min(colSums(((t(to) - v) * spacing)^2))))

agree <- function(name, a, b, spacing, tolerance) {
  both <- sum(a * b)
  d1 <- nearest(surface(a), surface(b), spacing)
  d2 <- nearest(surface(b), surface(a), spacing)
  fields(name, size = dim(a), spacing = spacing, a = as.vector(a), b = as.vector(b), tolerance = tolerance,
         counts = c(sum(a), sum(b), both),
         dice = 2 * both / (sum(a) + sum(b)), jaccard = both / sum(a + b > 0),
         hausdorff = max(d1, d2), hausdorff_95 = max(quantile(d1, 0.95), quantile(d2, 0.95)),
         mean_distance = mean(c(d1, d2)), surface_dice = mean(c(d1, d2) <= tolerance + 1e-9))
}
ball <- function(size, spacing, centre, radius) {
  g <- expand.grid(x = seq_len(size[1]) - 1, y = seq_len(size[2]) - 1, z = seq_len(size[3]) - 1)
  at <- sweep(sweep(as.matrix(g), 2, spacing, "*"), 2, centre)
  array(as.integer(rowSums(at^2) <= radius^2), size)
}

agree("shifted_cubes", {
  m <- array(0L, c(9, 8, 8)); m[2:5, 3:6, 3:6] <- 1L; m
}, {
  m <- array(0L, c(9, 8, 8)); m[4:7, 3:6, 3:6] <- 1L; m
}, c(1, 1, 1), 1)
s <- c(0.9, 1.1, 2.5)
agree("balls", ball(c(16, 14, 8), s, c(6, 7, 9), 5), ball(c(16, 14, 8), s, c(7.3, 6.4, 8), 4), s, 1.5)
agree("concentric", ball(c(15, 15, 15), c(1, 1, 1), c(7, 7, 7), 3), ball(c(15, 15, 15), c(1, 1, 1), c(7, 7, 7), 6), c(1, 1, 1), 2)
agree("slice", ball(c(20, 18, 1), c(0.7, 0.8, 3), c(6, 7, 0), 4.2), ball(c(20, 18, 1), c(0.7, 0.8, 3), c(7, 7, 0), 3.9), c(0.7, 0.8, 3), 0.8)
agree("apart", ball(c(18, 7, 7), c(1, 2, 1.5), c(2, 6, 4), 2), ball(c(18, 7, 7), c(1, 2, 1.5), c(14, 6, 4), 2.5), c(1, 2, 1.5), 3)
set.seed(20190124)
for (i in 1:3) {
  size <- c(7, 6, 5)
  agree(paste0("scattered_", i), array(rbinom(prod(size), 1, 0.4), size), array(rbinom(prod(size), 1, 0.4), size), c(1.3, 0.8, 2.1), 1.3)
}
save_cases("overlap")
