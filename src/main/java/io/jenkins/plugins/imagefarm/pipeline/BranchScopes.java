package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import io.jenkins.plugins.imagefarm.engine.api.CacheScopes;
import java.util.ArrayList;
import java.util.List;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.metadata.PrimaryInstanceMetadataAction;

/** How branches share caches in a multibranch project: each has its own, and reads that of its target and of the primary branch. */
public final class BranchScopes {
    private BranchScopes() {}

    /** @param environment in which such projects tell the branch ({@code BRANCH_NAME}), and what a change goes to ({@code CHANGE_TARGET}) */
    public static CacheScopes of(EnvVars environment, Job<?, ?> job) {
        List<String> fallbacks = new ArrayList<>();
        fallbacks.add(environment.get("CHANGE_TARGET"));
        String branch = environment.get("BRANCH_NAME");
        if (branch != null) {
            fallbacks.add(primary(job.getParent()));
        }
        return new CacheScopes(branch, fallbacks);
    }

    @CheckForNull
    private static String primary(ItemGroup<?> project) {
        for (Item sibling : project.getItems()) {
            if (sibling instanceof Job<?, ?> job && job.getAction(PrimaryInstanceMetadataAction.class) != null) {
                SCMHead head = SCMHead.HeadByItem.findHead(job);
                return head == null ? job.getName() : head.getName();
            }
        }
        return null;
    }
}
