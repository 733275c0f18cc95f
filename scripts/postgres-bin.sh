# shellcheck shell=bash
# Finds the directory of PostgreSQL's server programs, which Debian keeps off the
# PATH. A program on the PATH may be a link: the directory that it leads to has all
# of them. Sourced.

postgres_bin() {
  local directory
  for directory in \
    "$(dirname "$(readlink -f "$(command -v initdb 2>/dev/null || echo /none/initdb)")")" \
    $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
    if [ -x "$directory/initdb" ] && [ -x "$directory/pg_ctl" ] && [ -x "$directory/postgres" ]; then
      printf '%s\n' "$directory"
      return
    fi
  done
  return 1
}
