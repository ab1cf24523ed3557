package io.jenkins.plugins.imagefarm.view;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Failure;
import hudson.model.ModelObject;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.NodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.nodes.NodeInquiries;
import io.jenkins.plugins.imagefarm.nodes.NodeOffline;
import io.jenkins.plugins.imagefarm.nodes.OfflineNotice;
import io.jenkins.plugins.imagefarm.pods.PodKeeper;
import io.jenkins.plugins.imagefarm.pods.Pods;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpRedirect;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** One node: what the table of its farm has no room for, and what can be done with it. Made by {@link FarmPage#getNode} only. */
public final class NodePage implements ModelObject {
    private static final int LONGEST_REASON = 200;

    private final FarmPage farms;
    private final String name;

    NodePage(FarmPage farms, String name) {
        this.farms = farms;
        this.name = name;
    }

    @Override
    public String getDisplayName() {
        return name;
    }

    public FarmPage getFarms() {
        return farms;
    }

    @CheckForNull
    public NodeRow getRow() {
        return farms.getView().node(name);
    }

    /** Its pods, if it is one of those that have some. */
    public List<PodRow> getPods() {
        return farms.getView().pods().stream()
                .filter(pod -> pod.node().equals(name))
                .toList();
    }

    /** Whether it is a builder that stays, and so can store what nobody needs. */
    public boolean isPrunable() {
        return ImageFarmConfiguration.get()
                .findNode(name)
                .filter(NodeConfiguration.class::isInstance)
                .isPresent();
    }

    public boolean isManageable() {
        return farms.isManageable();
    }

    /**
     * Takes the node offline: builds that run there end as usual, and no other is placed there.
     *
     * @param reason for people
     */
    @POST
    public HttpResponse doOffline(@QueryParameter String reason) throws IOException {
        Controller.accessControl().checkPermission(Jenkins.MANAGE);
        String text = Util.fixNull(reason).strip().replaceAll("\\s+", " ");
        if (text.isEmpty() || text.length() > LONGEST_REASON) {
            throw new Failure(Messages.NodePage_reason(LONGEST_REASON));
        }
        String user = Jenkins.getAuthentication2().getName();
        NodeOffline.get().take(name, new OfflineNotice(text, user, System.currentTimeMillis()));
        FarmActivity.get().reconsider();
        return new HttpRedirect(".");
    }

    /** Brings the node back. */
    @POST
    public HttpResponse doOnline() throws IOException {
        Controller.accessControl().checkPermission(Jenkins.MANAGE);
        NodeOffline.get().bringBack(name);
        FarmActivity.get().reconsider();
        return new HttpRedirect(".");
    }

    /**
     * Removes in the background what no container uses; the page shows what came of it.
     *
     * @param all also images that have a name
     * @param hours only what was not used for so long; empty for everything
     * @param labels only images that have all of these, separated by blanks; empty for all
     * @param confirmed that the user knows that it cannot be undone
     */
    @POST
    public HttpResponse doPrune(
            @QueryParameter boolean all,
            @QueryParameter String hours,
            @QueryParameter String labels,
            @QueryParameter boolean confirmed) {
        Controller.accessControl().checkPermission(Jenkins.MANAGE);
        if (!confirmed) {
            throw new Failure(Messages.NodePage_confirm());
        }
        NodeConfiguration node = ImageFarmConfiguration.get()
                .findNode(name)
                .filter(NodeConfiguration.class::isInstance)
                .map(NodeConfiguration.class::cast)
                .orElseThrow(() -> new Failure(Messages.NodePage_notPrunable(name)));
        NodeInquiries.get()
                .prune(
                        node,
                        new Inquiry.Prune(all, seconds(hours), words(labels)),
                        Jenkins.getAuthentication2().getName(),
                        pruned -> FarmActivity.get().forget(pruned));
        return new HttpRedirect(".");
    }

    /** No further build goes to that pod; it is removed when it has none. */
    @POST
    public HttpResponse doDrainPod(@QueryParameter String pod) {
        Controller.accessControl().checkPermission(Jenkins.MANAGE);
        keeperOf(pod).drain(pod);
        return new HttpRedirect(".");
    }

    /** That pod is removed now; a build in it is submitted again. */
    @POST
    public HttpResponse doDeletePod(@QueryParameter String pod) {
        Controller.accessControl().checkPermission(Jenkins.MANAGE);
        keeperOf(pod).delete(pod);
        return new HttpRedirect(".");
    }

    private PodKeeper keeperOf(String pod) {
        return Pods.keeper()
                .filter(keeper -> keeper.pods().stream()
                        .anyMatch(each -> each.name().equals(pod) && each.node().equals(name)))
                .orElseThrow(() -> new Failure(Messages.NodePage_noPod(pod)));
    }

    private static long seconds(String hours) {
        String text = Util.fixNull(hours).strip();
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("[0-9]{1,6}")) {
            throw new Failure(Messages.NodePage_hours(text));
        }
        return Duration.ofHours(Long.parseLong(text)).toSeconds();
    }

    private static List<String> words(String labels) {
        return Arrays.stream(Util.fixNull(labels).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
