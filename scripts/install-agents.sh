#!/bin/sh
# Installs the five agent programs for the real-binary tests, pinned, each in a folder of its own under
# .agents/ (git-ignored): `scripts/install-agents.sh` for all, `scripts/install-agents.sh claude codex` for some.
# Needs npm only. Running it again does nothing for what is already there in the pinned version.
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
folder=${ORCH_AGENTS_FOLDER:-"$root/.agents"}

# claude and opencode put their native program in place with an install script, so scripts must be allowed:
# newer npm versions ask for it by package, in the package.json beside.
install_agent() {
  name=$1 package=$2 version=$3 program=$4
  place=$folder/$name
  stamp=$place/.installed
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$package@$version" ] && [ -e "$place/node_modules/.bin/$program" ]; then
    echo "$name: $package@$version is already there"
    return 0
  fi
  mkdir -p "$place"
  rm -f "$stamp"
  printf '{ "private": true, "allowScripts": { "%s": true } }\n' "$package" >"$place/package.json"
  (cd "$place" && npm install --no-audit --no-fund --loglevel=error --ignore-scripts=false --save-exact "$package@$version")
  [ -e "$place/node_modules/.bin/$program" ] || {
    echo "$name: npm ended well but $place/node_modules/.bin/$program is missing" >&2
    return 1
  }
  printf '%s' "$package@$version" >"$stamp"
  echo "$name: $package@$version installed"
}

install_one() {
  case $1 in
    claude) install_agent claude @anthropic-ai/claude-code 2.1.329 claude ;;
    codex) install_agent codex @openai/codex 0.169.0 codex ;;
    gemini) install_agent gemini @google/gemini-cli 0.61.0 gemini ;;
    copilot) install_agent copilot @github/copilot 1.0.102 copilot ;;
    opencode) install_agent opencode opencode-ai 1.18.33 opencode ;;
    *)
      echo "unknown agent '$1': claude, codex, gemini, copilot or opencode" >&2
      return 2
      ;;
  esac
}

[ $# -gt 0 ] || set -- claude codex gemini copilot opencode
for agent in "$@"; do
  install_one "$agent"
done
