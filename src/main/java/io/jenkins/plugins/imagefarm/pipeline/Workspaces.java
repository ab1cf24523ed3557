package io.jenkins.plugins.imagefarm.pipeline;

import hudson.FilePath;
import org.jenkinsci.plugins.workflow.FilePathUtils;
import org.jenkinsci.plugins.workflow.actions.WorkspaceAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** Finds the root of the workspace that a step is in, wherever in it {@code dir} has led. */
final class Workspaces {
    private Workspaces() {}

    /** @param directory the current directory; it is the root if no block around the step has given it a workspace */
    static FilePath root(FlowNode step, FilePath directory) {
        String agent = FilePathUtils.getNodeName(directory);
        for (FlowNode block : step.iterateEnclosingBlocks()) {
            WorkspaceAction workspace = block.getAction(WorkspaceAction.class);
            if (workspace != null) {
                return workspace.getNode().equals(agent)
                        ? new FilePath(directory.getChannel(), workspace.getPath())
                        : directory;
            }
        }
        return directory;
    }
}
