#!/bin/bash
# cuda/verify.sh [--gtest SOURCE] [--quick] [--out FOLDER]: everything that only a GPU can tell. Needs CMake, ninja, a C++
# compiler and nvcc, nothing else: builds the preset cuda-only, runs its tests on the GPU, runs them again under
# compute-sanitizer (memcheck, racecheck, initcheck), measures, and prints a table. GoogleTest's source is taken from
# SOURCE where the library is not installed.
set -u
cd "$(dirname "$(readlink -f "$0")")/.." || exit 1

gtest="" quick="" out=build-cuda/verify
while [ $# -gt 0 ]; do
  case $1 in
    --gtest) gtest=$(readlink -f "$2"); shift 2 ;;
    --quick) quick=--quick; shift ;;
    --out) out=$2; shift 2 ;;
    *) echo "cuda/verify.sh [--gtest SOURCE] [--quick] [--out FOLDER]: what is '$1'?" >&2; exit 2 ;;
  esac
done
mkdir -p "$out" || exit 2
out=$(readlink -f "$out")

rows=""
failed=0
# check NAME COMMAND...: runs the command, its output in a file; a row of the table.
check() {
  local name=$1 log=$out/$1.log start=$SECONDS result
  shift
  if "$@" >"$log" 2>&1; then
    result="ok"
  else
    result="FAILED"
    failed=$((failed + 1))
    tail -n 25 "$log"
  fi
  rows+=$(printf '%-12s %-8s %5d s   %s' "$name" "$result" $((SECONDS - start)) "$log")$'\n'
  [ "$result" = ok ]
}
skip() { rows+=$(printf '%-12s %-8s %s' "$1" skipped "$2")$'\n'; }

finish() {
  printf '\n%s' "$rows"
  exit $((failed > 0))
}

tests=build-cuda/tests/cuda/colonnade_cuda_tests
check configure cmake --preset cuda-only ${gtest:+-DCOLONNADE_GTEST_SOURCE="$gtest"} || finish
check build cmake --build --preset cuda-only || finish
check tests "$tests"

# What the compiler says of every kernel: registers, stack, spills.
check registers nvcc -std=c++20 -fmad=false -arch=sm_90 -Xptxas=-v -I cuda/include -I cortex/include -I cuda/src \
  -I cortex/src -c cuda/src/kernels.cu -o "$out/kernels.o"

if ! "$tests" --gtest_filter=Gpu.IsThere | grep -q '  PASSED  . 1 test'; then
  "$tests" --gtest_filter=Gpu.IsThere | grep -A 1 Skipped
  for part in memcheck racecheck initcheck bench; do skip "$part" "no GPU can be used"; done
  failed=$((failed + 1))
  finish
fi
for tool in memcheck racecheck initcheck; do
  if command -v compute-sanitizer >/dev/null; then
    check "$tool" compute-sanitizer --tool "$tool" --error-exitcode 9 "$tests" --gtest_filter='*/gpu'
  else
    skip "$tool" "compute-sanitizer is not installed"
  fi
done
check bench build-cuda/cuda/colonnade-cuda-bench $quick
cat "$out/bench.log"
finish
