package io.jenkins.plugins.imagefarm.engine.container;

import java.util.List;

/**
 * What an image made of a container says other than the container; all else it has of it.
 *
 * @param user empty for that of the image which the container was made from
 * @param entrypoint empty for none
 * @param command what runs in containers of it
 */
public record ImageConfig(String user, List<String> entrypoint, List<String> command) {
    public ImageConfig {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
    }
}
