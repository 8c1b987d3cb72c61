#!/bin/sh
# Installs the mail servers that test/peer/email.test.ts and emailTls.test.ts start by itself: Dovecot (IMAP, LMTP) and Postfix, and openssl for their certificate. Debian 12.
# No daemon of the system is started or left running.
set -eu
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
command -v openssl >/dev/null 2>&1 && command -v dovecot >/dev/null 2>&1 && command -v postfix >/dev/null 2>&1 && exit 0
policy=/usr/sbin/policy-rc.d
made=no
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
  made=yes
fi
trap '[ "$made" = no ] || as_root rm -f "$policy"' EXIT
echo 'postfix postfix/main_mailer_type select No configuration' | as_root debconf-set-selections
as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends dovecot-imapd dovecot-lmtpd postfix openssl
