package io.jenkins.plugins.imagefarm.engine.s2i;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Dockerfile for a builder image that has ONBUILD instructions: those do all, with the source as their context, and a program of
 * the source is what runs.
 */
final class OnBuildDockerfile {
    private static final List<String> PROGRAMS = List.of("run", "start", "exec", "execute");

    private OnBuildDockerfile() {}

    static String of(ImageMetadata builder, SourceFolder source, Map<String, String> env, Map<String, String> labels) {
        DockerfileWriter dockerfile = new DockerfileWriter();
        dockerfile.comment("Made by Image Farm for the ONBUILD instructions of " + builder.name());
        dockerfile.from(builder.pinned(), "");
        dockerfile.env(env);
        dockerfile.label(labels);
        program(source).ifPresent(program -> dockerfile.entrypoint(List.of("./" + program)));
        return dockerfile.text();
    }

    private static Optional<String> program(SourceFolder source) {
        return PROGRAMS.stream()
                .flatMap(name -> Stream.of(name, name + ".sh"))
                .filter(name -> source.file(name)
                        .filter(file -> file.toFile().canExecute())
                        .isPresent())
                .findFirst();
    }
}
