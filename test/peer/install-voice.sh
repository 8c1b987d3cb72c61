#!/bin/sh
# Real far sides for voice: Asterisk in a folder of its own (nothing of it is installed), SIPp, espeak-ng, which speaks, and coturn, which relays. No daemon is started.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
bash "$here/channels/asterisk/setup.sh" "${ASTERISK_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/switchroom/asterisk-22}"
command -v sipp >/dev/null 2>&1 && command -v espeak-ng >/dev/null 2>&1 && command -v turnserver >/dev/null 2>&1 && exit 0
. "$here/test/peer/debian.sh"
install_packages sip-tester espeak-ng coturn
