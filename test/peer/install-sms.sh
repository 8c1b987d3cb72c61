#!/bin/sh
# Real far sides for the SMS channel: Kannel with its test SMSC, and Perl's Net::SMPP. No daemon is started.
set -eu
command -v bearerbox >/dev/null 2>&1 && [ -x /usr/lib/kannel/test/drive_smpp ] && perl -MNet::SMPP -e1 2>/dev/null && exit 0
. "$(dirname "$0")/debian.sh"
install_packages kannel kannel-extras libnet-smpp-perl
