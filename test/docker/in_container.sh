#!/bin/sh
# in_container.sh ROOT NODE STORAGE UID:GID COMMAND... : as a container with the image's files would run the command, on the files in ROOT/app:
# nothing can be written but /storage (the folder STORAGE) and /tmp (a small tmpfs without execution), no capability, a first process of its own.
# To be started by `unshare --mount --pid --fork`.
set -eu
root=$1 node=$2 storage=$3 owner=$4
shift 4
mount --make-rprivate /
mount --bind "$root" "$root"
for folder in usr lib lib64 bin etc; do
  [ -e "/$folder" ] || continue
  mkdir -p "$root/$folder"
  mount --bind -o ro "/$folder" "$root/$folder"
done
mkdir -p "$root/proc" "$root/dev" "$root/tmp" "$root/storage" "$root/node"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
touch "$root/node/node"
mount --bind "$node" "$root/node/node"
mount -t tmpfs -o size=64m,noexec,nosuid,nodev,mode=1777 tmpfs "$root/tmp"
mount --bind "$storage" "$root/storage"
mount -o remount,ro,bind "$root"
export PATH=/node:/usr/local/bin:/usr/bin:/usr/sbin:/bin HOME=/
exec chroot "$root" setpriv --reuid="${owner%:*}" --regid="${owner#*:}" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
  sh -c 'cd /app && exec "$@"' sh "$@"
