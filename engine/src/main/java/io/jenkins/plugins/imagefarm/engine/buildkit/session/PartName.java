package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import java.nio.file.Path;
import java.util.UUID;

/** Names for what is not complete yet. Not made from the final name, which may be as long as a name can be. */
final class PartName {
    private PartName() {}

    static Path in(Path folder) {
        return folder.resolve(".imagefarm-" + UUID.randomUUID() + ".part");
    }
}
