package io.jenkins.plugins.imagefarm.engine.source;

import java.io.IOException;

/** Files that can be given to a builder. */
@FunctionalInterface
public interface FileTree {
    /** The folder that all paths in the tree are relative to. */
    FileNode root() throws IOException;
}
