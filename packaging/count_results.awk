# Reads a JUnit file as CTest writes it: a line "counts PASSED FAILED SKIPPED", then one line for each skipped test with
# its reason. A test that could not even start counts as failed (CTest itself would count it as skipped).
/<testcase / {
  split($0, field, "\"")
  name = field[2]; status = field[8]; message = ""; reason = ""; next_line = 0
}
/<skipped message=/ { split($0, field, "\""); message = field[2] }
next_line { reason = $0; next_line = 0 }
status == "notrun" && / Skipped$/ { next_line = 1 }
status == "notrun" && /Skipped: / { reason = $0; sub(/.*Skipped: /, "", reason) }
/<\/testcase>/ {
  if (status == "run") ++passed
  else if (status == "disabled") skips[++skipped] = name ": disabled in its source"
  else if (message ~ /^SKIP_/) skips[++skipped] = name ": " reason
  else ++failed
}
END {
  print "counts", passed + 0, failed + 0, skipped + 0
  for (i = 1; i <= skipped; ++i) print "  " skips[i]
}
