#!/bin/sh
# Supervises one agent: runner.sh RUN_FOLDER PROGRAM [ARGUMENT …]
# Its output files are already open. It says who it is, runs the program, and says how that ended;
# both files are renamed into place, so that no reader ever sees half of one.
folder=$1
shift
# A pid alone names another process some day: with its start time (field 22 of Linux's stat) it does not.
ticks() {
  { read -r line <"/proc/$$/stat"; } 2>/dev/null && set -- ${line##*) } && printf '"%s"' "${20}" || printf null
}
printf '{"pid":%s,"startTicks":%s}\n' "$$" "$(ticks)" >"$folder/pid.json.tmp" && mv "$folder/pid.json.tmp" "$folder/pid.json"
# A signal for the group must end the program, not its supervisor: exit.json is still to be written.
trap ':' TERM INT HUP
# A shell gives background programs an empty input of its own, unless it is handed over like this.
exec 3<&0
"$@" <&3 3<&- &
child=$!
wait "$child"
code=$?
while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
printf '{"exitCode":%s,"at":"%s"}\n' "$code" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$folder/exit.json.tmp" &&
  mv "$folder/exit.json.tmp" "$folder/exit.json"
