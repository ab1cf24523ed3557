package io.jenkins.plugins.imagefarm.nodes;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.model.Run;
import hudson.model.Saveable;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.util.Timer;

/**
 * The last builds of each node, by its name. Written to disk some seconds after a change, since many builds may end at once and
 * nothing depends on the last of them.
 */
@Extension
public final class NodeHistory implements Saveable {
    /** Of one node. */
    static final int MOST = 10;

    private static final Logger LOGGER = Logger.getLogger(NodeHistory.class.getName());
    private static final int SAVE_AFTER_SECONDS = 5;

    /** Newest first. */
    private Map<String, List<PastBuild>> builds = new TreeMap<>();

    private transient boolean changed;

    public NodeHistory() {
        try {
            XmlFile file = file();
            if (file.exists()) {
                file.unmarshal(this);
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The last builds of nodes are forgotten", e);
        }
    }

    @NonNull
    public static NodeHistory get() {
        return ExtensionList.lookupSingleton(NodeHistory.class);
    }

    /** An assignment of a run has changed; only its end is kept. */
    public void changed(@NonNull Run<?, ?> run, @NonNull AssignmentChanged event) {
        if (event.state() != AssignmentState.STARTED) {
            add(
                    event.assignment().node(),
                    new PastBuild(
                            run.getExternalizableId(),
                            event.assignment().platforms().stream()
                                    .map(Assignment.Share::toString)
                                    .collect(Collectors.joining(", ")),
                            event.state().name(),
                            System.currentTimeMillis(),
                            event.durationMs(),
                            event.error() == null ? "" : event.error()));
        }
    }

    private synchronized void add(String node, PastBuild build) {
        List<PastBuild> all = new ArrayList<>(builds.getOrDefault(node, List.of()));
        all.add(0, build);
        builds.put(node, new ArrayList<>(all.subList(0, Math.min(all.size(), MOST))));
        if (!changed) {
            changed = true;
            Timer.get().schedule(this::saveSoon, SAVE_AFTER_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Newest first. */
    @NonNull
    public synchronized List<PastBuild> of(@NonNull String node) {
        return List.copyOf(builds.getOrDefault(node, List.of()));
    }

    private void saveSoon() {
        try {
            save();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The last builds of nodes could not be kept", e);
        }
    }

    @Override
    public synchronized void save() throws IOException {
        changed = false;
        file().write(this);
    }

    private static XmlFile file() {
        return new XmlFile(Controller.file(NodeHistory.class.getName() + ".xml"));
    }
}
