package io.jenkins.plugins.imagefarm.fake;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays the build engine by the protocol of its control directory, in a process of its own. What it does is told by the
 * Dockerfile's text: commands separated by semicolons.
 *
 * <ul>
 *   <li>{@code lines COUNT MS}: prints lines, one every so many milliseconds, each with the time at which it was written
 *   <li>{@code text HEX MS}: writes bytes, one every so many milliseconds
 *   <li>{@code stubborn}: does not heed an order to cancel, nor the signal to end
 *   <li>{@code die STATUS}: ends at once without a result, after a word to standard error
 *   <li>{@code fail TEXT}: ends with a failure that is the user's fault
 * </ul>
 */
public final class FakeEngine {
    private final Path control;
    private final OutputStream console;
    private boolean stubborn;

    private FakeEngine(Path control) throws IOException {
        this.control = control;
        this.console = Files.newOutputStream(
                control.resolve("console.log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("inquire")) {
            FakeInquiry.answer();
            return;
        }
        Path control = Path.of(arguments[1]);
        Files.delete(control.resolve("secrets.json"));
        String request = Files.readString(control.resolve("request.json"));
        Matcher script = Pattern.compile("\"dockerfileText\":\"([^\"]*)\"").matcher(request);
        FakeEngine engine = new FakeEngine(control);
        for (String command : script.find() ? script.group(1).split(";") : new String[0]) {
            engine.obey(command.strip().split(" ", 3));
        }
        engine.end("SUCCESS", null);
    }

    private void obey(String... command) throws Exception {
        switch (command[0]) {
            case "lines" -> {
                for (int i = 1; i <= Integer.parseInt(command[1]); i++) {
                    pause(Long.parseLong(command[2]));
                    print("line " + i + " @" + System.currentTimeMillis() + "\n");
                }
            }
            case "text" -> {
                for (int i = 0; i < command[1].length(); i += 2) {
                    console.write(Integer.parseInt(command[1].substring(i, i + 2), 16));
                    pause(Long.parseLong(command[2]));
                }
            }
            case "stubborn" -> {
                stubborn = true;
                Runtime.getRuntime().addShutdownHook(new Thread(FakeEngine::sleepForever));
            }
            case "die" -> {
                System.err.println("boom");
                Runtime.getRuntime().halt(Integer.parseInt(command[1]));
            }
            case "fail" -> end("FAILURE", String.join(" ", command).substring("fail ".length()));
            default -> throw new IllegalArgumentException(String.join(" ", command));
        }
    }

    private void print(String text) throws IOException {
        console.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void pause(long ms) throws Exception {
        long end = System.currentTimeMillis() + ms;
        do {
            if (!stubborn && Files.exists(control.resolve("cancel"))) {
                print("cancelled\n");
                end("CANCELLED", null);
            }
            Thread.sleep(Math.min(20, ms));
        } while (System.currentTimeMillis() < end);
    }

    private void end(String state, String cause) throws IOException {
        Path whole = control.resolve("result.json.tmp");
        String problem =
                cause == null ? "" : ",\"problem\":{\"fault\":\"USER\",\"cause\":\"" + cause + "\",\"advice\":\"\"}";
        Files.writeString(
                whole,
                "{\"state\":\"" + state
                        + "\",\"pushed\":false,\"startedAt\":1,\"durationMs\":2,\"cachedSteps\":3,\"totalSteps\":4"
                        + problem + "}");
        Files.move(whole, control.resolve("result.json"), StandardCopyOption.ATOMIC_MOVE);
        System.exit(0);
    }

    private static void sleepForever() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
