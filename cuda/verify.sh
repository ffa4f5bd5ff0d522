#!/bin/bash
# cuda/verify.sh [STAGE...] [--gtest SOURCE] [--quick] [--out FOLDER] [--limit SECONDS]: everything that only a GPU can
# tell, and what the compiler can. Needs CMake, ninja, a C++ compiler and nvcc, nothing else; GoogleTest's source is
# taken from SOURCE where the library is not installed.
#
#   build       the preset cuda-only; registers and spills of every kernel; its loads in PTX
#   parity      the tests, on the emulated device and on the GPU
#   sanitizer   the tests on the GPU under compute-sanitizer: memcheck, racecheck, initcheck (stages by themselves, too)
#   bench       the benchmark: overlap, steps, segments, columns (stages by themselves, too)
#
# Without a stage, all of them. Each check is stopped after --limit seconds (540). Stages may be run one by one; the
# table that each of them prints holds what earlier ones found. Logs are in FOLDER (build-cuda/verify); where $OUT is
# set, the table and the logs are copied there.
#
# Exit code: 0 all that was asked for is well; 1 a check failed, or a figure misses its target; 2 wrong usage; 77 nothing
# failed, but something was skipped, and the table says why.
set -u
cd "$(dirname "$(readlink -f "$0")")/.." || exit 1

usage() { sed -n '2,/^set -u/{/^set -u/d;s/^# \{0,1\}//p}' cuda/verify.sh >&2; exit 2; }

gtest="" quick="" out=build-cuda/verify limit=540
stages=()
while [ $# -gt 0 ]; do
  case $1 in
    --gtest|--out|--limit) [ $# -ge 2 ] || { echo "cuda/verify.sh: $1 needs a value" >&2; exit 2; } ;;&
    --gtest) gtest=$(readlink -f "$2"); shift 2 ;;
    --out) out=$2; shift 2 ;;
    --limit) limit=$2; shift 2 ;;
    --quick) quick=--quick; shift ;;
    -h|--help) usage ;;
    build|parity|memcheck|racecheck|initcheck|overlap|steps|segments|columns) stages+=("$1"); shift ;;
    sanitizer) stages+=(memcheck racecheck initcheck); shift ;;
    bench) stages+=(overlap steps segments columns); shift ;;
    *) echo "cuda/verify.sh: what is '$1'?" >&2; usage ;;
  esac
done
all=(build parity memcheck racecheck initcheck overlap steps segments columns)
[ ${#stages[@]} -gt 0 ] || stages=("${all[@]}")
if [ -n "$gtest" ] && [ ! -f "$gtest/CMakeLists.txt" ]; then
  echo "cuda/verify.sh: --gtest: there is no GoogleTest source in '$gtest'" >&2
  exit 2
fi
mkdir -p "$out/rows" || exit 2
out=$(readlink -f "$out")
tests=build-cuda/tests/cuda/colonnade_cuda_tests
bench=build-cuda/cuda/colonnade-cuda-bench
export PATH=$PATH:/usr/local/cuda/bin

failed=0 skipped=0
# row NAME RESULT TEXT: what the table says of a check.
row() { printf '%-12s %-10s %s\n' "$1" "$2" "$3" >"$out/rows/$1"; }
# check NAME COMMAND...: runs the command, its output in a file; fails as it does.
check() {
  local name=$1 log=$out/$1.log start=$SECONDS code
  shift
  timeout -k 10 "$limit" "$@" >"$log" 2>&1
  code=$?
  if [ $code = 0 ]; then
    row "$name" ok "$((SECONDS - start)) s"
    return 0
  fi
  failed=1
  tail -n 25 "$log"
  if [ $code = 124 ] || [ $code = 137 ]; then
    row "$name" FAILED "stopped after $((SECONDS - start)) s; $log"
  else
    row "$name" FAILED "exit code $code after $((SECONDS - start)) s; $log"
  fi
  return 1
}
skip() { skipped=1; row "$1" skipped "$2"; }

# has_gpu NAME: whether a GPU can be used; says in the row why not.
gpu_asked="" gpu_reason=""
has_gpu() {
  if [ -z "$gpu_asked" ]; then
    gpu_asked=1
    gpu_reason=$("$tests" --gtest_filter=Gpu.IsThere 2>&1 | sed -n '/PASSED.* 1 test/{s/.*/there/p;q}; /Skipped/{n;p;q}')
  fi
  [ "$gpu_reason" = there ] && return 0
  skip "$1" "no GPU can be used: ${gpu_reason:-the tests could not ask for one}"
  return 1
}
# is_built NAME PROGRAM
is_built() {
  [ -x "$2" ] && return 0
  failed=1
  row "$1" FAILED "$2 is not there: run 'cuda/verify.sh build' first"
  return 1
}

build() {
  rm -f "$out"/rows/*  # what was found was found of other programs
  check configure cmake --preset cuda-only ${gtest:+-DCOLONNADE_GTEST_SOURCE="$gtest"} || return
  check build cmake --build --preset cuda-only || return
  check registers nvcc -std=c++20 -fmad=false -Xptxas=-v,-warn-spills,-warn-lmem-usage -Werror all-warnings --threads 0 \
    -gencode arch=compute_75,code=sm_75 -gencode arch=compute_80,code=sm_80 -gencode arch=compute_90,code=sm_90 \
    -I cuda/include -I cortex/include -I cuda/src -I cortex/src -c cuda/src/kernels.cu -o build-cuda/kernels-registers.o
  check ptx cuda/ptx_report.sh nvcc
}

parity() {
  is_built parity "$tests" || return
  check parity "$tests"
  has_gpu parity-gpu && check parity-gpu "$tests" --gtest_filter='*/gpu:Gpu.*'
}

sanitizer() {
  is_built "$1" "$tests" && has_gpu "$1" || return
  if ! command -v compute-sanitizer >/dev/null; then
    skip "$1" "compute-sanitizer is not installed"
    return
  fi
  check "$1" compute-sanitizer --tool "$1" --error-exitcode 9 "$tests" --gtest_filter='*/gpu'
}

measure() {
  is_built "$1" "$bench" && has_gpu "$1" || return
  check "$1" "$bench" $quick "$1" || return
  cat "$out/$1.log"
  local missed
  missed=$(grep -c 'MISSED)' "$out/$1.log")
  if [ "$missed" -gt 0 ]; then
    failed=1
    row "$1" MISSED "$missed of the figures; $out/$1.log"
  fi
}

for stage in "${stages[@]}"; do
  case $stage in
    build) build ;;
    parity) parity ;;
    memcheck|racecheck|initcheck) sanitizer "$stage" ;;
    *) measure "$stage" ;;
  esac
done

for name in configure build registers ptx parity parity-gpu "${all[@]:2}"; do
  cat "$out/rows/$name" 2>/dev/null || printf '%-12s %s\n' "$name" "not run"
done >"$out/table.txt"
echo
cat "$out/table.txt"
if [ -n "${OUT:-}" ]; then
  mkdir -p "$OUT"
  cp "$out/table.txt" "$OUT"
  for log in configure build registers ptx parity parity-gpu "${all[@]:2}"; do
    [ -f "$out/$log.log" ] && printf '\n==== %s\n' "$log" && cat "$out/$log.log"
  done >"$OUT/logs.txt"
fi
[ $failed = 0 ] || exit 1
[ $skipped = 0 ] || exit 77
