package io.jenkins.plugins.imagefarm.engine.container;

import io.jenkins.plugins.imagefarm.engine.api.RunOptions;
import io.jenkins.plugins.imagefarm.engine.api.S2iContainer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A container to be made.
 *
 * @param image its id
 * @param command all of it: the image's entry point does not count
 * @param user empty for the image's
 * @param env in addition to the image's
 * @param labels that an image made of it will have in addition
 * @param run its network and hosts; of what else surrounds RUN instructions a container has nothing
 * @param rights what it has other than usual
 */
public record ContainerSpec(
        String image,
        List<String> command,
        String user,
        Map<String, String> env,
        Map<String, String> labels,
        RunOptions run,
        S2iContainer rights) {
    public ContainerSpec {
        command = List.copyOf(command);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
}
