package io.jenkins.plugins.imagefarm.launch;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.slaves.WorkspaceList;
import java.io.IOException;
import java.io.Serializable;
import org.jenkinsci.plugins.workflow.FilePathUtils;

/**
 * Where one build is: its agent, and the folders there. Names and paths only, so that it can be kept while Jenkins restarts;
 * whether the agent is there shows when a path is looked for.
 */
public final class BuildPlace implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * The control directory in a build's folder. durable-task puts its own files beside a task's directory and derives from its
     * path the cookie by which it kills, so no two builds may share one.
     */
    static final String CONTROL = "build";

    private static final String PREFIX = "image-farm-";

    private final String node;
    private final String workspace;
    private final String directory;
    private final String folder;

    private BuildPlace(String node, String workspace, String directory, String folder) {
        this.node = node;
        this.workspace = workspace;
        this.directory = directory;
        this.folder = folder;
    }

    /**
     * @param workspace the root of the workspace
     * @param directory the current directory
     * @param id tells builds in one workspace apart
     */
    public static BuildPlace of(FilePath workspace, FilePath directory, String id) {
        FilePath temporary = WorkspaceList.tempDir(workspace);
        if (temporary == null) {
            throw new IllegalArgumentException("No place for temporary files beside " + workspace);
        }
        return new BuildPlace(
                FilePathUtils.getNodeName(directory),
                workspace.getRemote(),
                directory.getRemote(),
                temporary.child(PREFIX + id).getRemote());
    }

    /** The agent's name; empty for the built-in node. */
    public String node() {
        return node;
    }

    /** The root of the workspace. */
    public String workspace() {
        return workspace;
    }

    /** The directory that relative paths start from. */
    public String directory() {
        return directory;
    }

    /** The agent's name for people. */
    public String agent() {
        return node.isEmpty() ? "the built-in node" : "agent " + node;
    }

    /** All that this build puts on the agent; null while the agent is away. */
    @CheckForNull
    FilePath findFolder() {
        return FilePathUtils.find(node, folder);
    }

    /** The workspace's root; null while the agent is away. */
    @CheckForNull
    public FilePath findWorkspace() {
        return FilePathUtils.find(node, workspace);
    }

    /**
     * @param path absolute, on the agent
     * @throws IOException while the agent is away
     */
    public FilePath file(String path) throws IOException {
        FilePath found = FilePathUtils.find(node, path);
        if (found == null) {
            throw new AgentAwayException(node);
        }
        return found;
    }
}
