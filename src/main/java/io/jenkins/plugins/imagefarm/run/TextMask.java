package io.jenkins.plugins.imagefarm.run;

import hudson.console.ConsoleNote;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Sends texts through what Jenkins puts before a run's console, such as the masking of credentials, and gives what would stand there:
 * without what annotates lines for the console's page, and without what is put before every line, such as the time.
 */
final class TextMask implements AutoCloseable {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final OutputStream console;
    private final int before;

    TextMask(ConsoleDecorator decorator) throws IOException, InterruptedException {
        console = decorator.decorate(shown);
        before = through("").length();
    }

    /** Puts what masks texts in a run's console before a stream. */
    @FunctionalInterface
    public interface ConsoleDecorator {
        OutputStream decorate(OutputStream out) throws IOException, InterruptedException;
    }

    /** @param text one line or several, without the end of the last */
    String apply(String text) {
        if (text.isEmpty()) {
            return text;
        }
        String masked = through(text);
        return before == 0 ? masked : masked.replaceAll("(?m)^.{0," + before + "}", "");
    }

    private String through(String text) {
        try {
            console.write((text + "\n").getBytes(StandardCharsets.UTF_8));
            console.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of a decorator
        }
        String result = ConsoleNote.removeNotes(shown.toString(StandardCharsets.UTF_8));
        shown.reset();
        return result.endsWith("\n") ? result.substring(0, result.length() - 1) : result;
    }

    @Override
    public void close() throws IOException {
        console.close();
    }
}
