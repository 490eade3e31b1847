#!/bin/sh
# Installs the programs that some tests drive: Chromium, a Chinese font, LibreOffice Writer, PostgreSQL.
# Without apt-get, or without the right to use it, they are named instead, and the tests that need them are left out.
# With --required, anything still missing at the end is an error.
set -u

has_initdb() {
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}
has_chromium() {
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
        command -v google-chrome >/dev/null 2>&1
}
has_writer() {
    # On Debian `soffice` may be there without the Writer module.
    if command -v dpkg-query >/dev/null 2>&1; then
        dpkg-query -W -f '${Status}' libreoffice-writer 2>/dev/null | grep -q ' installed'
    else
        command -v soffice >/dev/null 2>&1 || [ -d /Applications/LibreOffice.app ]
    fi
}
has_chinese_font() {
    command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ]
}

missing() {
    has_chromium || printf ' chromium'
    has_chinese_font || printf ' fontconfig fonts-noto-cjk'
    has_writer || printf ' libreoffice-writer'
    has_initdb || printf ' postgresql'
}

wanted=$(missing)
[ -z "$wanted" ] && exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    as_root='sudo -n'
    sudo -n true 2>/dev/null || as_root=none
fi
if [ "$as_root" != none ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:$wanted"
    $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted >/dev/null
fi

wanted=$(missing)
[ -z "$wanted" ] && exit 0
echo "Not installed, so the tests that need them are left out:$wanted" >&2
[ "${1:-}" = --required ] && exit 1
exit 0
