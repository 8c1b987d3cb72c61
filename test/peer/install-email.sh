#!/bin/sh
# Installs the mail servers that test/peer/email.test.ts and emailTls.test.ts start by itself: Dovecot (IMAP, LMTP) and Postfix, and openssl for their certificate. Debian 12.
# No daemon of the system is started or left running.
set -eu
command -v openssl >/dev/null 2>&1 && command -v dovecot >/dev/null 2>&1 && command -v postfix >/dev/null 2>&1 && exit 0
. "$(dirname "$0")/debian.sh"
as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
echo 'postfix postfix/main_mailer_type select No configuration' | as_root debconf-set-selections
install_packages dovecot-imapd dovecot-lmtpd postfix openssl
