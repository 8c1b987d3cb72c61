#!/bin/sh
# Real far sides for the SMS channel: Kannel with its test SMSC, and Perl's Net::SMPP. No daemon is started.
set -eu
command -v bearerbox >/dev/null 2>&1 && perl -MNet::SMPP -e1 2>/dev/null && exit 0
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
  trap 'as_root rm -f "$policy"' EXIT
fi
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends kannel kannel-extras libnet-smpp-perl
