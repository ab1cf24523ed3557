package io.jenkins.plugins.imagefarm.nodes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.model.Saveable;
import hudson.model.listeners.SaveableListener;
import io.jenkins.plugins.imagefarm.Controller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The nodes that somebody took offline, by name: no build is placed there until they are brought back, and those that run there
 * end as usual. Kept while Jenkins restarts, and apart from the configuration, which may be code.
 */
@Extension
public final class NodeOffline implements Saveable {
    /** Replaced, never changed, because builds ask while somebody changes it. */
    private volatile Map<String, OfflineNotice> notices = new TreeMap<>();

    public NodeOffline() {
        try {
            XmlFile file = file();
            if (file.exists()) {
                file.unmarshal(this);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (notices == null) {
            notices = new TreeMap<>();
        }
    }

    @NonNull
    public static NodeOffline get() {
        return ExtensionList.lookupSingleton(NodeOffline.class);
    }

    /** @throws IOException if it could not be kept; then nothing has changed */
    public synchronized void take(@NonNull String node, @NonNull OfflineNotice notice) throws IOException {
        Map<String, OfflineNotice> next = new TreeMap<>(notices);
        next.put(node, notice);
        replace(next);
    }

    /** @throws IOException if it could not be kept; then nothing has changed */
    public synchronized void bringBack(@NonNull String node) throws IOException {
        Map<String, OfflineNotice> next = new TreeMap<>(notices);
        if (next.remove(node) != null) {
            replace(next);
        }
    }

    @NonNull
    public Optional<OfflineNotice> find(@NonNull String node) {
        return Optional.ofNullable(notices.get(node));
    }

    /** Why that node is offline, for a refusal; null if it is not. */
    @CheckForNull
    public String reason(@NonNull String node) {
        return find(node).map(OfflineNotice::reason).orElse(null);
    }

    private void replace(Map<String, OfflineNotice> next) throws IOException {
        Map<String, OfflineNotice> before = notices;
        notices = next;
        try {
            save();
        } catch (IOException e) {
            notices = before;
            throw e;
        }
    }

    @Override
    public void save() throws IOException {
        XmlFile file = file();
        file.write(this);
        SaveableListener.fireOnChange(this, file);
    }

    private static XmlFile file() {
        return new XmlFile(Controller.file(NodeOffline.class.getName() + ".xml"));
    }
}
