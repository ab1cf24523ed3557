package io.jenkins.plugins.imagefarm.engine.source;

/** What a name in a tree can stand for: POSIX's kinds of files. */
public enum FileType {
    REGULAR,
    FOLDER,
    SYMLINK,
    CHARACTER_DEVICE,
    BLOCK_DEVICE,
    FIFO,
    SOCKET
}
