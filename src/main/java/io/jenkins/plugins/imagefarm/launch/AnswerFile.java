package io.jenkins.plugins.imagefarm.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The file in which an engine reads where it may build. A line is written once, however often it is brought: whoever brings it
 * cannot know whether it arrived before a connection broke or Jenkins ended.
 */
record AnswerFile(Path file) {
    void add(List<String> lines) throws IOException {
        String before = Files.exists(file) ? Files.readString(file) : "";
        int whole = before.lastIndexOf('\n') + 1;
        Set<String> known = new HashSet<>(before.substring(0, whole).lines().toList());
        List<String> missing = new ArrayList<>(lines);
        missing.removeAll(known);
        if (missing.isEmpty()) {
            return;
        }
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Over the start of a line that was cut short; an engine reads whole lines only.
            long end = before.substring(0, whole).getBytes(StandardCharsets.UTF_8).length;
            channel.truncate(end);
            channel.position(end);
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(String.join("\n", missing) + "\n");
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }
}
