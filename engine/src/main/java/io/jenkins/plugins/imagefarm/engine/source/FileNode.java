package io.jenkins.plugins.imagefarm.engine.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** One name in a {@link FileTree}. It holds no open file. */
public interface FileNode {
    /** The last part of its path; empty for the root. */
    String name();

    /** What is there now. Symbolic links are not followed. */
    FileStat stat() throws IOException;

    /**
     * @return what a folder holds, in {@link DiskName#compare the order of names}
     * @throws java.nio.file.NotDirectoryException if this is no folder
     */
    List<FileNode> children() throws IOException;

    /** What a path leads to from here; it need not exist. */
    FileNode find(String path);

    /** The content of a regular file. */
    InputStream open() throws IOException;
}
