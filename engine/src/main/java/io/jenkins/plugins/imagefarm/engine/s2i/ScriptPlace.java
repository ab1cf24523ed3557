package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/** A place where scripts may be. */
sealed interface ScriptPlace {
    /** The script of this place; empty if it has none. */
    Optional<Script> find(String script, ImagePath uploads) throws InterruptedException;

    /** For people. */
    String text();

    /** A folder of the image. Whether a script is there is seen when it is to run. */
    record InImage(String text, ImagePath folder) implements ScriptPlace {
        @Override
        public Optional<Script> find(String script, ImagePath uploads) {
            return Optional.of(new Script(folder.resolve(script), null, text));
        }
    }

    /** A folder of the source. */
    record InSource(String text, SourceFolder source, Path folder) implements ScriptPlace {
        @Override
        public Optional<Script> find(String script, ImagePath uploads) {
            return source.file(folder, script)
                    .map(file -> new Script(uploads.resolve(script), SourceFolder.read(file), text));
        }
    }

    /** A web server. */
    record OnWeb(String text, URI url, ScriptDownload download) implements ScriptPlace {
        @Override
        public Optional<Script> find(String script, ImagePath uploads) throws InterruptedException {
            String folder = url.toString().endsWith("/") ? url.toString() : url + "/";
            return download.get(URI.create(folder + script))
                    .map(content -> new Script(uploads.resolve(script), content, text));
        }
    }

    /**
     * The place that a URL names.
     *
     * @param what the URL is of, for people
     * @param source that {@code file://} and relative paths may lead into; null if there may be none
     * @throws S2iFailure if there is no such place
     */
    static ScriptPlace of(String what, String url, SourceFolder source, ScriptDownload download) {
        String text = what + " (" + url + ")";
        if (url.startsWith("image://")) {
            return new InImage(text, ImagePath.of(what, url.substring("image://".length())));
        }
        if (url.startsWith("http://") || url.startsWith("https://")) {
            return new OnWeb(text, webAddress(what, url), download);
        }
        boolean isFile = url.startsWith("file://");
        if (source != null && (isFile || !url.contains("://"))) {
            String path = isFile ? url.substring("file://".length()) : url;
            return source.folder(path)
                    .<ScriptPlace>map(folder -> new InSource(text, source, folder))
                    .orElseThrow(() -> S2iFailure.user(
                            S2iReason.FETCH_SCRIPTS_FAILED,
                            what + " '" + url + "' is not a folder inside the source",
                            "Scripts can be in the source, at a URL image:///path, or at http(s)://."));
        }
        throw S2iFailure.user(
                S2iReason.FETCH_SCRIPTS_FAILED,
                what + " '" + url + "' has a scheme that is not known",
                "Use image:///path, http(s)://, or file:// and a folder in the source.");
    }

    private static URI webAddress(String what, String url) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw S2iFailure.user(
                S2iReason.FETCH_SCRIPTS_FAILED,
                what + " is not a URL of a folder",
                "Use for instance https://example.com/scripts, without a user and '?'.");
    }
}
