# Reference tables of the tests: one line a field, `case,field,values`, values separated by blanks, 17 digits.
lines <- character()
field <- function(case, name, value) {
  v <- ifelse(is.na(value), "NA", sprintf("%.17g", as.numeric(value)))
  lines[length(lines) + 1] <<- paste(case, name, paste(v, collapse = " "), sep = ",")
}
fields <- function(case, ...) {
  values <- list(...)
  for (name in names(values)) field(case, name, values[[name]])
}
save_cases <- function(name, packages = character()) {
  version <- paste(c(paste("R", getRversion()), sapply(packages, function(p) paste(p, packageVersion(p)))), collapse = ", ")
  out <- file(file.path("tests/reference", paste0(name, ".csv")), "w")
  writeLines(c(paste0("# tool: ", version), paste0("# script: tests/reference/make/", name, ".R"), "# digits: 17",
               "case,field,values", lines), out)
  close(out)
}
# Root of f by bisection to the last bit, for what R's own routines solve to 1e-4 only.
root <- function(f, low, high) {
  if (f(low) == 0) return(low)
  rising <- f(high) > f(low)
  for (i in 1:2000) {
    mid <- (low + high) / 2
    if (mid <= low || mid >= high) break
    if ((f(mid) > 0) == rising) high <- mid else low <- mid
  }
  (low + high) / 2
}
