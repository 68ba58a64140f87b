#!/bin/sh
# The demonstration cohort with a time to an event and some rows below the subject, and beside it a study with every
# block of the language: sh tests/every_block/make.sh RGX FOLDER
set -eu
rgx=$1
folder=$2
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
"$rgx" new demo "$folder" > /dev/null
# The higher Ki-67, the sooner; every third case is seen to the end.
awk -F, 'NR == 1 { print $0 ",months,died"; next }
  { k = $6 == "" ? 20 : $6; printf "%s,%.1f,%d\n", $0, 60 / (1 + k / 20) + NR % 7, NR % 3 != 0 }' \
  "$folder/clinical.csv" > "$folder/with_survival.csv"
mv "$folder/with_survival.csv" "$folder/clinical.csv"
awk -F, 'NR == 1 { print "subject,lesion,volume,texture,side"; next }
  { for (l = 1; l <= 1 + NR % 3; l++) printf "%s,%d,%d,%.2f,%s\n", $1, l, (NR * 37 + l * 11) % 50, (NR * 13 + l * 7) % 40 / 10,
      NR % 2 ? "left" : "right" }' "$folder/clinical.csv" > "$folder/lesions.csv"
cp "$here/study.rgx" "$folder/every_block.rgx"
