/* Stands between a process and the C library: counts what is written below a folder, and lets the Nth write fail or kill.

   Loaded by LD_PRELOAD; fault_set(folder, kind, at) arms it. Kinds: 0 count, 1 kill before the write, 2 kill amid it,
   3 the disk is full from then on, 4 read-only from then on, 5 permission denied from then on, 6 told to end then. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char folder[4096];
static int kind = 0;
static long at = -1, count = 0;

void fault_set(const char *below, int what, long when) {
    strncpy(folder, below, sizeof folder - 1);
    kind = what;
    at = when;
    count = 0;
}

long fault_count(void) { return count; }

static int ours(int fd) {
    char link[64], path[4096];
    if (!folder[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t got = readlink(link, path, sizeof path - 1);
    if (got < 0) return 0;
    path[got] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}

/* 0: go on; else errno. `torn` tells that half of the bytes are to be written before the end. */
static int strike(int *torn) {
    long now = count++;
    if (at < 0 || now < at) return 0;
    if (kind == 1) raise(SIGKILL);
    if (kind == 6 && now == at) raise(SIGTERM);
    if (kind == 2 && torn) { *torn = 1; return 0; }
    if (kind == 2) raise(SIGKILL);
    return kind == 3 ? ENOSPC : kind == 4 ? EROFS : kind == 5 ? EACCES : 0;
}

typedef ssize_t (*write_t)(int, const void *, size_t);
typedef ssize_t (*pwrite_t)(int, const void *, size_t, off_t);
typedef int (*open_t)(const char *, int, ...);

ssize_t write(int fd, const void *bytes, size_t size) {
    static write_t real;
    if (!real) real = (write_t)dlsym(RTLD_NEXT, "write");
    int torn = 0, error = ours(fd) ? strike(&torn) : 0;
    if (error) { errno = error; return -1; }
    ssize_t done = real(fd, bytes, torn ? size / 2 : size);
    if (torn) raise(SIGKILL);
    return done;
}

static ssize_t placed(const char *name, int fd, const void *bytes, size_t size, off_t where) {
    pwrite_t real = (pwrite_t)dlsym(RTLD_NEXT, name);
    int torn = 0, error = ours(fd) ? strike(&torn) : 0;
    if (error) { errno = error; return -1; }
    ssize_t done = real(fd, bytes, torn ? size / 2 : size, where);
    if (torn) raise(SIGKILL);
    return done;
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t where) { return placed("pwrite", fd, bytes, size, where); }
ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t where) { return placed("pwrite64", fd, bytes, size, where); }

#define ON_FD(name, args, call) \
    int name args { \
        static int (*real) args; \
        if (!real) real = (int (*) args)dlsym(RTLD_NEXT, #name); \
        int error = ours(fd) ? strike(NULL) : 0; \
        if (error) { errno = error; return -1; } \
        return real call; \
    }
ON_FD(fsync, (int fd), (fd))
ON_FD(fdatasync, (int fd), (fd))
ON_FD(ftruncate, (int fd, off_t size), (fd, size))
ON_FD(ftruncate64, (int fd, off_t size), (fd, size))

#define OPENS(name) \
    int name(const char *path, int flags, ...) { \
        static open_t real; \
        if (!real) real = (open_t)dlsym(RTLD_NEXT, #name); \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        int writes = (flags & (O_WRONLY | O_RDWR | O_CREAT)) && folder[0] && strncmp(path, folder, strlen(folder)) == 0; \
        int error = writes ? strike(NULL) : 0; \
        if (error) { errno = error; return -1; } \
        return real(path, flags, mode); \
    }
OPENS(open)
OPENS(open64)
