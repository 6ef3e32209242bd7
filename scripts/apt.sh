# apt, which waits while another process holds a lock of dpkg's or apt's: an unattended upgrade, mostly.
# Sourced. `say TEXT...` is the sourcing script's.

LOCK_WAIT_S=${LOCK_WAIT_S:-600} LOCK_LOOK_S=${LOCK_LOOK_S:-5}

# apt ARGUMENTS...: what apt-get says is shown when it fails for another reason, or waited too long.
apt() {
  local said waited=0
  until said=$(LC_ALL=C apt-get -qq "$@" 2>&1 >/dev/null); do
    if ! is_locked "$said" || ((waited >= LOCK_WAIT_S)); then
      printf '%s\n' "$said" >&2
      return 1
    fi
    ((waited)) || say "waiting for another process, for $((LOCK_WAIT_S / 60)) minutes at the most: $(held_by "$said")"
    sleep "$LOCK_LOOK_S"
    waited=$((waited + LOCK_LOOK_S))
  done
}

is_locked() { [[ $1 == *'Could not get lock '* || $1 == *'Unable to acquire the dpkg'* || $1 == *'Unable to lock '* ]]; }

# The line that names the lock and, where apt knows, who holds it.
held_by() { grep -m 1 -E 'lock' <<<"$1" | sed 's/^E: //'; }
