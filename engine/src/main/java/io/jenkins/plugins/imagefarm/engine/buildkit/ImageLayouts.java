package io.jenkins.plugins.imagefarm.engine.buildkit;

import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.NamedContext;
import io.jenkins.plugins.imagefarm.engine.api.OciLayout;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.LayoutFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The images in folders that are contexts of a build. The daemon reads them from a store of the session, by digest.
 *
 * @param stores by the name that the session knows each by
 * @param contexts by the name of the context: where the daemon finds it
 */
record ImageLayouts(Map<String, LayoutFolder> stores, Map<String, String> contexts) {
    /** @throws ProblemException if a folder is no layout, or does not hold the image */
    static ImageLayouts of(Map<String, NamedContext> given) {
        Map<String, LayoutFolder> stores = new HashMap<>();
        Map<String, String> contexts = new HashMap<>();
        given.forEach((name, context) -> {
            if (context.kind() == NamedContext.Kind.LAYOUT) {
                OciLayout layout = OciLayout.valueOf(context.location());
                LayoutFolder folder = new LayoutFolder(Path.of(layout.folder()));
                // It stands where a repository does, so not every name will do.
                String store = "layout" + stores.size();
                stores.put(store, folder);
                contexts.put(name, "oci-layout://" + store + "@" + digest(layout, folder));
            }
        });
        return new ImageLayouts(stores, contexts);
    }

    private static Digest digest(OciLayout layout, LayoutFolder folder) {
        Path path = Path.of(layout.folder());
        if (!Files.isRegularFile(path.resolve("index.json"))) {
            throw new ProblemException(Problem.user(
                    "'" + path + "' " + (Files.exists(path) ? "is not an OCI image layout" : "does not exist"),
                    "Give the folder that has the index.json of an image; an archive has to be unpacked first."));
        }
        try {
            return find(layout, folder).orElseThrow(() -> new ProblemException(missing(layout)));
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.user("The OCI image layout '" + path + "' cannot be read: " + IoReason.of(e), ""), e);
        }
    }

    private static Optional<Digest> find(OciLayout layout, LayoutFolder folder) throws IOException {
        if (layout.digest() != null) {
            return Optional.of(layout.digest()).filter(folder::holds);
        }
        if (layout.tag() != null) {
            return folder.find(layout.tag());
        }
        Optional<Digest> latest = folder.find(OciLayout.LATEST);
        return latest.isPresent() ? latest : folder.only();
    }

    private static Problem missing(OciLayout layout) {
        Object image =
                layout.digest() != null ? layout.digest() : layout.tag() != null ? layout.tag() : OciLayout.LATEST;
        return Problem.user(
                "There is no " + image + " in the OCI image layout '" + layout.folder() + "'",
                "Give the tag or the digest of an image that is in it.");
    }
}
