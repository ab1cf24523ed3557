package io.jenkins.plugins.imagefarm.launch;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole lines of an event file from an offset on, without those that Jenkins does nothing about: most events are about a
 * build's steps, which it reads in the console.
 *
 * @param events those about the farm, each a line of JSON
 * @param offset where the next tail begins
 */
record EventTail(List<String> events, long offset) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A line's beginning tells its kind, so that no line of another kind is ever held or parsed. */
    private static final List<String> WANTED = List.of(
            "{\"type\":\"node\",",
            "{\"type\":\"wanted\",",
            "{\"type\":\"assignment\",",
            "{\"type\":\"podWanted\",",
            "{\"type\":\"podUnreachable\",",
            "{\"type\":\"podCache\",");

    private static final int LONGEST_BEGINNING =
            WANTED.stream().mapToInt(String::length).max().orElseThrow();

    static EventTail read(Path file, long offset) throws IOException {
        List<String> events = new ArrayList<>();
        long read = offset;
        long end = offset;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.skipNBytes(offset);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            boolean wanted = true;
            for (int b = in.read(); b >= 0; b = in.read()) {
                read++;
                if (b == '\n') {
                    if (wanted && isWanted(line)) {
                        events.add(line.toString(StandardCharsets.UTF_8));
                    }
                    line.reset();
                    wanted = true;
                    end = read;
                } else if (wanted) {
                    line.write(b);
                    wanted = line.size() != LONGEST_BEGINNING || isWanted(line);
                }
            }
        } catch (NoSuchFileException e) {
            return new EventTail(List.of(), offset);
        }
        return new EventTail(events, end);
    }

    private static boolean isWanted(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        return WANTED.stream().anyMatch(text::startsWith);
    }
}
