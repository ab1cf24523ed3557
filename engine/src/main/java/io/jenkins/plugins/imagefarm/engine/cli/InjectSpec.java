package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Injection;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files for {@code --inject}: a file and its path in the image, or a folder and the folder for what it holds.
 *
 * @param injections in their order
 * @param values by their secrets' ids
 */
record InjectSpec(List<Injection> injections, Map<String, byte[]> values) {
    static InjectSpec of(List<String> texts) {
        InjectSpec spec = new InjectSpec(new ArrayList<>(), new LinkedHashMap<>());
        texts.forEach(spec::add);
        return spec;
    }

    private void add(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw new ProblemException(Problem.user(
                    "'" + text + "' is not of the form SOURCE:DESTINATION",
                    "Use for instance settings.xml:/tmp/settings.xml, or a folder and a folder."));
        }
        Path source = FileArgument.path(text.substring(0, colon));
        String destination = text.substring(colon + 1);
        try {
            if (!Files.isDirectory(source)) {
                add(source, destination.endsWith("/") ? destination + source.getFileName() : destination);
                return;
            }
            List<Path> files;
            try (var all = Files.walk(source)) {
                files = all.filter(Files::isRegularFile).sorted().toList();
            }
            for (Path file : files) {
                add(file, (destination.endsWith("/") ? destination : destination + "/") + source.relativize(file));
            }
        } catch (IOException e) {
            throw new ProblemException(Problem.user("'" + source + "' cannot be injected: " + IoReason.of(e), ""), e);
        }
    }

    private void add(Path file, String destination) throws IOException {
        String id = "inject-" + injections.size();
        injections.add(new Injection(id, destination));
        values.put(id, Files.readAllBytes(file));
    }

    @Override
    public String toString() {
        return "InjectSpec" + injections;
    }
}
