# What the tests need of the system: Debian's packages, installed when we may.
missing=()
# The shell is Chromium without windows, in which a test takes half the time.
if ! command -v chromium-headless-shell > /dev/null && ! command -v chromium > /dev/null
then
    missing+=(chromium-headless-shell)
fi
if ! command -v initdb > /dev/null && ! ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1
then
    missing+=(postgresql)
fi
if ((${#missing[@]})); then
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
        echo "The tests need ${missing[*]}: as root, run “apt-get install ${missing[*]}”." >&2
        return 1
    fi
    echo "Installing ${missing[*]} …"
    { apt-get update -qq \
        && DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "${missing[@]}"
    } > /dev/null || return 1
fi
