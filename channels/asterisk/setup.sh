#!/bin/bash
# setup.sh DEST: a relocatable Asterisk in one folder, from the distribution's own mirror. Needs apt-get and dpkg-deb, no root, and
# changes nothing outside DEST: apt works on a private state, the packages are unpacked, not installed, and the program brings its own
# C library. Does nothing when DEST is complete. On Debian the suite is sid (ASTERISK_SUITE), for no stable release has Asterisk; on Ubuntu it is the machine's own.
set -euo pipefail
dest=$(realpath -m "${1:?Say where to put it.}")
[ -e "$dest/complete" ] && exit 0
for tool in apt-get dpkg-deb realpath; do
  command -v "$tool" >/dev/null || { echo "This needs $tool: run it on Debian or Ubuntu, or name your own Asterisk (docs/voice.md)." >&2; exit 1; }
done
. /etc/os-release
case "$ID" in
  ubuntu) suite=${ASTERISK_SUITE:-$VERSION_CODENAME} components="main universe" key=/usr/share/keyrings/ubuntu-archive-keyring.gpg path='/ubuntu\(-ports\)\?/\?$' ;;
  *) suite=${ASTERISK_SUITE:-sid} components=main key=/usr/share/keyrings/debian-archive-keyring.gpg path='/debian/\?$' ;;
esac
mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | grep -m1 "$path")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$dest"
mkdir -p "$work"/{state/lists/partial,archives/partial,root} "$dest"/{lib,modules,sbin,data/sounds}
: >"$work/state/status"
printf '%s\n' 'Types: deb' "URIs: $mirror" "Suites: $suite" "Components: $components" "Signed-By: $key" >"$work/list.sources"
apt=(apt-get -q -o "Dir::State=$work/state" -o "Dir::State::status=$work/state/status" -o "Dir::Cache=$work" -o "Dir::Cache::archives=$work/archives"
  -o "Dir::Etc::sourcelist=$work/list.sources" -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferencesparts=/dev/null -o APT::Install-Recommends=false
  -o Acquire::Languages=none -o Acquire::Check-Valid-Until=false -o Debug::NoLocking=1 -o "APT::Sandbox::User=$(id -un)")
"${apt[@]}" update >/dev/null
"${apt[@]}" -y --download-only install asterisk asterisk-core-sounds-en-wav >/dev/null
for package in "$work"/archives/*.deb; do
  case $(basename "$package") in asterisk* | lib* | gcc-*-base* | openssl*) dpkg-deb -x "$package" "$work/root" ;; esac
done
root=$work/root
libraries=$(find "$root/usr/lib" -maxdepth 1 -type d -name '*-linux-gnu' | head -1)
[ -d "$root/lib/$(basename "$libraries")" ] && cp -a "$root/lib/$(basename "$libraries")/." "$libraries/"
loader=$(find "$root" -name 'ld-linux*.so.*' | head -1)
cp -L "$loader" "$dest/lib/loader"
cp "$root/usr/sbin/asterisk" "$dest/sbin/"
cp "$libraries"/asterisk/modules/*.so "$dest/modules/"
# Heavy libraries for what nobody here uses.
(cd "$dest/modules" && rm -f res_snmp* res_config_ldap* res_xmpp* chan_motif* app_jack* chan_console* cdr_tds* cel_tds* ./*radius* app_festival* res_calendar*)
for file in "$dest/sbin/asterisk" "$dest"/modules/*.so; do "$loader" --library-path "$libraries" --list "$file" 2>/dev/null || true; done |
  grep -oE "$libraries/[^ ]+" | sort -u | while read -r library; do cp -L "$library" "$dest/lib/"; done
cp -a "$root"/usr/share/asterisk/{documentation,rest-api} "$dest/data/"
sounds=$(find "$root/usr/share/asterisk/sounds" -maxdepth 1 -type d -name 'en*' | head -1)
cp -a "$sounds" "$dest/data/sounds/en"
cp -a "$root/etc/asterisk/indications.conf" "$dest/data/"
chmod -R a+rX "$dest"
"$dest/lib/loader" --library-path "$dest/lib" "$dest/sbin/asterisk" -V >"$work/version"
mv "$work/version" "$dest/complete"
