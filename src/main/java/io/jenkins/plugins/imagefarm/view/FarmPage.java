package io.jenkins.plugins.imagefarm.view;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.model.RootAction;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.nodes.NodeInquiries;
import io.jenkins.plugins.imagefarm.nodes.NodeReports;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpRedirect;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * The page of all farms and their nodes, below Jenkins' own address. {@link Viewer} says who sees what of it.
 *
 * <p>It is whole without scripts. With them it fetches its tables again every few seconds, and while somebody looks, nodes are asked
 * again when what is known of them is a minute old.
 */
@Extension
public final class FarmPage implements RootAction {
    static final String URL_NAME = "image-farm";

    /** No link where there is nothing to see; the address itself answers and says so. */
    @Override
    public String getIconFileName() {
        return getView().isEmpty() ? null : "symbol-server";
    }

    @Override
    public String getDisplayName() {
        return Messages.FarmPage_displayName();
    }

    @Override
    public String getUrlName() {
        return URL_NAME;
    }

    /** All that the current user may see, as it is now. */
    public FarmView getView() {
        return new FarmView(new Viewer());
    }

    /** For the page's tables: nodes are asked again if it is time. */
    public FarmView getFreshView() {
        FarmView view = getView();
        if (!view.isEmpty()) {
            NodeInquiries.get().refreshAfter(NodeReports.FRESH);
        }
        return view;
    }

    public boolean isManageable() {
        return new Viewer().manages();
    }

    public boolean isAnyNode() {
        return !ImageFarmConfiguration.get().getNodes().isEmpty();
    }

    public boolean isRefreshing() {
        return NodeInquiries.get().isRefreshing();
    }

    /** Why nodes could not be asked; null if they could, or the user may not know. */
    @CheckForNull
    public String getProblem() {
        return new Viewer().seesDetails()
                ? NodeInquiries.get().problem().map(Object::toString).orElse(null)
                : null;
    }

    /** The page of one node; null if there is none of that name for the current user. */
    @CheckForNull
    public NodePage getNode(String name) {
        return getView().node(name) == null ? null : new NodePage(this, name);
    }

    /** Has all nodes asked now. */
    @POST
    public HttpResponse doRefresh(@QueryParameter boolean disk) {
        Controller.accessControl().checkPermission(Jenkins.MANAGE);
        NodeInquiries.get().refresh(disk);
        return new HttpRedirect(".");
    }
}
