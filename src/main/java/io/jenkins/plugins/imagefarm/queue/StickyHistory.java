package io.jenkins.plugins.imagefarm.queue;

import hudson.XmlFile;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Which node built which platform of which image last, since it has its layers. The images that were built least recently are
 * forgotten when there are too many.
 */
final class StickyHistory {
    private static final Logger LOGGER = Logger.getLogger(StickyHistory.class.getName());

    private static final String NAME = "io.jenkins.plugins.imagefarm.queue.StickyHistory.xml";
    private static final int MOST_IMAGES = 1000;

    private final XmlFile file = new XmlFile(Controller.file(NAME));

    /** By image, those that were built last at the end. */
    private final LinkedHashMap<String, Image> images = new LinkedHashMap<>();

    /** As it was left by the last session. */
    static StickyHistory read() {
        StickyHistory history = new StickyHistory();
        if (history.file.exists()) {
            try {
                if (history.file.read() instanceof Content content && content.images != null) {
                    content.images.forEach(image -> history.images.put(image.name, image));
                }
            } catch (IOException | RuntimeException e) {
                LOGGER.log(Level.WARNING, e, () -> "Not all of " + history.file + " can be read");
            }
        }
        return history;
    }

    Map<Platform, String> last(String image) {
        Map<Platform, String> last = new HashMap<>();
        Image known = images.get(image);
        if (known != null) {
            known.nodes.forEach((platform, node) -> last.put(Platform.valueOf(platform), node));
        }
        return last;
    }

    void built(String image, Assignment assignment) {
        Image known = images.remove(image);
        Image next = known == null ? new Image(image) : known;
        images.put(image, next);
        boolean news = known == null;
        for (Assignment.Share share : assignment.platforms()) {
            news |= !assignment.node().equals(next.nodes.put(share.platform().toString(), assignment.node()));
        }
        while (images.size() > MOST_IMAGES) {
            images.remove(images.keySet().iterator().next());
        }
        if (news) {
            write();
        }
    }

    /** That node has lost its layers. */
    void forget(String node) {
        images.values().forEach(image -> image.nodes.values().removeIf(node::equals));
        images.values().removeIf(image -> image.nodes.isEmpty());
        write();
    }

    private void write() {
        try {
            file.write(new Content(new ArrayList<>(images.values())));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Cannot write " + file);
        }
    }

    private static final class Image {
        private final String name;
        private final TreeMap<String, String> nodes = new TreeMap<>();

        Image(String name) {
            this.name = name;
        }
    }

    private static final class Content {
        private final ArrayList<Image> images;

        Content(List<Image> images) {
            this.images = new ArrayList<>(images);
        }
    }
}
