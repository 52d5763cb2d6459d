# geoapp.conf: the settings of the private cluster, sized from this machine. Written anew before each start; what an
# administrator sets with ALTER SYSTEM goes before it.

# The memory we may use, in MB: the machine's, or less where a container is given less.
memory_mb() {
    memory=$(awk '/^MemTotal:/ {print int($2 / 1024)}' /proc/meminfo)
    for limit_file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
        [ -r "$limit_file" ] || continue
        # "max", or a number too large to mean anything, is no limit.
        memory=$(awk -v all="$memory" '$1 ~ /^[0-9]+$/ {mb = int($1 / 1048576)} END {print (mb > 0 && mb < all) ? mb : all}' "$limit_file")
    done
    echo "$memory"
}

# between LOW VALUE HIGH
between() {
    if [ "$2" -lt "$1" ]; then echo "$1"; elif [ "$2" -gt "$3" ]; then echo "$3"; else echo "$2"; fi
}

# Parallel queries share memory through /dev/shm, which containers often cut to 64 MB; files are slower, but never full.
dynamic_shared_memory() {
    free_kb=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 {print $4}')
    if [ "${free_kb:-0}" -ge 524288 ]; then echo posix; else echo mmap; fi
}

# postgres_settings MEMORY_MB SOCKET_FOLDER
postgres_settings() {
    cat <<END
# Written by ./run before each start. Put your own values into the database:  ALTER SYSTEM SET …
listen_addresses = ''
port = 5432
unix_socket_directories = '$2'
unix_socket_permissions = 0700
shared_buffers = $(between 128 $(($1 / 4)) 6144)MB
effective_cache_size = $(between 256 $(($1 / 2)) 1048576)MB
work_mem = 64MB
maintenance_work_mem = $(between 64 $(($1 / 8)) 1024)MB
dynamic_shared_memory_type = $(dynamic_shared_memory)
random_page_cost = 1.1
effective_io_concurrency = 200
jit = off
wal_level = replica
max_wal_size = 4GB
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
END
}
